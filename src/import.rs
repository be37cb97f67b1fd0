//! Reads EmoFace checkpoints of PyTorch.

mod archive;
pub mod checkpoint;
mod error;
mod pickle;

pub use error::{ImportError, Result};
