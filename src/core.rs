//! What an engine's faces share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::audio::features::FeatureTables;
use crate::network::manifest::Manifest;
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
    pub source: Arc<dyn NetworkSource>,
    /// Networks of past bakes, for the next ones: loading takes longer than baking a sentence.
    pub bakers: Mutex<Vec<Box<dyn Network>>>,
    /// Faces made so far.
    pub faces: AtomicU64,
}

impl Core {
    /// A number for a new face, and the worker that is its home.
    pub fn next_face(&self) -> (u64, usize) {
        let id = self.faces.fetch_add(1, Ordering::Relaxed);
        (id, (id % self.workers.len() as u64) as usize)
    }
}
