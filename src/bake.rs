//! Bake: the same performance, run in the caller's thread over known audio.

mod utterance;

use std::sync::Arc;

use crate::audio::downmix::to_mono;
use crate::audio::features::FeatureTables;
use crate::audio::format::check_format;
use crate::emotion::EMOTIONS;
use crate::error::Result;
use crate::look_ahead::LookAhead;
use crate::mood::Mood;
use crate::motion::Frame;
use crate::motion::behaviours::Behaviours;
use crate::network::hearing::Mode;
use crate::network::manifest::Manifest;
use crate::network::{Batch, Network};
use crate::performance::{Casting, MOST_ROWS, Performance, Settings};
use crate::rest::Rest;

/// Rows in one call of the network: enough that its weights stay in the cache for many rows.
const STEPS: usize = MOST_ROWS;
/// Samples heard at a time.
const BLOCK: usize = 4096;

/// How a bake is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BakeOptions {
    /// One mood for the whole clip.
    pub mood: Mood,
    /// Decides blinks and gaze.
    pub seed: u64,
    /// Smooth the model's frames.
    pub smooth: bool,
    /// At most so much later audio may a frame depend on, smoothing included, in milliseconds: the longest look-ahead
    /// of the model that is not longer is used. 0 is the longest of all, for all of the audio is known; a live face
    /// gives the same frames if [`crate::face::Face::look_ahead_ms`] is the same.
    pub look_ahead_ms: f32,
    /// What the face does of its own accord. With none of it that touches the board, a model that hears sound gives its
    /// own numbers, which may lie outside the board's ranges.
    pub behaviours: Behaviours,
    /// How a model that hears sound is run; `None` is as its manifest says. The built-in voice and its like give the same
    /// frames in any mode.
    pub mode: Option<Mode>,
}

impl Default for BakeOptions {
    fn default() -> Self {
        let (mood, behaviours) = (Mood::default(), Behaviours::ALL);
        Self { mood, seed: 0, smooth: true, look_ahead_ms: 0.0, behaviours, mode: None }
    }
}

impl BakeOptions {
    /// The look-ahead that these options choose from those of a model.
    ///
    /// # Errors
    /// The model has nothing so short, or the number is none.
    pub fn look_ahead(&self, manifest: &Manifest) -> Result<LookAhead> {
        LookAhead::baked(manifest, self.smooth, self.look_ahead_ms)
    }
}

/// Frames at 60 a second; frame `k` stands at `k / 60` s.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Baked {
    /// The frames.
    pub frames: Vec<Frame>,
}

impl Baked {
    /// The same curves at `rate` frames a second, interpolated linearly.
    pub fn at_rate(&self, rate: f64) -> Self {
        if rate == 60.0 || self.frames.is_empty() {
            return self.clone();
        }
        let count = (self.frames.len() as f64 * rate / 60.0).ceil() as usize;
        let frame = |k: usize| {
            let position = (k as f64 * 60.0 / rate).min((self.frames.len() - 1) as f64);
            let (low, weight) = (position.floor() as usize, position.fract() as f32);
            let next = &self.frames[(low + 1).min(self.frames.len() - 1)];
            std::array::from_fn(|i| self.frames[low][i] + (next[i] - self.frames[low][i]) * weight)
        };
        Self { frames: (0..count).map(frame).collect() }
    }
}

/// Bakes `mono` at `rate` Hz.
///
/// # Errors
/// The rate is out of range, the model has no such look-ahead, or the network failed.
pub fn bake(
    network: &mut dyn Network,
    tables: Arc<FeatureTables>,
    mono: &[f32],
    rate: f64,
    options: &BakeOptions,
) -> Result<Baked> {
    let mut frames = Vec::new();
    bake_in_parts(network, tables, mono, rate, options, &mut |part| frames.extend_from_slice(part))?;
    Ok(Baked { frames })
}

/// [`bake`], whose frames `part` gets as they come: the first long before the last.
///
/// # Errors
/// As [`bake`]; the frames given until then are good.
pub fn bake_in_parts(
    network: &mut dyn Network,
    tables: Arc<FeatureTables>,
    mono: &[f32],
    rate: f64,
    options: &BakeOptions,
    part: &mut dyn FnMut(&[Frame]),
) -> Result<()> {
    let rate = check_format(mono.len(), 1, rate)?;
    let mode = network.manifest().audio.as_ref().map_or(Mode::Live, |audio| options.mode.unwrap_or(audio.mode));
    if mode != Mode::Live {
        return utterance::bake(network, tables, (mono, rate), mode, options, part);
    }
    let look_ahead = options.look_ahead(network.manifest())?;
    let casting = Casting { seed: options.seed, look_ahead, rows: STEPS };
    let rest = match options.mood.has_parts() {
        true => Some(Arc::new(Rest::of(network, tables.clone(), look_ahead.index())?)),
        false => None,
    };
    let mut performance = Performance::new(network.manifest(), tables, rest, casting);
    let behaviours = network.manifest().left_to_us(options.behaviours);
    performance.settings = Settings { mood: options.mood, behaviours };
    performance.begin(0.0, rate);
    let frames = network.manifest().frames_of(mono.len() as u64, rate) as usize;
    let mut stage = Stage::new(network, performance, frames);
    for block in mono.chunks(BLOCK) {
        // The same cleaning as a live push: NaN and infinities are silence.
        stage.performance.hear(&to_mono(block, 1));
        stage.play(part)?;
    }
    stage.performance.finish(mono.len() as f64 / f64::from(rate));
    stage.play(part)
}

/// A performance with its own network and no audience.
struct Stage<'a> {
    network: &'a mut dyn Network,
    performance: Performance,
    numbers: Vec<i64>,
    width: usize,
    answer_width: usize,
    features: Vec<f32>,
    emotion: Vec<f32>,
    controls: Vec<f32>,
    /// Frames still to give, and those of the present call.
    wanted: usize,
    done: Vec<Frame>,
}

impl<'a> Stage<'a> {
    fn new(network: &'a mut dyn Network, performance: Performance, wanted: usize) -> Self {
        let (width, answer_width) = (network.manifest().row_width(), network.manifest().answer_width());
        Self {
            network,
            performance,
            numbers: Vec::with_capacity(STEPS),
            width,
            answer_width,
            features: vec![0.0; STEPS * width],
            emotion: vec![0.0; STEPS * EMOTIONS.len()],
            controls: vec![0.0; STEPS * answer_width],
            wanted,
            done: Vec::with_capacity(STEPS),
        }
    }

    /// Works off all rows that are there, `STEPS` at a time.
    fn play(&mut self, part: &mut dyn FnMut(&[Frame])) -> Result<()> {
        loop {
            self.numbers.clear();
            while self.numbers.len() < STEPS {
                let slot = self.numbers.len();
                let features = &mut self.features[slot * self.width..][..self.width];
                let emotion = &mut self.emotion[slot * EMOTIONS.len()..][..EMOTIONS.len()];
                match self.performance.next_row(features, emotion) {
                    Some(number) => self.numbers.push(number),
                    None => break,
                }
            }
            let steps = self.numbers.len();
            if steps == 0 {
                return Ok(());
            }
            self.network.run(Batch {
                faces: 1,
                steps,
                features: &self.features[..steps * self.width],
                emotion: &self.emotion[..steps * EMOTIONS.len()],
                look_ahead: &[self.performance.look_ahead().index()],
                state: self.performance.state(),
                controls: &mut self.controls[..steps * self.answer_width],
            })?;
            self.done.clear();
            for (number, answer) in self.numbers.iter().zip(self.controls.chunks_exact(self.answer_width)) {
                self.done.extend(self.performance.accept(*number, answer).map(|(_, frame)| frame));
            }
            self.done.truncate(self.wanted);
            self.wanted -= self.done.len();
            part(&self.done);
        }
    }
}
