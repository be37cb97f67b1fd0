//! From the host's audio to what the model hears.

pub mod downmix;
pub mod features;
pub mod intake;
pub mod resample;
