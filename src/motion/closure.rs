//! One blink's course: lids come down fast, stay shut for a moment and rise slowly.
//!
//! Down about 90 ms, shut 10-50 ms, up about 240 ms (Trutoiu, Carter, Matthews & Hodgins 2011; VanderWerf et al.
//! 2003). Shut lasts at least two frames of 1/60 s here: whoever samples at 60 frames a second then meets the
//! closed eye at any phase, and half-done blinks are what viewers take for tiredness.

use rand::RngExt;
use rand_pcg::Pcg32;

use super::Frame;
use super::chance::log_normal;
use crate::rig::column;

/// Mean seconds down and up, their variation from blink to blink, and the limits of each.
const DOWN: (f32, f32, [f32; 2]) = (0.090, 0.10, [0.070, 0.115]);
const UP: (f32, f32, [f32; 2]) = (0.240, 0.15, [0.180, 0.320]);
/// Seconds shut.
const SHUT: std::ops::Range<f32> = 0.034..0.050;
/// How many blinks have one eye a frame late (animators offset eyes by 8-20 ms), and by how many seconds.
const LATE_SHARE: f64 = 0.2;
const LATE: f32 = 1.0 / 60.0;

/// One blink under way.
#[derive(Debug, Clone, Copy)]
pub struct Closure {
    down: f32,
    shut: f32,
    up: f32,
    /// Seconds by which the left and the right eye are late.
    late: [f32; 2],
    elapsed: f32,
}

impl Closure {
    /// A blink that is about to begin.
    pub fn draw(random: &mut Pcg32) -> Self {
        let mut lasting = |(mean, variation, [least, most]): (f32, f32, [f32; 2])| {
            log_normal(random, mean, variation).clamp(least, most)
        };
        let (down, up) = (lasting(DOWN), lasting(UP));
        let late = if random.random_bool(LATE_SHARE) { LATE } else { 0.0 };
        let late = if random.random() { [late, 0.0] } else { [0.0, late] };
        Self { down, shut: random.random_range(SHUT), up, late, elapsed: 0.0 }
    }

    /// Moves on by `seconds`.
    pub fn step(&mut self, seconds: f32) {
        self.elapsed += seconds;
    }

    /// Whether both eyes are open again.
    pub fn over(&self) -> bool {
        self.elapsed >= self.down + self.shut + self.up + self.late[0].max(self.late[1])
    }

    /// How open the left and the right eye are: 1 as without the blink, 0 shut.
    pub fn openness(&self) -> [f32; 2] {
        let smooth = |x: f32| x * x * (3.0 - 2.0 * x);
        self.late.map(|late| {
            let time = (self.elapsed - late).max(0.0);
            let opening = (time - self.down - self.shut) / self.up;
            if time < self.down {
                1.0 - smooth(time / self.down)
            } else if opening < 0.0 {
                0.0
            } else {
                // Fastest in the first third, and a long end.
                let opening = opening.min(1.0);
                smooth(opening * (2.0 - opening))
            }
        })
    }

    /// Closes the lids of `values` as far as the blink has come, from wherever they are. What raises or lowers a lid
    /// beside the blink fades with it, since a raised lid would keep a gap.
    pub fn apply(&self, values: &mut Frame) {
        for (openness, side) in self.openness().into_iter().zip([0, column::RIGHT]) {
            let lid = &mut values[column::BLINK_LEFT + side];
            *lid = 1.0 - (1.0 - *lid) * openness;
            values[column::UPPER_LID + side] *= openness;
            values[column::LOWER_LID + side] *= openness;
        }
    }
}
