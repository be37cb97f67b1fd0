//! Gaze as EmoFace means it, seeded per face.
//!
//! Hold for 25-45 frames (and one, as the original's loop does), then move: 40 % of the moves go back to the
//! centre, the others to a point 0.1-0.2 board units away in a random direction. Corrected against the released
//! code: the point moved to becomes the point the eyes are at (there they snap back), and the move is a saccade
//! of main-sequence length instead of a five-frame glide, which is twice as slow as an eye.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::Frame;
use crate::rig::column;

const HOLD_FRAMES: std::ops::RangeInclusive<i64> = 25..=45;
const BACK_TO_CENTRE: f64 = 0.4;
const RADIUS: std::ops::Range<f32> = 0.1..0.2;
/// Full scale of the board's eye control in degrees, sideways and vertically.
const DEGREES: (f32, f32) = (40.0, 30.0);
/// Main sequence: a saccade lasts 25 ms and 2.5 ms more for each degree (Becker 1991 and others).
const SACCADE_SECONDS: (f32, f32) = (0.025, 0.0025);

/// One face's free gaze.
#[derive(Debug)]
pub struct Gaze {
    random: Pcg32,
    from: [f32; 2],
    to: [f32; 2],
    /// Frame at which the move starts, its length, and the frame of the next move.
    start: i64,
    length: i64,
    next_start: i64,
}

impl Gaze {
    /// Gaze from stream time 0, decided by `seed`.
    pub fn new(seed: u64) -> Self {
        let mut gaze = Self {
            random: Pcg32::seed_from_u64(seed ^ 0x6A5E),
            from: [0.0; 2],
            to: [0.0; 2],
            start: 0,
            length: 1,
            next_start: 0,
        };
        gaze.next_start = gaze.hold();
        gaze
    }

    /// Where the eyes point in `frame`: left and up, in board units. Frames must not go back.
    pub fn direction(&mut self, frame: i64) -> [f32; 2] {
        while frame >= self.next_start {
            self.from = self.to;
            self.to = self.target();
            self.start = self.next_start;
            self.length = saccade_frames(self.from, self.to);
            self.next_start = self.start + self.length + self.hold();
        }
        let progress = ((frame - self.start + 1) as f32 / self.length as f32).clamp(0.0, 1.0);
        // Minimum jerk: fast in the middle, no corner at either end.
        let eased = progress * progress * progress * (10.0 + progress * (6.0 * progress - 15.0));
        std::array::from_fn(|axis| self.from[axis] + (self.to[axis] - self.from[axis]) * eased)
    }

    /// Points the eyes of `values`; the network's own shared gaze is replaced, as in the original.
    pub fn apply(&mut self, frame: i64, values: &mut Frame) {
        let [left, up] = self.direction(frame);
        values[column::EYES_LEFT] = left;
        values[column::EYES_UP] = up;
    }

    fn hold(&mut self) -> i64 {
        self.random.random_range(HOLD_FRAMES) + 1
    }

    fn target(&mut self) -> [f32; 2] {
        if self.random.random_bool(BACK_TO_CENTRE) {
            return [0.0; 2];
        }
        let radius = self.random.random_range(RADIUS);
        let angle = self.random.random_range(0.0..std::f32::consts::TAU);
        [radius * angle.cos(), radius * angle.sin()]
    }
}

fn saccade_frames(from: [f32; 2], to: [f32; 2]) -> i64 {
    let degrees = ((to[0] - from[0]) * DEGREES.0).hypot((to[1] - from[1]) * DEGREES.1);
    let seconds = SACCADE_SECONDS.0 + SACCADE_SECONDS.1 * degrees;
    (seconds * 60.0).ceil() as i64
}
