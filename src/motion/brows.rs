//! Brows that rise with the accents of speech.
//!
//! 71 % of rapid brow raises go with a rise of pitch (Guaïtella, Santi, Lagrue & Cavé 2009, Cavé et al. 1996), and the brow is highest
//! at the word brought out (Kim, Cvejic & Davis 2014). A raise takes longer than the look-ahead reaches, so it
//! begins when pitch and loudness rise as they do before an accent, not when the accent is sure.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::Frame;
use super::spring::Gesture;
use super::voice::Voice;
use crate::rig::{channel, column};

/// A rise of emphasis that may lead to an accent worth a raise.
const RISE: f32 = 0.9;
/// Chance that such a rise takes the brows along.
const CHANCE: f32 = 0.5;
/// Seconds up, of stay, and down, and least seconds from one raise to the next.
const TIMES: [f32; 3] = [0.12, 0.08, 0.22];
const SPACING: f32 = 0.4;
/// Size of a raise: weakest and strongest, and what that is on the controls.
const SIZE: [f32; 2] = [0.3, 1.0];
const INNER: f32 = 0.30;
const OUTER: f32 = 0.34;
/// Anger has its brows down: its accents press them further instead.
const ANGRY: usize = channel::EMOTION;
const PRESS: f32 = 0.25;

/// One face's brows.
#[derive(Debug)]
pub struct Brows {
    random: Pcg32,
    raise: Gesture,
    since: f32,
    /// This rise has had its chance.
    tried: bool,
}

impl Brows {
    /// Brows decided by `seed`.
    pub fn new(seed: u64) -> Self {
        Self { random: Pcg32::seed_from_u64(seed ^ 0xB0B5), raise: Gesture::OVER, since: SPACING, tried: false }
    }

    /// Lives through `seconds` and raises the brows of `values`; `gain` multiplies the size.
    pub fn act(&mut self, seconds: f32, voice: &Voice, gain: f32, values: &mut Frame) {
        self.since += seconds;
        let rising = voice.rise >= RISE && voice.speaking > 0.3;
        if !rising {
            self.tried = voice.rise > RISE / 2.0 && self.tried;
        } else if !self.tried && self.since >= SPACING && self.raise.over() {
            self.tried = true;
            if self.random.random::<f32>() < CHANCE {
                let share = (voice.rise - RISE).min(1.0) * 0.5 + self.random.random_range(0.0..0.5);
                self.raise = Gesture { size: SIZE[0] + (SIZE[1] - SIZE[0]) * share, times: TIMES, age: 0.0 };
                self.since = 0.0;
            }
        }
        let raise = gain * self.raise.step(seconds);
        if raise > 0.0 {
            let angry = values[ANGRY].clamp(0.0, 1.0);
            let sizes = [
                (column::BROW_INNER, INNER * (1.0 - angry)),
                (column::BROW_OUTER, OUTER * (1.0 - angry)),
                (column::BROW_DOWN, PRESS * angry),
            ];
            for (control, size) in sizes {
                for side in [0, column::RIGHT] {
                    let value = &mut values[control + side];
                    // What is up already has less far to go.
                    *value += (1.0 - *value).max(0.0) * (raise * size).min(1.0);
                }
            }
        }
    }
}
