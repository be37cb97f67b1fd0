//! Runs a written model on a built-in sound and compares what it says with the checkpoint's own network.

use std::path::Path;

use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use prost::Message;
use prost::bytes::Bytes;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::error::{ImportError, Result, refuse};
use super::graph::Tensors;
use super::reference::{self, Answer, Rows};
use super::sizes::Sizes;
use crate::audio::features::ROW_RATE;
use crate::audio::resample::MODEL_RATE;
use crate::emotion::EMOTIONS;
use crate::network::backend::{self, Choice};
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
    let backend = |error: String| ImportError::Refused(format!("the model was written but does not run: {error}"));
    let controls = play(sizes, path, choice, &audio, &emotions, &expected).map_err(backend)?;
    if controls.len() != expected.controls.values.len() || controls.iter().any(|value| !value.is_finite()) {
        return refuse("the model was written but gives what is no number");
    }
    Ok(compare(&expected.controls, &controls))
}

/// All stages, in the one graph that the file is. Statistics come from the reference; features from a first run go,
/// resampled, into a second, as the library does it between the stages.
fn play(
    sizes: &Sizes,
    path: &Path,
    choice: Choice,
    audio: &[f32],
    emotions: &[[f32; EMOTIONS.len()]],
    expected: &Answer,
) -> Result<Vec<f32>, String> {
    let text = |error: ort::Error| error.to_string();
    let active = backend::activate(choice).map_err(|error| error.to_string())?;
    let builder = Session::builder(active.environment()).map_err(text)?;
    let mut builder =
        builder.with_optimization_level(GraphOptimizationLevel::All).map_err(|error| error.to_string())?;
    let model = without_seams(path).map_err(|error| error.to_string())?;
    let mut session = builder.commit_from_memory(&model).map_err(text)?;
    drop(model);
    let frames = emotions.len();
    let mut run = |tokens: &[f32], output: &str| -> ort::Result<Vec<f32>> {
        let outputs = session.run(ort::inputs! {
            "audio" => TensorRef::from_array_view(([1, audio.len()], audio))?,
            "mean" => TensorRef::from_array_view(([sizes.channels], expected.mean.as_slice()))?,
            "deviation" => TensorRef::from_array_view(([sizes.channels], expected.deviation.as_slice()))?,
            "tokens" => TensorRef::from_array_view(([1, frames, sizes.channels], tokens))?,
            "emotion" => TensorRef::from_array_view(([1, frames, EMOTIONS.len()], emotions.as_flattened()))?,
        })?;
        let value = outputs.get(output).ok_or_else(|| ort::Error::new(format!("no output '{output}'")))?;
        Ok(value.try_extract_tensor::<f32>()?.1.to_vec())
    };
    let features = run(&vec![0.0; frames * sizes.channels], "features").map_err(text)?;
    if features.is_empty() || !features.len().is_multiple_of(sizes.channels) {
        return Err("its features have a wrong shape".into());
    }
    let rows = Rows { width: sizes.channels, values: features.into_iter().map(f64::from).collect() };
    let tokens: Vec<f32> = reference::resampled(&rows, frames).values.into_iter().map(|value| value as f32).collect();
    run(&tokens, "controls").map_err(text)
}

/// The file without what it says of values inside the graph. In one piece, tract would hold the named lengths of the
/// seams against the lengths that it computes itself; the library cuts there.
fn without_seams(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut model = Model::decode(Bytes::from(std::fs::read(path)?)).map_err(std::io::Error::other)?;
    if let Some(graph) = &mut model.graph {
        graph.value_info.clear();
    }
    Ok(model.encode_to_vec())
}

/// What of an ONNX file is looked at; all else stays a slice of it.
#[derive(Clone, PartialEq, Message)]
struct Model {
    #[prost(int64, tag = "1")]
    ir_version: i64,
    #[prost(message, optional, tag = "7")]
    graph: Option<Parts>,
    #[prost(bytes = "bytes", repeated, tag = "8")]
    opset_import: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct Parts {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    node: Vec<Bytes>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(bytes = "bytes", repeated, tag = "5")]
    initializer: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "11")]
    input: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "12")]
    output: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "13")]
    value_info: Vec<Bytes>,
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
