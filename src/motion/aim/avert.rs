//! Looking away: from one point beside the target to the next, never back to it.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::super::gaze::cardinal;
use super::super::saccade::distance;

/// Seconds for which a direction is held.
const HOLD: std::ops::Range<f32> = 0.5..2.0;
/// Degrees away from the target: beyond the face of somebody at arm's length, and still at ease.
const AWAY: std::ops::Range<f32> = 10.0..22.0;
/// Degrees from one direction to the next at least.
const ELSEWHERE: f32 = 5.0;
/// Directions lie within this, sideways, up and down, in degrees for the body.
const RANGE: (f32, f32, f32) = (40.0, 15.0, 25.0);
/// Draws before the fallback: beside the target, towards straight ahead.
const ATTEMPTS: usize = 8;

/// Where eyes go that avoid something.
#[derive(Debug)]
pub struct Avert {
    random: Pcg32,
    /// Where the eyes are to be, while averting.
    direction: Option<[f32; 2]>,
    /// Seconds until the next direction.
    hold: f32,
}

impl Avert {
    pub fn new(seed: u64) -> Self {
        Self { random: Pcg32::seed_from_u64(seed ^ 0xA_FE27), direction: None, hold: 0.0 }
    }

    /// The eyes need not avoid anything.
    pub fn end(&mut self) {
        self.direction = None;
    }

    /// Moves on by `seconds`; gives the direction that avoids `target`.
    pub fn step(&mut self, seconds: f32, target: [f32; 2]) -> [f32; 2] {
        self.hold -= seconds;
        match self.direction {
            Some(direction) if self.hold > 0.0 => direction,
            _ => {
                self.hold = self.random.random_range(HOLD);
                let last = self.direction.unwrap_or(target);
                *self.direction.insert(draw(&mut self.random, target, last))
            }
        }
    }
}

fn draw(random: &mut Pcg32, target: [f32; 2], last: [f32; 2]) -> [f32; 2] {
    let (side, up, down) = RANGE;
    let within = |[yaw, pitch]: [f32; 2]| [yaw.clamp(-side, side), pitch.clamp(-down, up)];
    let centre = within(target);
    for _ in 0..ATTEMPTS {
        let (size, [left, rise]) = (random.random_range(AWAY), cardinal(random));
        let point = within([centre[0] + size * left, centre[1] + size * rise]);
        if distance(point, target) >= AWAY.start && distance(point, last) >= ELSEWHERE {
            return point;
        }
    }
    [centre[0] - AWAY.end.copysign(centre[0]), centre[1]]
}
