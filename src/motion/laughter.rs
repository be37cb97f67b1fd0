//! The face of laughter: cheeks, corners and lids when the voice laughs (Ruch & Ekman 2001: zygomatic major and
//! orbicularis oculi in all laughs), the head back and the jaw with every pulse.

use super::Frame;
use super::head::{LIMITS, limit};
use super::spring::Spring;
use super::voice::Voice;
use crate::rig::{channel, column};

/// Scores between which the face joins in: below the first the voice may as well be speaking.
const JOIN: [f32; 2] = [0.2, 0.7];
/// How fast the face joins in and calms down, in radians a second (most of it within 0.15 s and 0.5 s).
const ATTACK: f32 = 14.0;
const RELEASE: f32 = 6.0;
/// Where the controls go in full laughter.
const GOALS: [(usize, f32); 3] = [(column::CHEEK_RAISE, 0.7), (column::CORNER_PULL, 0.8), (column::SQUINT_INNER, 0.5)];
/// The jaw with the loudness of each pulse, and the head back, in degrees.
const JAW: f32 = 0.12;
const HEAD_BACK: f32 = 4.5;

/// One face's laughter.
#[derive(Debug, Default)]
pub struct Laughter {
    amount: Spring,
    pulse: Spring,
}

impl Laughter {
    /// A face that does not laugh.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lives through `seconds` and laughs in `values` as much as the voice does; `gain` multiplies what shows.
    pub fn act(&mut self, seconds: f32, voice: &Voice, gain: f32, values: &mut Frame) {
        let goal = ((voice.laughter - JOIN[0]) / (JOIN[1] - JOIN[0])).clamp(0.0, 1.0);
        let rate = if goal > self.amount.at { ATTACK } else { RELEASE };
        let amount = gain * self.amount.follow(goal, rate, seconds);
        let pulse = self.pulse.follow(goal * voice.loudness, 2.0 * ATTACK, seconds);
        if amount < 1e-3 {
            return;
        }
        for (control, size) in GOALS {
            for side in [0, column::RIGHT] {
                let value = &mut values[control + side];
                // A smile that is there already goes no further than laughter would.
                *value += (size - *value).max(0.0) * amount.min(1.0);
            }
        }
        values[column::JAW_OPEN] += JAW * gain * pulse;
        let up = &mut values[channel::HEAD_PITCH];
        *up = limit(*up + HEAD_BACK * amount, LIMITS[1]);
    }
}
