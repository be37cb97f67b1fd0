//! What happens to the model's frames: smoothing, life, limits.

pub mod aim;
pub mod behaviours;
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

pub use crate::rig::frame::{Controls, Frame};
