//! Runs a written model on a built-in sound and compares what it says with the checkpoint's own network.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::error::{ImportError, Result, refuse};
use super::graph::Tensors;
use super::reference::{self, Rows};
use super::sizes::Sizes;
use crate::audio::features::ROW_RATE;
use crate::audio::resample::MODEL_RATE;
use crate::emotion::EMOTIONS;
use crate::error::Error;
use crate::motion::Controls;
use crate::network::NetworkSource;
use crate::network::backend::Choice;
use crate::network::hearing::Mode;
use crate::network::known::{self, Weights};
use crate::network::onnx::OnnxModel;
use crate::rig::BOARD_CONTROLS;

/// Samples of the sound: enough for every tap of the positional convolution's middle, few enough for the reference.
const SAMPLES: usize = 12_000;

/// A control is active whose deviation over time is at least this much of the most active one's: what hardly moves
/// has no correlation to speak of.
const ACTIVE: f64 = 0.1;

/// How a model's controls compare with those of the checkpoint's network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Greatest difference of a control in a frame.
    pub worst: f32,
    /// Least correlation over the frames among active controls: those that move a tenth as much as the one that moves most.
    pub correlation: f64,
    /// Greatest magnitude of a control.
    pub span: f32,
}

/// Compares the model at `path`, on the backend `choice`, with the network of `tensors`.
pub fn verify(tensors: &mut dyn Tensors, sizes: &Sizes, path: &Path, choice: Choice) -> Result<Agreement> {
    let audio = sound();
    let frames = SAMPLES * ROW_RATE as usize / MODEL_RATE as usize;
    let emotions = emotions(frames);
    let expected = reference::run(tensors, sizes, &audio, &emotions)?;
    let backend = |error: Error| ImportError::Refused(format!("the model was written but does not run: {error}"));
    let controls = play(path, choice, &audio, &emotions).map_err(backend)?;
    if controls.len() != expected.values.len() || controls.iter().any(|value| !value.is_finite()) {
        return refuse("the model was written but gives what is no number");
    }
    Ok(compare(&expected, &controls))
}

/// What the library makes of the file.
fn play(path: &Path, choice: Choice, audio: &[f32], emotions: &[Weights]) -> crate::error::Result<Vec<f32>> {
    let model = OnnxModel::open(Some(path.to_owned()), choice)?;
    let mut network = model.load_for_bakes()?;
    let mut controls = Vec::new();
    let mut part = |frames: &[Controls]| {
        controls.extend_from_slice(frames.as_flattened());
        Ok(())
    };
    if let Some(chain) = network.known() {
        known::perform(chain, ROW_RATE, audio, emotions.len(), Mode::Whole, &|frame| emotions[frame], &mut part)?;
    }
    Ok(controls)
}

/// A voice-like sound, normalised: a gliding tone with overtones that comes and goes, and noise.
fn sound() -> Vec<f32> {
    let mut rng = Pcg32::seed_from_u64(6);
    let mut phase = 0.0f32;
    let mut sound: Vec<f32> = (0..SAMPLES)
        .map(|n| {
            let time = n as f32 / MODEL_RATE as f32;
            phase += (140.0 + 60.0 * (9.0 * time).sin()) / MODEL_RATE as f32;
            let voice: f32 = (1..12).map(|k| (phase * k as f32 * std::f32::consts::TAU).sin() / k as f32).sum();
            voice * (11.0 * time).sin().max(0.0) + rng.random_range(-0.1..0.1)
        })
        .collect();
    let mean = sound.iter().sum::<f32>() / SAMPLES as f32;
    let variance = sound.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / SAMPLES as f32;
    sound.iter_mut().for_each(|value| *value = (*value - mean) / variance.sqrt());
    sound
}

/// Every emotion alone, and blends that leave something to neutral.
fn emotions(frames: usize) -> Vec<[f32; EMOTIONS.len()]> {
    let one = |frame: usize| {
        let mut weights = [0.0; EMOTIONS.len()];
        weights[frame % EMOTIONS.len()] = if frame.is_multiple_of(2) { 1.0 } else { 0.4 };
        weights[(frame + 3) % EMOTIONS.len()] += if frame.is_multiple_of(3) { 0.0 } else { 0.25 };
        let sum: f32 = weights.iter().sum::<f32>().max(1.0);
        weights.map(|weight| weight / sum)
    };
    (0..frames).map(one).collect()
}

fn compare(expected: &Rows, controls: &[f32]) -> Agreement {
    let pairs = expected.values.iter().zip(controls);
    let worst = pairs.map(|(a, b)| (a - f64::from(*b)).abs()).fold(0.0, f64::max) as f32;
    let span = expected.values.iter().fold(0.0f64, |most, value| most.max(value.abs())) as f32;
    let column = |values: &mut dyn Iterator<Item = f64>, n: usize| -> Vec<f64> {
        values.skip(n).step_by(BOARD_CONTROLS).collect()
    };
    let columns: Vec<(Vec<f64>, Vec<f64>)> = (0..BOARD_CONTROLS)
        .map(|n| {
            let ours = &mut controls.iter().copied().map(f64::from);
            (column(&mut expected.values.iter().copied(), n), column(ours, n))
        })
        .collect();
    let greatest = columns.iter().map(|(a, _)| covariance(a, a).sqrt()).fold(0.0, f64::max);
    let active = columns.iter().filter(|(a, _)| covariance(a, a).sqrt() >= ACTIVE * greatest);
    let correlation =
        active.map(|(a, b)| covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt().max(f64::MIN_POSITIVE));
    Agreement { worst, correlation: correlation.fold(1.0, f64::min), span }
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64
}
