//! From the host's audio to what the model hears.

pub mod accent;
pub mod downmix;
pub mod features;
pub mod format;
pub mod grid;
pub mod intake;
pub mod laugh;
pub mod pitch;
pub mod prosody;
pub mod resample;
