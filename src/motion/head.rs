//! The head: it sways as one speaks, goes with the melody, nods to accents, and is still when the voice is.
//!
//! Head motion and pitch go together (Munhall et al. 2004), mostly at 1-2 Hz (Pedersen et al. 2022); a nod
//! begins at the word that is brought out and is lowest after it (Kim, Cvejic & Davis 2014). Emotion sets posture
//! and liveliness: lively when happy or angry, little and low when sad (Busso et al. 2007). Sizes are design values.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::Frame;
use super::behaviours::Behaviours;
use super::spring::{Gesture, Spring, Wander};
use super::voice::Voice;
use crate::emotion::EMOTIONS;
use crate::rig::channel;

/// Farthest turn, nod and tilt in degrees.
pub const LIMITS: [f32; 3] = [12.0, 10.0, 8.0];
/// Sway of a speaking and of a silent head: degrees to either side at most, and heights of its curve a second.
const SWAY: [f32; 3] = [3.0, 2.2, 1.8];
const IDLE_SWAY: [f32; 3] = [0.4, 0.3, 0.25];
const SWAY_RATE: [f32; 3] = [0.53, 0.61, 0.43];
/// Rates at which the head comes to life with the voice and settles after it, in 1/s.
const WAKE: f32 = 2.5;
const SETTLE: f32 = 1.0;
/// Degrees a semitone, up, and to which side at most (each person has a side); how far pitch counts.
const MELODY: [f32; 3] = [0.25, 0.4, 0.15];
const SEMITONES: f32 = 8.0;
/// A pitch is remembered for this many seconds when the voice has none.
const MEMORY: f32 = 0.3;
/// How fast melody, phrase and posture are followed (radians a second: 1.1 Hz).
const FOLLOW: f32 = 7.0;
/// Where a speaker turns at the start of a phrase, in degrees to either side; how long a phrase lasts, in seconds.
const PHRASE: [f32; 3] = [4.0, 1.0, 2.0];
const PHRASE_SECONDS: std::ops::Range<f32> = 1.5..4.5;
/// Nods: chance for the weakest and strongest accent, degrees, and seconds down (some more for each degree) and back.
const NOD_CHANCE: [f32; 2] = [0.2, 0.7];
const NOD: [f32; 2] = [2.0, 6.0];
const NOD_DOWN: [f32; 2] = [0.14, 0.012];
const NOD_BACK: f32 = 0.3;
/// Nods pull the head down: a speaker holds it this much higher, in degrees.
const NOD_BALANCE: f32 = 0.45;

/// What an emotion does to a head.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// Posture in degrees: up, and towards a shoulder (each person has one).
    up: f32,
    tilt: f32,
    /// What it adds to the size of turns and nods, of tilts, and of accents' nods.
    motion: f32,
    tilts: f32,
    nods: f32,
}

const MANNERS: [Manner; EMOTIONS.len()] = [
    Manner { up: -2.5, tilt: 0.0, motion: 0.15, tilts: -0.3, nods: 0.4 },
    Manner { up: 1.5, tilt: 1.0, motion: -0.2, tilts: 0.0, nods: -0.2 },
    Manner { up: 2.0, tilt: 0.0, motion: -0.2, tilts: -0.2, nods: -0.3 },
    Manner { up: 1.0, tilt: 0.5, motion: 0.2, tilts: 0.6, nods: 0.15 },
    Manner { up: 0.0, tilt: 0.0, motion: 0.0, tilts: 0.0, nods: 0.0 },
    Manner { up: -4.5, tilt: 1.5, motion: -0.45, tilts: -0.3, nods: -0.5 },
    Manner { up: 3.0, tilt: 0.0, motion: 0.1, tilts: 0.0, nods: -0.1 },
];

/// One face's head.
#[derive(Debug)]
pub struct Head {
    random: Pcg32,
    /// Which way this person turns and tilts with pitch, -1 to 1, and tilts in emotion; how much it nods.
    sides: [f32; 2],
    nods: f32,
    sway: [Wander; 3],
    /// 0 settled, 1 speaking.
    awake: f32,
    pitch: f32,
    phrase: [f32; 3],
    phrase_left: f32,
    axes: [Spring; 3],
    nod: Gesture,
    started: bool,
}

impl Head {
    /// A head decided by `seed`.
    pub fn new(seed: u64) -> Self {
        let mut random = Pcg32::seed_from_u64(seed ^ 0x4EAD);
        Self {
            sides: std::array::from_fn(|_| random.random_range(-1.0..1.0)),
            nods: random.random_range(0.75..1.25),
            sway: std::array::from_fn(|_| Wander::new(&mut random)),
            random,
            awake: 0.0,
            pitch: 0.0,
            phrase: [0.0; 3],
            phrase_left: 0.0,
            axes: [Spring::default(); 3],
            nod: Gesture::OVER,
            started: false,
        }
    }

    /// Lives through `seconds` and moves the head of `values`, whose emotion sets the manner.
    pub fn act(&mut self, seconds: f32, voice: &Voice, behaviours: &Behaviours, values: &mut Frame) {
        let manner = mix(&values[channel::EMOTION..][..EMOTIONS.len()]);
        self.speak(seconds, voice);
        self.nod_to(voice, manner.nods);
        let nod = self.nod.step(seconds);
        let liveliness = [manner.motion, manner.motion, manner.motion + manner.tilts];
        let posture = [0.0, manner.up + NOD_BALANCE * self.awake, manner.tilt * self.sides[1].signum()];
        let gains = [behaviours.head_yaw, behaviours.head_pitch, behaviours.head_roll];
        for axis in 0..3 {
            let side = [self.sides[0], 1.0, self.sides[1]][axis];
            let more = (1.0 + liveliness[axis]).max(0.0);
            let goal = posture[axis] + more * (self.phrase[axis] + MELODY[axis] * side * self.pitch);
            if !self.started {
                self.axes[axis].at = goal;
            }
            let followed = self.axes[axis].follow(goal, FOLLOW, seconds);
            let size = IDLE_SWAY[axis] + (more * SWAY[axis] - IDLE_SWAY[axis]) * self.awake;
            let sway = size * self.sway[axis].step(SWAY_RATE[axis] * seconds, &mut self.random);
            let whole = followed + sway - if axis == 1 { nod } else { 0.0 };
            values[channel::HEAD_YAW + axis] += limit(gains[axis] * whole, LIMITS[axis]);
        }
        self.started = true;
    }

    /// Keeps track of melody and phrases.
    fn speak(&mut self, seconds: f32, voice: &Voice) {
        let speaking = voice.speaking.clamp(0.0, 1.0);
        let rate = if speaking > self.awake { WAKE } else { SETTLE };
        self.awake += (speaking - self.awake) * (rate * seconds).min(1.0);
        if voice.pitch == 0.0 {
            self.pitch -= self.pitch * (seconds / MEMORY).min(1.0);
        } else {
            self.pitch = voice.pitch.clamp(-SEMITONES, SEMITONES);
        }
        self.phrase_left -= seconds;
        if speaking < 0.5 {
            // A pause for breath keeps the phrase's direction, a longer one gives it up.
            if voice.since_change > 1.0 {
                (self.phrase, self.phrase_left) = ([0.0; 3], 0.0);
            }
        } else if self.phrase_left <= 0.0 {
            self.phrase_left = self.random.random_range(PHRASE_SECONDS);
            self.phrase = PHRASE.map(|size| self.random.random_range(-size..size));
        }
    }

    /// Perhaps begins a nod, `more` than usual.
    fn nod_to(&mut self, voice: &Voice, more: f32) {
        if voice.accent <= 0.0 || !self.nod.over() {
            return;
        }
        let strength = voice.accent.min(1.0);
        let chance = NOD_CHANCE[0] + (NOD_CHANCE[1] - NOD_CHANCE[0]) * strength;
        if self.random.random::<f32>() < chance {
            let share = strength * self.random.random_range(0.4..1.0);
            let size = (NOD[0] + (NOD[1] - NOD[0]) * share) * self.nods * (1.0 + more).max(0.0);
            self.nod = Gesture { size, times: [NOD_DOWN[0] + NOD_DOWN[1] * size, 0.0, NOD_BACK], age: 0.0 };
        }
    }
}

/// The manner of a blend of emotions.
fn mix(weights: &[f32]) -> Manner {
    let sum = |of: fn(&Manner) -> f32| weights.iter().zip(&MANNERS).map(|(weight, manner)| weight * of(manner)).sum();
    Manner {
        up: sum(|m| m.up),
        tilt: sum(|m| m.tilt),
        motion: sum(|m| m.motion),
        tilts: sum(|m| m.tilts),
        nods: sum(|m| m.nods),
    }
}

/// Brings `angle` within `limit`, softly: half the limit passes almost unchanged.
pub fn limit(angle: f32, limit: f32) -> f32 {
    let t = angle / limit;
    angle / (1.0 + t * t * t * t).sqrt().sqrt()
}
