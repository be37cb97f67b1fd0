//! Cuts one stage out of a model's graph: the nodes between some values and others, as a model of its own.
//!
//! A network that hears whole utterances runs in stages, whose results are kept from window to window (its convolutions
//! need not hear the same audio twice). Its file holds one graph that any ONNX tool opens; where the stages meet stands
//! in the manifest.

use std::collections::{HashMap, HashSet};

use prost::Message;
use prost::bytes::Bytes;

use super::proto::{GraphProto, ModelProto, NodeProto, TensorName, ValueInfo};

/// A model's graph, ready to be cut.
pub struct Graph {
    model: ModelProto,
    nodes: Vec<NodeProto>,
    /// Which node gives a value, which weight has a name.
    makers: HashMap<String, usize>,
    weights: HashMap<String, usize>,
}

impl Graph {
    /// Reads a model file. Weights stay slices of `bytes`.
    ///
    /// # Errors
    /// It is no ONNX file.
    pub fn read(bytes: &Bytes) -> Result<Self, String> {
        let damaged = |error| format!("not an ONNX file, or cut short ({error}); copy it again");
        let model = ModelProto::decode(bytes.clone()).map_err(damaged)?;
        let graph = model.graph.as_ref().ok_or("the ONNX file holds no graph; copy it again")?;
        let nodes: Vec<_> =
            graph.node.iter().map(|node| NodeProto::decode(node.clone())).collect::<Result<_, _>>().map_err(damaged)?;
        let mut makers = HashMap::new();
        for (index, node) in nodes.iter().enumerate() {
            makers.extend(node.output.iter().filter(|name| !name.is_empty()).map(|name| (name.clone(), index)));
        }
        let mut weights = HashMap::new();
        for (index, weight) in graph.initializer.iter().enumerate() {
            weights.insert(TensorName::decode(weight.clone()).map_err(damaged)?.name, index);
        }
        Ok(Self { model, nodes, makers, weights })
    }

    /// The model whose inputs are `inputs` and whose output is `output`.
    ///
    /// # Errors
    /// A value is missing, or the output needs more than these inputs.
    pub fn cut(&self, inputs: &[&str], output: &str) -> Result<Vec<u8>, String> {
        self.stage(inputs, output).map(|stage| stage.encode_to_vec())
    }

    /// Whether it can be cut so; copies no weights.
    ///
    /// # Errors
    /// As [`Graph::cut`].
    pub fn check(&self, inputs: &[&str], output: &str) -> Result<(), String> {
        self.stage(inputs, output).map(|_| ())
    }

    fn stage(&self, inputs: &[&str], output: &str) -> Result<ModelProto, String> {
        let graph = self.model.graph.as_ref().ok_or("the ONNX file holds no graph")?;
        let (mut nodes, mut weights) = (HashSet::new(), HashSet::new());
        let mut wanted = vec![output];
        while let Some(name) = wanted.pop() {
            if name.is_empty() || inputs.contains(&name) {
                continue;
            }
            if let Some(weight) = self.weights.get(name) {
                weights.insert(*weight);
            } else if let Some(node) = self.makers.get(name) {
                if nodes.insert(*node) {
                    wanted.extend(self.nodes[*node].input.iter().map(String::as_str));
                }
            } else {
                return Err(format!("its graph makes '{output}' from '{name}', which is none of {inputs:?}"));
            }
        }
        let known = || graph.input.iter().chain(&graph.output).chain(&graph.value_info);
        let info = |name: &str| -> Result<ValueInfo, String> {
            known().find(|value| value.name == name).cloned().ok_or(format!("its graph does not describe '{name}'"))
        };
        let pick = |all: &[Bytes], chosen: &HashSet<usize>| {
            all.iter().enumerate().filter(|(index, _)| chosen.contains(index)).map(|(_, item)| item.clone()).collect()
        };
        Ok(ModelProto {
            ir_version: self.model.ir_version,
            opset_import: self.model.opset_import.clone(),
            graph: Some(GraphProto {
                node: pick(&graph.node, &nodes),
                name: output.to_owned(),
                initializer: pick(&graph.initializer, &weights),
                input: inputs.iter().map(|name| info(name)).collect::<Result<_, _>>()?,
                output: vec![info(output)?],
                value_info: Vec::new(),
            }),
            metadata_props: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str) -> ValueInfo {
        ValueInfo { name: name.into(), kind: None }
    }

    /// a -> double -> b -> plus weight -> c, and d -> half -> e.
    fn graph() -> Graph {
        let node = |inputs: &[&str], output: &str| {
            let input = inputs.iter().map(|name| (*name).to_owned()).collect();
            NodeProto { input, output: vec![output.to_owned()] }.encode_to_vec().into()
        };
        let model = ModelProto {
            graph: Some(GraphProto {
                node: vec![node(&["a"], "b"), node(&["b", "weight"], "c"), node(&["d"], "e")],
                initializer: vec![TensorName { name: "weight".into() }.encode_to_vec().into()],
                input: vec![value("a"), value("d")],
                output: vec![value("c"), value("e")],
                value_info: vec![value("b")],
                ..GraphProto::default()
            }),
            ..ModelProto::default()
        };
        Graph::read(&model.encode_to_vec().into()).unwrap()
    }

    fn counts(bytes: &[u8]) -> (usize, usize) {
        let graph = ModelProto::decode(bytes).unwrap().graph.unwrap();
        (graph.node.len(), graph.initializer.len())
    }

    #[test]
    fn a_stage_holds_what_it_needs_and_no_more() {
        let graph = graph();
        assert_eq!(counts(&graph.cut(&["a"], "b").unwrap()), (1, 0));
        assert_eq!(counts(&graph.cut(&["b"], "c").unwrap()), (1, 1));
        assert_eq!(counts(&graph.cut(&["a"], "c").unwrap()), (2, 1));
        assert_eq!(counts(&graph.cut(&["d"], "e").unwrap()), (1, 0));
    }

    #[test]
    fn a_stage_that_lacks_something_is_refused() {
        assert!(graph().cut(&["d"], "c").unwrap_err().contains("'c' from 'a'"));
        assert!(graph().cut(&["a"], "z").unwrap_err().contains("'z'"));
        assert!(Graph::read(&Bytes::from_static(b"no model")).is_err_and(|said| said.contains("copy it again")));
    }
}
