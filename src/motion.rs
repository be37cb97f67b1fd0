//! What happens to the model's frames: smoothing, life, limits.

pub mod aim;
pub mod blink;
pub mod breath;
pub mod brows;
pub mod chance;
pub mod closure;
pub mod eyes;
pub mod fixation;
pub mod gaze;
pub mod head;
pub mod laughter;
pub mod lids;
pub mod life;
pub mod limits;
pub mod saccade;
pub mod smooth;
pub mod spring;
pub mod voice;

use crate::rig::{BOARD_CONTROLS, CHANNELS};

/// The values of the board's controls at one instant, as the network gives them.
pub type Controls = [f32; BOARD_CONTROLS];

/// One instant of a face: the board's controls, then what the board has no control for (`rig::channel`).
pub type Frame = [f32; CHANNELS];
