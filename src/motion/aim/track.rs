//! Following a target: smooth pursuit where it can, saccades where it must.

use super::super::saccade::{Saccade, distance};

/// An error greater than this, in degrees, needs a saccade.
const PURSUIT_ERROR: f32 = 1.5;
/// Fastest smooth pursuit in degrees a second; people lose targets above about 30.
const PURSUIT_SPEED: f32 = 30.0;
/// Least time from the end of a saccade to the next, in seconds (intersaccadic intervals are 150-200 ms and more).
const PAUSE: f32 = 0.15;

/// The line of sight on its way to a target, as yaw and pitch for the body.
#[derive(Debug)]
pub struct Tracker {
    at: [f32; 2],
    saccade: Option<Saccade>,
    /// Seconds until a saccade may start.
    pause: f32,
}

impl Tracker {
    pub fn new() -> Self {
        Self { at: [0.0; 2], saccade: None, pause: 0.0 }
    }

    /// Starts to follow from `at`, free to move at once.
    pub fn start(&mut self, at: [f32; 2]) {
        *self = Self { at, ..Self::new() };
    }

    pub fn at(&self) -> [f32; 2] {
        self.at
    }

    /// Whether no saccade is under way.
    pub fn fixating(&self) -> bool {
        self.saccade.is_none()
    }

    /// Moves on by `seconds` towards `goal`; gives the size of a saccade that starts.
    pub fn step(&mut self, seconds: f32, goal: [f32; 2]) -> Option<f32> {
        if let Some(saccade) = &mut self.saccade {
            self.at = saccade.step(seconds);
            if saccade.landed() {
                (self.saccade, self.pause) = (None, PAUSE);
            }
            return None;
        }
        self.pause = (self.pause - seconds).max(0.0);
        let error = distance(self.at, goal);
        if error > PURSUIT_ERROR && self.pause == 0.0 {
            let mut saccade = Saccade::new(self.at, goal);
            self.at = saccade.step(seconds);
            if saccade.landed() {
                self.pause = PAUSE;
            } else {
                self.saccade = Some(saccade);
            }
            return Some(error);
        }
        let share = if error > 0.0 { (PURSUIT_SPEED * seconds / error).min(1.0) } else { 0.0 };
        self.at = std::array::from_fn(|axis| self.at[axis] + (goal[axis] - self.at[axis]) * share);
        None
    }
}
