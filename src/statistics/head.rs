//! How a head moves. Faces and heads of talkers move mostly at 1-2 Hz (Pedersen, Dau, Hansen & Hjortkjær 2022).

use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex};

use super::{Figure, Observer, State};
use crate::motion::Frame;
use crate::motion::voice::Voice;
use crate::rig::channel;

const AXES: [usize; 3] = [channel::HEAD_YAW, channel::HEAD_PITCH, channel::HEAD_ROLL];
/// Frames in a spectrum (17 s), and its bins below 2 Hz and from 4 Hz.
const SIZE: usize = 1_024;
const SLOW: usize = 2 * SIZE / 60 + 1;
const FAST: usize = 4 * SIZE / 60 + 1;

/// What one axis did.
#[derive(Debug, Default)]
struct Axis {
    sum: f64,
    squares: f64,
    farthest: f64,
    fastest: f64,
    last: Option<f64>,
    piece: Vec<f64>,
    /// Energy below 2 Hz, from 4 Hz, and in all.
    energy: [f64; 3],
}

/// Watches yaw, pitch and roll.
pub struct Head {
    frames: f64,
    axes: [Axis; 3],
    fft: Arc<dyn RealToComplex<f64>>,
}

impl Default for Head {
    fn default() -> Self {
        Self { frames: 0.0, axes: Default::default(), fft: RealFftPlanner::new().plan_fft_forward(SIZE) }
    }
}

impl Axis {
    fn see(&mut self, angle: f64, fft: &dyn RealToComplex<f64>) {
        self.sum += angle;
        self.squares += angle * angle;
        self.farthest = self.farthest.max(angle.abs());
        let last = self.last.replace(angle).unwrap_or(angle);
        self.fastest = self.fastest.max((angle - last).abs() * super::FRAME_RATE);
        self.piece.push(angle);
        if self.piece.len() == SIZE {
            self.analyse(fft);
            self.piece.clear();
        }
    }

    fn analyse(&mut self, fft: &dyn RealToComplex<f64>) {
        let mean = super::mean(&self.piece);
        for (i, angle) in self.piece.iter_mut().enumerate() {
            let hann = 0.5 - 0.5 * (std::f64::consts::TAU * (i as f64 + 0.5) / SIZE as f64).cos();
            *angle = (*angle - mean) * hann;
        }
        let mut spectrum = fft.make_output_vec();
        // Lengths come from the plan itself, the only error this call knows.
        let _ = fft.process(&mut self.piece, &mut spectrum);
        for (k, bin) in spectrum.iter().enumerate().skip(1) {
            let energy = bin.norm_sqr();
            self.energy[0] += if k < SLOW { energy } else { 0.0 };
            self.energy[1] += if k >= FAST { energy } else { 0.0 };
            self.energy[2] += energy;
        }
    }
}

impl Observer for Head {
    fn see(&mut self, frame: &Frame, _voice: &Voice) {
        self.frames += 1.0;
        for (axis, column) in self.axes.iter_mut().zip(AXES) {
            axis.see(f64::from(frame[column]), self.fft.as_ref());
        }
    }

    fn figures(&self, state: State) -> Vec<Figure> {
        const DESIGN: &str = "design";
        let names = [
            [
                "yaw, mean",
                "yaw, spread",
                "yaw, farthest",
                "yaw, fastest",
                "yaw, energy below 2 Hz",
                "yaw, energy from 4 Hz",
            ],
            [
                "pitch, mean",
                "pitch, spread",
                "pitch, farthest",
                "pitch, fastest",
                "pitch, energy below 2 Hz",
                "pitch, energy from 4 Hz",
            ],
            [
                "roll, mean",
                "roll, spread",
                "roll, farthest",
                "roll, fastest",
                "roll, energy below 2 Hz",
                "roll, energy from 4 Hz",
            ],
        ];
        let speaks = state == State::Speaking;
        let of = |(axis, names): (&Axis, &[&'static str; 6])| {
            let mean = axis.sum / self.frames;
            let spread = (axis.squares / self.frames - mean * mean).max(0.0).sqrt();
            let farthest = if speaks { 12.0 } else { 6.0 };
            let figure = |k: usize, value, unit, people| Figure { group: "head", name: names[k], value, unit, people };
            [
                figure(0, mean, "degrees", None),
                figure(1, spread, "degrees", speaks.then_some(([0.5, 4.0], DESIGN))),
                figure(2, axis.farthest, "degrees", Some(([0.0, farthest], DESIGN))),
                figure(3, axis.fastest, "degrees/s", Some(([0.0, 90.0], DESIGN))),
                figure(4, axis.energy[0] / axis.energy[2], "of all", Some(([0.8, 1.0], "Pedersen 2022"))),
                figure(5, axis.energy[1] / axis.energy[2], "of all", Some(([0.0, 0.02], DESIGN))),
            ]
        };
        self.axes.iter().zip(&names).flat_map(of).collect()
    }
}
