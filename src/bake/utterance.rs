//! A bake by a model that hears whole utterances: the model's frames first, then the performance around them.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{BLOCK, BakeOptions};
use crate::audio::downmix::to_mono;
use crate::audio::features::FeatureTables;
use crate::audio::resample::Resampler;
use crate::emotion::EMOTIONS;
use crate::error::Result;
use crate::look_ahead::LookAhead;
use crate::mood::Part;
use crate::motion::smooth::{Smoother, Window};
use crate::motion::{Controls, Frame};
use crate::network::hearing::Mode;
use crate::network::manifest::Manifest;
use crate::network::{Network, known};
use crate::performance::{Casting, Performance, Settings};
use crate::rest::Rest;

/// Bakes `mono` in `mode`, which is not live; `part` gets new frames as they come.
pub(super) fn bake(
    network: &mut dyn Network,
    tables: Arc<FeatureTables>,
    (mono, rate): (&[f32], u32),
    mode: Mode,
    options: &BakeOptions,
    part: &mut dyn FnMut(&[Frame]),
) -> Result<()> {
    let manifest = network.manifest().clone();
    let rest = match options.mood.has_parts() {
        true => Some(Arc::new(Rest::of(network, tables.clone(), 0)?)),
        false => None,
    };
    let Some(chain) = network.known() else { return Ok(()) };
    let count = manifest.frames_of(mono.len() as u64, rate) as usize;
    let feeling = *options.mood.of(Part::Mouth).weights();
    let mut scene = Scene::new(&manifest, tables, rest, (mono, rate), options);
    let audio = resampled(mono, rate);
    known::perform(chain, manifest.frame_rate, &audio, count, mode, &|_| feeling, &mut |new| {
        new.iter().for_each(|frame| scene.enter(frame));
        scene.play(part);
        Ok(())
    })?;
    scene.close();
    scene.play(part);
    Ok(())
}

/// All of `mono` at the model's rate, cleaned as a live push is: NaN and infinities are silence.
fn resampled(mono: &[f32], rate: u32) -> Vec<f32> {
    let mut resampler = Resampler::new(rate);
    let mut audio = Vec::with_capacity(mono.len());
    for block in mono.chunks(BLOCK) {
        resampler.process(&to_mono(block, 1), &mut audio);
    }
    let wanted = (mono.len() as u64 * u64::from(crate::audio::resample::MODEL_RATE)).div_ceil(u64::from(rate)) as usize;
    // What the resampler's filter still holds.
    while audio.len() < wanted {
        resampler.process(&[0.0; 64], &mut audio);
    }
    audio.truncate(wanted);
    audio
}

/// A performance that is told its model's frames.
struct Scene<'a> {
    performance: Performance,
    smoother: Smoother,
    ahead: usize,
    /// Frames of the model that the performance has not come to, the first of them first.
    frames: VecDeque<Controls>,
    last: Option<Controls>,
    audio: std::slice::Chunks<'a, f32>,
    seconds: f64,
    /// The model's own numbers are passed on as they are.
    untouched: bool,
    row: Vec<f32>,
}

impl<'a> Scene<'a> {
    fn new(
        manifest: &Manifest,
        tables: Arc<FeatureTables>,
        rest: Option<Arc<Rest>>,
        (mono, rate): (&'a [f32], u32),
        options: &BakeOptions,
    ) -> Self {
        let behaviours = manifest.left_to_us(options.behaviours);
        let untouched = !behaviours.touch_the_board() && rest.is_none();
        let casting = Casting { seed: options.seed, look_ahead: LookAhead::KNOWN, rows: 1 };
        let mut performance = Performance::new(manifest, tables, rest, casting);
        performance.settings = Settings { mood: options.mood, behaviours };
        performance.begin(0.0, rate);
        let window = if options.smooth { manifest.smooth.unwrap_or(Window::LIVE) } else { Window::NONE };
        Self {
            performance,
            smoother: Smoother::new(window),
            ahead: window.ahead,
            frames: VecDeque::new(),
            last: None,
            audio: mono.chunks(BLOCK),
            seconds: mono.len() as f64 / f64::from(rate),
            untouched,
            row: vec![0.0; manifest.row_width()],
        }
    }

    /// A frame of the model.
    fn enter(&mut self, frame: &Controls) {
        self.frames.extend(self.smoother.push(frame));
        self.last = Some(*frame);
    }

    /// No more frames: the smoother's end repeats the last one.
    fn close(&mut self) {
        if let Some(last) = self.last {
            for _ in 0..self.ahead {
                self.enter(&last);
            }
        }
    }

    /// Gives the frames for which everything is there.
    fn play(&mut self, part: &mut dyn FnMut(&[Frame])) {
        let mut done = Vec::new();
        let mut emotion = [0.0; EMOTIONS.len()];
        while let Some(next) = self.frames.front() {
            let Some(number) = self.performance.next_row(&mut self.row, &mut emotion) else {
                match self.audio.next() {
                    Some(block) => self.performance.hear(&to_mono(block, 1)),
                    None if self.performance.done() => break,
                    // The second time there is nothing to hear: then it is done, whatever is left.
                    None if self.performance.finish(self.seconds) => {}
                    None => break,
                }
                continue;
            };
            if let Some((_, mut frame)) = self.performance.accept(number, next) {
                if self.untouched {
                    let number = |value: &f32| if value.is_finite() { *value } else { 0.0 };
                    frame.iter_mut().zip(next.iter().map(number)).for_each(|(out, value)| *out = value);
                }
                done.push(frame);
                self.frames.pop_front();
            }
        }
        if !done.is_empty() {
            part(&done);
        }
    }
}
