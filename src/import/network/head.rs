//! The stage `head`: from the hidden state and an emotion to controls, each step for itself.

use super::{Stages, norm};
use crate::emotion::{EMOTIONS, NEUTRAL};
use crate::import::fold;
use crate::import::graph::Dim::{Is, Named};
use crate::import::graph::Graph;
use crate::import::linear::Linear;
use crate::rig::BOARD_CONTROLS;

impl Stages<'_> {
    pub(super) fn head(&self, graph: &mut Graph) {
        let (width, inputs, forward) = (self.sizes.head_width, self.sizes.width, self.sizes.head_forward);
        graph.input("emotion", &[Is(1), Named("steps"), Is(EMOTIONS.len())]);
        let first = Linear::new(
            width,
            inputs,
            |tensors| tensors.values("in_fn.weight"),
            move |tensors| fold::head_bias(tensors, width),
        );
        let x = first.add(graph, self.fine(), "hidden", "head/in");
        let emotion = self.emotion(graph);
        let mut x = graph.node("Add", &[&x, &emotion], "head/start", &[]);
        for layer in 0..self.sizes.head_layers {
            let (key, name) = (format!("encoder.layers.{layer}"), format!("head/{layer}"));
            let attention = Linear::new(
                width,
                width,
                move |tensors| fold::attention(tensors, layer, width),
                move |tensors| fold::attention_bias(tensors, layer, width),
            );
            let attended = attention.add(graph, self.precision, &x, &format!("{name}/attend"));
            let sum = graph.node("Add", &[&attended, &x], format!("{name}/attention"), &[]);
            x = norm(graph, &sum, &format!("{key}.norm1"), width, format!("{name}/middle"));
            let inner = Linear::stored(&format!("{key}.linear1"), forward, width);
            let inner = inner.add(graph, self.precision, &x, &format!("{name}/inner"));
            let inner = graph.node("Relu", &[&inner], format!("{name}/relu"), &[]);
            let outer = Linear::stored(&format!("{key}.linear2"), width, forward);
            let outer = outer.add(graph, self.precision, &inner, &format!("{name}/outer"));
            let sum = graph.node("Add", &[&outer, &x], format!("{name}/forward"), &[]);
            x = norm(graph, &sum, &format!("{key}.norm2"), width, format!("{name}/end"));
        }
        let out = Linear::stored("out_fn", BOARD_CONTROLS, width);
        out.add(graph, self.fine(), &x, "head/out");
        graph.rename_last("controls");
        graph.output("controls", &[Is(1), Named("steps"), Is(BOARD_CONTROLS)]);
    }

    /// The vector of an emotion: weights times a table, neutral taking what they leave to one.
    fn emotion(&self, graph: &mut Graph) -> String {
        let sizes = self.sizes.clone();
        let dims = [EMOTIONS.len(), sizes.head_width];
        let table = graph.floats("head/emotions", &dims, Box::new(move |tensors| fold::emotions(tensors, &sizes)));
        let mut neutral = vec![0.0; EMOTIONS.len()];
        neutral[NEUTRAL] = 1.0;
        let neutral = graph.floats("head/neutral", &[EMOTIONS.len()], Box::new(move |_| Ok(neutral.clone())));
        let (axis, one) = (graph.integers("last", &[-1]), graph.scalar("one", 1.0));
        let sum = graph.node("ReduceSum", &["emotion", &axis], "head/emotion/sum", &[]);
        let rest = graph.node("Sub", &[&one, &sum], "head/emotion/rest", &[]);
        let rest = graph.node("Mul", &[&rest, &neutral], "head/emotion/neutral", &[]);
        let all = graph.node("Add", &["emotion", &rest], "head/emotion/all", &[]);
        graph.node("MatMul", &[&all, &table], "head/emotion/vector", &[])
    }
}
