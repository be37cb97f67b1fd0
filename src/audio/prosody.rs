//! Prosody: how loud a voice is and how high, once a row (60 a second), with what room and speaker it has learned.
//!
//! Causal: row `n` knows audio before its time only. Behaviours, which may look a few rows ahead, read these rows
//! through `motion::voice`.

use super::features::ROW_RATE;
use super::pitch::{MOST_FRESH, Pitch};

/// Level of digital silence: nothing is quieter.
const SILENCE_DB: f32 = -90.0;
/// Where floor and peak start, before anything was heard.
const FLOOR_RANGE_DB: (f32, f32) = (-75.0, -50.0);
const PEAK_START_DB: f32 = -30.0;
/// The floor falls at once, rises slowly in speech, and fast to a level that stays within `STEADY_DB` for a third of
/// a second, as a room does and speech does not. A held vowel does: it keeps this far above the floor.
const FLOOR_FALL: f32 = 0.2;
const FLOOR_RISE: f32 = 3.0 / ROW_RATE as f32;
const STEADY_RISE: f32 = 0.1;
const STEADY_ROWS: usize = 20;
const STEADY_DB: f32 = 5.0;
const HELD_DB: f32 = 24.0;
/// Share of the last half second that has a pitch in a held vowel, and rows in which that share is learned.
const HELD_SHARE: f32 = 0.3;
const HELD_ROWS: f32 = 30.0;
/// Rows after which even a steady sound with a pitch is the room: mains hum.
const HELD_LONGEST: u32 = 90;
/// The peak follows louder voiced rows at once and softer ones by 1.5 dB a second.
const PEAK_RISE: f32 = 0.2;
const PEAK_FALL: f32 = 1.5 / ROW_RATE as f32;
/// Least distance between floor and peak, and the range that counts as loudness.
const LEAST_RANGE_DB: f32 = 15.0;
const MOST_RANGE_DB: f32 = 40.0;
/// Active: above floor, below peak and above silence by this much. A lower threshold ends it.
const ABOVE_FLOOR_DB: f32 = 6.0;
const BELOW_PEAK_DB: f32 = 26.0;
const LEAST_DB: f32 = -62.0;
const HYSTERESIS_DB: f32 = 3.0;
/// Memory of the speaker's mean pitch, in voiced rows: 2.5 s.
const MEAN_ROWS: f32 = 150.0;

/// What one row of a voice is like.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// Level of the newest 33 ms in dB below full scale.
    pub level: f32,
    /// Level between the room (0) and the speaker's usual peaks (1).
    pub loudness: f32,
    /// Something is to be heard that is not the room.
    pub active: bool,
    /// Pitch in Hz; 0 where nothing is voiced.
    pub hz: f32,
    /// Pitch in semitones above the speaker's running mean; 0 where nothing is voiced.
    pub semitones: f32,
}

impl Measure {
    /// Whether the row has a pitch.
    pub fn voiced(&self) -> bool {
        self.hz > 0.0
    }
}

/// One voice's prosody.
#[derive(Debug)]
pub struct Prosody {
    pitch: Pitch,
    /// Power of the row before.
    power: f32,
    levels: [f32; STEADY_ROWS],
    row: usize,
    /// Rows for which the level has been steady.
    steady: u32,
    floor: Option<f32>,
    peak: f32,
    active: bool,
    /// Share of the last rows that had a pitch.
    voiced: f32,
    /// The speaker's mean pitch in semitones above 1 Hz, and voiced rows that it stands for.
    mean: f32,
    heard: f32,
}

impl Prosody {
    /// Prosody that has heard nothing.
    pub fn new() -> Self {
        Self {
            pitch: Pitch::new(),
            power: 0.0,
            levels: [0.0; STEADY_ROWS],
            row: 0,
            steady: 0,
            floor: None,
            peak: PEAK_START_DB,
            active: false,
            voiced: 0.0,
            mean: 0.0,
            heard: 0.0,
        }
    }

    /// Forgets everything: another utterance begins, as if silence came before.
    pub fn restart(&mut self) {
        self.jump();
        (self.floor, self.peak, self.mean, self.heard) = (None, PEAK_START_DB, 0.0, 0.0);
    }

    /// Leaves audio out, but still knows room and speaker.
    pub fn jump(&mut self) {
        self.pitch.restart();
        (self.power, self.active, self.voiced, self.steady) = (0.0, false, 0.0, 0);
    }

    /// Measures the next row from the samples (16 kHz) that it brought, in one or two pieces.
    pub fn measure(&mut self, fresh: [&[f32]; 2]) -> Measure {
        let mut samples = [0.0; MOST_FRESH];
        let mut count = 0;
        for piece in fresh {
            let piece = &piece[..piece.len().min(MOST_FRESH - count)];
            samples[count..count + piece.len()].copy_from_slice(piece);
            count += piece.len();
        }
        let samples = &samples[..count];
        self.pitch.hear(samples);
        let before = std::mem::replace(&mut self.power, power(samples));
        let level = (10.0 * ((before + self.power) / 2.0 + 1e-9).log10()).max(SILENCE_DB);
        self.follow(level);
        let pitch = if self.active { self.pitch.track() } else { None };
        self.voiced += (f32::from(pitch.is_some()) - self.voiced) / HELD_ROWS;
        let semitones = pitch.map_or(0.0, |hz| self.compare(12.0 * hz.log2()));
        if pitch.is_some() {
            self.peak += if level > self.peak { (level - self.peak) * PEAK_RISE } else { -PEAK_FALL };
        }
        let floor = self.floor.unwrap_or(level).max(self.peak - MOST_RANGE_DB);
        self.peak = self.peak.max(floor + LEAST_RANGE_DB);
        let loudness = ((level - floor) / (self.peak - floor)).clamp(0.0, 1.0);
        Measure { level, loudness, active: self.active, hz: pitch.unwrap_or(0.0), semitones }
    }

    /// Learns the room from `level` and decides whether there is more than the room.
    fn follow(&mut self, level: f32) {
        let floor = self.floor.get_or_insert_with(|| {
            self.levels = [SILENCE_DB; STEADY_ROWS];
            level.clamp(FLOOR_RANGE_DB.0, FLOOR_RANGE_DB.1)
        });
        self.levels[self.row] = level;
        self.row = (self.row + 1) % STEADY_ROWS;
        let (least, most) = self.levels.iter().fold((level, level), |(a, b), x| (a.min(*x), b.max(*x)));
        let steady = most - least < STEADY_DB;
        self.steady = if steady { self.steady.saturating_add(1) } else { 0 };
        let held = self.voiced > HELD_SHARE && least > self.peak - HELD_DB;
        let away = level - *floor;
        *floor += if away < 0.0 {
            away * FLOOR_FALL
        } else if steady && (!held || self.steady > HELD_LONGEST) {
            away * STEADY_RISE
        } else {
            away.min(FLOOR_RISE)
        };
        let threshold = (*floor + ABOVE_FLOOR_DB).max(self.peak - BELOW_PEAK_DB).max(LEAST_DB);
        self.active = level > if self.active { threshold - HYSTERESIS_DB } else { threshold };
    }

    /// Learns the speaker's mean from a pitch in semitones and gives its distance from it.
    fn compare(&mut self, semitones: f32) -> f32 {
        self.heard = (self.heard + 1.0).min(MEAN_ROWS);
        self.mean += (semitones - self.mean) / self.heard;
        semitones - self.mean
    }
}

impl Default for Prosody {
    fn default() -> Self {
        Self::new()
    }
}

/// Mean power of `samples` around their mean: an offset is no sound.
fn power(samples: &[f32]) -> f32 {
    const LANES: usize = 8;
    let (mut sums, mut squares) = ([0.0; LANES], [0.0; LANES]);
    let chunks = samples.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for i in 0..LANES {
            sums[i] += chunk[i];
            squares[i] += chunk[i] * chunk[i];
        }
    }
    let sum = sums.iter().chain(rest).sum::<f32>();
    let square = squares.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>();
    let n = samples.len().max(1) as f32;
    (square / n - (sum / n) * (sum / n)).max(0.0)
}
