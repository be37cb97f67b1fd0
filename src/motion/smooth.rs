//! Streaming Savitzky-Golay smoothing (Savitzky & Golay 1964).
//!
//! EmoFace filters whole clips with window 15, order 3: 117 ms of delay, everything from 5 Hz up halved.
//! A network with memory needs less: live frames fit a parabola to three past frames, the frame and one
//! future frame, or a line to two past ones, it and the future one, or take the mean of these four. Delay: one
//! frame, 16.7 ms, or none where the network gives an opinion of the future frame. Ends repeat the edge frame
//! ("nearest").

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Controls;

/// Frames before, frames after, and polynomial order of a smoother.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Past frames seen.
    pub back: usize,
    /// Future frames seen: the delay.
    pub ahead: usize,
    /// Order of the polynomial.
    pub order: usize,
}

impl Window {
    /// The live default: 16.7 ms of delay.
    pub const LIVE: Self = Self { back: 3, ahead: 1, order: 2 };
    /// For frames that flicker, with the same delay: half as much above 8 Hz, at the price of the shortest closures.
    pub const CALM: Self = Self { back: 2, ahead: 1, order: 1 };
    /// For an opinion of the next frame by one who hears little ahead: in a line that opinion would count most, in a mean of
    /// four it counts as any frame does (energy of the lips above 8 Hz 2.3 instead of 3.5 %).
    pub const STEADY: Self = Self { back: 2, ahead: 1, order: 0 };
    /// No smoothing at all.
    pub const NONE: Self = Self { back: 0, ahead: 0, order: 0 };

    /// Whether it is a filter of a second at most, with points enough for its polynomial.
    pub fn is_sensible(&self) -> bool {
        self.back <= 30 && self.ahead <= 30 && self.order <= 5 && self.order <= self.back + self.ahead
    }
}

/// All of `frames`, smoothed; each end repeats its edge frame.
pub fn smooth(frames: &[Controls], window: Window) -> Vec<Controls> {
    let mut smoother = Smoother::new(window);
    let ahead = frames.last().into_iter().cycle().take(window.ahead);
    frames.iter().chain(ahead).filter_map(|frame| smoother.push(frame)).collect()
}

/// A smoother of one face's frames.
#[derive(Debug)]
pub struct Smoother {
    window: Window,
    taps: Vec<f32>,
    frames: VecDeque<Box<Controls>>,
    /// Frames seen since the restart, up to `ahead`.
    primed: usize,
}

impl Smoother {
    /// A smoother with no history.
    pub fn new(window: Window) -> Self {
        let length = window.back + window.ahead + 1;
        let frames = (0..length).map(|_| Box::new([0.0; _])).collect();
        Self { window, taps: taps(window), frames, primed: 0 }
    }

    /// Forgets the past. With `last`, the frame just before the next one, motion goes on from there.
    pub fn restart(&mut self, last: Option<&Controls>) {
        self.primed = 0;
        if let Some(last) = last {
            self.frames.iter_mut().for_each(|frame| **frame = *last);
            self.primed = 1;
        }
    }

    /// Takes the next frame and, once `ahead` more have come, gives the smoothed frame `ahead` back.
    pub fn push(&mut self, frame: &Controls) -> Option<Controls> {
        self.begin(frame);
        self.enter(frame);
        // `primed` counts frames pushed plus one; output k needs k + ahead.
        self.primed = (self.primed + 1).min(self.window.ahead + 2);
        (self.primed > self.window.ahead + 1).then(|| self.evaluate())
    }

    /// Takes the next frame with an opinion of the one after it, and smooths the frame at once, for a window that looks one
    /// frame ahead. The opinion counts only until that frame is there.
    pub fn push_with(&mut self, frame: &Controls, opinion: &Controls) -> Controls {
        debug_assert_eq!(self.window.ahead, 1);
        self.begin(frame);
        // The last opinion makes room for the frame it was about.
        self.frames.rotate_right(1);
        self.enter(frame);
        self.enter(opinion);
        self.evaluate()
    }

    /// A first frame has always been there.
    fn begin(&mut self, frame: &Controls) {
        if self.primed == 0 {
            self.frames.iter_mut().for_each(|slot| **slot = *frame);
            self.primed = 1;
        }
    }

    /// The oldest frame leaves, this one is the newest.
    fn enter(&mut self, frame: &Controls) {
        self.frames.rotate_left(1);
        if let Some(newest) = self.frames.back_mut() {
            **newest = *frame;
        }
    }

    fn evaluate(&self) -> Controls {
        let mut smooth: Controls = [0.0; _];
        for (tap, frame) in self.taps.iter().zip(&self.frames) {
            for (sum, value) in smooth.iter_mut().zip(frame.iter()) {
                *sum += tap * value;
            }
        }
        smooth
    }
}

/// Least-squares weights: row of `(A' A)^-1 A'` that evaluates the fitted polynomial at offset 0.
fn taps(window: Window) -> Vec<f32> {
    let offsets: Vec<f64> = (-(window.back as i32)..=window.ahead as i32).map(f64::from).collect();
    let n = window.order.min(offsets.len() - 1) + 1;
    // Normal equations, right side e0, solved by Gauss-Jordan elimination (n is at most a handful).
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let mut row: Vec<f64> = (0..n).map(|j| offsets.iter().map(|x| x.powi((i + j) as i32)).sum()).collect();
            row.push(if i == 0 { 1.0 } else { 0.0 });
            row
        })
        .collect();
    for pivot in 0..n {
        let scale = rows[pivot][pivot];
        rows[pivot].iter_mut().for_each(|x| *x /= scale);
        let source = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != pivot) {
            let factor = row[pivot];
            row.iter_mut().zip(&source).for_each(|(x, s)| *x -= factor * s);
        }
    }
    offsets.iter().map(|x| (0..n).map(|i| rows[i][n] * x.powi(i as i32)).sum::<f64>() as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_equal_the_published_ones() {
        // EmoFace's centred filter: -78 -13 42 87 122 147 162 167 ... / 1105.
        let expected = [-78, -13, 42, 87, 122, 147, 162, 167, 162, 147, 122, 87, 42, -13, -78];
        let got = taps(Window { back: 7, ahead: 7, order: 3 });
        for (tap, expected) in got.iter().zip(expected) {
            assert!((tap - expected as f32 / 1105.0).abs() < 1e-6);
        }
        assert_eq!(taps(Window::NONE), [1.0]);
        assert_eq!(taps(Window::STEADY), [0.25; 4]);
        for (tap, expected) in taps(Window::CALM).iter().zip([0.1, 0.2, 0.3, 0.4]) {
            assert!((tap - expected).abs() < 1e-6, "{tap} for {expected}");
        }
    }

    #[test]
    fn a_parabola_passes_unchanged_one_frame_late() {
        let mut smoother = Smoother::new(Window::LIVE);
        let value = |i: i32| 0.1 + 0.02 * i as f32 - 0.001 * (i * i) as f32;
        assert_eq!(smoother.push(&[value(0); _]), None);
        for i in 1..20 {
            let out = smoother.push(&[value(i); _]).expect("one frame of delay");
            if i > 4 {
                assert!((out[7] - value(i - 1)).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn an_opinion_of_the_next_frame_saves_the_wait() {
        let frames: Vec<Controls> = (0..30).map(|i| [(i as f32 * 0.7).sin(); _]).collect();
        let (mut waiting, mut told) = (Smoother::new(Window::LIVE), Smoother::new(Window::LIVE));
        for restart in [None, Some(&[0.4; _])] {
            waiting.restart(restart);
            told.restart(restart);
            let late: Vec<Controls> = frames.iter().filter_map(|frame| waiting.push(frame)).collect();
            let at_once: Vec<Controls> = frames.windows(2).map(|pair| told.push_with(&pair[0], &pair[1])).collect();
            assert_eq!(late, at_once);
        }
    }

    #[test]
    fn a_wrong_opinion_is_forgotten() {
        let mut smoother = Smoother::new(Window::CALM);
        smoother.push_with(&[0.5; _], &[9.0; _]);
        assert!((smoother.push_with(&[0.5; _], &[0.5; _])[0] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_restart_goes_on_from_the_last_frame() {
        let mut smoother = Smoother::new(Window::LIVE);
        smoother.restart(Some(&[0.8; _]));
        smoother.push(&[0.0; _]);
        let first = smoother.push(&[0.0; _]).unwrap()[0];
        assert!(first > 0.05 && first < 0.8, "{first}");
    }
}
