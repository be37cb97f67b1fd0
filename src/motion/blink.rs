//! Blinks as EmoFace makes them, seeded per face.
//!
//! A rate is drawn from a log-normal fit to conversation video (mu 3.518, sigma 0.532, blinks a minute, kept in
//! 15-100), the gap to the next blink is `trunc(3600 / rate) + 1` frames (the original's loop holds one frame more
//! than it draws; kept, so that the long-run rate is its 27.2 a minute). A blink lasts 13 frames, both eyes, and
//! works on the openness that is left: `v <- 1 - (1 - v) k`, so it closes fully from any tonic lid.

use rand::SeedableRng;
use rand_distr::{Distribution, LogNormal};
use rand_pcg::Pcg32;

use super::Frame;
use crate::rig::column;

/// Openness of the eye in each frame of a blink: 83 ms down, 133 ms up.
const OPENNESS: [f32; 13] = [0.95, 0.75, 0.55, 0.30, 0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.60, 0.75, 0.90];
const RATE_MU: f64 = 3.518;
const RATE_SIGMA: f64 = 0.532;
const RATE_RANGE: (f64, f64) = (15.0, 100.0);

/// One face's blinks.
#[derive(Debug)]
pub struct Blink {
    random: Pcg32,
    rate: LogNormal<f64>,
    /// The next frame to decide on.
    next: i64,
    /// First frame of the current or next blink.
    start: i64,
}

impl Blink {
    /// Blinks from stream time 0, decided by `seed`.
    pub fn new(seed: u64) -> Self {
        let rate = LogNormal::new(RATE_MU, RATE_SIGMA).expect("the constants are a valid log-normal");
        let mut blink = Self { random: Pcg32::seed_from_u64(seed ^ 0xB114C), rate, next: 0, start: 0 };
        blink.start = blink.gap();
        blink
    }

    /// Openness of the eyes in `frame`: 1 open, 0 closed. Frames must not go back.
    pub fn openness(&mut self, frame: i64) -> f32 {
        debug_assert!(frame >= self.next, "blinks are drawn in order");
        self.next = frame;
        while frame >= self.start + OPENNESS.len() as i64 {
            self.start += OPENNESS.len() as i64 + self.gap();
        }
        OPENNESS.get((frame - self.start) as usize).copied().filter(|_| frame >= self.start).unwrap_or(1.0)
    }

    /// Closes the lids of `values` as far as the blink has come.
    pub fn apply(&mut self, frame: i64, values: &mut Frame) {
        let openness = self.openness(frame);
        for lid in [column::BLINK_LEFT, column::BLINK_RIGHT] {
            values[lid] = 1.0 - (1.0 - values[lid]) * openness;
        }
    }

    fn gap(&mut self) -> i64 {
        let rate = self.rate.sample(&mut self.random).clamp(RATE_RANGE.0, RATE_RANGE.1);
        (3600.0 / rate) as i64 + 1
    }
}
