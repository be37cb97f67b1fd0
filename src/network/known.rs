//! Known audio through a model that hears sound: whole, as it was trained, or progressively, in windows.
//!
//! Both follow EmoFace (Liu et al., IEEE VR 2024, and its released code): the utterance is normalised as a whole, cut
//! into chunks of 60 s, each chunk's features are resampled so that first falls on first and last on last. Its code
//! keeps only the last chunk of a longer recording; its authors mean all of them, so all of them are given here.
//! Progressive windows lie on the same grid and use the same statistics: they differ from the whole only in how far the
//! encoder sees.

use super::chain::{Chain, Statistics, Sums};
use super::hearing::{Grid, Mode};
use crate::audio::features::ROW_RATE;
use crate::audio::resample::MODEL_RATE;
use crate::emotion::EMOTIONS;
use crate::error::Result;
use crate::motion::Controls;

/// Seconds that a progressive window gives, beside its context.
const WINDOW: f64 = 4.0;

/// One weight for each emotion, of a frame.
pub type Weights = [f32; EMOTIONS.len()];

/// Frames of `audio` (16 kHz) at 60 a second, `count` of them, in parts as soon as they are there.
///
/// # Errors
/// The backend failed, or `part` did.
pub fn perform(
    chain: &mut Chain,
    frame_rate: u32,
    audio: &[f32],
    count: usize,
    mode: Mode,
    emotion: &dyn Fn(usize) -> Weights,
    part: &mut dyn FnMut(&[Controls]) -> Result<()>,
) -> Result<()> {
    let (shift, gain) = normalisation(chain, audio);
    let chunk = (chain.spec().chunk_seconds * f64::from(MODEL_RATE)) as usize;
    // Whole frames of the model in a chunk, so that chunks follow each other without a gap.
    let mut ratio = Ratio { model: frame_rate, shown: 0, given: Vec::new() };
    let frames_in = |samples: usize| (samples as u64 * u64::from(frame_rate) / u64::from(MODEL_RATE)) as usize;
    for (index, chunk_audio) in audio.chunks(chunk.max(1)).enumerate() {
        let mut sound: Vec<f32> =
            chunk_audio.iter().map(|sample| ((f64::from(*sample) - shift) * gain) as f32).collect();
        let frames = frames_in(sound.len()).max(usize::from(index == 0));
        // Less than one field: as if silence followed.
        sound.resize(sound.len().max(chain.spec().front.kernel), 0.0);
        let mut sums = Sums::default();
        chain.listen(&sound, &mut sums)?;
        let statistics = sums.statistics(chain.spec().front.epsilon);
        let begin = index * frames_in(chunk);
        let rated =
            |frame: usize| emotion(((begin + frame) as u64 * u64::from(ROW_RATE) / u64::from(frame_rate)) as usize);
        let mut window = Windows { chain, sound: &sound, statistics, features: Vec::new(), first: 0, frames };
        match mode {
            Mode::Whole => {
                window.give(0..frames, 0..frames, frame_rate, &rated, &mut |new| ratio.give(new, count, part))?
            }
            Mode::Progressive | Mode::Live => {
                let rate = f64::from(frame_rate);
                let context = window.chain.spec().context;
                let (left, right) = ((context.left * rate) as usize, (context.right * rate).ceil() as usize);
                let step = ((WINDOW * rate) as usize).max(1);
                for from in (0..frames).step_by(step) {
                    let given = from..(from + step).min(frames);
                    let seen = from.saturating_sub(left)..(given.end + right).min(frames);
                    window.give(given, seen, frame_rate, &rated, &mut |new| ratio.give(new, count, part))?;
                }
            }
        }
    }
    ratio.end(count, part)
}

/// What to take off every sample, and by what to multiply it then.
fn normalisation(chain: &Chain, audio: &[f32]) -> (f64, f64) {
    let Some(normalise) = chain.spec().normalise else { return (0.0, 1.0) };
    let count = audio.len().max(1) as f64;
    let mean = audio.iter().map(|sample| f64::from(*sample)).sum::<f64>() / count;
    let variance = audio.iter().map(|sample| (f64::from(*sample) - mean).powi(2)).sum::<f64>() / count;
    (mean, 1.0 / (variance + normalise.epsilon).sqrt())
}

/// A chunk's sound and those of its features that windows still need.
struct Windows<'a> {
    chain: &'a mut Chain,
    sound: &'a [f32],
    statistics: Statistics,
    features: Vec<f32>,
    /// Number of the first feature that is kept.
    first: usize,
    /// Frames of the chunk.
    frames: usize,
}

impl Windows<'_> {
    /// Gives the frames `given`, of which the encoder sees the surroundings `seen`.
    fn give(
        &mut self,
        given: std::ops::Range<usize>,
        seen: std::ops::Range<usize>,
        frame_rate: u32,
        emotion: &dyn Fn(usize) -> Weights,
        part: &mut dyn FnMut(&[Controls]) -> Result<()>,
    ) -> Result<()> {
        if given.is_empty() {
            return Ok(());
        }
        let place = self.places(frame_rate);
        let last = self.chain.feature_count(self.sound.len()) - 1;
        let (from, to) = (place(seen.start) as usize, (place(seen.end - 1) as usize + 1).min(last));
        let (width, stride, kernel) =
            (self.chain.spec().front.width, self.chain.spec().front.stride, self.chain.spec().front.kernel);
        // Features before the window are not wanted any more, those after the last heard are new.
        self.features.drain(..((from - self.first) * width).min(self.features.len()));
        self.first = from;
        let heard = from + self.features.len() / width;
        if heard <= to {
            let piece = &self.sound[heard * stride..to * stride + kernel];
            self.chain.hear(piece, &self.statistics, &mut self.features)?;
        }
        let mut tokens = Vec::with_capacity(seen.len() * width);
        for frame in seen.clone() {
            let at = place(frame);
            blend(&self.features, width, at as usize - from, (at as usize + 1).min(to) - from, at.fract(), &mut tokens);
        }
        let hidden = self.chain.encode(&tokens)?;
        let rows = self.chain.spec().hidden_width();
        let hidden = &hidden[(given.start - seen.start) * rows..][..given.len() * rows];
        let weights: Vec<f32> = given.flat_map(emotion).collect();
        let mut controls = Vec::new();
        self.chain.show(hidden, &weights, &mut controls)?;
        part(&controls)
    }

    /// Where a frame stands among the chunk's features.
    fn places(&self, frame_rate: u32) -> impl Fn(usize) -> f64 + use<> {
        let spec = self.chain.spec();
        let last = (self.chain.feature_count(self.sound.len()) - 1) as f64;
        let front = &spec.front;
        let (step, start) = match spec.grid {
            Grid::AlignCorners => (if self.frames > 1 { last / (self.frames - 1) as f64 } else { 0.0 }, 0.0),
            Grid::Time => (
                f64::from(MODEL_RATE) / f64::from(frame_rate) / front.stride as f64,
                (front.kernel - 1) as f64 / 2.0 / front.stride as f64,
            ),
        };
        move |frame| (frame as f64 * step - start).clamp(0.0, last)
    }
}

/// Appends row `low` and row `high` of `rows`, blended.
pub(super) fn blend(rows: &[f32], width: usize, low: usize, high: usize, weight: f64, out: &mut Vec<f32>) {
    let (low, high) = (&rows[low * width..][..width], &rows[high * width..][..width]);
    let weight = weight as f32;
    out.extend(low.iter().zip(high).map(|(low, high)| (1.0 - weight) * low + weight * high));
}

/// From the model's frame rate to 60 a second.
struct Ratio {
    model: u32,
    /// Frames shown so far, and the model's frames that they came from or will come from: `shown` falls on the first.
    shown: usize,
    given: Vec<Controls>,
}

impl Ratio {
    fn give(&mut self, new: &[Controls], count: usize, part: &mut dyn FnMut(&[Controls]) -> Result<()>) -> Result<()> {
        if self.model == ROW_RATE {
            let new = &new[..new.len().min(count - self.shown)];
            self.shown += new.len();
            self.given = new.last().copied().into_iter().collect();
            return part(new);
        }
        self.given.extend_from_slice(new);
        let place = |frame: usize| frame as f64 * f64::from(self.model) / f64::from(ROW_RATE);
        let mut out = Vec::new();
        while self.shown < count && place(self.shown) as usize + 1 < self.given.len() {
            let (at, weight) = (place(self.shown) as usize, place(self.shown).fract() as f32);
            let (low, high) = (&self.given[at], &self.given[at + 1]);
            out.push(std::array::from_fn(|i| low[i] + (high[i] - low[i]) * weight));
            self.shown += 1;
        }
        part(&out)
    }

    /// Holds the last frame to the end.
    fn end(&mut self, count: usize, part: &mut dyn FnMut(&[Controls]) -> Result<()>) -> Result<()> {
        let held = self.given.last().map_or(Vec::new(), |last| vec![*last; count - self.shown]);
        self.shown = count;
        part(&held)
    }
}
