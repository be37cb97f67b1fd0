//! Log-mel features: what the model hears.
//!
//! This is the only definition. Training computes its features with this very code (through
//! `examples/features.rs`), so runtime and training cannot drift apart.
//!
//! Two columns of 40 mel bands (HTK scale, 60-7000 Hz, 25 ms Hann window) stand for one video frame,
//! 120 columns a second, on an absolute grid: row `n` belongs to time `n / 60` s and sees only audio
//! before it. Each band is taken relative to its running mean over louder columns, so that a room, a
//! microphone or a gain cancels out (causal cepstral-style mean normalisation), without lifting silence.

use std::collections::VecDeque;
use std::f32::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::resample::MODEL_RATE;

/// Version of this definition: a network made for another one would hear something else.
pub const VERSION: u32 = 2;
/// Mel bands in one column.
pub const BANDS: usize = 40;
/// Columns in one row (one video frame).
pub const COLUMNS: usize = 2;
/// Values in one row.
pub const WIDTH: usize = BANDS * COLUMNS;
/// Rows a second: the frame rate of the model.
pub const ROW_RATE: u32 = 60;
/// Samples (at 16 kHz) that a row leaves unused before its time: the resampler's look-ahead of 2 ms.
pub const GUARD: usize = 32;

const COLUMN_RATE: u64 = ROW_RATE as u64 * COLUMNS as u64;
const WINDOW: usize = 400;
const FFT: usize = 512;
const LOWEST_HZ: f32 = 60.0;
const HIGHEST_HZ: f32 = 7_000.0;
/// Power floor, -90 dB below full scale: below 16-bit noise nothing is worth hearing.
const FLOOR: f32 = 1e-9;
/// Scale and limit of the normalised log power (nepers of power).
const SCALE: f32 = 0.4;
const LIMIT: f32 = 4.0;

/// Mean log power of the lowest and highest band before any speech was heard (a straight line between
/// them; fit over 120 English and German recordings at -22 dBFS on average, 95 % within +-2.5).
const PRIOR_LOW: f32 = -5.0;
const PRIOR_HIGH: f32 = -11.0;
/// Memory of the running mean, in columns (2.5 s of speech). The prior is forgotten no faster than that: voices 20 dB
/// behind a speaker who has yet to begin stay quiet, where a mean that takes its first third of a second for the whole
/// truth turns them up to a speaker's level.
const MEAN_COLUMNS: f32 = 300.0;
/// Columns within this range (22 dB) of the tracked peak count as speech.
const GATE: f32 = 5.0;
/// The peak falls by 6 dB a second, and never below this level: room tone is not turned up.
const PEAK_DECAY: f32 = 1.38 / COLUMN_RATE as f32;
const PEAK_LOWEST: f32 = -10.0;

/// Tables shared by all streams.
pub struct FeatureTables {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// For each band its first FFT bin and the weights from there, which sum to one.
    mel: Vec<(usize, Vec<f32>)>,
}

impl std::fmt::Debug for FeatureTables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeatureTables").finish_non_exhaustive()
    }
}

impl FeatureTables {
    /// Builds the tables; once an engine.
    pub fn new() -> Arc<Self> {
        let mut window: Vec<f32> =
            (0..WINDOW).map(|i| 0.5 - 0.5 * (2.0 * PI * (i as f32 + 0.5) / WINDOW as f32).cos()).collect();
        // Power of white noise comes out as its variance in every bin.
        let energy: f32 = window.iter().map(|w| w * w).sum();
        window.iter_mut().for_each(|w| *w /= energy.sqrt());
        let fft = RealFftPlanner::new().plan_fft_forward(FFT);
        assert!(fft.get_scratch_len() <= FFT, "the plan needs more scratch than is set aside");
        Arc::new(Self { fft, window, mel: mel_bands() })
    }
}

fn mel_bands() -> Vec<(usize, Vec<f32>)> {
    let to_mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let to_hz = |mel: f32| 700.0 * (10f32.powf(mel / 2595.0) - 1.0);
    let (low, high) = (to_mel(LOWEST_HZ), to_mel(HIGHEST_HZ));
    let edge = |i: usize| to_hz(low + (high - low) * i as f32 / (BANDS + 1) as f32);
    let bin_hz = MODEL_RATE as f32 / FFT as f32;
    (0..BANDS)
        .map(|band| {
            let (left, centre, right) = (edge(band), edge(band + 1), edge(band + 2));
            let first = (left / bin_hz).ceil() as usize;
            let last = (right / bin_hz).floor() as usize;
            let mut weights: Vec<f32> = (first..=last)
                .map(|bin| {
                    let hz = bin as f32 * bin_hz;
                    ((hz - left) / (centre - left)).min((right - hz) / (right - centre)).max(0.0)
                })
                .collect();
            let sum: f32 = weights.iter().sum();
            if sum > 0.0 {
                weights.iter_mut().for_each(|w| *w /= sum);
                (first, weights)
            } else {
                // The lowest bands are narrower than a bin: take the nearest one whole.
                ((centre / bin_hz).round() as usize, vec![1.0])
            }
        })
        .collect()
}

/// One stream's feature extractor.
#[derive(Debug)]
pub struct Features {
    tables: Arc<FeatureTables>,
    samples: VecDeque<f32>,
    /// Index (16 kHz, from the utterance's start) of `samples[0]`.
    samples_start: i64,
    /// Next column to compute; row `n` holds columns `2n - 1` and `2n`.
    next_column: i64,
    mean: [f32; BANDS],
    peak: f32,
    row: [f32; WIDTH],
}

impl Features {
    /// An extractor at the start of an utterance, as if silence came before.
    pub fn new(tables: Arc<FeatureTables>) -> Self {
        let mut features = Self {
            tables,
            samples: VecDeque::with_capacity(4 * WINDOW),
            samples_start: 0,
            next_column: 0,
            mean: [0.0; BANDS],
            peak: 0.0,
            row: [0.0; WIDTH],
        };
        features.restart(0);
        features
    }

    /// Forgets everything: the next sample is number `first_sample` of the stream's 16 kHz grid.
    pub fn restart(&mut self, first_sample: i64) {
        self.jump(first_sample);
        for (band, mean) in self.mean.iter_mut().enumerate() {
            *mean = PRIOR_LOW + (PRIOR_HIGH - PRIOR_LOW) * band as f32 / (BANDS - 1) as f32;
        }
        self.peak = PEAK_LOWEST;
    }

    /// Leaves audio out, but still knows the room: the next sample is number `first_sample`.
    pub fn jump(&mut self, first_sample: i64) {
        self.samples.clear();
        self.samples_start = first_sample;
        // The first row is the first whose time is not before the first sample.
        let first_row = (first_sample * i64::from(ROW_RATE)).div_euclid(i64::from(MODEL_RATE));
        self.next_column = 2 * first_row - 1;
    }

    /// Adds samples at 16 kHz.
    pub fn push(&mut self, samples: &[f32]) {
        self.samples.extend(samples);
    }

    /// The next row and its number, when its audio is complete.
    pub fn next_row(&mut self) -> Option<(i64, &[f32; WIDTH])> {
        let row = self.next_column.div_euclid(2) + 1;
        let available = self.samples_start + self.samples.len() as i64;
        if column_end(2 * row) > available {
            return None;
        }
        while self.next_column <= 2 * row {
            let slot = (self.next_column + 1).rem_euclid(2) as usize;
            self.compute_column(self.next_column, slot);
            self.next_column += 1;
        }
        // Keep what the next column's window still covers.
        let needed_from = column_end(self.next_column) - WINDOW as i64;
        let spent = (needed_from - self.samples_start).clamp(0, self.samples.len() as i64) as usize;
        self.samples.drain(..spent);
        self.samples_start += spent as i64;
        Some((row, &self.row))
    }

    /// The samples that the newest row brought: from the end of the row before to its own. Fewer at the start of the
    /// stream, none before the first row.
    pub fn fresh(&self) -> [&[f32]; 2] {
        let row = self.next_column.div_euclid(2);
        let within = |end: i64| (end - self.samples_start).clamp(0, self.samples.len() as i64) as usize;
        let (from, to) = (within(column_end(2 * row - 2)), within(column_end(2 * row)));
        let (first, second) = self.samples.as_slices();
        let cut =
            |slice: &[f32], at: usize| (from.max(at).min(at + slice.len()) - at, to.max(at).min(at + slice.len()) - at);
        let (a, b) = (cut(first, 0), cut(second, first.len()));
        [&first[a.0..a.1], &second[b.0..b.1]]
    }

    fn compute_column(&mut self, column: i64, slot: usize) {
        let start = column_end(column) - WINDOW as i64;
        // On the stack: 8 KiB that each face would otherwise keep for a moment's use.
        let mut frame = [0.0; FFT];
        let mut spectrum = [Complex::new(0.0, 0.0); FFT / 2 + 1];
        let mut scratch = [Complex::new(0.0, 0.0); FFT];
        for (i, weight) in self.tables.window.iter().enumerate() {
            let index = start + i as i64 - self.samples_start;
            if index >= 0 {
                frame[i] = self.samples[index as usize] * weight;
            }
        }
        // Lengths are those of the plan (asserted where it is made), the only error this call knows.
        let _ = self.tables.fft.process_with_scratch(&mut frame, &mut spectrum, &mut scratch);
        let mut logs = [0.0f32; BANDS];
        for (log, (first, weights)) in logs.iter_mut().zip(&self.tables.mel) {
            let power: f32 = weights.iter().zip(&spectrum[*first..]).map(|(w, bin)| w * bin.norm_sqr()).sum();
            *log = (power + FLOOR).ln();
        }
        self.follow(&logs);
        for (band, log) in logs.iter().enumerate() {
            let value = (log - self.mean[band]) * SCALE;
            self.row[slot * BANDS + band] = value.clamp(-LIMIT, LIMIT);
        }
    }

    /// Moves the running mean of each band towards columns loud enough to be speech.
    fn follow(&mut self, logs: &[f32; BANDS]) {
        let level = logs.iter().sum::<f32>() / BANDS as f32;
        self.peak = level.max(self.peak - PEAK_DECAY).max(PEAK_LOWEST);
        if level > self.peak - GATE {
            for (mean, log) in self.mean.iter_mut().zip(logs) {
                *mean += (log - *mean) / MEAN_COLUMNS;
            }
        }
    }
}

/// First 16 kHz sample that column `c` no longer sees.
fn column_end(c: i64) -> i64 {
    (c * i64::from(MODEL_RATE)).div_euclid(COLUMN_RATE as i64) - GUARD as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(audio: &[f32], chunk: usize) -> Vec<[f32; WIDTH]> {
        let mut features = Features::new(FeatureTables::new());
        let mut rows = Vec::new();
        for piece in audio.chunks(chunk) {
            features.push(piece);
            while let Some((number, row)) = features.next_row() {
                assert_eq!(number, rows.len() as i64);
                rows.push(*row);
            }
        }
        rows
    }

    fn noise(n: usize, gain: f32) -> Vec<f32> {
        let mut state = 1u32;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                gain * ((state >> 8) as f32 / 8_388_608.0 - 1.0)
            })
            .collect()
    }

    #[test]
    fn a_row_sees_only_audio_before_its_time() {
        let mut audio = noise(16_000, 0.1);
        let before = rows(&audio, 160);
        let changed_from = 8_000; // 0.5 s = row 30
        audio[changed_from..].fill(0.9);
        let after = rows(&audio, 160);
        assert_eq!(before[..=30], after[..=30]);
        assert_ne!(before[31], after[31]);
    }

    #[test]
    fn the_cut_of_the_audio_does_not_matter() {
        let audio = noise(16_000, 0.1);
        let whole = rows(&audio, audio.len());
        assert!(whole.len() >= 60);
        for chunk in [1, 160, 1_021] {
            assert_eq!(whole, rows(&audio, chunk));
        }
    }

    #[test]
    fn gain_cancels_out_and_silence_stays_low() {
        let speechlike = |gain| rows(&noise(160_000, gain), 480);
        let (loud, quiet) = (speechlike(0.5), speechlike(0.05));
        let difference =
            |row: usize| loud[row].iter().zip(&quiet[row]).map(|(a, b)| (a - b).abs()).sum::<f32>() / WIDTH as f32;
        // Unnormalised it would be 20 dB * ln(10) / 10 * SCALE = 1.84.
        assert!(difference(30) > 1.2, "half a second of voices far behind a speaker is turned up: {}", difference(30));
        assert!(difference(580) < 0.1, "20 dB of gain still shows as {}", difference(580));
        let late = 170;
        let room = rows(&noise(48_000, 3e-4), 480);
        let level: f32 = room[late].iter().sum::<f32>() / WIDTH as f32;
        assert!(level < -1.5, "room tone at -75 dBFS was turned up to {level}");
    }
}
