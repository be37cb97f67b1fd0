//! Aim: eyes and head that look where the game says, or away from it, at the moment the game says it.
//!
//! The worker's frames carry the free gaze; a command would reach them only after the audio's delay. So it is
//! carried out here, on the sampled frame, on the game side. Eyes lead and the head follows 70-150 ms later with
//! 50-70 % of a large shift, while the eyes turn back in the head so that both together stay on the target (the
//! vestibulo-ocular reflex; Freedman & Sparks 1997, Guitton & Volle 1987). Near targets turn the eyes in.

mod avert;
mod head;
mod track;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use self::avert::Avert;
use self::head::HeadShare;
use self::track::Tracker;
use super::behaviours::Behaviours;
use super::closure::Closure;
use super::eyes::{eye_angles, point_each, seen_by_body, seen_by_eyes, within_reach};
use super::fixation::Fixation;
use super::{Frame, blink, lids, saccade};
use crate::rig::{channel, column};

/// Targets beyond these are brought back to them: behind the body there is nothing to look at.
const TARGET_RANGE: (f32, f32) = (120.0, 80.0);
/// Nearest distance to converge on, in metres.
const NEAREST: f32 = 0.1;
/// Time constant of vergence in seconds (Hung, Semmlow & Ciuffreda 1986: about 160 ms).
const VERGENCE: f32 = 0.15;
/// Seconds after a blink in which a shift brings no other.
const RESTED: f32 = 1.0;
/// Longest step that is carried out as such; a game that stood still has no time to catch up with.
const LONGEST_STEP: f32 = 0.25;

/// What the game wants the eyes to do.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum GazeCommand {
    /// What the behaviours do of their own accord.
    #[default]
    Free,
    /// Look at something, which may move.
    LookAt {
        /// Degrees to the character's left, seen from between the eyes of a head that faces where the body does.
        yaw: f32,
        /// Degrees up, seen from there.
        pitch: f32,
        /// Metres from there; infinite for far away.
        distance: f32,
    },
    /// Look anywhere but at the last target, or anywhere but ahead if there was none.
    Avert,
}

/// A thing to look at: direction for the body in degrees and the inverse of the distance in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Target {
    direction: [f32; 2],
    nearness: f32,
}

impl Target {
    const AHEAD: Self = Self { direction: [0.0; 2], nearness: 0.0 };

    /// The target of numbers that make sense; huge ones are brought into range.
    fn new(yaw: f32, pitch: f32, distance: f32) -> Option<Self> {
        let sensible = yaw.is_finite() && pitch.is_finite() && distance > 0.0;
        sensible.then(|| Self {
            direction: [yaw.clamp(-TARGET_RANGE.0, TARGET_RANGE.0), pitch.clamp(-TARGET_RANGE.1, TARGET_RANGE.1)],
            nearness: 1.0 / distance.max(NEAREST),
        })
    }
}

/// How far eyes on their way back to the free gaze are off it, and how far they have come.
#[derive(Debug, Clone, Copy)]
struct Return {
    offset: [[f32; 2]; 2],
    elapsed: f32,
    duration: f32,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Frames pass untouched.
    Free,
    Aiming,
    Returning(Return),
}

/// Aims the eyes and the head of one face. The same seed, frames, commands and steps give the same aim.
#[derive(Debug)]
pub struct Aim {
    random: Pcg32,
    state: State,
    target: Target,
    avert: Avert,
    tracker: Tracker,
    fixation: Fixation,
    nearness: f32,
    head: HeadShare,
    blink: Option<Closure>,
    /// Seconds since the face last blinked, by itself or with a shift.
    rested: f32,
    /// The eyes as last shown, in the head that was last shown.
    shown: ([[f32; 2]; 2], [f32; 3]),
}

impl Aim {
    /// An aim that has no command yet; `seed` decides where it averts to and when it blinks.
    pub fn new(seed: u64) -> Self {
        Self {
            random: Pcg32::seed_from_u64(seed ^ 0xA1_0AD5),
            state: State::Free,
            target: Target::AHEAD,
            avert: Avert::new(seed),
            tracker: Tracker::new(),
            fixation: Fixation::new(seed.wrapping_add(1)),
            nearness: 0.0,
            head: HeadShare::new(),
            blink: None,
            rested: RESTED,
            shown: ([[0.0; 2]; 2], [0.0; 3]),
        }
    }

    /// Carries out `command` on `frame`, `seconds` after the last call. `behaviours.head_yaw` and `head_pitch` say how
    /// much the head takes part: at 0 the eyes do all they can. A target that is no number is ignored.
    pub fn apply(&mut self, seconds: f32, command: &GazeCommand, behaviours: &Behaviours, frame: &mut Frame) {
        let seconds = if seconds > 0.0 { seconds.min(LONGEST_STEP) } else { 0.0 };
        let closing = frame[column::BLINK_LEFT].max(frame[column::BLINK_RIGHT]) > 0.5;
        self.rested = if closing || self.blink.is_some() { 0.0 } else { (self.rested + seconds).min(RESTED) };
        let target = match *command {
            GazeCommand::Free => None,
            GazeCommand::LookAt { yaw, pitch, distance } => {
                self.target = Target::new(yaw, pitch, distance).unwrap_or(self.target);
                self.avert.end();
                Some(self.target)
            }
            GazeCommand::Avert => {
                let direction = self.avert.step(seconds, self.target.direction);
                Some(Target { direction, nearness: 0.0 })
            }
        };
        if target.is_none() && matches!(self.state, State::Free) && self.blink.is_none() {
            return;
        }
        let free = eye_angles(frame);
        let eyes = match target {
            Some(target) => self.aim(seconds, target, behaviours, free, frame),
            None => self.give_back(seconds, free, frame),
        };
        if let Some(eyes) = eyes {
            let eyes = eyes.map(within_reach);
            point_each(frame, eyes);
            lids::follow(frame, free.map(|eye| eye[1]), eyes.map(|eye| eye[1]));
            self.shown = (eyes, head_of(frame));
        }
        self.blink(seconds, frame);
    }

    /// The eyes' angles on the way to `target`, or on it.
    fn aim(
        &mut self,
        seconds: f32,
        target: Target,
        behaviours: &Behaviours,
        free: [[f32; 2]; 2],
        frame: &mut Frame,
    ) -> Option<[[f32; 2]; 2]> {
        if !matches!(self.state, State::Aiming) {
            // Eyes that are on their way back start from where they are.
            let (eyes, head) = if let State::Free = self.state { (free, head_of(frame)) } else { self.shown };
            let middle = std::array::from_fn(|axis| (eyes[0][axis] + eyes[1][axis]) / 2.0);
            self.tracker.start(seen_by_body(middle, head));
            if let State::Free = self.state {
                self.nearness = 0.0;
            }
            self.state = State::Aiming;
        }
        // Eyes that cannot get there must not have to come back from there.
        let head = head::goal(target.direction, behaviours);
        let eyes = within_reach(std::array::from_fn(|axis| target.direction[axis] - head[axis]));
        let reachable = std::array::from_fn(|axis| eyes[axis] + head[axis]);
        if let Some(size) = self.tracker.step(seconds, reachable) {
            self.fixation.restart();
            self.head.delay();
            let likely = blink::with_gaze_shift(size);
            if self.random.random::<f32>() < likely && self.rested >= RESTED {
                self.blink = Some(Closure::draw(&mut self.random));
            }
        }
        self.nearness += (target.nearness - self.nearness) * -(-seconds / VERGENCE).exp_m1();
        self.head.step(seconds, Some(head), frame);
        let unrest = if self.tracker.fixating() { self.fixation.step(seconds) } else { [0.0; 2] };
        let gaze = std::array::from_fn(|axis| self.tracker.at()[axis] + unrest[axis]);
        Some(seen_by_eyes(gaze, head_of(frame), self.nearness))
    }

    /// The eyes' angles on the way back to the free gaze; `None` when they are there and the head is, too.
    fn give_back(&mut self, seconds: f32, free: [[f32; 2]; 2], frame: &mut Frame) -> Option<[[f32; 2]; 2]> {
        if let State::Free = self.state {
            return None;
        }
        let mut way = match self.state {
            State::Returning(way) => way,
            _ => {
                self.avert.end();
                let offset: [[f32; 2]; 2] =
                    std::array::from_fn(|eye| std::array::from_fn(|axis| self.shown.0[eye][axis] - free[eye][axis]));
                let [yaw, pitch] = self.head.share();
                let size = saccade::distance([-yaw, -pitch], offset[0]);
                Return { offset, elapsed: 0.0, duration: saccade::duration(size) }
            }
        };
        way.elapsed += seconds;
        self.state = State::Returning(way);
        // The head comes back slower than the eyes, which turn against it meanwhile.
        self.head.step(seconds, None, frame);
        let left = 1.0 - saccade::progress(way.elapsed / way.duration);
        let head = self.head.share();
        if left == 0.0 && head == [0.0; 2] {
            self.state = State::Free;
            return None;
        }
        Some(std::array::from_fn(|eye| {
            std::array::from_fn(|axis| free[eye][axis] + (way.offset[eye][axis] + head[axis]) * left - head[axis])
        }))
    }

    fn blink(&mut self, seconds: f32, frame: &mut Frame) {
        if let Some(blink) = &mut self.blink {
            blink.step(seconds);
            blink.apply(frame);
            if blink.over() {
                self.blink = None;
            }
        }
    }
}

fn head_of(frame: &Frame) -> [f32; 3] {
    [frame[channel::HEAD_YAW], frame[channel::HEAD_PITCH], frame[channel::HEAD_ROLL]]
}
