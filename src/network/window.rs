//! A window that slides over live sound: how a model that was made for whole utterances runs while a character speaks.
//!
//! Every hop the newest features join those of the last seconds, the encoder sees the window, and the frames that now
//! have enough sound after them are given, one a row. What a whole utterance would tell is learned as it goes: the
//! statistics of the first filter begin with those of faint pink noise and follow the voice. The sound's own mean and
//! gain need no learning, since a filter without bias and a normalisation after it take them off again.
//!
//! Everything that a stream remembers lies in its state, a row of floats that is zero at the beginning, like that of
//! any other network here.

use super::chain::{Chain, Statistics, Sums};
use super::delays::Delays;
use super::known::blend;
use super::manifest::Manifest;
use super::pace::{MOST_LOAD, Pace};
use super::stream::{FRESH, HOPS, LONGEST_HOP, ROW, Shape, Stream};
use super::{Batch, Network};
use crate::audio::features::{GUARD, ROW_RATE};
use crate::audio::resample::MODEL_RATE;
use crate::emotion::EMOTIONS;
use crate::error::Result;
use crate::motion::Controls;
use crate::rig::BOARD_CONTROLS;

/// Seconds that the prior of the filter's statistics stands for, and those after which old sound is forgotten.
const PRIOR: f32 = 1.0;
const MEMORY: f32 = 10.0;
/// Level of the noise that the prior is made from: a soft voice's.
const PRIOR_LEVEL: f32 = 0.01;
/// Mean square below which sound teaches nothing: -66 dB.
const QUIET: f32 = 2.5e-7;

/// Hops that a machine keeps up with, and at what cost.
pub type Paces = Vec<(usize, Pace)>;

/// A model that hears sound, as a network that hears rows of it.
#[derive(Debug)]
pub struct SlidingWindow {
    chain: Chain,
    manifest: Manifest,
    shape: Shape,
    /// A feature of silence, and the filter's statistics before anything was heard.
    silence: Vec<f32>,
    prior: Vec<(f32, f32)>,
    hops: Vec<usize>,
    paces: Vec<Pace>,
    scratch: Vec<f32>,
    tokens: Vec<f32>,
    answers: Vec<Controls>,
}

impl SlidingWindow {
    /// The model of `chain`, offering every hop.
    ///
    /// # Errors
    /// The model does not run.
    pub fn new(mut chain: Chain, manifest: Manifest) -> Result<Self> {
        let spec = chain.spec();
        let shape = Shape::of(spec, manifest.frame_rate);
        let (kernel, epsilon) = (spec.front.kernel, spec.front.epsilon);
        let mut sums = Sums::default();
        chain.listen(&pink(MODEL_RATE as usize), &mut sums)?;
        let prior: Vec<_> = sums.moments().collect();
        // In silence only the mean shows, and a filter without bias has none.
        let hush = Statistics {
            mean: vec![0.0; shape.channels],
            deviation: prior.iter().map(|(_, variance)| (f64::from(*variance) + epsilon).sqrt() as f32).collect(),
        };
        let mut silence = Vec::new();
        chain.hear(&vec![0.0; kernel], &hush, &mut silence)?;
        let (scratch, tokens, answers) = (Vec::new(), Vec::new(), Vec::new());
        let hops = HOPS.to_vec();
        Ok(Self { chain, manifest, shape, silence, prior, hops, paces: Vec::new(), scratch, tokens, answers })
    }

    /// Measures what each hop costs on this machine, now: those with which it keeps up; all if that is none, so that
    /// whoever asks for a live face can be told what is missing.
    ///
    /// # Errors
    /// The model does not run.
    pub fn measure(&mut self) -> Result<Paces> {
        // The cost of a window grows with its length; two lengths tell the rest.
        let mut costs = Vec::new();
        for hop in [HOPS[0], LONGEST_HOP] {
            costs.push((hop as f64, Pace::seconds_of(|| self.trial(hop))?));
        }
        let pace = |hop: &usize| {
            let share = (*hop as f64 - costs[0].0) / (costs[1].0 - costs[0].0);
            let seconds = costs[0].1 + (costs[1].1 - costs[0].1).max(0.0) * share;
            Pace::new(seconds, *hop as f64 / f64::from(ROW_RATE))
        };
        let any = HOPS.iter().any(|hop| pace(hop).is_kept());
        Ok(HOPS.iter().map(|hop| (*hop, pace(hop))).filter(|(_, pace)| pace.is_kept() || !any).collect())
    }

    /// Offers these hops alone.
    pub fn offer(&mut self, paces: &Paces) {
        (self.hops, self.paces) = paces.iter().copied().unzip();
        let delays = self.hops.iter().map(|hop| self.shape.delay(*hop)).collect();
        self.manifest.look_ahead_frames = Delays::Several(delays);
        // The shortest that leaves room for others.
        let easy = self.paces.iter().position(|pace| pace.load() <= MOST_LOAD / 2.0);
        self.manifest.look_ahead_default = Some(easy.unwrap_or(self.hops.len() - 1));
    }

    /// One window of a fresh stream.
    fn trial(&mut self, hop: usize) -> Result<()> {
        let mut state = vec![0.0; self.shape.floats()];
        let sound = pink(hop * FRESH);
        let mut controls = [0.0; BOARD_CONTROLS];
        let index = self.hops.iter().position(|one| *one == hop).unwrap_or(0);
        let mut row = [0.0; ROW];
        row[0] = FRESH as f32;
        for fresh in sound.chunks_exact(FRESH) {
            row[1..].copy_from_slice(fresh);
            self.step(&row, &[0.0; EMOTIONS.len()], index, &mut state, &mut controls)?;
        }
        Ok(())
    }

    /// Hears one row, gives one.
    fn step(&mut self, row: &[f32], emotion: &[f32], index: usize, state: &mut [f32], out: &mut [f32]) -> Result<()> {
        let hop = self.hops.get(index).copied().unwrap_or(LONGEST_HOP);
        let stream = Stream::of(state, &self.shape);
        let [samples, _, place, _] = &mut *stream.counters else { return Ok(()) };
        let fresh = &row[1..][..(row[0] as usize).min(FRESH)];
        let held = (*samples as usize).min(stream.audio.len());
        let fresh = &fresh[..fresh.len().min(stream.audio.len() - held)];
        stream.audio[held..held + fresh.len()].copy_from_slice(fresh);
        *samples = (held + fresh.len()) as f32;
        // Rows of the hop so far; the answers of the hop before are given meanwhile.
        let at = (*place as usize).min(hop - 1);
        stream.emotion[at * EMOTIONS.len()..][..EMOTIONS.len()].copy_from_slice(emotion);
        *place = ((at + 1) % hop) as f32;
        if at + 1 == hop {
            self.hop(Stream::of(state, &self.shape), hop)?;
        }
        let given = (at + 1) % hop;
        out.copy_from_slice(&Stream::of(state, &self.shape).answers[given * BOARD_CONTROLS..][..BOARD_CONTROLS]);
        Ok(())
    }

    /// Works off what a hop brought: new features, the window's hidden rows, the hop's frames.
    fn hop(&mut self, mut stream: Stream<'_>, hop: usize) -> Result<()> {
        self.follow(&mut stream, hop)?;
        let (front, shape) = (&self.chain.spec().front, self.shape);
        let (stride, kernel) = (front.stride, front.kernel);
        let held = (stream.counters[0] as usize).min(stream.audio.len());
        let epsilon = front.epsilon as f32;
        let statistics = Statistics {
            mean: stream.mean.to_vec(),
            deviation: stream.variance.iter().map(|variance| (variance + epsilon).sqrt()).collect(),
        };
        self.scratch.clear();
        self.chain.hear(&stream.audio[..held], &statistics, &mut self.scratch)?;
        let new = (self.scratch.len() / shape.width).min(shape.features);
        let skipped = self.scratch.len() / shape.width - new;
        stream.features.copy_within(new * shape.width.., 0);
        let kept = stream.features.len() - new * shape.width;
        stream.features[kept..].copy_from_slice(&self.scratch[skipped * shape.width..]);
        stream.counters[1] = (stream.counters[1] + new as f32).min(shape.features as f32);
        let spent = (new + skipped) * stride;
        stream.audio.copy_within(spent..held, 0);
        stream.counters[0] = (held - spent) as f32;

        // Where the newest feature's middle stands, in samples before the newest row's time.
        let newest = (held - spent + stride) as f64 - (kernel - 1) as f64 / 2.0 + GUARD as f64;
        let known = stream.counters[1] as usize;
        let step = f64::from(MODEL_RATE) / f64::from(shape.frame_rate);
        // The model's own frames from the left edge to the newest row, which is number 0; earlier ones count down.
        let scale = f64::from(shape.frame_rate) / f64::from(ROW_RATE);
        let (oldest, first) = ((shape.left + hop + shape.right) as f64 * scale, (hop + shape.right) as f64 * scale);
        let (oldest, first) = (oldest.ceil() as usize, first.ceil() as usize);
        self.tokens.clear();
        let last = shape.features - 1;
        for back in (0..oldest).rev() {
            let place = (last as f64 - (back as f64 * step - newest) / stride as f64).clamp(0.0, last as f64);
            let at = place as usize;
            if at + known < shape.features {
                self.tokens.extend_from_slice(&self.silence);
            } else {
                blend(stream.features, shape.width, at, (at + 1).min(last), place.fract(), &mut self.tokens);
            }
        }
        let hidden = self.chain.encode(&self.tokens)?;
        let width = self.chain.spec().hidden_width();
        let shown = first.min(oldest);
        let hidden = &hidden[(oldest - shown) * width..];
        self.answer(&mut stream, hidden, shown, hop)
    }

    /// The hop's frames from the model's newest `shown` hidden rows.
    fn answer(&mut self, stream: &mut Stream<'_>, hidden: &[f32], shown: usize, hop: usize) -> Result<()> {
        let scale = f64::from(self.shape.frame_rate) / f64::from(ROW_RATE);
        // Row `-r` of 60 a second stands at the model's frame `-r * scale`.
        let place = |row: usize| (shown as f64 - 1.0 - (self.shape.right + hop - 1 - row) as f64 * scale).max(0.0);
        let used = ((place(hop - 1) as usize) + 2).min(shown);
        let width = hidden.len() / shown;
        let feelings: Vec<f32> = (0..used)
            .flat_map(|frame| {
                let back = (shown - 1 - frame) as f64 / scale;
                let row = (hop + self.shape.right - 1).saturating_sub(back as usize).min(hop - 1);
                stream.emotion[row * EMOTIONS.len()..][..EMOTIONS.len()].to_vec()
            })
            .collect();
        self.answers.clear();
        self.chain.show(&hidden[..used * width], &feelings, &mut self.answers)?;
        for (row, out) in stream.answers.chunks_exact_mut(BOARD_CONTROLS).take(hop).enumerate() {
            let at = place(row);
            let (low, high) = (&self.answers[at as usize], &self.answers[(at as usize + 1).min(used - 1)]);
            let weight = at.fract() as f32;
            out.iter_mut().zip(low).zip(high).for_each(|((out, low), high)| *out = low + (high - low) * weight);
        }
        Ok(())
    }

    /// Lets the statistics follow the sound that is not yet worked off.
    fn follow(&mut self, stream: &mut Stream<'_>, hop: usize) -> Result<()> {
        let held = (stream.counters[0] as usize).min(stream.audio.len());
        let weight = &mut stream.counters[3];
        if *weight == 0.0 {
            *weight = PRIOR;
            for (channel, (mean, variance)) in self.prior.iter().enumerate() {
                (stream.mean[channel], stream.variance[channel]) = (*mean, *variance);
            }
        }
        let sound = &stream.audio[..held];
        let level = sound.iter().map(|sample| sample * sample).sum::<f32>() / held.max(1) as f32;
        if level < QUIET {
            return Ok(());
        }
        let mut sums = Sums::default();
        self.chain.listen(sound, &mut sums)?;
        let seconds = hop as f32 / ROW_RATE as f32;
        *weight = (*weight + seconds).min(MEMORY);
        let share = seconds / *weight;
        for (channel, (mean, variance)) in sums.moments().enumerate() {
            let difference = mean - stream.mean[channel];
            stream.mean[channel] += share * difference;
            stream.variance[channel] +=
                share * (variance + (1.0 - share) * difference * difference - stream.variance[channel]);
        }
        Ok(())
    }
}

impl Network for SlidingWindow {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn run(&mut self, batch: Batch<'_>) -> Result<()> {
        let (steps, length) = (batch.steps, self.shape.floats());
        let rows = batch.features.chunks_exact(ROW).zip(batch.emotion.chunks_exact(EMOTIONS.len()));
        for (number, ((row, emotion), out)) in rows.zip(batch.controls.chunks_exact_mut(BOARD_CONTROLS)).enumerate() {
            let face = number / steps.max(1);
            let state = &mut batch.state[face * length..][..length];
            self.step(row, emotion, batch.look_ahead[face], state, out)?;
        }
        Ok(())
    }

    fn known(&mut self) -> Option<&mut Chain> {
        Some(&mut self.chain)
    }

    fn paces(&self) -> &[Pace] {
        &self.paces
    }

    fn resting(&mut self) -> Result<Option<Vec<Controls>>> {
        let rows = ROW_RATE as usize;
        let hidden = self.chain.encode(&self.silence.repeat(rows))?;
        let width = self.chain.spec().hidden_width();
        let middle = &hidden[rows / 2 * width..][..width];
        // No emotion, then each.
        let mut emotion = vec![0.0; (EMOTIONS.len() + 1) * EMOTIONS.len()];
        for (row, weights) in emotion.chunks_exact_mut(EMOTIONS.len()).skip(1).enumerate() {
            weights[row] = 1.0;
        }
        let mut faces = Vec::new();
        self.chain.show(&middle.repeat(EMOTIONS.len() + 1), &emotion, &mut faces)?;
        Ok(Some(faces))
    }
}

/// Faint pink noise, always the same (Kellet's three-pole filter of white noise).
fn pink(length: usize) -> Vec<f32> {
    let (mut state, mut poles) = (1u32, [0.0f32; 3]);
    let mut noise: Vec<f32> = (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let white = (state >> 8) as f32 / 8_388_608.0 - 1.0;
            for (pole, (keep, gain)) in
                poles.iter_mut().zip([(0.997_65, 0.099_046), (0.963, 0.296_516), (0.57, 1.052_691_3)])
            {
                *pole = keep * *pole + gain * white;
            }
            poles.iter().sum::<f32>() + 0.184_8 * white
        })
        .collect();
    let power = noise.iter().map(|sample| sample * sample).sum::<f32>() / length.max(1) as f32;
    let gain = PRIOR_LEVEL / power.sqrt().max(1e-9);
    noise.iter_mut().for_each(|sample| *sample *= gain);
    noise
}
