//! Pitch: the voice's fundamental frequency, once a row, from normalised cross-correlation (Talkin 1995, "RAPT").
//!
//! The voice is low-passed at 1 kHz and decimated to 4 kHz, which keeps the harmonics that carry pitch and drops
//! the formants that mislead it; lags of 7-70 samples then span 500 to 58 Hz. Among the correlation's peaks the
//! short lag and the one near the last row's win ties, which is what keeps octaves from jumping.

use std::f32::consts::PI;

use super::resample::MODEL_RATE;

const FACTOR: usize = 4;
const RATE: f32 = MODEL_RATE as f32 / FACTOR as f32;
/// Length and cut-off of the low-pass before decimation: 25 dB down at 2.5 kHz, from where on sound folds back.
const TAPS: usize = 24;
const CUTOFF_HZ: f32 = 1_000.0;
/// Shortest period looked at, periods looked at, and the stretch that is compared with its past (24 ms).
const SHORTEST: usize = 7;
const LAGS: usize = 64;
const WINDOW: usize = 96;
const SPAN: usize = WINDOW + SHORTEST + LAGS;
/// Most samples at 16 kHz in a row.
pub const MOST_FRESH: usize = 267;
/// Least correlation of a voiced row.
const VOICED: f32 = 0.65;
/// What an octave more of period costs a peak, and what an octave away from the last row costs it.
const OCTAVE_COST: f32 = 0.07;
const JUMP_COST: f32 = 0.05;
/// Rows after which the last pitch says nothing about the next.
const MEMORY: u32 = 8;

/// One voice's pitch tracker.
#[derive(Debug)]
pub struct Pitch {
    taps: [f32; TAPS],
    /// Samples at 16 kHz that the next outputs of the low-pass still need, `held` of them.
    input: [f32; TAPS + FACTOR + MOST_FRESH],
    held: usize,
    /// The newest samples at 4 kHz, the newest last.
    low: [f32; SPAN],
    /// Octaves of the last voiced row's period, and rows since then.
    last: f32,
    since: u32,
}

impl Pitch {
    /// A tracker that has heard silence.
    pub fn new() -> Self {
        let mut taps: [f32; TAPS] = std::array::from_fn(|i| {
            let t = i as f32 - (TAPS - 1) as f32 / 2.0;
            let x = 2.0 * PI * CUTOFF_HZ / MODEL_RATE as f32 * t;
            let hamming = 0.54 + 0.46 * (2.0 * PI * t / TAPS as f32).cos();
            hamming * x.sin() / x
        });
        let sum: f32 = taps.iter().sum();
        taps.iter_mut().for_each(|tap| *tap /= sum);
        let input = [0.0; TAPS + FACTOR + MOST_FRESH];
        Self { taps, input, held: TAPS, low: [0.0; SPAN], last: 0.0, since: MEMORY }
    }

    /// Forgets what it heard, as if silence came before.
    pub fn restart(&mut self) {
        self.input.fill(0.0);
        self.low.fill(0.0);
        (self.held, self.since) = (TAPS, MEMORY);
    }

    /// Hears the samples (16 kHz) that a row brought, at most [`MOST_FRESH`].
    pub fn hear(&mut self, fresh: &[f32]) {
        let fresh = &fresh[..fresh.len().min(MOST_FRESH)];
        let end = self.held + fresh.len();
        self.input[self.held..end].copy_from_slice(fresh);
        let outputs = end.saturating_sub(TAPS - FACTOR) / FACTOR;
        self.low.copy_within(outputs.min(SPAN).., 0);
        for (out, at) in self.low[SPAN - outputs.min(SPAN)..].iter_mut().zip((0..).step_by(FACTOR)) {
            let window: &[f32; TAPS] = self.input[at..at + TAPS].try_into().unwrap_or(&[0.0; TAPS]);
            let mut sums = [0.0; 4];
            for (window, taps) in window.chunks_exact(4).zip(self.taps.chunks_exact(4)) {
                (0..4).for_each(|i| sums[i] += window[i] * taps[i]);
            }
            *out = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        }
        let spent = outputs * FACTOR;
        self.input.copy_within(spent..end, 0);
        self.held = end - spent;
    }

    /// The pitch in Hz of the newest 42 ms, when they are voiced.
    pub fn track(&mut self) -> Option<f32> {
        let correlation = self.correlate();
        let mut best: Option<(f32, f32, f32)> = None;
        for i in 1..LAGS - 1 {
            let [before, here, after] = [correlation[i - 1], correlation[i], correlation[i + 1]];
            if here < VOICED || here < before || here <= after {
                continue;
            }
            // The parabola through three points gives the peak between the samples.
            let bend = before - 2.0 * here + after;
            let shift = if bend < -1e-9 { 0.5 * (before - after) / bend } else { 0.0 };
            let lag = (SHORTEST + i) as f32 + shift.clamp(-0.5, 0.5);
            let octaves = lag.log2();
            let jump = if self.since < MEMORY { (octaves - self.last).abs().min(1.0) } else { 0.0 };
            let score = here - OCTAVE_COST * octaves - JUMP_COST * jump;
            if best.is_none_or(|(most, _, _)| score > most) {
                best = Some((score, octaves, lag));
            }
        }
        self.since = self.since.saturating_add(1);
        best.map(|(_, octaves, lag)| {
            (self.last, self.since) = (octaves, 0);
            RATE / lag
        })
    }

    /// Correlation, -1 to 1, of the oldest `WINDOW` samples with those `SHORTEST..` later.
    fn correlate(&self) -> [f32; LAGS] {
        let mean = self.low.iter().sum::<f32>() / SPAN as f32;
        let low: [f32; SPAN] = std::array::from_fn(|i| self.low[i] - mean);
        let mut products = [0.0; LAGS];
        // Halves, so that the sums stay in registers.
        const HALF: usize = LAGS / 2;
        for half in [0, HALF] {
            let mut sums = [0.0f32; HALF];
            for t in 0..WINDOW {
                let later: &[f32; HALF] = low[t + SHORTEST + half..][..HALF].try_into().unwrap_or(&[0.0; HALF]);
                (0..HALF).for_each(|i| sums[i] += low[t] * later[i]);
            }
            products[half..half + HALF].copy_from_slice(&sums);
        }
        let energy = |from: usize| low[from..from + WINDOW].iter().map(|x| x * x).sum::<f32>();
        let own = energy(0);
        let mut others = [0.0; LAGS];
        let mut other = energy(SHORTEST);
        for (i, slot) in others.iter_mut().enumerate() {
            *slot = other;
            let (leaves, enters) = (low[SHORTEST + i], low[(SHORTEST + i + WINDOW).min(SPAN - 1)]);
            other = (other + enters * enters - leaves * leaves).max(0.0);
        }
        // -100 dB: what is next to nothing correlates with nothing.
        const NOTHING: f32 = 1e-10 * WINDOW as f32;
        std::array::from_fn(|i| products[i] / (own * others[i] + NOTHING * NOTHING).sqrt())
    }
}

impl Default for Pitch {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pitch of every row of `audio`.
    fn track(audio: &[f32]) -> Vec<Option<f32>> {
        let mut pitch = Pitch::new();
        let hop = |row: &[f32]| {
            pitch.hear(row);
            pitch.track()
        };
        audio.chunks(MOST_FRESH).map(hop).collect()
    }

    /// A buzz of `hz` with harmonics up to 4 kHz that fall by 6 dB an octave.
    fn buzz(hz: f32, seconds: f32) -> Vec<f32> {
        let tone = |i: usize| {
            let phase = 2.0 * PI * hz * i as f32 / 16_000.0;
            (1..=(4_000.0 / hz) as usize).map(|h| (phase * h as f32).sin() / h as f32).sum::<f32>() * 0.1
        };
        (0..(16_000.0 * seconds) as usize).map(tone).collect()
    }

    #[test]
    fn buzzes_of_every_pitch_are_heard_within_half_a_percent() {
        for hz in [62.0, 80.0, 113.0, 160.0, 201.0, 260.0, 333.0, 410.0, 480.0] {
            for found in &track(&buzz(hz, 0.5))[5..] {
                let found = found.unwrap_or_else(|| panic!("{hz} Hz is not voiced"));
                assert!((found / hz - 1.0).abs() < 0.005, "{hz} Hz is heard as {found}");
            }
        }
    }

    #[test]
    fn noise_and_silence_have_no_pitch() {
        let mut state = 1u32;
        let noise: Vec<f32> = (0..160_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 8_388_608.0 - 1.0
            })
            .collect();
        let voiced = track(&noise).iter().flatten().count();
        assert!(voiced < 30, "{voiced} of 600 rows of white noise have a pitch");
        assert_eq!(track(&[0.0; 16_000]).iter().flatten().count(), 0);
        assert_eq!(track(&[0.5; 16_000])[10..].iter().flatten().count(), 0, "a constant is no voice");
    }
}
