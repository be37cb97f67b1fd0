//! What a stream of live sound remembers: the rows that it is given, and the parts and sizes of its state.

use super::hearing::AudioSpec;
use crate::audio::features::ROW_RATE;
use crate::emotion::EMOTIONS;
use crate::rig::BOARD_CONTROLS;

/// Most samples that a row brings: a 60th of a second at 16 kHz.
pub const FRESH: usize = 267;
/// Values of a row of sound: how many samples it brings, then these.
pub const ROW: usize = 1 + FRESH;
/// Rows between windows, for each look-ahead: 50 to 800 ms. Which of them a machine keeps up with is measured.
pub const HOPS: [usize; 5] = [3, 6, 12, 24, 48];

/// Sizes of a stream's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Rows that the encoder sees before those that it gives.
    pub left: usize,
    /// Rows that it sees after them.
    pub right: usize,
    /// Features kept.
    pub features: usize,
    /// Their width.
    pub width: usize,
    /// Samples kept.
    pub audio: usize,
    /// Channels of the first filter.
    pub channels: usize,
    /// Frames a second of the model.
    pub frame_rate: u32,
}

/// Counters at the front of the state: samples, features, rows of the hop, seconds heard.
const COUNTERS: usize = 4;
/// Rows of the longest hop.
pub const LONGEST_HOP: usize = HOPS[HOPS.len() - 1];

impl Shape {
    /// Sizes for a model.
    pub fn of(spec: &AudioSpec, frame_rate: u32) -> Self {
        let rows = |seconds: f64| (seconds * f64::from(ROW_RATE)).ceil() as usize;
        let (left, right) = (rows(spec.context.left), rows(spec.context.right));
        let front = &spec.front;
        let samples = (left + right + LONGEST_HOP) * FRESH;
        Self {
            left,
            right,
            features: samples / front.stride + 4,
            width: front.width,
            audio: front.kernel + front.stride + (LONGEST_HOP + 1) * FRESH,
            channels: spec.filter.as_ref().map_or(0, |filter| filter.channels),
            frame_rate,
        }
    }

    /// Frames by which the answers of a hop trail its rows.
    pub fn delay(&self, hop: usize) -> usize {
        self.right + hop - 1
    }

    /// The same for every hop.
    pub fn delays(&self) -> Vec<usize> {
        HOPS.iter().map(|hop| self.delay(*hop)).collect()
    }

    /// Floats of a stream.
    pub fn floats(&self) -> usize {
        COUNTERS
            + self.audio
            + 2 * self.channels
            + self.features * self.width
            + LONGEST_HOP * (EMOTIONS.len() + BOARD_CONTROLS)
    }
}

/// A stream's state, part by part.
#[derive(Debug)]
pub struct Stream<'a> {
    pub counters: &'a mut [f32],
    pub audio: &'a mut [f32],
    pub mean: &'a mut [f32],
    pub variance: &'a mut [f32],
    pub features: &'a mut [f32],
    pub emotion: &'a mut [f32],
    pub answers: &'a mut [f32],
}

impl<'a> Stream<'a> {
    /// The parts of `state`.
    pub fn of(state: &'a mut [f32], shape: &Shape) -> Self {
        let (counters, state) = state.split_at_mut(COUNTERS);
        let (audio, state) = state.split_at_mut(shape.audio);
        let (mean, state) = state.split_at_mut(shape.channels);
        let (variance, state) = state.split_at_mut(shape.channels);
        let (features, state) = state.split_at_mut(shape.features * shape.width);
        let (emotion, answers) = state.split_at_mut(LONGEST_HOP * EMOTIONS.len());
        Self { counters, audio, mean, variance, features, emotion, answers }
    }
}
