//! A linear layer in each precision.

use std::rc::Rc;

use half::f16;
use tract_onnx::pb::tensor_proto::DataType;

use super::Precision;
use super::error::{Result, refuse};
use super::graph::{Attribute, Graph, Recipe, Tensors, bytes};
use super::int8;

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

    /// Adds `input · matrixᵀ + bias`, `input` being `[1, steps, inputs]`; names begin with `name`.
    pub fn add(&self, graph: &mut Graph, precision: Precision, input: &str, name: &str) -> String {
        if precision == Precision::Int8 {
            return int8::add(self, graph, input, name);
        }
        let (matrix, outputs, inputs) = (self.matrix.clone(), self.outputs, self.inputs);
        let values: Recipe<f32> = Box::new(move |t| Ok(transposed(&matrix(t)?, outputs, inputs)));
        let dims = [self.inputs, self.outputs];
        let weight = weight(graph, precision, &format!("{name}/weight"), &dims, values);
        let product = graph.node("MatMul", &[input, &weight], format!("{name}/product"), &[]);
        let bias = self.add_bias(graph, name, &[self.outputs]);
        graph.node("Add", &[&product, &bias], format!("{name}/sum"), &[])
    }

    /// Adds the bias alone, in this shape.
    pub fn add_bias(&self, graph: &mut Graph, name: &str, dims: &[usize]) -> String {
        let values = self.bias.clone();
        graph.floats(format!("{name}/bias"), dims, Box::new(move |t| values(t)))
    }
}

/// Adds a weight in the precision of the file: 16-bit ones are widened when they are loaded.
pub fn weight(graph: &mut Graph, precision: Precision, name: &str, dims: &[usize], values: Recipe<f32>) -> String {
    if precision != Precision::Fp16 {
        return graph.floats(name, dims, values);
    }
    let halves: Recipe<u8> = Box::new(move |t| {
        let values = values(t)?;
        if values.iter().any(|value| value.abs() > f16::MAX.to_f32()) {
            return refuse("weights of the checkpoint are too great for 16 bits; import it with --precision fp32");
        }
        Ok(bytes(&values, |value| f16::from_f32(value).to_le_bytes()))
    });
    let stored = graph.weight(format!("{name}/stored"), dims, DataType::Float16, halves);
    graph.node("Cast", &[&stored], name, &[Attribute::Int("to", DataType::Float as i64)])
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
