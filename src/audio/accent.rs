//! Pitch accents: the syllables that a speaker brings out by pitch and loudness, about one a second.
//!
//! Emphasis is a curve of both, smoothed over a syllable; an accent is a peak that stands out from what came before
//! it by more than a bar. The bar rises with every accent and sinks as speech goes on, so that lively and flat
//! speakers both have the about one accent a second that people nod and raise brows to.

use super::prosody::Measure;

/// Rows from an accent's peak to the row that tells of it.
pub const CONFIRM: usize = 3;
/// What an octave of pitch and the whole range of loudness are worth.
const OCTAVE: f32 = 2.0;
const LOUDNESS: f32 = 1.0;
const SEMITONES: (f32, f32) = (-8.0, 12.0);
/// Rows looked back to for the valley before a peak (0.4 s), and least rows between accents.
const VALLEY: usize = 24;
const SPACING: u32 = 15;
/// Where the bar starts, its range, what an accent raises it by, and its fall in a row of speech.
const BAR: f32 = 0.6;
const BAR_RANGE: (f32, f32) = (0.3, 1.5);
const BAR_RISE: f32 = 0.2;
const BAR_FALL: f32 = BAR_RISE / 60.0;
/// Standing out over the bar by this much is as strong as an accent gets.
const STRONGEST: f32 = 0.5;
const WEAKEST: f32 = 0.3;
/// Rows over which a rise is judged.
const RISE_ROWS: usize = 7;

/// What a row reveals.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Emphasis {
    /// Strength 0.3-1 of an accent that peaked [`CONFIRM`] rows ago; 0 if none did.
    pub accent: f32,
    /// How far emphasis has risen by now, 1 when it would just make an accent; up to 2.
    pub rise: f32,
}

/// Finds one voice's accents.
#[derive(Debug)]
pub struct Accents {
    /// The newest values of the curve, before and after smoothing; the newest last.
    raw: [f32; 5],
    curve: [f32; VALLEY + 2],
    voiced: [bool; 5],
    pitches: [f32; 3],
    bar: f32,
    since: u32,
}

impl Accents {
    /// Nothing heard yet.
    pub fn new() -> Self {
        Self { raw: [0.0; 5], curve: [0.0; _], voiced: [false; 5], pitches: [0.0; 3], bar: BAR, since: SPACING }
    }

    /// Hears a row.
    pub fn hear(&mut self, row: &Measure) -> Emphasis {
        if row.voiced() {
            shift(&mut self.pitches, row.semitones.clamp(SEMITONES.0, SEMITONES.1));
        }
        let [a, b, c] = self.pitches;
        let pitch = a.max(b).min(a.min(b).max(c));
        shift(&mut self.voiced, row.voiced());
        shift(&mut self.raw, OCTAVE * pitch / 12.0 + LOUDNESS * row.loudness);
        let [r0, r1, r2, r3, r4] = self.raw;
        shift(&mut self.curve, (r0 + 2.0 * r1 + 3.0 * r2 + 2.0 * r3 + r4) / 9.0);
        self.since = self.since.saturating_add(1);
        if row.active {
            self.bar = (self.bar - BAR_FALL).max(BAR_RANGE.0);
        }
        let newest = self.curve[VALLEY + 1];
        let recent = self.curve[VALLEY + 1 - RISE_ROWS..].iter().copied().fold(newest, f32::min);
        let rise = if row.active { ((newest - recent) / self.bar).min(2.0) } else { 0.0 };
        Emphasis { accent: self.peak(), rise }
    }

    /// Strength of an accent at the last value but one of the smoothed curve.
    fn peak(&mut self) -> f32 {
        let [.., before, peak, after] = self.curve;
        // The curve's peak stands CONFIRM rows back, in the middle of the rows that made it.
        if !(peak >= before && peak > after && self.voiced[4 - CONFIRM] && self.since >= SPACING) {
            return 0.0;
        }
        let valley = self.curve[..VALLEY].iter().copied().fold(peak, f32::min);
        let over = peak - valley - self.bar;
        if over < 0.0 {
            return 0.0;
        }
        self.bar = (self.bar + BAR_RISE).min(BAR_RANGE.1);
        self.since = 0;
        (WEAKEST + (1.0 - WEAKEST) * over / STRONGEST).min(1.0)
    }
}

impl Default for Accents {
    fn default() -> Self {
        Self::new()
    }
}

fn shift<T: Copy, const N: usize>(values: &mut [T; N], newest: T) {
    values.copy_within(1.., 0);
    values[N - 1] = newest;
}
