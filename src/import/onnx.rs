//! Writes a graph as an ONNX file, one weight after the other: no more than one of them is in memory.
//!
//! Lengths in a protobuf file stand before what they measure (protobuf.dev, "Encoding"), and those of weights are
//! known from their shapes; so the small parts are encoded by prost and the values go straight through.

use std::io::Write;

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len};
use tract_onnx::pb::{GraphProto, ModelProto, OperatorSetIdProto, StringStringEntryProto, TensorProto};

use super::error::{Result, refuse};
use super::graph::{Graph, Tensors, Weight};

/// Newest operators that both backends take; with the file version that belongs to them.
const OPSET: i64 = 17;
const IR_VERSION: i64 = 8;
/// ONNX's limit for one file, which is protobuf's.
const LONGEST: usize = i32::MAX as usize;

// Field numbers of onnx.proto.
const MODEL_GRAPH: u32 = 7;
const GRAPH_INITIALIZER: u32 = 5;
const TENSOR_RAW_DATA: u32 = 9;

/// Writes `graph` with the metadata entry `key`: `value`; its weights are made from `tensors`. `done` is told how many
/// of how many weights are written.
pub fn write(
    out: &mut dyn Write,
    graph: &Graph,
    (key, value): (&str, String),
    tensors: &mut dyn Tensors,
    mut done: impl FnMut(usize, usize),
) -> Result<()> {
    let model = ModelProto {
        ir_version: IR_VERSION,
        producer_name: "emoface".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
        metadata_props: vec![StringStringEntryProto { key: key.into(), value }],
        ..ModelProto::default()
    };
    let nodes = GraphProto {
        name: "emoface".into(),
        node: graph.nodes.clone(),
        input: graph.inputs.clone(),
        output: graph.outputs.clone(),
        value_info: graph.seams.clone(),
        ..GraphProto::default()
    }
    .encode_to_vec();
    let heads: Vec<Vec<u8>> = graph.weights.iter().map(head).collect();
    let length = |head: &[u8], weight: &Weight| head.len() + weight.len();
    let weights = heads.iter().zip(&graph.weights).map(|(head, weight)| {
        let length = length(head, weight);
        key_len(GRAPH_INITIALIZER) + encoded_len_varint(length as u64) + length
    });
    let total = nodes.len() + weights.sum::<usize>();
    if total > LONGEST {
        return refuse(format!("the model would have {total} bytes, more than an ONNX file may; try --precision int8"));
    }
    let mut buffer = model.encode_to_vec();
    open(&mut buffer, MODEL_GRAPH, total);
    buffer.extend(nodes);
    for (index, (head, weight)) in heads.iter().zip(&graph.weights).enumerate() {
        open(&mut buffer, GRAPH_INITIALIZER, length(head, weight));
        buffer.extend(head);
        out.write_all(&buffer)?;
        buffer.clear();
        let values = (weight.bytes)(tensors)?;
        if values.len() != weight.len() {
            return refuse(format!("the weight {} came out with a wrong length", weight.name));
        }
        out.write_all(&values)?;
        done(index + 1, graph.weights.len());
    }
    out.write_all(&buffer)?;
    Ok(())
}

/// All of a weight but its values.
fn head(weight: &Weight) -> Vec<u8> {
    let tensor = TensorProto {
        name: weight.name.clone(),
        dims: weight.dims.iter().map(|size| *size as i64).collect(),
        data_type: weight.kind.into(),
        ..TensorProto::default()
    };
    let mut head = tensor.encode_to_vec();
    open(&mut head, TENSOR_RAW_DATA, weight.len());
    head
}

/// Begins a field of `length` bytes.
fn open(buffer: &mut Vec<u8>, field: u32, length: usize) {
    encode_key(field, WireType::LengthDelimited, buffer);
    encode_varint(length as u64, buffer);
}
