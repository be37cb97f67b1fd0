//! EmoFace's network as one ONNX graph of four stages (Liu et al. 2024, on wav2vec 2.0, Baevski et al. 2020).
//!
//! The library cuts it at the seams `bands` and `hidden`, computes between the stages what depends on how much of the
//! sound is there (statistics over time, positions of features in time), and runs each stage when it needs it.

mod audio;
mod encoder;
mod head;

use super::Precision;
use super::graph::{Attribute, Graph};
use super::sizes::Sizes;

/// All norms of the network.
pub const EPSILON: f64 = 1e-5;

/// The whole graph for a checkpoint of these sizes.
pub fn build(sizes: &Sizes, precision: Precision) -> Graph {
    let mut graph = Graph::default();
    let stages = Stages { sizes, precision };
    stages.filter(&mut graph);
    stages.front(&mut graph);
    stages.encoder(&mut graph);
    stages.head(&mut graph);
    graph
}

/// What the stages are built from.
struct Stages<'a> {
    sizes: &'a Sizes,
    precision: Precision,
}

impl Stages<'_> {
    /// For the first and last layers of each transformer: they are small, and an error in them is seen whole. (With
    /// the projection alone in 8 bits, a random network of full size fell to a correlation of 0.98.)
    fn fine(&self) -> Precision {
        if self.precision == Precision::Int8 { Precision::Fp32 } else { self.precision }
    }
}

/// Adds the Gaussian error linear unit in its exact form. The five nodes are the pattern that ONNX Runtime fuses; the
/// operator itself came with opset 20.
fn gelu(graph: &mut Graph, input: &str, name: &str) -> String {
    let (root, one, half) =
        (graph.scalar("sqrt2", std::f32::consts::SQRT_2), graph.scalar("one", 1.0), graph.scalar("half", 0.5));
    let scaled = graph.node("Div", &[input, &root], format!("{name}/scaled"), &[]);
    let erf = graph.node("Erf", &[&scaled], format!("{name}/erf"), &[]);
    let gate = graph.node("Add", &[&erf, &one], format!("{name}/gate"), &[]);
    let gated = graph.node("Mul", &[input, &gate], format!("{name}/gated"), &[]);
    graph.node("Mul", &[&gated, &half], format!("{name}/gelu"), &[])
}

/// Adds the layer norm `key` over the last axis.
fn norm(graph: &mut Graph, input: &str, key: &str, width: usize, name: impl Into<String>) -> String {
    let (scale, shift) = (vector(graph, &format!("{key}.weight"), width), vector(graph, &format!("{key}.bias"), width));
    let attributes = [Attribute::Int("axis", -1), Attribute::Float("epsilon", EPSILON as f32)];
    graph.node("LayerNormalization", &[input, &scale, &shift], name, &attributes)
}

/// Adds the tensor `key` of the checkpoint, a vector, under its own name.
fn vector(graph: &mut Graph, key: &str, width: usize) -> String {
    let stored = key.to_owned();
    graph.floats(key, &[width], Box::new(move |tensors| tensors.values(&stored)))
}
