//! Pace: whether this machine keeps up with a model, measured before anybody speaks.

use std::time::Instant;

use crate::error::Result;

/// Share of a worker's time that windows may take; the rest is for the peaks and for everybody else.
pub const MOST_LOAD: f64 = 0.7;

/// What one hop of one face costs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pace {
    seconds: f64,
    hop: f64,
}

impl Pace {
    /// A hop of `hop` seconds of sound that takes `seconds`.
    pub fn new(seconds: f64, hop: f64) -> Self {
        Self { seconds, hop }
    }

    /// Time that `work` takes when the machine is not doing anything else: the better of two tries.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn seconds_of(mut work: impl FnMut() -> Result<()>) -> Result<f64> {
        let mut best = f64::INFINITY;
        for _ in 0..2 {
            let start = Instant::now();
            work()?;
            best = best.min(start.elapsed().as_secs_f64());
        }
        Ok(best)
    }

    /// Share of a worker's time that one face takes.
    pub fn load(&self) -> f64 {
        if self.hop > 0.0 { self.seconds / self.hop } else { 0.0 }
    }

    /// Whether a worker can do it for one face.
    pub fn is_kept(&self) -> bool {
        self.load() <= MOST_LOAD
    }

    /// Live faces that a worker can serve.
    pub fn faces(&self) -> usize {
        (MOST_LOAD / self.load().max(1e-6)) as usize
    }

    /// In words.
    pub fn describe(&self) -> String {
        let (hop, took) = (self.hop * 1000.0, self.seconds * 1000.0);
        format!("{took:.0} ms of work for each {hop:.0} ms of sound")
    }
}
