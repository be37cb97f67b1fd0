//! Blinks: when a face blinks of its own accord.
//!
//! About 17 a minute at rest and 26 in conversation (Bentivoglio et al. 1997), with 95 % of people within 8-21 and
//! 10.5-32.5 (Doughty 2001): each seed is one person. Gaps are log-normal beyond a refractory second. Blinks prefer
//! the ends of phrases and pauses (Nakano & Kitazawa 2010) and come with large shifts of gaze (Evinger et al. 1994:
//! 97 % above 33 degrees); one that is due in mid-word waits a quarter of a second.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::Frame;
use super::chance::{individual, log_normal};
use super::closure::Closure;
use super::voice::Voice;
use crate::emotion::EMOTIONS;
use crate::rig::channel;

/// Blinks a minute: median of people and the range of 95 %, at rest and speaking.
const AT_REST: (f32, [f32; 2]) = (17.0, [8.0, 21.0]);
const SPEAKING: (f32, [f32; 2]) = (26.0, [10.5, 32.5]);
/// Seconds from the start of a blink in which none follows, and the spread of what comes on top.
const REFRACTORY: std::ops::Range<f32> = 1.0..1.5;
const VARIATION: f32 = 1.4;
/// Interval below which the refractory time shrinks with it: a person of 33 blinks a minute still has all of it.
const CROWDED: f32 = 1.8;
/// Share of blinks that come in pairs, and the seconds from one to the other.
const PAIRS: f32 = 0.03;
const PAIR: std::ops::Range<f32> = 0.42..0.6;
/// Seconds by which a blink moves to a better moment.
const SHIFT: f32 = 0.25;
/// Louder than this, a voice is in mid-word.
const MID_WORD: f32 = 0.25;
/// Chance that a phrase's end draws a blink, once a part of the gap has passed.
const PHRASE_END: (f32, f32) = (0.6, 0.2);
/// How fast a surplus of blinks, drawn by phrases and gaze, is paid back: seconds it is remembered, and what one
/// blink too many adds to the gap.
const MEMORY: f32 = 300.0;
const PAY_BACK: f32 = 0.05;
/// What each emotion adds to the rate at full weight. Design values: nervous and angry faces blink more, sad and
/// surprised ones less. In viewers of films valence decides, and fear inhibits least (Maffei & Angrilli 2019).
const EMOTION: [f32; EMOTIONS.len()] = [0.25, 0.0, 0.5, 0.1, 0.0, -0.25, -0.4];

/// Chance that a gaze shift of `degrees` comes with a blink: 97 % at 33 degrees, a third at 16, one in forty at 5.
pub fn with_gaze_shift(degrees: f32) -> f32 {
    1.0 / (1.0 + ((19.1 - degrees) / 4.0).exp())
}

/// One face's blinks.
#[derive(Debug)]
pub struct Blink {
    random: Pcg32,
    /// This person's blinks a minute.
    at_rest: f32,
    speaking: f32,
    closure: Option<Closure>,
    /// Seconds since the last blink began, and in which none follows.
    since: f32,
    refractory: f32,
    /// Share of the mean gap that has passed since, and the share at which the next blink is due.
    ripe: f32,
    due: f32,
    /// Seconds for which a due blink has waited.
    waited: f32,
    /// Blinks too many in the last minutes.
    surplus: f32,
    spoke: bool,
}

impl Blink {
    /// A person decided by `seed`, some time after the last blink.
    pub fn new(seed: u64) -> Self {
        let mut random = Pcg32::seed_from_u64(seed ^ 0xB114C);
        // One draw for both: who blinks much at rest blinks much in conversation.
        let mut same = random.clone();
        let at_rest = individual(&mut same, AT_REST.0, AT_REST.1);
        let speaking = individual(&mut random, SPEAKING.0, SPEAKING.1);
        let due = log_normal(&mut random, 1.0, VARIATION);
        let ripe = due * random.random::<f32>();
        Self {
            random,
            at_rest,
            speaking,
            closure: None,
            since: REFRACTORY.end,
            refractory: 0.0,
            ripe,
            due,
            waited: 0.0,
            surplus: 0.0,
            spoke: false,
        }
    }

    /// Lives through `seconds` and closes the lids of `values` as far as a blink has come. `shift` is the size of a
    /// gaze shift that starts, `gain` multiplies the rate.
    pub fn act(&mut self, seconds: f32, voice: &Voice, shift: Option<f32>, gain: f32, values: &mut Frame) {
        if let Some(closure) = &mut self.closure {
            closure.step(seconds);
            if closure.over() {
                self.closure = None;
            }
        }
        let weights = &values[channel::EMOTION..][..EMOTIONS.len()];
        let emotion = 1.0 + weights.iter().zip(EMOTION).map(|(weight, more)| weight * more).sum::<f32>();
        let rate = self.at_rest + (self.speaking - self.at_rest) * voice.speaking.clamp(0.0, 1.0);
        if self.moment(seconds, rate * emotion * gain / 60.0, voice, shift) {
            self.begin(shift.is_some());
        }
        if let Some(closure) = &self.closure {
            closure.apply(values);
        }
    }

    /// Whether a blink begins, at `rate` a second.
    fn moment(&mut self, seconds: f32, rate: f32, voice: &Voice, shift: Option<f32>) -> bool {
        // Pairs are on top: what is left for the others.
        let interval = (1.0 / rate - PAIRS * PAIR.start) / (1.0 - PAIRS);
        let shrink = (interval / CROWDED).min(1.0);
        self.since += seconds;
        self.surplus -= rate * seconds + self.surplus * (seconds / MEMORY);
        let speaks = voice.speaking >= 0.5;
        let phrase_ended = std::mem::replace(&mut self.spoke, speaks) && !speaks;
        if self.closure.is_some() || self.since < self.refractory * shrink {
            return false;
        }
        let mean_gap = interval - shrink * (REFRACTORY.start + REFRACTORY.end) / 2.0;
        self.ripe += seconds / mean_gap;
        let due = self.due * (1.0 + PAY_BACK * self.surplus).clamp(0.4, 2.5);
        if shift.is_some_and(|size| self.random.random::<f32>() < with_gaze_shift(size)) {
            return true;
        }
        let soon = (due - self.ripe) * mean_gap < SHIFT;
        if phrase_ended && (soon || self.ripe > PHRASE_END.1 && self.random.random::<f32>() < PHRASE_END.0) {
            return true;
        }
        if self.ripe < due {
            return false;
        }
        self.waited += seconds;
        let mid_word = speaks && voice.loudness > MID_WORD;
        !mid_word || self.waited > SHIFT
    }

    fn begin(&mut self, with_shift: bool) {
        let random = &mut self.random;
        self.closure = Some(Closure::draw(random));
        (self.since, self.ripe, self.waited) = (0.0, 0.0, 0.0);
        self.surplus += 1.0;
        if !with_shift && random.random::<f32>() < PAIRS {
            (self.refractory, self.due) = (random.random_range(PAIR), 0.0);
        } else {
            self.refractory = random.random_range(REFRACTORY);
            self.due = log_normal(random, 1.0, VARIATION);
        }
    }
}
