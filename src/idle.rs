//! Idle: the face that nobody's voice drives, alive on the game's own clock.
//!
//! Where the timeline has no frames (before the first word, after the last) the game's time still goes on, and with
//! it blinks, gaze and breath over the resting pose of the mood. Made at 60 frames a second of that time and
//! interpolated, so that they are the same at any frame rate.

use std::sync::Arc;

use crate::mood::{Mood, Shown};
use crate::motion::life::Life;
use crate::motion::voice::Voice;
use crate::motion::{Frame, limits};
use crate::performance::Settings;
use crate::rest::Rest;
use crate::rig::frame;

/// Tells the idle life apart from the one that goes with the voice.
const SEED: u64 = 0x1D1E;
/// Frames lived through at once at most: after a longer stall life goes on from there.
const LONGEST_STEP: f64 = 15.0;

/// A face at rest.
#[derive(Debug)]
pub struct Idle {
    seed: u64,
    rest: Arc<Rest>,
    life: Life,
    mood: Shown,
    /// The resting pose of the mood as it shows now, before life.
    pose: Frame,
    frame: i64,
    /// Where the time stands between the frames before and after it.
    fraction: f64,
    before: Frame,
    after: Frame,
}

impl Idle {
    /// A face at rest in `mood`, decided by `seed`.
    pub fn new(rest: Arc<Rest>, mood: &Mood, seed: u64) -> Self {
        let mut shown = Shown::default();
        shown.follow(mood);
        let pose = rest.pose(&shown);
        let life = Life::new(seed ^ SEED);
        Self { seed, rest, life, mood: shown, pose, frame: 0, fraction: 0.0, before: pose, after: pose }
    }

    /// Forgets everything, as if newly made.
    pub fn restart(&mut self, mood: &Mood) {
        *self = Self::new(self.rest.clone(), mood, self.seed);
    }

    /// Lets `seconds` pass. Never allocates.
    pub fn advance(&mut self, seconds: f64, settings: &Settings) {
        self.fraction += (seconds * 60.0).clamp(0.0, LONGEST_STEP);
        while self.fraction >= 1.0 {
            self.fraction -= 1.0;
            self.frame += 1;
            if self.mood.follow(&settings.mood) {
                self.pose = self.rest.pose(&self.mood);
            }
            self.before = self.after;
            self.after = self.pose;
            self.life.act(self.frame, &Voice::SILENT, &settings.behaviours, &mut self.after);
            limits::close_lips(&mut self.after);
            frame::clamp(&mut self.after);
        }
    }

    /// The face now.
    pub fn show(&self, out: &mut Frame) {
        let weight = self.fraction as f32;
        for ((value, before), after) in out.iter_mut().zip(&self.before).zip(&self.after) {
            *value = before + (after - before) * weight;
        }
    }
}
