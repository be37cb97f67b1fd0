//! The head's part in looking at something.

use super::super::Frame;
use super::super::behaviours::Behaviours;
use super::super::eyes::within_reach;
use crate::rig::channel;

/// The head stays for shifts below the first angle and takes its full share from the second on, in degrees.
const TAKING_PART: (f32, f32) = (5.0, 20.0);
/// Its full share sideways and in height (Goldring, Dorris, Corneil, Ballantyne & Munoz 1996; eyes do more of the
/// height).
const SHARE: [f32; 2] = [0.6, 0.5];
/// Gain from which on the head takes all that the eyes cannot reach; below, less and less down to a still head.
const HELPFUL: f32 = 0.25;
/// How far it goes, in degrees: what frames may carry sideways, and what a neck does with ease up and down.
const REACH: [f32; 2] = [45.0, 30.0];
/// Seconds by which it starts after the eyes.
const LATENCY: f32 = 0.1;
/// Stiffness in 1/s of its critically damped motion: nine tenths of the way in a third of a second.
const STIFFNESS: f32 = 12.0;
/// A head slower than this, in degrees a second, waits for its latency before it moves.
const RESTING: f32 = 5.0;
/// What remains of a return is dropped below this many degrees: nobody sees it, and the frame is free again.
const GONE: f32 = 0.01;

/// What aiming adds to a head's yaw and pitch.
#[derive(Debug)]
pub struct HeadShare {
    at: [f32; 2],
    speed: [f32; 2],
    goal: [f32; 2],
    latency: f32,
}

impl HeadShare {
    pub fn new() -> Self {
        Self { at: [0.0; 2], speed: [0.0; 2], goal: [0.0; 2], latency: 0.0 }
    }

    pub fn share(&self) -> [f32; 2] {
        self.at
    }

    /// The eyes have left: the head, if at rest, waits for its latency.
    pub fn delay(&mut self) {
        if self.speed[0].hypot(self.speed[1]) < RESTING {
            self.latency = LATENCY;
        }
    }

    /// Moves on by `seconds` towards `goal`, or to nothing, and turns the head of `frame`.
    pub fn step(&mut self, seconds: f32, goal: Option<[f32; 2]>, frame: &mut Frame) {
        // The part of this step for which the head still waits is not moved through.
        let moving = (seconds - self.latency).max(0.0);
        self.latency = (self.latency - seconds).max(0.0);
        if goal.is_none() || self.latency == 0.0 {
            self.goal = goal.unwrap_or_default();
        }
        for axis in 0..2 {
            let seconds = if goal.is_none() { seconds } else { moving };
            (self.at[axis], self.speed[axis]) = spring(self.at[axis], self.speed[axis], self.goal[axis], seconds);
        }
        let gone = self.at.iter().chain(&self.speed).all(|value| value.abs() < GONE);
        if goal.is_none() && gone {
            *self = Self::new();
        }
        for (axis, channel) in [channel::HEAD_YAW, channel::HEAD_PITCH].into_iter().enumerate() {
            // The worker's own motion and this share together stay where a head can go.
            let most = REACH[axis].max(frame[channel].abs());
            if self.at[axis] != 0.0 {
                frame[channel] = (frame[channel] + self.at[axis]).clamp(-most, most);
            }
        }
    }
}

/// Where the head goes for a target in this direction: its share, and what the eyes cannot reach.
pub fn goal(target: [f32; 2], behaviours: &Behaviours) -> [f32; 2] {
    let gains = [behaviours.head_yaw, behaviours.head_pitch];
    let far = |angle: f32| {
        let x = ((angle - TAKING_PART.0) / (TAKING_PART.1 - TAKING_PART.0)).clamp(0.0, 1.0);
        x * x * (3.0 - 2.0 * x)
    };
    let taking_part = far(target[0].hypot(target[1]));
    let eyes = within_reach(target);
    std::array::from_fn(|axis| {
        let gain = if gains[axis] > 0.0 { gains[axis] } else { 0.0 };
        let angle = target[axis];
        let share = (SHARE[axis] * taking_part * gain).min(1.0) * angle.abs();
        let rest = (angle - eyes[axis]).abs() * (gain / HELPFUL).min(1.0);
        share.max(rest).min(REACH[axis]).copysign(angle)
    })
}

/// Position and speed of a critically damped spring after `seconds`: exact for any step.
fn spring(at: f32, speed: f32, goal: f32, seconds: f32) -> (f32, f32) {
    let offset = at - goal;
    let pull = speed + STIFFNESS * offset;
    let decay = (-STIFFNESS * seconds).exp();
    (goal + (offset + pull * seconds) * decay, (speed - STIFFNESS * pull * seconds) * decay)
}
