//! What an engine's faces share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::audio::features::FeatureTables;
use crate::error::{Error, Result};
use crate::network::manifest::Manifest;
use crate::network::pace::{MOST_LOAD, Pace};
use crate::network::{Network, NetworkSource};
use crate::rest::Rest;
use crate::worker::Worker;

/// What faces and their engine share; lives until the last of them is gone.
pub(crate) struct Core {
    pub workers: Vec<Worker>,
    pub manifest: Manifest,
    pub tables: Arc<FeatureTables>,
    /// The resting face of each of the model's look-aheads.
    pub rests: Vec<Arc<Rest>>,
    /// What each of the look-aheads costs; empty if that is next to nothing.
    pub paces: Vec<Pace>,
    pub source: Arc<dyn NetworkSource>,
    /// Networks of past bakes, for the next ones: loading takes longer than baking a sentence.
    pub bakers: Mutex<Vec<Box<dyn Network>>>,
    /// Faces made so far.
    pub faces: AtomicU64,
}

impl Core {
    /// Books a worker's time for a face with the look-ahead at `look_ahead`.
    pub fn book(&self, worker: usize, look_ahead: usize) -> Result<()> {
        let Some(pace) = self.paces.get(look_ahead) else { return Ok(()) };
        let mut booked = self.workers[worker].booked.lock();
        if *booked + pace.load() > MOST_LOAD {
            let faces = (*booked / pace.load()).round();
            return Err(Error::TooSlow(format!(
                "this machine does not keep up with model {} for another live face: {} were measured, {faces} such faces \
                 run on this worker already; take a longer look-ahead, more workers or a smaller model (emoface import \
                 --precision int8), or bake what is known",
                self.manifest.name,
                pace.describe()
            )));
        }
        *booked += pace.load();
        Ok(())
    }

    /// Gives back what was booked.
    pub fn unbook(&self, worker: usize, look_ahead: usize) {
        if let Some(pace) = self.paces.get(look_ahead) {
            *self.workers[worker].booked.lock() -= pace.load();
        }
    }

    /// A number for a new face, and the worker that is its home.
    pub fn next_face(&self) -> (u64, usize) {
        let id = self.faces.fetch_add(1, Ordering::Relaxed);
        (id, (id % self.workers.len() as u64) as usize)
    }
}
