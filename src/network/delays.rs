//! The delays that a model can answer with: how many later rows it hears before it says what a frame looks like.

use serde::{Deserialize, Serialize};

/// Longest delay accepted, in frames: one second.
const LONGEST: usize = 60;
/// Most delays of one model.
pub const MOST_DELAYS: usize = 8;

/// `look_ahead_frames` of a manifest: a number, or an ascending list of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "look_ahead_frames is neither a number of frames nor a list of such numbers")]
pub enum Delays {
    /// The model has one delay, and its graph is not asked which.
    One(usize),
    /// The model has these delays, and the input `look_ahead` of its graph says which of them each face uses.
    Several(Vec<usize>),
}

impl Delays {
    /// The delays in frames, ascending.
    pub fn frames(&self) -> &[usize] {
        match self {
            Self::One(frames) => std::slice::from_ref(frames),
            Self::Several(frames) => frames,
        }
    }

    /// Width of the graph's input `look_ahead`, one value for each delay; 0 for a graph without that input.
    pub fn inputs(&self) -> usize {
        match self {
            Self::One(_) => 0,
            Self::Several(frames) => frames.len(),
        }
    }

    /// Whether any face could use these delays, the one at `default` in particular.
    pub(super) fn check(&self, default: Option<usize>) -> Result<(), String> {
        let frames = self.frames();
        if let Some(long) = frames.iter().find(|frames| **frames > LONGEST) {
            return Err(format!("its look-ahead of {long} frames is over a second"));
        }
        if !(1..=MOST_DELAYS).contains(&frames.len()) {
            return Err(format!("its manifest lists {} look-aheads, a model has 1 to {MOST_DELAYS}", frames.len()));
        }
        if !frames.is_sorted_by(|a, b| a < b) {
            return Err(format!("its look_ahead_frames {frames:?} do not ascend"));
        }
        match default {
            Some(index) if index >= frames.len() => Err(format!(
                "its look_ahead_default is {index}, but it has {} look-aheads, counted from 0",
                frames.len()
            )),
            _ => Ok(()),
        }
    }
}
