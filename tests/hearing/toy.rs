//! Small models that hear sound, or features, and speak ARKit: what a third network looks like, written as ONNX.
//!
//! The one that hears sound has every stage: a first filter whose statistics the library learns, features, an encoder that
//! sees four frames to either side, a head with three outputs, 30 frames a second, no emotions.

use emoface::network::manifest::KEY;
use prost::Message;
use serde_json::{Value, json};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension};
use tract_onnx::pb::type_proto::{Tensor, Value as Kind};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, StringStringEntryProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto,
};

pub const CHANNELS: usize = 4;
/// Frames that the encoder sees to either side.
pub const SIDE: usize = 4;

fn value(name: &str, dims: &[usize]) -> ValueInfoProto {
    let dim = |(axis, size): (usize, &usize)| {
        let value = match size {
            0 => dimension::Value::DimParam(format!("{name}_{axis}")),
            size => dimension::Value::DimValue(*size as i64),
        };
        Dimension { value: Some(value), ..Dimension::default() }
    };
    let shape = Some(TensorShapeProto { dim: dims.iter().enumerate().map(dim).collect() });
    let tensor = Tensor { elem_type: DataType::Float.into(), shape };
    let kind = TypeProto { value: Some(Kind::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(kind), ..ValueInfoProto::default() }
}

fn weight(name: &str, dims: &[usize], values: Vec<f32>) -> TensorProto {
    assert_eq!(values.len(), dims.iter().product::<usize>());
    TensorProto {
        name: name.into(),
        dims: dims.iter().map(|size| *size as i64).collect(),
        data_type: DataType::Float.into(),
        raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        ..TensorProto::default()
    }
}

fn node(kind: &str, inputs: &[&str], output: &str, attributes: &[(&str, &[i64])]) -> NodeProto {
    let attribute = |(name, values): &(&str, &[i64])| AttributeProto {
        name: (*name).into(),
        r#type: AttributeType::Ints.into(),
        ints: values.to_vec(),
        ..AttributeProto::default()
    };
    NodeProto {
        op_type: kind.into(),
        name: output.into(),
        input: inputs.iter().map(|name| (*name).into()).collect(),
        output: vec![output.into()],
        attribute: attributes.iter().map(attribute).collect(),
        ..NodeProto::default()
    }
}

fn file(graph: GraphProto, manifest: &Value) -> Vec<u8> {
    let entry = StringStringEntryProto { key: KEY.into(), value: manifest.to_string() };
    ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: 17 }],
        graph: Some(graph),
        metadata_props: vec![entry],
        ..ModelProto::default()
    }
    .encode_to_vec()
}

/// Some fixed numbers between -1 and 1.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// The manifest of the model that hears sound.
pub fn sound_manifest() -> Value {
    json!({
        "format": 2, "name": "toy", "version": "1", "licence": "CC0-1.0", "rig": "arkit",
        "sample_rate": 16000, "frame_rate": 30, "emotions": [],
        "columns": [
            {"name": "jawOpen", "board": {"CTRL_C_jaw-translateY": 1.0}},
            {"name": "mouthSmileLeft", "board": {"CTRL_L_mouth_cornerPull-translateY": 1.0}},
            {"name": "mouthSmileRight", "board": {"CTRL_R_mouth_cornerPull-translateY": 0.5}},
        ],
        "behaviours": ["blink"],
        "audio": {
            "normalise": {"epsilon": 1e-7},
            "chunk_seconds": 4,
            "filter": {"input": "audio", "output": "bands", "channels": CHANNELS, "kernel": 10},
            "front": {"input": "bands", "mean": "mean", "deviation": "deviation", "epsilon": 1e-5,
                      "output": "features", "width": CHANNELS, "kernel": 325, "stride": 160},
            "encoder": {"input": "tokens", "output": "hidden", "width": CHANNELS},
            "head": {"input": "hidden", "output": "controls"},
            // Half a second either way is far more than the encoder sees.
            "context": {"left": 0.5, "right": 0.2},
        },
    })
}

/// A model that hears sound, with this manifest.
pub fn sound(manifest: &Value) -> Vec<u8> {
    let width = CHANNELS as i64;
    let taps = 2 * SIDE + 1;
    let perm = |order: &'static [i64]| [("perm", order)];
    let graph = GraphProto {
        name: "toy".into(),
        node: vec![
            node("Unsqueeze", &["audio", "one"], "mono", &[]),
            node("Conv", &["mono", "filter"], "bands", &[("strides", &[5])]),
            node("Transpose", &["bands"], "rows", &perm(&[0, 2, 1])),
            node("Sub", &["rows", "mean"], "centred", &[]),
            node("Div", &["centred", "deviation"], "even", &[]),
            node("Abs", &["even"], "loud", &[]),
            node("Transpose", &["loud"], "louder", &perm(&[0, 2, 1])),
            node("Conv", &["louder", "pool"], "pooled", &[("strides", &[32]), ("group", &[width])]),
            node("Transpose", &["pooled"], "features", &perm(&[0, 2, 1])),
            node("Transpose", &["tokens"], "columns", &perm(&[0, 2, 1])),
            node("Conv", &["columns", "context"], "seen", &[("pads", &[SIDE as i64, SIDE as i64])]),
            node("Transpose", &["seen"], "hidden", &perm(&[0, 2, 1])),
            node("MatMul", &["hidden", "mix"], "mixed", &[]),
            node("Sigmoid", &["mixed"], "controls", &[]),
        ],
        initializer: vec![
            TensorProto {
                name: "one".into(),
                dims: vec![1],
                data_type: DataType::Int64.into(),
                raw_data: 1i64.to_le_bytes().to_vec(),
                ..TensorProto::default()
            },
            weight("filter", &[CHANNELS, 1, 10], numbers(CHANNELS * 10, 1)),
            weight("pool", &[CHANNELS, 1, 64], vec![1.0 / 64.0; CHANNELS * 64]),
            weight("context", &[CHANNELS, CHANNELS, taps], numbers(CHANNELS * CHANNELS * taps, 2)),
            weight("mix", &[CHANNELS, 3], numbers(CHANNELS * 3, 3)),
        ],
        input: vec![
            value("audio", &[1, 0]),
            value("mean", &[CHANNELS]),
            value("deviation", &[CHANNELS]),
            value("tokens", &[1, 0, CHANNELS]),
        ],
        output: vec![value("features", &[1, 0, CHANNELS]), value("controls", &[1, 0, 3])],
        value_info: vec![value("bands", &[1, CHANNELS, 0]), value("hidden", &[1, 0, CHANNELS])],
        ..GraphProto::default()
    };
    // `group` is a number in ONNX, not a list.
    let mut graph = graph;
    for attribute in graph.node.iter_mut().flat_map(|node| &mut node.attribute).filter(|one| one.name == "group") {
        (attribute.i, attribute.r#type) = (attribute.ints[0], AttributeType::Int.into());
        attribute.ints.clear();
    }
    file(graph, manifest)
}

/// A model that hears features and opens the jaw with the first of them.
pub fn features() -> Vec<u8> {
    let manifest = json!({
        "format": 2, "name": "toy of features", "version": "1", "licence": "CC0-1.0", "rig": "mine",
        "sample_rate": 16000, "frame_rate": 60,
        "features": {"kind": "logmel", "version": 2, "width": 80},
        "emotions": ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"],
        "look_ahead_frames": 0,
        "columns": [{"name": "open", "board": {"CTRL_C_jaw-translateY": 0.5}}, {"name": "nothing"}],
    });
    let mut mix = vec![0.0; 80 * 2];
    (0..40).for_each(|band| mix[2 * band] = 0.05);
    let mut feel = vec![0.0; 7 * 2];
    feel[2 * 3] = 0.2;
    let graph = GraphProto {
        name: "toy".into(),
        node: vec![
            node("MatMul", &["features", "mix"], "mixed", &[]),
            node("MatMul", &["emotion", "feel"], "felt", &[]),
            node("Add", &["mixed", "felt"], "sum", &[]),
            node("Sigmoid", &["sum"], "controls", &[]),
        ],
        initializer: vec![weight("mix", &[80, 2], mix), weight("feel", &[7, 2], feel)],
        input: vec![value("features", &[0, 0, 80]), value("emotion", &[0, 0, 7])],
        output: vec![value("controls", &[0, 0, 2])],
        ..GraphProto::default()
    };
    file(graph, &manifest)
}
