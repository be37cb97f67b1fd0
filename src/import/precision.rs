//! Weights and linear layers in the precision of the file.

use half::f16;
use tract_onnx::pb::tensor_proto::DataType;

use super::error::refuse;
use super::graph::{Attribute, Graph, Recipe, bytes};
use super::int8;
use super::linear::{Linear, transposed};

/// How the weights of a model file are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 32-bit floats, the official numbers.
    #[default]
    Fp32,
    /// 8-bit integers in the products of both transformers.
    Int8,
    /// 16-bit floats in the file, 32 bits where it runs: half the file. IEEE half rather than bfloat16, which tract
    /// does not read; it is also three bits finer.
    Fp16,
}

impl Linear {
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
