//! The network: feature rows in, board controls out, state explicit.

pub mod backend;
pub mod delays;
pub mod manifest;
pub mod onnx;
#[cfg(feature = "tract")]
mod rehearsal;

use crate::error::Result;
use manifest::Manifest;

/// One call of a network: `faces * steps` rows. All slices are dense and face-major.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Faces in this call.
    pub faces: usize,
    /// Consecutive rows of each face.
    pub steps: usize,
    /// `[faces, steps, features.width]`
    pub features: &'a [f32],
    /// `[faces, steps, 7]`, weights with intensity.
    pub emotion: &'a [f32],
    /// `[faces]`: which of the manifest's look-aheads each face uses, the same in every call of its stream.
    pub look_ahead: &'a [usize],
    /// `[faces, manifest.state_len()]`: read, then replaced by the state after the last step.
    pub state: &'a mut [f32],
    /// `[faces, steps, controls]`, written.
    pub controls: &'a mut [f32],
}

/// A loaded network. One thread uses it at a time; each worker owns its own.
pub trait Network: Send {
    /// What the network expects and gives.
    fn manifest(&self) -> &Manifest;

    /// Runs one batch.
    ///
    /// # Errors
    /// The backend failed; `batch.state` and `batch.controls` are then unspecified.
    fn run(&mut self, batch: Batch<'_>) -> Result<()>;
}

/// Makes one network for each worker.
pub trait NetworkSource: Send + Sync {
    /// A fresh network with its own buffers.
    ///
    /// # Errors
    /// The model does not load.
    fn load(&self) -> Result<Box<dyn Network>>;

    /// Where the network runs, for people: backend, version, file.
    fn describe(&self) -> String;
}
