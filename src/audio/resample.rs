//! Streaming resampler to the model's 16 kHz.
//!
//! A polyphase windowed sinc with sample-exact positions: output `n` stands at input position
//! `n * rate / 16000`, held as integers, so a day of audio does not drift and the output does not
//! depend on how the input was cut. The coefficient table is shared by all faces of one rate.
//! (`rubato` was measured beside it in `benches/worker.rs`: its sinc resampler works in fixed blocks,
//! which costs latency, and owns a table per stream, which breaks the memory budget of a face.)

use std::sync::{Arc, Weak};

use parking_lot::Mutex;

/// Sample rate of the model's audio, in Hz.
pub const MODEL_RATE: u32 = 16_000;

/// Lowest and highest input rate accepted, in Hz.
pub const RATE_RANGE: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// Zero crossings of the sinc on each side. At 8 kHz, the worst case, this looks ahead
/// 16 / 8000 s = 2 ms; [`super::features::GUARD`] leaves exactly that much room.
const CROSSINGS: f64 = 16.0;
/// Kaiser window, about 80 dB down in the stop band.
const KAISER_BETA: f64 = 8.0;
/// -6 dB point relative to the lower of the two rates (7.3 kHz of 16 kHz).
const CUTOFF: f64 = 0.456;
/// With more distinct phases than this the table is sampled and interpolated instead of exact.
const MAX_EXACT_PHASES: u32 = 640;
const INTERPOLATED_PHASES: u32 = 512;

/// Filter coefficients for one input rate.
#[derive(Debug)]
struct Kernel {
    rate: u32,
    /// Input samples on each side of the output's position.
    half: usize,
    phases: u32,
    exact: bool,
    /// `phases + 1` rows of `2 * half` taps (the last row serves interpolation).
    taps: Vec<f32>,
}

impl Kernel {
    fn design(rate: u32) -> Self {
        let lower = f64::from(rate.min(MODEL_RATE));
        let half = (CROSSINGS * f64::from(rate) / lower).ceil() as usize;
        let distinct = MODEL_RATE / gcd(rate, MODEL_RATE);
        let exact = distinct <= MAX_EXACT_PHASES;
        let phases = if exact { distinct } else { INTERPOLATED_PHASES };
        let cutoff = 2.0 * CUTOFF * lower / f64::from(rate);
        let mut taps = Vec::with_capacity((phases as usize + 1) * 2 * half);
        for phase in 0..=phases {
            let offset = f64::from(phase) / f64::from(phases);
            let row = taps.len();
            for tap in 0..2 * half {
                // Tap 0 is the sample `half - 1` before the integer position.
                let distance = tap as f64 - (half as f64 - 1.0) - offset;
                let window = kaiser(distance / half as f64);
                taps.push((cutoff * sinc(cutoff * distance) * window) as f32);
            }
            // Unit gain at DC for every phase, or a constant offset would ripple at the phase rate.
            let sum: f32 = taps[row..].iter().sum();
            taps[row..].iter_mut().for_each(|tap| *tap /= sum);
        }
        Self { rate, half, phases, exact, taps }
    }

    /// The kernel for `rate`, shared with whoever uses it already. Allocates on first use.
    fn shared(rate: u32) -> Arc<Self> {
        static KERNELS: Mutex<Vec<Weak<Kernel>>> = Mutex::new(Vec::new());
        let mut kernels = KERNELS.lock();
        kernels.retain(|kernel| kernel.strong_count() > 0);
        if let Some(kernel) = kernels.iter().filter_map(Weak::upgrade).find(|kernel| kernel.rate == rate) {
            return kernel;
        }
        let kernel = Arc::new(Self::design(rate));
        kernels.push(Arc::downgrade(&kernel));
        kernel
    }

    fn row(&self, phase: u32) -> &[f32] {
        let width = 2 * self.half;
        &self.taps[phase as usize * width..][..width]
    }
}

/// One stream's resampler. Input of any length in, all output that it determines out.
#[derive(Debug)]
pub struct Resampler {
    /// `None` at 16 kHz, where samples pass unchanged.
    kernel: Option<Arc<Kernel>>,
    rate: u32,
    /// Input that later output may still need; begins with zeros, as if silence came before.
    history: Vec<f32>,
    /// Index of the next output and of the input sample at `history[0]`.
    next_output: u64,
    history_start: i64,
}

impl Resampler {
    /// A resampler for `rate` Hz, which must lie in [`RATE_RANGE`].
    pub fn new(rate: u32) -> Self {
        debug_assert!(RATE_RANGE.contains(&rate), "callers validate the rate");
        let kernel = (rate != MODEL_RATE).then(|| Kernel::shared(rate));
        let half = kernel.as_ref().map_or(0, |kernel| kernel.half);
        Self { kernel, rate, history: vec![0.0; half], next_output: 0, history_start: -(half as i64) }
    }

    /// Forgets the past, as if silence came before.
    pub fn restart(&mut self) {
        let half = self.kernel.as_ref().map_or(0, |kernel| kernel.half);
        self.history.clear();
        self.history.resize(half, 0.0);
        (self.next_output, self.history_start) = (0, -(half as i64));
    }

    /// Input rate in Hz.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Appends to `output` (16 kHz) everything that `input` completes.
    pub fn process(&mut self, input: &[f32], output: &mut Vec<f32>) {
        let Some(kernel) = &self.kernel else {
            output.extend_from_slice(input);
            return;
        };
        self.history.extend_from_slice(input);
        let end = self.history_start + self.history.len() as i64;
        loop {
            let (position, phase) = position(self.next_output, kernel.rate);
            if position + kernel.half as i64 >= end {
                break;
            }
            let first = (position - kernel.half as i64 + 1 - self.history_start) as usize;
            let window = &self.history[first..][..2 * kernel.half];
            output.push(convolve(kernel, phase, window));
            self.next_output += 1;
        }
        // Drop what no output needs any more; the rest is at most two half-widths and a remainder.
        let (position, _) = position(self.next_output, kernel.rate);
        let keep_from = (position - kernel.half as i64 + 1 - self.history_start).max(0) as usize;
        let keep_from = keep_from.min(self.history.len());
        self.history.drain(..keep_from);
        self.history_start += keep_from as i64;
    }
}

/// Integer input position of output `n`, and the remainder in 16 000ths of an input sample.
fn position(n: u64, rate: u32) -> (i64, u32) {
    let scaled = u128::from(n) * u128::from(rate);
    let rate = u128::from(MODEL_RATE);
    ((scaled / rate) as i64, (scaled % rate) as u32)
}

fn convolve(kernel: &Kernel, remainder: u32, window: &[f32]) -> f32 {
    if kernel.exact {
        let phase = remainder / (MODEL_RATE / kernel.phases);
        return dot(kernel.row(phase), window);
    }
    let scaled = f64::from(remainder) * f64::from(kernel.phases) / f64::from(MODEL_RATE);
    let phase = scaled as u32;
    let fraction = (scaled - f64::from(phase)) as f32;
    let low = dot(kernel.row(phase), window);
    low + fraction * (dot(kernel.row(phase + 1), window) - low)
}

/// Eight running sums let the compiler use vector registers; their order is fixed, so results are too.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for i in 0..8 {
            sums[i] += x[i] * y[i];
        }
    }
    sums.iter().sum::<f32>() + rest
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x) }
}

/// Kaiser window for `x` in [-1, 1], 0 outside.
fn kaiser(x: f64) -> f64 {
    if x.abs() >= 1.0 { 0.0 } else { bessel_i0(KAISER_BETA * (1.0 - x * x).sqrt()) / bessel_i0(KAISER_BETA) }
}

/// Modified Bessel function of the first kind, order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..64 {
        term *= quarter / f64::from(k * k);
        sum += term;
    }
    sum
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f64, seconds: f64) -> Vec<f32> {
        let n = (f64::from(rate) * seconds) as usize;
        (0..n).map(|i| (std::f64::consts::TAU * hertz * i as f64 / f64::from(rate)).sin() as f32).collect()
    }

    fn resample(rate: u32, input: &[f32], chunk: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(rate);
        let mut output = Vec::new();
        for piece in input.chunks(chunk) {
            resampler.process(piece, &mut output);
        }
        output
    }

    #[test]
    fn a_tone_keeps_its_phase_and_amplitude_at_every_rate() {
        for rate in [8_000, 11_025, 22_050, 24_000, 32_000, 44_100, 44_056, 48_000, 96_000, 192_000] {
            let output = resample(rate, &tone(rate, 1_000.0, 0.5), 4_096);
            let expected = tone(MODEL_RATE, 1_000.0, 0.5);
            let worst =
                output[200..7_000].iter().zip(&expected[200..7_000]).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
            assert!(worst < 2e-3, "{rate} Hz: 1 kHz tone off by {worst}");
        }
    }

    #[test]
    fn what_16_khz_cannot_hold_does_not_alias() {
        let output = resample(48_000, &tone(48_000, 10_000.0, 0.5), 480);
        let rms = (output[200..7_000].iter().map(|x| x * x).sum::<f32>() / 6_800.0).sqrt();
        assert!(rms < 1e-3, "10 kHz leaks through at rms {rms}");
    }

    #[test]
    fn the_cut_of_the_input_does_not_matter() {
        for rate in [8_000, 44_100, 44_056, 48_000] {
            let input = tone(rate, 313.0, 0.3);
            let whole = resample(rate, &input, input.len());
            for chunk in [1, 7, 480, 1_021] {
                assert_eq!(whole, resample(rate, &input, chunk), "{rate} Hz in chunks of {chunk}");
            }
        }
    }

    #[test]
    fn look_ahead_fits_the_guard_of_the_features() {
        for rate in [8_000, 11_025, 16_000, 44_100, 192_000] {
            let given = rate as usize / 4;
            let output = resample(rate, &vec![0.5; given], 512);
            let ideal = given as f64 * f64::from(MODEL_RATE) / f64::from(rate);
            let late = ideal - output.len() as f64;
            assert!(late <= super::super::features::GUARD as f64 + 1.0, "{rate} Hz is {late} samples late");
        }
    }
}
