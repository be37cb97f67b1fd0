//! What happens to the model's frames: smoothing, behaviours, limits.

pub mod blink;
pub mod gaze;
pub mod limits;
pub mod smooth;

use crate::rig::BOARD_CONTROLS;

/// The values of all board controls at one instant.
pub type Frame = [f32; BOARD_CONTROLS];
