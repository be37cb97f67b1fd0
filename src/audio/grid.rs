//! Where frames and samples stand in the time of a stream: frame k at k / 60 s.

use super::features::ROW_RATE;
use super::resample::MODEL_RATE;

/// Smallest margin when time is turned into frames: a microsecond is no audio.
const TIME_MARGIN: f64 = 60.0e-6;

/// Frames that stand before the end of `samples` at `rate` Hz: what a bake gives.
pub fn frame_count(samples: u64, rate: u32) -> u64 {
    first_frame_from(samples as f64 / f64::from(rate)).max(0) as u64
}

/// First frame that stands at or after `time`.
pub fn first_frame_from(time: f64) -> i64 {
    (time * f64::from(ROW_RATE) - TIME_MARGIN).ceil() as i64
}

/// The sample of the model's rate that is nearest to `time`.
pub fn sample_at(time: f64) -> i64 {
    (time * f64::from(MODEL_RATE)).round() as i64
}
