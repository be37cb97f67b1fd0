//! An ONNX graph that is being built: nodes, and weights that are made only when they are written.

use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension};
use tract_onnx::pb::type_proto::{Tensor, Value};
use tract_onnx::pb::{AttributeProto, NodeProto, TensorShapeProto, TypeProto, ValueInfoProto};

use super::error::Result;

/// Where weights come from.
pub trait Tensors {
    /// Values of the tensor `name`, row-major.
    fn values(&mut self, name: &str) -> Result<Vec<f32>>;
}

/// Makes the values of a weight.
pub type Recipe<T> = Box<dyn Fn(&mut dyn Tensors) -> Result<Vec<T>>>;

/// A weight of the graph.
pub struct Weight {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub dims: Vec<usize>,
    /// What it holds.
    pub kind: DataType,
    /// Its little-endian bytes.
    pub bytes: Recipe<u8>,
}

impl Weight {
    /// Length of its values in the file.
    pub fn len(&self) -> usize {
        let size = match self.kind {
            DataType::Int8 | DataType::Uint8 => 1,
            DataType::Float16 => 2,
            DataType::Int64 => 8,
            _ => 4,
        };
        self.dims.iter().product::<usize>() * size
    }
}

/// A dimension of a value: fixed, or a name.
#[derive(Debug, Clone, Copy)]
pub enum Dim {
    /// Known.
    Is(usize),
    /// Given by whoever runs the graph.
    Named(&'static str),
}

/// A graph in the order in which it is computed.
#[derive(Default)]
pub struct Graph {
    pub nodes: Vec<NodeProto>,
    pub inputs: Vec<ValueInfoProto>,
    pub outputs: Vec<ValueInfoProto>,
    /// Seams inside the graph.
    pub seams: Vec<ValueInfoProto>,
    pub weights: Vec<Weight>,
}

impl Graph {
    /// Adds a node whose output is `output`, and returns that.
    pub fn node(&mut self, op: &str, inputs: &[&str], output: impl Into<String>, attributes: &[Attribute]) -> String {
        let output = output.into();
        self.nodes.push(NodeProto {
            name: output.clone(),
            op_type: op.into(),
            input: inputs.iter().map(ToString::to_string).collect(),
            output: vec![output.clone()],
            attribute: attributes.iter().map(Attribute::proto).collect(),
            ..NodeProto::default()
        });
        output
    }

    /// Adds a node with several outputs.
    pub fn node_of(&mut self, op: &str, inputs: &[&str], outputs: &[String], attributes: &[Attribute]) {
        self.node(op, inputs, outputs[0].as_str(), attributes);
        if let Some(node) = self.nodes.last_mut() {
            node.output = outputs.to_vec();
        }
    }

    /// Gives the output of the node that was added last another name.
    pub fn rename_last(&mut self, output: &str) {
        if let Some(node) = self.nodes.last_mut() {
            node.output = vec![output.into()];
        }
    }

    /// Adds a weight of 32-bit floats.
    pub fn floats(&mut self, name: impl Into<String>, dims: &[usize], values: Recipe<f32>) -> String {
        let bytes = Box::new(move |tensors: &mut dyn Tensors| Ok(bytes(&values(tensors)?, f32::to_le_bytes)));
        self.weight(name, dims, DataType::Float, bytes)
    }

    /// Adds a weight.
    pub fn weight(&mut self, name: impl Into<String>, dims: &[usize], kind: DataType, bytes: Recipe<u8>) -> String {
        let name = name.into();
        self.weights.push(Weight { name: name.clone(), dims: dims.into(), kind, bytes });
        name
    }

    /// A scalar, added once.
    pub fn scalar(&mut self, name: &str, value: f32) -> String {
        self.constant(name, &[], DataType::Float, bytes(&[value], f32::to_le_bytes))
    }

    /// A row of integers, added once: axes and shapes.
    pub fn integers(&mut self, name: &str, values: &[i64]) -> String {
        self.constant(name, &[values.len()], DataType::Int64, bytes(values, i64::to_le_bytes))
    }

    /// Little-endian values that many nodes read, added once.
    pub fn constant(&mut self, name: &str, dims: &[usize], kind: DataType, raw: Vec<u8>) -> String {
        if self.weights.iter().all(|weight| weight.name != name) {
            self.weight(name, dims, kind, Box::new(move |_| Ok(raw.clone())));
        }
        name.into()
    }

    pub fn input(&mut self, name: &str, dims: &[Dim]) {
        self.inputs.push(value_info(name, dims));
    }

    pub fn output(&mut self, name: &str, dims: &[Dim]) {
        self.outputs.push(value_info(name, dims));
    }

    pub fn seam(&mut self, name: &str, dims: &[Dim]) {
        self.seams.push(value_info(name, dims));
    }
}

/// An attribute of a node.
#[derive(Debug, Clone, Copy)]
pub enum Attribute<'a> {
    Int(&'static str, i64),
    Ints(&'static str, &'a [i64]),
    Float(&'static str, f32),
}

impl Attribute<'_> {
    fn proto(&self) -> AttributeProto {
        let base = |name: &str, kind: AttributeType| AttributeProto {
            name: name.into(),
            r#type: kind.into(),
            ..AttributeProto::default()
        };
        match *self {
            Self::Int(name, i) => AttributeProto { i, ..base(name, AttributeType::Int) },
            Self::Ints(name, ints) => AttributeProto { ints: ints.into(), ..base(name, AttributeType::Ints) },
            Self::Float(name, f) => AttributeProto { f, ..base(name, AttributeType::Float) },
        }
    }
}

/// The bytes of `values`.
pub fn bytes<T: Copy, const N: usize>(values: &[T], to_bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(|value| to_bytes(*value)).collect()
}

fn value_info(name: &str, dims: &[Dim]) -> ValueInfoProto {
    let dim = |dim: &Dim| {
        let value = match *dim {
            Dim::Is(size) => dimension::Value::DimValue(size as i64),
            Dim::Named(name) => dimension::Value::DimParam(name.into()),
        };
        Dimension { value: Some(value), ..Dimension::default() }
    };
    let shape = TensorShapeProto { dim: dims.iter().map(dim).collect() };
    let tensor = Tensor { elem_type: DataType::Float.into(), shape: Some(shape) };
    let kind = TypeProto { value: Some(Value::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(kind), ..ValueInfoProto::default() }
}
