//! A linear layer as a checkpoint has it.

use std::rc::Rc;

use super::error::Result;
use super::graph::{Graph, Tensors};

/// Makes the values of a matrix.
type Values = Rc<dyn Fn(&mut dyn Tensors) -> Result<Vec<f32>>>;

/// A matrix as PyTorch keeps it, `[outputs, inputs]`, and its bias.
#[derive(Clone)]
pub struct Linear {
    pub outputs: usize,
    pub inputs: usize,
    pub matrix: Values,
    pub bias: Values,
}

impl Linear {
    /// The layer `key`.
    pub fn stored(key: &str, outputs: usize, inputs: usize) -> Self {
        let (matrix, bias) = (format!("{key}.weight"), format!("{key}.bias"));
        Self::new(outputs, inputs, move |t| t.values(&matrix), move |t| t.values(&bias))
    }

    /// A computed layer.
    pub fn new(
        outputs: usize,
        inputs: usize,
        matrix: impl Fn(&mut dyn Tensors) -> Result<Vec<f32>> + 'static,
        bias: impl Fn(&mut dyn Tensors) -> Result<Vec<f32>> + 'static,
    ) -> Self {
        Self { outputs, inputs, matrix: Rc::new(matrix), bias: Rc::new(bias) }
    }

    /// Adds the bias alone, in this shape.
    pub fn add_bias(&self, graph: &mut Graph, name: &str, dims: &[usize]) -> String {
        let values = self.bias.clone();
        graph.floats(format!("{name}/bias"), dims, Box::new(move |t| values(t)))
    }
}

/// `[rows, columns]` as `[columns, rows]`.
pub fn transposed<T: Copy + Default>(matrix: &[T], rows: usize, columns: usize) -> Vec<T> {
    const BLOCK: usize = 32;
    let mut out = vec![T::default(); matrix.len()];
    for top in (0..rows).step_by(BLOCK) {
        for left in (0..columns).step_by(BLOCK) {
            for row in top..(top + BLOCK).min(rows) {
                for column in left..(left + BLOCK).min(columns) {
                    out[column * rows + row] = matrix[row * columns + column];
                }
            }
        }
    }
    out
}
