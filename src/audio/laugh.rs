//! Laughter by its rhythm: short voiced pulses, alike and evenly spaced, with breath between them.
//!
//! "Ha ha ha" is 3-8 pulses a second, each voiced for 50-90 ms; syllables of speech are voiced for longer, differ
//! from their neighbours and come less evenly (cf. Bachorowski, Smoski & Owren 2001). Pulses are sought in the bands
//! below 1 kHz, where voice is and breath is not, and each that resembles the one before adds evidence, which fades.
//! The first two pulses of a laugh are not yet known for one; chuckles without rhythm and single cries never are.

use super::features::{BANDS, WIDTH};

/// Decibels in a unit of the features.
const DECIBELS: f32 = 4.343 / 0.4;
/// Bands of the voice (130-800 Hz), and of breath (from 1.9 kHz).
const VOICE: std::ops::Range<usize> = 2..12;
const BREATH: std::ops::Range<usize> = 20..BANDS;
/// A pulse rises and falls by this much, in decibels.
const SWING_DB: f32 = 12.0;
/// Its length is counted from where it was this far below its peak to where it has fallen by `SWING_DB`.
const FOOT_DB: f32 = 10.0;
/// Columns (120 a second) remembered.
const COLUMNS: usize = 64;
/// Evidence fades within this many columns (0.75 s); this much is none, and this much more is certainty.
const FADE_COLUMNS: f32 = 90.0;
const NONE: f32 = 0.7;
const SPAN: f32 = 0.8;
/// What makes a pulse good, from not at all to fully: columns it lasts; its rise in decibels; by how much breath
/// exceeds voice before it; how far its spectrum's shape is from the last one's; shortest and longest distance in
/// columns; octaves by which distances differ.
const LENGTH: [f32; 2] = [14.0, 8.0];
const RISE: [f32; 2] = [12.0, 20.0];
const AIR: [f32; 2] = [0.0, 8.0];
const UNLIKE: [f32; 2] = [9.0, 5.0];
const NEAR: [f32; 2] = [11.0, 15.0];
const FAR: [f32; 2] = [38.0, 30.0];
const UNEVEN: [f32; 2] = [0.6, 0.25];
/// What is left of a pulse at quite another distance.
const OFF_BEAT: f32 = 0.3;

/// Tells how much one voice laughs.
#[derive(Debug)]
pub struct Laugh {
    /// Level of the voice bands by column.
    levels: [f32; COLUMNS],
    column: i64,
    rising: bool,
    /// The lowest level since the last pulse with its breath, and the highest of the pulse with its column and shape.
    valley: (f32, f32),
    peak: (f32, i64),
    shape: [f32; BANDS],
    last: Option<Pulse>,
    evidence: f32,
    fade: f32,
}

#[derive(Debug, Clone)]
struct Pulse {
    column: i64,
    length: f32,
    shape: [f32; BANDS],
    /// Columns to the pulse before, if both were of one laugh.
    distance: Option<f32>,
}

impl Laugh {
    /// Nothing heard yet.
    pub fn new() -> Self {
        Self {
            levels: [0.0; COLUMNS],
            column: 0,
            rising: false,
            valley: (f32::MAX, 0.0),
            peak: (0.0, 0),
            shape: [0.0; BANDS],
            last: None,
            evidence: 0.0,
            fade: (-1.0 / FADE_COLUMNS).exp(),
        }
    }

    /// Hears a row of features and gives 0-1: how much the voice laughs.
    pub fn hear(&mut self, row: &[f32; WIDTH]) -> f32 {
        for column in row.as_chunks::<BANDS>().0 {
            self.hear_column(column);
        }
        ((self.evidence - NONE) / SPAN).clamp(0.0, 1.0)
    }

    fn hear_column(&mut self, column: &[f32; BANDS]) {
        let level = |bands: std::ops::Range<usize>| {
            let n = bands.len() as f32;
            column[bands].iter().sum::<f32>() * (DECIBELS / n)
        };
        self.evidence *= self.fade;
        self.column += 1;
        let voice = level(VOICE);
        self.levels[self.column as usize % COLUMNS] = voice;
        if !self.rising {
            if voice < self.valley.0 {
                self.valley = (voice, level(BREATH));
            } else if voice > self.valley.0 + SWING_DB {
                (self.rising, self.peak.0) = (true, f32::MIN);
            }
        }
        if self.rising {
            if voice > self.peak.0 {
                (self.peak, self.shape) = ((voice, self.column), *column);
            } else if voice < self.peak.0 - SWING_DB {
                self.judge();
                (self.rising, self.valley) = (false, (voice, level(BREATH)));
            }
        }
    }

    /// A pulse is over: how much does it speak for laughter?
    fn judge(&mut self) {
        let back = |k: i64| self.levels[(self.peak.1 - k).rem_euclid(COLUMNS as i64) as usize];
        let fell = self.column - self.peak.1;
        let rose = (0..(COLUMNS as i64 - fell).min(self.peak.1)).find(|k| back(*k) <= self.peak.0 - FOOT_DB);
        let length = (fell + rose.unwrap_or(COLUMNS as i64)) as f32;
        let mut pulse = Pulse { column: self.peak.1, length, shape: self.shape, distance: None };
        if let Some(last) = &self.last {
            let distance = (pulse.column - last.column) as f32;
            let mut quality = grade(pulse.length, LENGTH)
                * grade(last.length, LENGTH)
                * grade(self.peak.0 - self.valley.0, RISE)
                * grade(self.valley.1 - self.valley.0, AIR)
                * grade(distance, NEAR)
                * grade(distance, FAR);
            if quality > 0.0 {
                quality *= grade(unlikeness(&pulse.shape, &last.shape), UNLIKE);
            }
            if quality > 0.0 {
                let uneven = last.distance.map_or(0.0, |before| (distance / before).log2().abs());
                quality *= OFF_BEAT + (1.0 - OFF_BEAT) * grade(uneven, UNEVEN);
                pulse.distance = Some(distance);
            }
            self.evidence += quality;
        }
        self.last = Some(pulse);
    }
}

impl Default for Laugh {
    fn default() -> Self {
        Self::new()
    }
}

/// 0 at the first of `range` and before, 1 at the second and beyond.
fn grade(value: f32, [none, full]: [f32; 2]) -> f32 {
    ((value - none) / (full - none)).clamp(0.0, 1.0)
}

/// Root mean square difference of two spectra in decibels, whatever their levels.
fn unlikeness(a: &[f32; BANDS], b: &[f32; BANDS]) -> f32 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let difference = (a - b) * DECIBELS;
        sum += difference;
        squares += difference * difference;
    }
    let n = BANDS as f32;
    (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Greatest score for `count` pulses of `on` columns every `period`, louder bands alike or moving from one to another.
    fn score(count: usize, period: usize, on: usize, alike: bool) -> f32 {
        let mut laugh = Laugh::new();
        let mut most = 0.0f32;
        let mut columns = vec![[-2.0f32; BANDS]; 60];
        for pulse in 0..count {
            for k in 0..period {
                let mut column = [-2.0f32; BANDS];
                column[VOICE.end..].fill(-1.0);
                if k < on {
                    column[VOICE].fill(1.5);
                    let formant = if alike { 14 } else { 14 + 6 * (pulse % 4) };
                    column[formant..formant + 5].fill(2.5);
                }
                columns.push(column);
            }
        }
        columns.extend([[-2.0; BANDS]; 30]);
        for pair in columns.chunks_exact(2) {
            let row: [f32; WIDTH] = std::array::from_fn(|i| pair[i / BANDS][i % BANDS]);
            most = most.max(laugh.hear(&row));
        }
        most
    }

    #[test]
    fn even_short_pulses_laugh() {
        assert!(score(5, 24, 7, true) > 0.9, "{}", score(5, 24, 7, true));
        assert!(score(4, 16, 6, true) > 0.7, "{}", score(4, 16, 6, true));
    }

    #[test]
    fn two_pulses_long_syllables_and_changing_sounds_do_not() {
        assert_eq!(score(1, 24, 7, true), 0.0);
        assert!(score(2, 24, 7, true) < 0.5, "{}", score(2, 24, 7, true));
        assert_eq!(score(8, 30, 20, true), 0.0, "long syllables");
        assert_eq!(score(8, 24, 7, false), 0.0, "changing sounds");
        assert_eq!(score(8, 60, 7, true), 0.0, "slow pulses");
    }
}
