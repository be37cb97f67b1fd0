//! What audio formats are accepted.

use super::resample::RATE_RANGE;
use crate::error::{Error, Result};

/// Most channels accepted in one push (a 64-channel ambisonic bus still fits).
pub const MOST_CHANNELS: u32 = 64;

/// The rate in whole Hz, if audio of this format can be taken. Never allocates.
///
/// # Errors
/// A rate outside [`RATE_RANGE`], no or too many channels, or a length that is no whole number of frames.
pub fn check_format(samples: usize, channels: u32, rate: f64) -> Result<u32> {
    let rounded = rate.round();
    if !(rounded >= f64::from(*RATE_RANGE.start()) && rounded <= f64::from(*RATE_RANGE.end())) {
        return Err(Error::BadRate(rate));
    }
    if channels == 0 || channels > MOST_CHANNELS {
        return Err(Error::BadChannels(channels));
    }
    if !samples.is_multiple_of(channels as usize) {
        return Err(Error::BadLength { samples, channels });
    }
    Ok(rounded as u32)
}
