//! Breath and swallowing: throat, neck, nostrils, and a little of the head.
//!
//! 12-20 breaths a minute at rest. A speaker's breath waits for pauses: it is quick in, and slow out as long as
//! speech lasts (Hixon, Goldman & Mead 1973). Which pause comes before speech and which after it is not known
//! when it begins, so every pause is used for air that is lacking. People swallow about once a minute, not in speech.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::Frame;
use super::chance::{individual, log_normal};
use super::head::limit;
use super::spring::{Gesture, Spring, least_jerk};
use super::voice::Voice;
use crate::rig::{channel, column};

/// Breaths a minute at rest: median of people and the range of 95 %; how much breaths of one person vary.
const RATE: (f32, [f32; 2]) = (15.5, [12.0, 20.0]);
const VARIATION: f32 = 0.12;
/// Shares of a breath: in, out; the rest is a pause.
const IN: f32 = 0.35;
const OUT: f32 = 0.45;
/// Seconds of a speaker's breath in, and seconds that the air lasts in speech.
const QUICK_IN: std::ops::Range<f32> = 0.4..0.65;
const AIR_SECONDS: f32 = 6.0;
/// Lungs emptier than this breathe in at a pause, which must have lasted so long, in seconds.
const ENOUGH: f32 = 0.55;
const PAUSE: f32 = 0.3;
/// What full flow and full lungs move: throat (in, out), nostrils, neck, head in degrees, and, in speech only, jaw.
const THROAT: [f32; 2] = [0.35, 0.2];
const NOSTRILS: f32 = 0.14;
const NECK: f32 = 0.06;
const HEAD_UP: f32 = 0.22;
const JAW: f32 = 0.012;
/// A speaker's breath moves this much more.
const DEEPER: f32 = 1.5;
/// How fast flow shows, in radians a second: no corner where breath turns.
const FOLLOW: f32 = 18.0;
/// Seconds of silence between two swallows, seconds they take, and what they move: swallow, larynx.
const SWALLOW_GAP: std::ops::Range<f32> = 40.0..120.0;
const SWALLOW: [f32; 3] = [0.4, 0.05, 0.45];
const SWALLOWED: f32 = 0.45;
const LARYNX: f32 = 0.5;
/// Seconds of silence before the first swallow.
const SETTLED: f32 = 1.5;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    In,
    Out,
    Rest,
    /// Speech uses the air.
    Speech,
}

/// One face's breath.
#[derive(Debug)]
pub struct Breath {
    random: Pcg32,
    /// Seconds that this person's breath takes at rest.
    mean: f32,
    phase: Phase,
    /// Seconds since the phase began and that it takes.
    age: f32,
    length: f32,
    /// Seconds of this breath.
    breath: f32,
    /// Air in the lungs 0-1, when the phase began and now.
    from: f32,
    air: f32,
    deep: f32,
    flow: Spring,
    jaw: Spring,
    swallow: Gesture,
    swallow_in: f32,
}

impl Breath {
    /// Breath decided by `seed`, somewhere in a breath.
    pub fn new(seed: u64) -> Self {
        let mut random = Pcg32::seed_from_u64(seed ^ 0xB4EA);
        let mean = 60.0 / individual(&mut random, RATE.0, RATE.1);
        let age = random.random_range(0.0..mean * (1.0 - IN - OUT));
        Self {
            mean,
            phase: Phase::Rest,
            age,
            length: mean * (1.0 - IN - OUT),
            breath: mean,
            from: 0.0,
            air: 0.0,
            deep: 0.0,
            flow: Spring::default(),
            jaw: Spring::default(),
            swallow: Gesture::OVER,
            swallow_in: random.random_range(SWALLOW_GAP),
            random,
        }
    }

    /// Lives through `seconds` and breathes in `values`; `gain` multiplies what shows.
    pub fn act(&mut self, seconds: f32, voice: &Voice, gain: f32, values: &mut Frame) {
        let before = self.air;
        let swallow = self.swallow(seconds, voice);
        // No one breathes while swallowing.
        if self.swallow.over() {
            self.breathe(seconds, voice);
        }
        // Full flow is that of a breath in at rest: 1.875 is the greatest speed of a least-jerk way.
        let full = 1.875 / (IN * self.mean);
        let most = 1.0 + self.deep * (DEEPER - 1.0);
        let flow = if seconds > 0.0 { limit((self.air - before) / (seconds * full), most) } else { 0.0 };
        let speech = f32::from(self.phase == Phase::Speech);
        let flow = self.flow.follow(flow * (1.0 - speech), FOLLOW, seconds);
        let inwards = flow.max(0.0);
        let parted = self.jaw.follow(JAW * self.deep * inwards, FOLLOW, seconds);
        let throat = if flow > 0.0 { THROAT[0] * inwards } else { THROAT[1] * flow };
        values[column::THROAT_IN] += gain * throat;
        values[column::SWALLOW] += gain.min(2.0) * SWALLOWED * swallow;
        values[column::THROAT_UP] += gain * LARYNX * swallow;
        for side in [0, column::RIGHT] {
            values[column::NOSTRIL_WIDE + side] += gain * NOSTRILS * inwards;
            values[column::NECK_STRETCH + side] += gain * NECK * self.air;
        }
        values[channel::HEAD_PITCH] += gain * HEAD_UP * (self.air - 0.4);
        // Lips that are together stay so.
        let lips = column::LIPS_TOGETHER.iter().map(|lip| values[*lip]).fold(0.0, f32::max).clamp(0.0, 1.0);
        values[column::JAW_OPEN] += gain.min(2.0) * parted * (1.0 - lips);
    }

    fn breathe(&mut self, seconds: f32, voice: &Voice) {
        let speaks = voice.speaking >= 0.5 || voice.until_onset.is_finite();
        self.age += seconds;
        if speaks {
            if self.phase != Phase::Speech {
                self.begin(Phase::Speech, 0.0);
            }
            self.air -= self.air * (seconds / AIR_SECONDS).min(1.0);
            return;
        }
        if self.phase == Phase::Speech {
            if voice.since_change < PAUSE {
                return;
            }
            self.deep = 1.0;
            let length = self.random.random_range(QUICK_IN);
            let phase = if self.air < ENOUGH { Phase::In } else { Phase::Out };
            self.breath = self.mean;
            self.begin(phase, if phase == Phase::In { length } else { OUT * self.mean });
        }
        let progress = if self.length > 0.0 { self.age / self.length } else { 1.0 };
        let goal = if self.phase == Phase::In { 1.0 } else { 0.0 };
        self.air = self.from + (goal - self.from) * least_jerk(progress);
        if self.age >= self.length {
            match self.phase {
                Phase::In => {
                    self.begin(Phase::Out, OUT * self.breath);
                }
                Phase::Out => {
                    self.deep = 0.0;
                    self.begin(Phase::Rest, (1.0 - IN - OUT) * self.breath);
                }
                _ => {
                    self.breath = log_normal(&mut self.random, self.mean, VARIATION);
                    self.begin(Phase::In, IN * self.breath);
                }
            }
        }
    }

    fn begin(&mut self, phase: Phase, length: f32) {
        (self.phase, self.age, self.length, self.from) = (phase, 0.0, length, self.air);
    }

    /// How far a swallow has come: 0-1 and back.
    fn swallow(&mut self, seconds: f32, voice: &Voice) -> f32 {
        let silent = voice.speaking < 0.05 && !voice.until_onset.is_finite();
        if silent && voice.since_change > SETTLED {
            self.swallow_in -= seconds;
        }
        // Not in the middle of a breath in.
        if self.swallow_in <= 0.0 && silent && self.phase == Phase::Rest {
            self.swallow_in = self.random.random_range(SWALLOW_GAP);
            self.swallow = Gesture { size: 1.0, times: SWALLOW, age: 0.0 };
        }
        // Speech that begins meanwhile cuts it short: on the way up it turns back where it is.
        if !silent && self.swallow.age < SWALLOW[0] && !self.swallow.over() {
            let at = self.swallow.step(0.0);
            self.swallow = Gesture { size: at, times: [0.0, 0.0, 0.15], age: 0.0 };
        }
        self.swallow.step(seconds)
    }
}
