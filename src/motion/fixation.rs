//! Fixation: eyes that hold a point never stand quite still.
//!
//! They drift slowly away and micro-saccades bring them back: one or two a second, half a degree or less, on the
//! main sequence (Martinez-Conde, Macknik & Hubel 2004). A face without them looks glassy in a close-up.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::saccade::Saccade;

/// Seconds from one micro-saccade to the next, and from a landing on another point to the first: with the saccades
/// between, 1 to 2 a second.
const INTERVAL: std::ops::Range<f32> = 0.3..0.8;
const FIRST: std::ops::Range<f32> = 0.2..0.5;
/// Greatest distance from the point looked at, at which a micro-saccade lands, in degrees.
const LANDING: f32 = 0.3;
/// Greatest speed of the drift in degrees a second (Martinez-Conde, Macknik & Hubel 2004: below half a degree).
const DRIFT: f32 = 0.25;

/// Seconds from one saccade to the next at least.
const SETTLING: f32 = 0.15;

/// The unrest of one pair of eyes; it depends on time, not on how finely time is cut.
#[derive(Debug)]
pub struct Fixation {
    random: Pcg32,
    /// Where the last micro-saccade landed, or is about to.
    landing: [f32; 2],
    drift: [f32; 2],
    saccade: Option<Saccade>,
    /// Seconds since the last micro-saccade landed and until the next starts.
    since: f32,
    until: f32,
}

impl Fixation {
    /// Eyes that have just begun to look, decided by `seed`.
    pub fn new(seed: u64) -> Self {
        let mut random = Pcg32::seed_from_u64(seed ^ 0xF1_0A7E);
        let until = random.random_range(INTERVAL);
        Self { random, landing: [0.0; 2], drift: [0.0; 2], saccade: None, since: 0.0, until }
    }

    /// Moves on by `seconds`, a small number; gives how far the eyes are off their point, in degrees.
    pub fn step(&mut self, seconds: f32) -> [f32; 2] {
        if let Some(saccade) = &mut self.saccade {
            let at = saccade.step(seconds);
            if saccade.landed() {
                self.saccade = None;
                self.since = 0.0;
            }
            return at;
        }
        self.since += seconds;
        self.until -= seconds;
        let at = std::array::from_fn(|axis| self.landing[axis] + self.drift[axis] * self.since);
        if self.until <= 0.0 {
            self.landing = self.within(LANDING);
            self.drift = self.within(DRIFT);
            self.until = self.random.random_range(INTERVAL);
            self.saccade = Some(Saccade::new(at, self.landing));
        }
        at
    }

    /// Whether no micro-saccade is under way or just over: another saccade may start.
    pub fn settled(&self) -> bool {
        self.saccade.is_none() && self.since > SETTLING
    }

    /// The eyes land on another point: exactly, and the next micro-saccade is a while off.
    pub fn restart(&mut self) {
        (self.landing, self.saccade, self.since) = ([0.0; 2], None, 0.0);
        self.drift = self.within(DRIFT);
        self.until = self.random.random_range(FIRST);
    }

    fn within(&mut self, radius: f32) -> [f32; 2] {
        let radius = radius * self.random.random::<f32>().sqrt();
        let (sin, cos) = self.random.random_range(0.0..std::f32::consts::TAU).sin_cos();
        [radius * cos, radius * sin]
    }
}
