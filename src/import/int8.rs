//! A linear layer in 8-bit integers that loses as little as 8 bits allow.
//!
//! What a transformer's layers see has a great constant part (the same channels are far from zero at every step), and a
//! small one that says something. Rounded together, the constant part takes the steps' range, and its product with the
//! weights' rounding errors is an offset that grows from layer to layer. So they are taken apart, for each call:
//!
//! ```text
//! x · W + b  =  size · (round((x - centre) / size) · W8)  +  centre · (W8 + W16) + b
//! ```
//!
//! `centre` is the mean over the steps, rounded to 8 bits itself, so that its own product is exact in integers; for this
//! one row the weights have 16 bits, of which the other product needs only the upper half (`W8`). `size` is the greatest
//! value of each step. Measured on a full-size network of random weights and speech: least correlation of a control with
//! that of 32 bits .995 instead of .83.

use tract_onnx::pb::tensor_proto::DataType;

use super::graph::{Attribute, Graph, Recipe, Tensors, bytes};
use super::linear::{Linear, transposed};

/// Steps on each side of zero.
const MOST: f32 = 127.0;
/// Steps of the lower half in one of the upper.
const FINER: f32 = 254.0;
/// Zero of integers without a sign.
const MIDDLE: f32 = 128.0;
/// Keeps silence from being divided by zero.
const TINY: f32 = 1e-9;

const FLOAT: Attribute<'_> = Attribute::Int("to", DataType::Float as i64);
const UINT8: Attribute<'_> = Attribute::Int("to", DataType::Uint8 as i64);
const KEEP: Attribute<'_> = Attribute::Int("keepdims", 1);

/// Adds `input · matrixᵀ + bias`.
pub fn add(layer: &Linear, graph: &mut Graph, input: &str, name: &str) -> String {
    let weights = Weights::add(layer, graph, name);
    let tiny = constant(graph, "tiny", TINY);
    // The centre, in 127ths of its greatest value.
    let most = constant(graph, "most", MOST);
    let average = average(graph, input, name);
    let mean = graph.node("MatMul", &[&average, input], format!("{name}/mean"), &[]);
    let reach = greatest(graph, &mean, &tiny, &format!("{name}/mean"));
    let unit = graph.node("Div", &[&reach, &most], format!("{name}/unit"), &[]);
    let units = graph.node("Div", &[&mean, &unit], format!("{name}/units"), &[]);
    let units = graph.node("Round", &[&units], format!("{name}/whole"), &[]);
    let offset = weights.offset(layer, graph, &units, &unit, name);
    // What is left of each step, in its own range.
    let centre = graph.node("Mul", &[&units, &unit], format!("{name}/centre"), &[]);
    let rest = graph.node("Sub", &[input, &centre], format!("{name}/rest"), &[]);
    let size = greatest(graph, &rest, &tiny, &format!("{name}/rest"));
    let even = graph.node("Div", &[&rest, &size], format!("{name}/even"), &[]);
    let product = weights.product(graph, &even, name);
    let sized = graph.node("Mul", &[&product, &size], format!("{name}/sized"), &[]);
    graph.node("Add", &[&sized, &offset], format!("{name}/sum"), &[])
}

/// A number of three dimensions, as all that meets it here has: tract spends seconds on moving others to where they fit.
fn constant(graph: &mut Graph, name: &str, value: f32) -> String {
    graph.constant(name, &[1, 1, 1], DataType::Float, bytes(&[value], f32::to_le_bytes))
}

/// A row that makes the mean over all steps of what it is multiplied by; one for each stage, whose name is the first part
/// of its layers' names. (ONNX Runtime's own ReduceMean over columns takes longer than the layer's product.)
fn average(graph: &mut Graph, input: &str, name: &str) -> String {
    let stage = name.split('/').next().unwrap_or_default();
    let row = format!("{stage}/average");
    if graph.nodes.iter().any(|node| node.name == row) {
        return row;
    }
    let (zero, one, time) = (graph.scalar("zero", 0.0), graph.scalar("one", 1.0), graph.integers("axis1", &[1]));
    let steps = graph.node("ReduceMean", &[input], format!("{row}/steps"), &[Attribute::Ints("axes", &[-1]), KEEP]);
    let zeros = graph.node("Mul", &[&steps, &zero], format!("{row}/zeros"), &[]);
    let ones = graph.node("Add", &[&zeros, &one], format!("{row}/ones"), &[]);
    let count = graph.node("ReduceSum", &[&ones, &time], format!("{row}/count"), &[]);
    let shares = graph.node("Div", &[&ones, &count], format!("{row}/shares"), &[]);
    graph.node("Transpose", &[&shares], row, &[Attribute::Ints("perm", &[0, 2, 1])])
}

/// The greatest magnitude of each row of `input`, at least `tiny`.
fn greatest(graph: &mut Graph, input: &str, tiny: &str, name: &str) -> String {
    let size = graph.node("Abs", &[input], format!("{name}/magnitude"), &[]);
    let greatest =
        graph.node("ReduceMax", &[&size], format!("{name}/greatest"), &[Attribute::Ints("axes", &[-1]), KEEP]);
    graph.node("Max", &[&greatest, tiny], format!("{name}/size"), &[])
}

/// Names of a layer's weights: both halves `[inputs, outputs]`, zeros and the step of each output.
struct Weights {
    upper: String,
    lower: String,
    zero: String,
    scale: String,
    /// The same step as `[1, 1, outputs]`.
    scale_row: String,
}

impl Weights {
    fn add(layer: &Linear, graph: &mut Graph, name: &str) -> Self {
        let (outputs, inputs) = (layer.outputs, layer.inputs);
        let halves = |lower: bool| -> Recipe<u8> {
            let matrix = layer.matrix.clone();
            Box::new(move |tensors: &mut dyn Tensors| {
                let rounded = halve(&matrix(tensors)?, inputs, lower);
                Ok(bytes(&transposed(&rounded, outputs, inputs), i8::to_le_bytes))
            })
        };
        let dims = [inputs, outputs];
        let upper = graph.weight(format!("{name}/weight"), &dims, DataType::Int8, halves(false));
        let lower = graph.weight(format!("{name}/lower"), &dims, DataType::Int8, halves(true));
        let steps = || -> Recipe<f32> {
            let matrix = layer.matrix.clone();
            Box::new(move |t| Ok(scales(&matrix(t)?, inputs)))
        };
        let scale = graph.floats(format!("{name}/scale"), &[outputs], steps());
        let scale_row = graph.floats(format!("{name}/scale/row"), &[1, 1, outputs], steps());
        let zeros: Recipe<u8> = Box::new(move |_| Ok(vec![0; outputs]));
        let zero = graph.weight(format!("{name}/zero"), &[outputs], DataType::Int8, zeros);
        Self { upper, lower, zero, scale, scale_row }
    }

    /// The nodes are the pattern that ONNX Runtime turns into its own fused operator.
    fn product(&self, graph: &mut Graph, input: &str, name: &str) -> String {
        let parts = [format!("{name}/rounded"), format!("{name}/step"), format!("{name}/middle")];
        graph.node_of("DynamicQuantizeLinear", &[input], &parts, &[]);
        let [rounded, step, middle] = &parts;
        let inputs = [rounded, &self.upper, middle, &self.zero];
        let product = graph.node("MatMulInteger", &inputs.map(String::as_str), format!("{name}/integers"), &[]);
        let product = graph.node("Cast", &[&product], format!("{name}/floats"), &[FLOAT]);
        let scale = graph.node("Mul", &[step, &self.scale], format!("{name}/scales"), &[]);
        graph.node("Mul", &[&product, &scale], format!("{name}/product"), &[])
    }

    /// What the centre, `units` of `unit`, adds to every step, and the bias. Its integers have no sign because ONNX Runtime
    /// packs the weights again for every call where both factors have one: twenty times slower.
    fn offset(&self, layer: &Linear, graph: &mut Graph, units: &str, unit: &str, name: &str) -> String {
        let middle = constant(graph, "middle", MIDDLE);
        let units = graph.node("Add", &[units, &middle], format!("{name}/centre/shifted"), &[]);
        let units = graph.node("Cast", &[&units], format!("{name}/centre/units"), &[UINT8]);
        let middle = graph.constant("middle/units", &[], DataType::Uint8, vec![MIDDLE as u8]);
        let mut half = |weight: &str, half: &str| {
            let product =
                graph.node("MatMulInteger", &[&units, weight, &middle], format!("{name}/{half}/integers"), &[]);
            graph.node("Cast", &[&product], format!("{name}/{half}/floats"), &[FLOAT])
        };
        let (upper, lower) = (half(&self.upper, "centre/upper"), half(&self.lower, "centre/lower"));
        let finer = constant(graph, "finer", FINER);
        let lower = graph.node("Div", &[&lower, &finer], format!("{name}/centre/lower"), &[]);
        let both = graph.node("Add", &[&upper, &lower], format!("{name}/centre/both"), &[]);
        let scaled = graph.node("Mul", &[&both, &self.scale_row], format!("{name}/centre/scaled"), &[]);
        let product = graph.node("Mul", &[&scaled, unit], format!("{name}/centre/product"), &[]);
        let bias = layer.add_bias(graph, name, &[1, 1, layer.outputs]);
        graph.node("Add", &[&product, &bias], format!("{name}/offset"), &[])
    }
}

/// The step of each row, so that its greatest value is 127.
fn scales(matrix: &[f32], inputs: usize) -> Vec<f32> {
    let greatest = |row: &[f32]| row.iter().fold(0.0f32, |most, value| most.max(value.abs()));
    matrix.chunks_exact(inputs).map(|row| greatest(row) / MOST).collect()
}

/// Each row in its steps, rounded, or what that leaves in steps of their 254th.
fn halve(matrix: &[f32], inputs: usize, lower: bool) -> Vec<i8> {
    let rows = matrix.chunks_exact(inputs).zip(scales(matrix, inputs));
    rows.flat_map(|(row, scale)| {
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        row.iter().map(move |value| {
            let steps = value * inverse;
            let upper = steps.round_ties_even().clamp(-MOST, MOST);
            let value = if lower { ((steps - upper) * FINER).round_ties_even().clamp(-MOST, MOST) } else { upper };
            value as i8
        })
    })
    .collect()
}

#[cfg(all(test, feature = "tract"))]
mod tests {
    use tract_onnx::prelude::{Framework, InferenceModelExt, Tensor, tvec};
    use tract_onnx::tract_core::model::IntoRunnable;

    use super::*;
    use crate::import::error::Result;
    use crate::import::graph::Dim::{Is, Named};
    use crate::import::onnx;

    const INPUTS: usize = 96;
    const OUTPUTS: usize = 5;
    const STEPS: usize = 40;

    struct Nothing;

    impl Tensors for Nothing {
        fn values(&mut self, _: &str) -> Result<Vec<f32>> {
            Ok(Vec::new())
        }
    }

    /// Noise between -1 and 1.
    fn noise(seed: u32, count: usize) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    /// What the layer makes of `input`, and its exact product.
    fn layer(input: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let (matrix, bias) = (noise(1, INPUTS * OUTPUTS), noise(2, OUTPUTS));
        let exact = input.chunks_exact(INPUTS).flat_map(|row| {
            let output = |(weights, bias): (&[f32], &f32)| {
                bias + weights.iter().zip(row).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum::<f64>() as f32
            };
            matrix.chunks_exact(INPUTS).zip(&bias).map(output).collect::<Vec<_>>()
        });
        let exact = exact.collect();
        let layer = Linear::new(OUTPUTS, INPUTS, move |_| Ok(matrix.clone()), move |_| Ok(bias.clone()));
        let mut graph = Graph::default();
        graph.input("x", &[Is(1), Named("steps"), Is(INPUTS)]);
        let sum = add(&layer, &mut graph, "x", "layer");
        graph.output(&sum, &[Is(1), Named("steps"), Is(OUTPUTS)]);
        let mut file = Vec::new();
        onnx::write(&mut file, &graph, ("key", String::new()), &mut Nothing, |_, _| {}).unwrap();
        let model = tract_onnx::onnx().model_for_read(&mut file.as_slice()).unwrap().into_optimized().unwrap();
        let x = Tensor::from_shape(&[1, input.len() / INPUTS, INPUTS], input).unwrap();
        let outputs = model.into_runnable().unwrap().run(tvec!(x.into())).unwrap();
        (outputs[0].to_plain_array_view::<f32>().unwrap().iter().copied().collect(), exact)
    }

    #[test]
    fn what_is_constant_costs_no_precision() {
        // Steps of 1 around channels of up to 100: rounded together, 8 bits would have steps of 0.8, and the weights'
        // own rounding would shift the outputs by some tenths.
        let constant = noise(3, INPUTS);
        let steps = noise(4, STEPS * INPUTS).into_iter().enumerate();
        let input: Vec<f32> = steps.map(|(n, step)| step + 100.0 * constant[n % INPUTS]).collect();
        let (got, exact) = layer(&input);
        assert_eq!(got.len(), exact.len());
        let worst = got.iter().zip(&exact).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 0.1, "{worst}");
        assert!(worst > 1e-6, "these are no 8 bits");
    }

    #[test]
    fn silence_and_single_steps_are_numbers() {
        let (silence, bias) = layer(&[0.0; 3 * INPUTS]);
        assert!(silence.iter().zip(&bias).all(|(a, b)| (a - b).abs() < 1e-5), "{silence:?} {bias:?}");
        let (one, exact) = layer(&noise(5, INPUTS));
        assert!(one.iter().zip(&exact).all(|(a, b)| (a - b).abs() < 0.05), "{one:?} {exact:?}");
    }
}
