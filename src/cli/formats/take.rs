//! A take: what one rig does through one bake.

use std::sync::Arc;

use emoface::motion::Frame;
use emoface::rig::{BOARD_CONTROLS, Rig, channel, retarget};

/// The values of a rig's controls, frame by frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    /// Name of the rig.
    pub rig: String,
    /// Names of its controls.
    pub names: Vec<String>,
    /// Frames a second; frame `k` stands at `k / fps` s.
    pub fps: f64,
    /// One row a frame, one value a control.
    pub rows: Vec<Vec<f32>>,
    /// Yaw (+ to the character's left), pitch (+ up) and roll (+ to the left shoulder) of the head in degrees.
    pub head: Vec<[f32; 3]>,
}

impl Take {
    /// What `rig` makes of `frames` at `fps` frames a second.
    pub fn new(rig: &Arc<Rig>, frames: &[Frame], fps: f64) -> Self {
        // The board as it is, not as it is after the last check of a retargeting.
        let board = || frames.iter().map(|frame| frame[..BOARD_CONTROLS].to_vec()).collect();
        let head = |frame: &Frame| [frame[channel::HEAD_YAW], frame[channel::HEAD_PITCH], frame[channel::HEAD_ROLL]];
        Self {
            rig: rig.name.clone(),
            names: rig.controls.iter().map(|control| control.name.clone()).collect(),
            fps,
            rows: if rig.source().is_none() { board() } else { retarget::take(rig, frames, fps) },
            head: frames.iter().map(head).collect(),
        }
    }

    /// Position of the control called `name`.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|control| control == name)
    }
}
