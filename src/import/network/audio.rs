//! The stages `filter` and `front`: from samples to features.

use super::{Stages, gelu, vector};
use crate::import::graph::Dim::{Is, Named};
use crate::import::graph::{Attribute, Graph};
use crate::import::precision::weight;
use crate::import::sizes::STRIDES;

const LAYERS: &str = "audio_encoder.feature_extractor.conv_layers";

impl Stages<'_> {
    /// Samples to the first convolution's channels, without bias, before their statistics over time.
    pub(super) fn filter(&self, graph: &mut Graph) {
        graph.input("audio", &[Is(1), Named("samples")]);
        let axes = graph.integers("axis1", &[1]);
        let audio = graph.node("Unsqueeze", &["audio", &axes], "filter/audio", &[]);
        self.convolution(graph, &audio, 0, "bands");
        graph.seam("bands", &[Is(1), Is(self.sizes.channels), Named("filtered")]);
    }

    /// Bands, normalised with statistics that the library gives, through the other convolutions.
    pub(super) fn front(&self, graph: &mut Graph) {
        let channels = self.sizes.channels;
        graph.input("mean", &[Is(channels)]);
        graph.input("deviation", &[Is(channels)]);
        // (bands - mean) / deviation * gamma + beta = bands * scale + shift, over two vectors instead of all bands.
        let gamma = vector(graph, &format!("{LAYERS}.0.layer_norm.weight"), channels);
        let beta = vector(graph, &format!("{LAYERS}.0.layer_norm.bias"), channels);
        let scale = graph.node("Div", &[&gamma, "deviation"], "front/scale_row", &[]);
        let shift = graph.node("Mul", &["mean", &scale], "front/shift_mean", &[]);
        let shift = graph.node("Sub", &[&beta, &shift], "front/shift_row", &[]);
        let axes = graph.integers("axis1", &[1]);
        let scale = graph.node("Unsqueeze", &[&scale, &axes], "front/scale", &[]);
        let shift = graph.node("Unsqueeze", &[&shift, &axes], "front/shift", &[]);
        let scaled = graph.node("Mul", &["bands", &scale], "front/scaled", &[]);
        let normal = graph.node("Add", &[&scaled, &shift], "front/normal", &[]);
        let mut x = gelu(graph, &normal, "front/0");
        for layer in 1..STRIDES.len() {
            let name = format!("front/{layer}");
            let convolved = self.convolution(graph, &x, layer, &format!("{name}/convolved"));
            x = gelu(graph, &convolved, &name);
        }
        graph.node("Transpose", &[&x], "features", &[Attribute::Ints("perm", &[0, 2, 1])]);
        graph.output("features", &[Is(1), Named("frames"), Is(channels)]);
    }

    fn convolution(&self, graph: &mut Graph, input: &str, layer: usize, output: &str) -> String {
        let (channels, kernel) = (self.sizes.channels, self.sizes.kernels[layer]);
        let key = format!("{LAYERS}.{layer}.conv.weight");
        let dims = [channels, if layer == 0 { 1 } else { channels }, kernel];
        let stored = key.clone();
        let weights = weight(graph, self.precision, &key, &dims, Box::new(move |tensors| tensors.values(&stored)));
        let (kernel, stride) = ([kernel as i64], [STRIDES[layer] as i64]);
        let attributes = [Attribute::Ints("kernel_shape", &kernel), Attribute::Ints("strides", &stride)];
        graph.node("Conv", &[input, &weights], output, &attributes)
    }
}
