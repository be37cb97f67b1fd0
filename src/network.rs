//! The network: rows in, board controls out, state explicit.
//!
//! A row is what one frame brings: features ([`onnx`]), or, for a model that hears sound itself, the sound
//! ([`window`], which runs the stages of a [`chain`]). Known audio goes through such a model in longer stretches
//! ([`known`]).

pub mod backend;
pub mod chain;
pub mod columns;
mod cut;
pub mod delays;
pub mod hearing;
pub mod known;
pub mod manifest;
pub mod onnx;
pub mod pace;
mod proto;
#[cfg(feature = "tract")]
mod rehearsal;
mod stream;
pub mod window;

use crate::error::Result;
use crate::motion::Controls;
use chain::Chain;
use manifest::Manifest;
use pace::Pace;

/// One call of a network: `faces * steps` rows. All slices are dense and face-major.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Faces in this call.
    pub faces: usize,
    /// Consecutive rows of each face.
    pub steps: usize,
    /// `[faces, steps, manifest.row_width()]`
    pub features: &'a [f32],
    /// `[faces, steps, 7]`, weights with intensity.
    pub emotion: &'a [f32],
    /// `[faces]`: which of the manifest's look-aheads each face uses, the same in every call of its stream.
    pub look_ahead: &'a [usize],
    /// `[faces, manifest.state_len()]`: read, then replaced by the state after the last step.
    pub state: &'a mut [f32],
    /// `[faces, steps, manifest.answer_width()]`, written: board controls, in a model that previews those of two frames.
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

    /// The stages of a model that hears sound, for audio that is known.
    fn known(&mut self) -> Option<&mut Chain> {
        None
    }

    /// What each look-ahead of a model that hears sound costs on this machine; empty if that is next to nothing.
    fn paces(&self) -> &[Pace] {
        &[]
    }

    /// Controls after long silence, under no emotion and under each, if the network knows without hearing it.
    ///
    /// # Errors
    /// The backend failed.
    fn resting(&mut self) -> Result<Option<Vec<Controls>>> {
        Ok(None)
    }
}

/// Makes one network for each worker.
pub trait NetworkSource: Send + Sync {
    /// A fresh network with its own buffers.
    ///
    /// # Errors
    /// The model does not load.
    fn load(&self) -> Result<Box<dyn Network>>;

    /// A network for bakes, which may use the whole machine.
    ///
    /// # Errors
    /// The model does not load.
    fn load_for_bakes(&self) -> Result<Box<dyn Network>> {
        self.load()
    }

    /// Where the network runs, for people: backend, version, file.
    fn describe(&self) -> String;
}
