//! Turns a checkpoint of EmoFace, as its authors' code (PyTorch) saves it, into a model file for this library.
//!
//! Checkpoints are programs: PyTorch's format is a pickle, which may run anything. Nothing of one is run here; the
//! file is read as plain data, each tensor is checked to be one record of the file before it is read, and what is
//! missing, unknown or damaged is said by name. All sizes come from the shapes of the tensors.
//!
//! ```text
//! directory, archive (zip) -> pickle (plain data) -> checkpoint (tensors) -> sizes -> network (graph, weights by recipe)
//!                                                                                     -> onnx (file, weight by weight)
//! checkpoint -> reference (the network, unfolded) -> verify <- the file
//! ```
//!
//! ```no_run
//! use emoface::import::{Import, Labels, Precision};
//!
//! let mut import = Import::open(std::fs::File::open("1200_model.pth")?)?;
//! import.check_values(|_, _| {})?;
//! import.warnings().iter().for_each(|warning| eprintln!("{warning}"));
//! let mut out = std::io::BufWriter::new(std::fs::File::create("emoface.onnx")?);
//! import.write(&mut out, Precision::Fp32, &Labels::default(), |_, _| {})?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod archive;
mod checkpoint;
mod directory;
mod error;
mod fold;
mod graph;
mod int8;
mod linear;
mod manifest;
mod network;
mod onnx;
mod pickle;
mod precision;
mod reference;
mod sizes;
mod verify;

use std::io::{Read, Seek, Write};
use std::path::Path;

use checkpoint::Checkpoint;
pub use error::{ImportError, Result};
use graph::Tensors;
pub use precision::Precision;
pub use sizes::{Position, Sizes};
pub use verify::Agreement;

use crate::network::backend::Choice;
use crate::network::manifest::KEY;

/// What the manifest says about a model's origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Name of the model.
    pub name: String,
    /// Licence of its weights, an SPDX expression.
    pub licence: String,
}

impl Default for Labels {
    /// The published checkpoint's.
    fn default() -> Self {
        Self { name: "EmoFace".into(), licence: "CC-BY-NC-4.0".into() }
    }
}

/// A checkpoint whose tensors are those of a network that can be written.
#[derive(Debug)]
pub struct Import<R> {
    checkpoint: Checkpoint<R>,
    sizes: Sizes,
    warnings: Vec<String>,
}

impl<R: Read + Seek> Import<R> {
    /// Reads which tensors `file` holds; their values are not read yet.
    ///
    /// # Errors
    /// It is no checkpoint of EmoFace, or a damaged one; the sentence names what is missing or unknown.
    pub fn open(file: R) -> Result<Self> {
        let checkpoint = Checkpoint::open(file)?;
        let shapes = checkpoint.names().filter_map(|name| Some((name, checkpoint.shape(name)?))).collect();
        let sizes = Sizes::of(&shapes)?;
        Ok(Self { checkpoint, sizes, warnings: Vec::new() })
    }

    /// What the network looks like.
    pub fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    /// Tensors in the checkpoint.
    pub fn tensors(&self) -> usize {
        self.checkpoint.names().count()
    }

    /// Numbers in the checkpoint.
    pub fn values(&self) -> usize {
        let shapes = self.checkpoint.names().filter_map(|name| self.checkpoint.shape(name));
        shapes.map(|shape| shape.iter().product::<usize>()).sum()
    }

    /// What is odd about the checkpoint, known after [`Import::check_values`].
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Reads all values once, before anything is written; `done` is told how many of how many tensors are read.
    ///
    /// # Errors
    /// A record is damaged or holds what is no number.
    pub fn check_values(&mut self, mut done: impl FnMut(usize, usize)) -> Result<()> {
        let names: Vec<String> = self.checkpoint.names().map(str::to_owned).collect();
        for (index, name) in names.iter().enumerate() {
            self.checkpoint.values(name)?;
            done(index + 1, names.len());
        }
        self.warnings.clear();
        self.check_position()?;
        self.check_attention()
    }

    /// Writes the model; the same checkpoint gives the same bytes, whichever version of PyTorch wrote it. `done` is
    /// told how many of how many weights are written.
    ///
    /// # Errors
    /// As [`Import::check_values`], or `out` fails.
    pub fn write(
        &mut self,
        out: &mut dyn Write,
        precision: Precision,
        labels: &Labels,
        done: impl FnMut(usize, usize),
    ) -> Result<()> {
        let graph = network::build(&self.sizes, precision);
        let manifest = manifest::text(&self.sizes, labels);
        onnx::write(out, &graph, (KEY, manifest), &mut self.checkpoint, done)
    }

    /// Runs the model at `path`, which was written from this checkpoint, on the backend `choice`, and compares it with
    /// a plain 64-bit evaluation of the checkpoint's network. Slow: seconds for the full network.
    ///
    /// # Errors
    /// The model does not run, or gives what is no number.
    pub fn verify(&mut self, path: &Path, choice: Choice) -> Result<Agreement> {
        verify::verify(&mut self.checkpoint, &self.sizes, path, choice)
    }

    /// The head adds row 0 of a sinusoidal table to all frames: 0, 1, 0, 1 and so on.
    fn check_position(&mut self) -> Result<()> {
        let table = self.checkpoint.values("pos_encoder.pe")?;
        let row = &table[..self.sizes.head_width];
        if row.chunks(2).any(|pair| pair[0] != 0.0 || pair.get(1).is_some_and(|odd| *odd != 1.0)) {
            self.warnings.push(
                "row 0 of pos_encoder.pe is not 0, 1, 0, 1...: the checkpoint is of a changed EmoFace; its own row is used".into(),
            );
        }
        Ok(())
    }

    /// Released EmoFace feeds its head sequences of one step, so that queries and keys get no gradient: they stay as
    /// they were initialised, copies of one layer with biases of nothing. Where they moved, the head was trained on
    /// longer sequences, and its attention cannot be folded.
    fn check_attention(&mut self) -> Result<()> {
        let width = self.sizes.head_width;
        let mut first: Option<Vec<f32>> = None;
        for layer in 0..self.sizes.head_layers {
            let mut weights = self.checkpoint.values(&format!("encoder.layers.{layer}.self_attn.in_proj_weight"))?;
            weights.truncate(2 * width * width);
            let bias = self.checkpoint.values(&format!("encoder.layers.{layer}.self_attn.in_proj_bias"))?;
            let moved = bias[..2 * width].iter().any(|value| *value != 0.0);
            if moved || first.as_ref().is_some_and(|first| *first != weights) {
                self.warnings.push(
                    "queries and keys of the head were trained, which released EmoFace does not do: the checkpoint may \
                     come from code with another layout (batch_first), and then its faces will be wrong"
                        .into(),
                );
                break;
            }
            first.get_or_insert(weights);
        }
        Ok(())
    }
}

impl<R: Read + Seek> Tensors for Checkpoint<R> {
    fn values(&mut self, name: &str) -> Result<Vec<f32>> {
        Checkpoint::values(self, name)
    }
}
