//! The stages of a model that hears sound, each a session of its own.
//!
//! What a window heard before is not heard again: features are computed once, whatever windows they end up in.

use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;

use super::columns::Columns;
use super::hearing::AudioSpec;
use crate::emotion::EMOTIONS;
use crate::error::{Error, Result};
use crate::motion::Controls;
use crate::rig::BOARD_CONTROLS;

/// Samples that the front hears in one call, about: what its first layers make of a second still fits into a cache.
const PIECE: usize = 8_000;

/// Statistics of the first filter's channels over time.
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    /// Mean of each channel.
    pub mean: Vec<f32>,
    /// Square root of each channel's variance, epsilon included.
    pub deviation: Vec<f32>,
}

/// Sums over time of one filter's channels.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    count: f64,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    /// Adds `values`, `[channels, time]`.
    fn add(&mut self, values: &[f32], channels: usize) {
        self.sum.resize(channels, 0.0);
        self.squares.resize(channels, 0.0);
        let length = values.len() / channels;
        for (channel, values) in values.chunks_exact(length.max(1)).enumerate() {
            // Blocks in f32 would lose digits, every product in f64 is slow: sums of a few hundred values are exact enough.
            for block in values.chunks(256) {
                self.sum[channel] += f64::from(block.iter().sum::<f32>());
                self.squares[channel] += f64::from(block.iter().map(|value| value * value).sum::<f32>());
            }
        }
        self.count += length as f64;
    }

    /// Mean and variance of each channel.
    pub fn moments(&self) -> impl Iterator<Item = (f32, f32)> {
        let count = self.count.max(1.0);
        self.sum.iter().zip(&self.squares).map(move |(sum, squares)| {
            let mean = sum / count;
            (mean as f32, (squares / count - mean * mean).max(0.0) as f32)
        })
    }

    /// As the front wants to know them.
    pub fn statistics(&self, epsilon: f64) -> Statistics {
        let deviation = |variance: f32| (f64::from(variance) + epsilon).sqrt() as f32;
        let (mean, deviation) = self.moments().map(|(mean, variance)| (mean, deviation(variance))).unzip();
        Statistics { mean, deviation }
    }
}

/// The stages, loaded.
#[derive(Debug)]
pub struct Chain {
    spec: AudioSpec,
    columns: Columns,
    filter: Option<Session>,
    front: Session,
    encoder: Option<Session>,
    head: Session,
    outputs: Vec<f32>,
}

/// A model's parts in the order of [`Chain::stages`], the inputs and the output of each.
pub type Stage<'a> = (Vec<&'a str>, &'a str);

impl Chain {
    /// Inputs and output of each stage: filter, front, encoder, head.
    pub fn stages(spec: &AudioSpec) -> [Option<Stage<'_>>; 4] {
        let AudioSpec { filter, front, encoder, head, .. } = spec;
        let sound = filter.as_ref().map_or(&front.input, |filter| &filter.input).as_str();
        let statistics = front.mean.iter().chain(&front.deviation).map(String::as_str);
        let emotion = head.emotion.as_deref();
        [
            filter.as_ref().map(|filter| (vec![filter.input.as_str()], filter.output.as_str())),
            Some((std::iter::once(sound).chain(statistics).collect(), front.output.as_str())),
            encoder.as_ref().map(|encoder| (vec![encoder.input.as_str()], encoder.output.as_str())),
            Some((std::iter::once(head.input.as_str()).chain(emotion).collect(), head.output.as_str())),
        ]
    }

    /// A chain whose sessions `make` makes of each stage.
    ///
    /// # Errors
    /// A stage does not load.
    pub fn new(spec: AudioSpec, columns: Columns, mut make: impl FnMut(&Stage<'_>) -> Result<Session>) -> Result<Self> {
        let [filter, front, encoder, head] = Self::stages(&spec);
        let mut required = |stage: Option<Stage<'_>>| {
            stage.map_or_else(|| Err(Error::Backend("the model has no such stage".into())), |stage| make(&stage))
        };
        let (front, head) = (required(front)?, required(head)?);
        let filter = filter.map(|stage| make(&stage)).transpose()?;
        let encoder = encoder.map(|stage| make(&stage)).transpose()?;
        Ok(Self { filter, front, encoder, head, spec, columns, outputs: Vec::new() })
    }

    /// How the model hears.
    pub fn spec(&self) -> &AudioSpec {
        &self.spec
    }

    /// Features that `samples` of sound give.
    pub fn feature_count(&self, samples: usize) -> usize {
        let front = &self.spec.front;
        if samples < front.kernel { 0 } else { (samples - front.kernel) / front.stride + 1 }
    }

    /// Adds to `sums` what the first filter makes of `audio`; nothing if the model has no such filter.
    ///
    /// # Errors
    /// The backend failed.
    pub fn listen(&mut self, audio: &[f32], sums: &mut Sums) -> Result<()> {
        let (Some(session), Some(filter)) = (&mut self.filter, &self.spec.filter) else { return Ok(()) };
        // A multiple of every stride that divides the front's, so that no value is left out or counted twice.
        let step = PIECE.next_multiple_of(self.spec.front.stride);
        let mut from = 0;
        while from + filter.kernel <= audio.len() {
            let piece = &audio[from..(from + step + filter.kernel - 1).min(audio.len())];
            let inputs = vec![tensor(&filter.input, &[1, piece.len()], piece)?];
            run(session, inputs, &filter.output, None, |values| sums.add(values, filter.channels))?;
            from += step;
        }
        Ok(())
    }

    /// Appends the features of `audio` to `features`; `feature_count` says how many.
    ///
    /// # Errors
    /// The backend failed.
    pub fn hear(&mut self, audio: &[f32], statistics: &Statistics, features: &mut Vec<f32>) -> Result<()> {
        let count = self.feature_count(audio.len());
        let front = &self.spec.front;
        let sound = self.spec.filter.as_ref().map_or(&front.input, |filter| &filter.input);
        let most = (PIECE / front.stride).max(1);
        for first in (0..count).step_by(most) {
            let some = most.min(count - first);
            let piece = &audio[first * front.stride..][..(some - 1) * front.stride + front.kernel];
            let mut inputs = vec![tensor(sound, &[1, piece.len()], piece)?];
            if let (Some(mean), Some(deviation)) = (&front.mean, &front.deviation) {
                inputs.push(tensor(mean, &[statistics.mean.len()], &statistics.mean)?);
                inputs.push(tensor(deviation, &[statistics.deviation.len()], &statistics.deviation)?);
            }
            let expected = some * front.width;
            run(&mut self.front, inputs, &front.output, Some(expected), |values| features.extend_from_slice(values))?;
        }
        Ok(())
    }

    /// What the head should see of `tokens`, features that were resampled to frames.
    ///
    /// # Errors
    /// The backend failed.
    pub fn encode(&mut self, tokens: &[f32]) -> Result<Vec<f32>> {
        let width = self.spec.front.width;
        let frames = tokens.len() / width;
        let (Some(session), Some(encoder)) = (&mut self.encoder, &self.spec.encoder) else { return Ok(tokens.into()) };
        let inputs = vec![tensor(&encoder.input, &[1, frames, width], tokens)?];
        let mut hidden = Vec::new();
        run(session, inputs, &encoder.output, Some(frames * encoder.width), |values| hidden = values.into())?;
        Ok(hidden)
    }

    /// Appends the board's controls of `hidden` rows under `emotion`, `[frames, 7]`.
    ///
    /// # Errors
    /// The backend failed.
    pub fn show(&mut self, hidden: &[f32], emotion: &[f32], controls: &mut Vec<Controls>) -> Result<()> {
        let head = &self.spec.head;
        let width = self.spec.hidden_width();
        let frames = hidden.len() / width;
        let mut inputs = vec![tensor(&head.input, &[1, frames, width], hidden)?];
        if let Some(name) = &head.emotion {
            inputs.push(tensor(name, &[1, frames, EMOTIONS.len()], emotion)?);
        }
        let outputs = &mut self.outputs;
        let expected = frames * self.columns.width();
        run(&mut self.head, inputs, &head.output, Some(expected), |values| {
            outputs.clear();
            outputs.extend_from_slice(values);
        })?;
        for outputs in self.outputs.chunks_exact(self.columns.width()) {
            let mut frame = [0.0; BOARD_CONTROLS];
            self.columns.to_board(outputs, &mut frame);
            controls.push(frame);
        }
        Ok(())
    }
}

type Input<'a> = (&'a str, SessionInputValue<'a>);

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Backend(format!("inference failed: {error}"))
}

fn tensor<'a>(name: &'a str, shape: &[usize], values: &'a [f32]) -> Result<Input<'a>> {
    Ok((name, TensorRef::from_array_view((shape.to_vec(), values)).map_err(failed)?.into()))
}

fn run(
    session: &mut Session,
    inputs: Vec<Input<'_>>,
    output: &str,
    expected: Option<usize>,
    take: impl FnOnce(&[f32]),
) -> Result<()> {
    let outputs = session.run(inputs).map_err(failed)?;
    let value = outputs.get(output).ok_or_else(|| failed(format!("there is no output '{output}'")))?;
    let (shape, values) = value.try_extract_tensor::<f32>().map_err(failed)?;
    if expected.is_some_and(|expected| expected != values.len()) {
        return Err(failed(format!("output '{output}' has shape {shape:?}, {expected:?} values were expected")));
    }
    take(values);
    Ok(())
}
