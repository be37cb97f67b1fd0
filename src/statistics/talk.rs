//! Somebody who talks for hours: phrases, pauses, syllables and accents, made in code.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use crate::motion::chance::log_normal;
use crate::motion::voice::Voice;

/// Mean seconds and variation of a phrase, and of the pause after it (Goldman-Eisler 1968: phrases of a few seconds,
/// half of the pauses below half a second, some of them long).
const PHRASE: (f32, f32) = (2.2, 0.5);
const PAUSE: (f32, f32) = (0.6, 0.6);
/// Seconds of silence between two turns, how many phrases a turn has on average.
const TURN: (f32, f32) = (2.5, 0.4);
const PHRASES: f64 = 8.0;
/// Syllables a second, and how many of them come before the gap between two words.
const SYLLABLES: f32 = 4.5;
const WORD: u32 = 3;
/// One syllable in five carries an accent.
const ACCENTED: f64 = 0.2;
/// What the model's look-ahead knows of an onset, in seconds.
const AHEAD: f32 = 4.0 / 60.0;
const FRAME: f32 = 1.0 / 60.0;

/// An endless talk.
#[derive(Debug)]
pub struct Talk {
    random: Pcg32,
    speaks: bool,
    /// Seconds since the last change and until the next.
    since: f32,
    left: f32,
    /// Where in its syllable the voice is, 0-1, how many came before, and its accent.
    syllable: f32,
    count: u32,
    accent: f32,
    speaking: f32,
}

impl Talk {
    /// A talk decided by `seed` that begins with a pause.
    pub fn new(seed: u64) -> Self {
        Self {
            random: Pcg32::seed_from_u64(seed ^ 0x7A_1C),
            speaks: false,
            since: 0.0,
            left: 1.0,
            syllable: 0.0,
            count: 0,
            accent: 0.0,
            speaking: 0.0,
        }
    }

    /// The voice of the next frame.
    pub fn next_frame(&mut self) -> Voice {
        self.since += FRAME;
        self.left -= FRAME;
        if self.left <= 0.0 {
            self.turn();
        }
        let goal = if self.speaks { 1.0 } else { 0.0 };
        self.speaking += (goal - self.speaking) * 0.35;
        let mut voice = Voice {
            speaking: self.speaking,
            since_change: self.since,
            until_onset: if !self.speaks && self.left < AHEAD { self.left } else { f32::INFINITY },
            ..Voice::SILENT
        };
        if self.speaks {
            self.speak(&mut voice);
        }
        voice
    }

    fn turn(&mut self) {
        self.speaks = !self.speaks;
        let random = &mut self.random;
        let (mean, variation) = match self.speaks {
            true => PHRASE,
            false if random.random_bool(1.0 / PHRASES) => TURN,
            false => PAUSE,
        };
        (self.since, self.left) = (0.0, log_normal(random, mean, variation).max(0.15));
        (self.syllable, self.count) = (0.0, 0);
    }

    fn speak(&mut self, voice: &mut Voice) {
        let before = self.syllable;
        self.syllable += SYLLABLES * FRAME;
        if self.syllable >= 1.0 {
            (self.syllable, self.count) = (self.syllable - 1.0, self.count + 1);
            self.accent = if self.random.random_bool(ACCENTED) { self.random.random_range(0.4..1.0) } else { 0.0 };
        }
        let bump = (std::f32::consts::PI * self.syllable).sin();
        let word_gap = self.count.is_multiple_of(WORD) && self.syllable < 0.3;
        voice.loudness = if word_gap { 0.1 } else { 0.35 + 0.45 * bump + 0.2 * self.accent * bump };
        voice.pitch = if word_gap { 0.0 } else { 1.5 - 1.2 * self.since + 4.0 * self.accent * bump };
        voice.rise = if self.syllable < 0.5 { 1.5 * self.accent * bump } else { 0.0 };
        voice.accent = if before < 0.5 && self.syllable >= 0.5 { self.accent } else { 0.0 };
    }
}
