//! A linear layer in each precision.

use std::rc::Rc;

use half::f16;
use tract_onnx::pb::tensor_proto::DataType;

use super::Precision;
use super::error::{Result, refuse};
use super::graph::{Attribute, Graph, Recipe, Tensors, bytes};

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

    /// Adds `input · matrixᵀ + bias`; names begin with `name`.
    pub fn add(&self, graph: &mut Graph, precision: Precision, input: &str, name: &str) -> String {
        let product = match precision {
            Precision::Int8 => self.add_int8(graph, input, name),
            Precision::Fp32 | Precision::Fp16 => {
                let (matrix, outputs, inputs) = (self.matrix.clone(), self.outputs, self.inputs);
                let values: Recipe<f32> = Box::new(move |t| Ok(transposed(&matrix(t)?, outputs, inputs)));
                let dims = [self.inputs, self.outputs];
                let weight = weight(graph, precision, &format!("{name}/weight"), &dims, values);
                graph.node("MatMul", &[input, &weight], format!("{name}/product"), &[])
            }
        };
        let values = self.bias.clone();
        let bias = graph.floats(format!("{name}/bias"), &[self.outputs], Box::new(move |t| values(t)));
        graph.node("Add", &[&product, &bias], format!("{name}/sum"), &[])
    }

    /// Weights as symmetric 8-bit integers with one scale for each output, inputs as 8-bit integers with one scale
    /// for each call. The nodes are the pattern that ONNX Runtime turns into its own fused operator.
    fn add_int8(&self, graph: &mut Graph, input: &str, name: &str) -> String {
        let (matrix, outputs, inputs) = (self.matrix.clone(), self.outputs, self.inputs);
        let quantised: Recipe<u8> = Box::new(move |t| {
            let matrix = matrix(t)?;
            let scales = scales(&matrix, inputs);
            let rows = matrix.chunks_exact(inputs).zip(&scales);
            let rounded: Vec<i8> = rows
                .flat_map(|(row, scale)| {
                    let inverse = if *scale > 0.0 { 1.0 / scale } else { 0.0 };
                    row.iter().map(move |value| (value * inverse).round_ties_even().clamp(-127.0, 127.0) as i8)
                })
                .collect();
            Ok(bytes(&transposed(&rounded, outputs, inputs), i8::to_le_bytes))
        });
        let dims = [self.inputs, self.outputs];
        let weight = graph.weight(format!("{name}/weight"), &dims, DataType::Int8, quantised);
        let matrix = self.matrix.clone();
        let scale: Recipe<f32> = Box::new(move |t| Ok(scales(&matrix(t)?, inputs)));
        let scale = graph.floats(format!("{name}/scale"), &[self.outputs], scale);
        let zero = graph.weight(format!("{name}/zero"), &[self.outputs], DataType::Int8, zeros(self.outputs));
        let parts = [format!("{name}/rounded"), format!("{name}/step"), format!("{name}/middle")];
        graph.node_of("DynamicQuantizeLinear", &[input], &parts, &[]);
        let [rounded, step, middle] = &parts;
        let product = graph.node("MatMulInteger", &[rounded, &weight, middle, &zero], format!("{name}/integers"), &[]);
        let to = Attribute::Int("to", DataType::Float as i64);
        let product = graph.node("Cast", &[&product], format!("{name}/floats"), &[to]);
        let scale = graph.node("Mul", &[step, &scale], format!("{name}/scales"), &[]);
        graph.node("Mul", &[&product, &scale], format!("{name}/product"), &[])
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

/// The step of each row, so that its greatest value is 127.
fn scales(matrix: &[f32], inputs: usize) -> Vec<f32> {
    let greatest = |row: &[f32]| row.iter().fold(0.0f32, |most, value| most.max(value.abs()));
    matrix.chunks_exact(inputs).map(|row| greatest(row) / 127.0).collect()
}

fn zeros(count: usize) -> Recipe<u8> {
    Box::new(move |_| Ok(vec![0; count]))
}

/// `[rows, columns]` as `[columns, rows]`.
fn transposed<T: Copy + Default>(matrix: &[T], rows: usize, columns: usize) -> Vec<T> {
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
