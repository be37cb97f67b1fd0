//! The stage `encoder`: from features at 60 Hz to the audio transformer's last hidden state.

use super::{Stages, gelu, norm, vector};
use crate::import::Precision;
use crate::import::fold;
use crate::import::graph::Dim::{Is, Named};
use crate::import::graph::{Attribute, Graph, Tensors};
use crate::import::linear::Linear;
use crate::import::precision::weight;
use crate::import::sizes::HEAD;

const ENCODER: &str = "audio_encoder.encoder";
/// One in so many layers, the first, keep 32 bits where the others have 8: an error there goes through all that follow.
/// Measured on a full-size network of random weights: least correlation of a control .991 instead of .985, at a fifth
/// more time of the stage.
const FIRST: usize = 4;

impl Stages<'_> {
    pub(super) fn encoder(&self, graph: &mut Graph) {
        let (channels, width) = (self.sizes.channels, self.sizes.width);
        graph.input("tokens", &[Is(1), Named("steps"), Is(channels)]);
        let key = "audio_encoder.feature_projection";
        let x = norm(graph, "tokens", &format!("{key}.layer_norm"), channels, "encoder/normal");
        let projection = Linear::stored(&format!("{key}.projection"), width, channels);
        let x = projection.add(graph, self.fine(), &x, "encoder/projection");
        let position = self.position(graph, &x);
        let x = graph.node("Add", &[&x, &position], "encoder/placed", &[]);
        let mut x = norm(graph, &x, &format!("{ENCODER}.layer_norm"), width, "encoder/start");
        for layer in 0..self.sizes.layers {
            x = self.layer(graph, &x, layer);
        }
        graph.seam("hidden", &[Is(1), Named("steps"), Is(width)]);
    }

    /// The positional convolution: it sees half its taps back and, less one, ahead.
    fn position(&self, graph: &mut Graph, input: &str) -> String {
        let (width, taps, groups, form) = (self.sizes.width, self.sizes.taps, self.sizes.groups, self.sizes.position);
        let (before, name) = (taps / 2, "encoder/position");
        let dims = [width, width / groups, taps];
        let folded = Box::new(move |tensors: &mut dyn Tensors| fold::position(tensors, form, taps));
        let weights = weight(graph, self.precision, &format!("{name}/weight"), &dims, folded);
        let bias = vector(graph, &format!("{ENCODER}.pos_conv_embed.conv.bias"), width);
        let turn = Attribute::Ints("perm", &[0, 2, 1]);
        let channels_first = graph.node("Transpose", &[input], format!("{name}/channels"), &[turn]);
        let (kernel, pads) = ([taps as i64], [before as i64, (taps - 1 - before) as i64]);
        let attributes = [
            Attribute::Int("group", groups as i64),
            Attribute::Ints("kernel_shape", &kernel),
            Attribute::Ints("pads", &pads),
        ];
        let x = graph.node("Conv", &[&channels_first, &weights, &bias], format!("{name}/convolved"), &attributes);
        let x = gelu(graph, &x, name);
        graph.node("Transpose", &[&x], format!("{name}/steps"), &[turn])
    }

    /// Attention and feed-forward, each added to what it read and normalised.
    fn layer(&self, graph: &mut Graph, input: &str, layer: usize) -> String {
        let (width, forward) = (self.sizes.width, self.sizes.forward);
        let precision = if layer < self.sizes.layers / FIRST { self.fine() } else { self.precision };
        let (key, name) = (format!("{ENCODER}.layers.{layer}"), format!("encoder/{layer}"));
        let attended = self.attention(graph, precision, input, &key, &name);
        let out = Linear::stored(&format!("{key}.attention.out_proj"), width, width);
        let out = out.add(graph, precision, &attended, &format!("{name}/out"));
        let sum = graph.node("Add", &[&out, input], format!("{name}/attention"), &[]);
        let x = norm(graph, &sum, &format!("{key}.layer_norm"), width, format!("{name}/middle"));
        let inner = Linear::stored(&format!("{key}.feed_forward.intermediate_dense"), forward, width);
        let inner = inner.add(graph, precision, &x, &format!("{name}/inner"));
        let inner = gelu(graph, &inner, &name);
        let outer = Linear::stored(&format!("{key}.feed_forward.output_dense"), width, forward);
        let outer = outer.add(graph, precision, &inner, &format!("{name}/outer"));
        let sum = graph.node("Add", &[&outer, &x], format!("{name}/forward"), &[]);
        let last = layer + 1 == self.sizes.layers;
        let output = if last { "hidden".to_owned() } else { format!("{name}/end") };
        norm(graph, &sum, &format!("{key}.final_layer_norm"), width, output)
    }

    /// All steps look at all steps. Queries, keys and values come from one product; the scale of the scores is in the
    /// queries' weights.
    fn attention(&self, graph: &mut Graph, precision: Precision, input: &str, key: &str, name: &str) -> String {
        let (width, heads) = (self.sizes.width, self.sizes.heads() as i64);
        let joined = |part: &'static str, key: &str| {
            let key = key.to_owned();
            move |tensors: &mut dyn Tensors| {
                let mut all = tensors.values(&format!("{key}.attention.q_proj.{part}"))?;
                // A power of two: exact.
                all.iter_mut().for_each(|value| *value /= (HEAD as f32).sqrt());
                all.extend(tensors.values(&format!("{key}.attention.k_proj.{part}"))?);
                all.extend(tensors.values(&format!("{key}.attention.v_proj.{part}"))?);
                Ok(all)
            }
        };
        let all = Linear::new(3 * width, width, joined("weight", key), joined("bias", key));
        let all = all.add(graph, precision, input, &format!("{name}/attend"));
        let parts = ["queries", "keys", "values"].map(|part| format!("{name}/{part}"));
        let sizes = graph.integers("encoder/thirds", &[width as i64; 3]);
        graph.node_of("Split", &[&all, &sizes], &parts, &[Attribute::Int("axis", -1)]);
        let shape = graph.integers("encoder/heads", &[1, -1, heads, HEAD as i64]);
        let turned = |graph: &mut Graph, part: &str, perm: &[i64]| {
            let split = graph.node("Reshape", &[part, &shape], format!("{part}/heads"), &[]);
            graph.node("Transpose", &[&split], format!("{part}/turned"), &[Attribute::Ints("perm", perm)])
        };
        let queries = turned(graph, &parts[0], &[0, 2, 1, 3]);
        let keys = turned(graph, &parts[1], &[0, 2, 3, 1]);
        let values = turned(graph, &parts[2], &[0, 2, 1, 3]);
        let scores = graph.node("MatMul", &[&queries, &keys], format!("{name}/scores"), &[]);
        let chances = graph.node("Softmax", &[&scores], format!("{name}/chances"), &[Attribute::Int("axis", -1)]);
        let mixed = graph.node("MatMul", &[&chances, &values], format!("{name}/mixed"), &[]);
        let mixed =
            graph.node("Transpose", &[&mixed], format!("{name}/back"), &[Attribute::Ints("perm", &[0, 2, 1, 3])]);
        let shape = graph.integers("encoder/whole", &[1, -1, width as i64]);
        graph.node("Reshape", &[&mixed, &shape], format!("{name}/attended"), &[])
    }
}
