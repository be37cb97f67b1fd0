//! The manifest inside a model file: JSON under the metadata key `emoface.manifest` of the ONNX file.
//!
//! It is read from the file's own protobuf, since ort-tract serves no metadata, and checked against the graph's
//! inputs and outputs, so that a wrong model is refused with a sentence before any backend touches it.

use prost::Message;
use serde::{Deserialize, Serialize};

use super::delays::Delays;
use crate::audio::{features, resample::MODEL_RATE};
use crate::emotion::EMOTIONS;
use crate::rig;

/// Metadata key of the manifest.
pub const KEY: &str = "emoface.manifest";
/// Version of the manifest's layout that this library reads.
const FORMAT: u32 = 1;
/// No network of ours needs more state than this for one face (floats).
const MOST_STATE: usize = 1 << 20;
/// Graph input that tells which of several look-aheads a face uses.
pub const LOOK_AHEAD: &str = "look_ahead";

/// What a model expects and gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout version, 1.
    pub format: u32,
    /// Name of the model.
    pub name: String,
    /// Version of the model.
    pub version: String,
    /// Licence of the weights (SPDX expression).
    pub licence: String,
    /// Output rig, `board`.
    pub rig: String,
    /// Audio rate in Hz.
    pub sample_rate: u32,
    /// Rows and frames a second.
    pub frame_rate: u32,
    /// Input features.
    pub features: FeatureSpec,
    /// Frames by which the output trails the input: step `n` gives frame `n - look_ahead_frames`.
    pub look_ahead_frames: Delays,
    /// Which of several look-aheads a live face uses unless asked otherwise, from 0; the middle one if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_ahead_default: Option<usize>,
    /// Names of the emotion weights in order.
    pub emotions: Vec<String>,
    /// State tensors.
    pub state: Vec<StateSpec>,
}

/// Which features a model hears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureSpec {
    /// `logmel`, the definition in [`crate::audio::features`].
    pub kind: String,
    /// Version of that definition.
    pub version: u32,
    /// Values in a row.
    pub width: usize,
}

/// One state tensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StateSpec {
    /// Name of the graph's input.
    pub input: String,
    /// Name of the graph's output that replaces it.
    pub output: String,
    /// Shape without the leading batch dimension.
    pub shape: Vec<usize>,
}

impl StateSpec {
    /// Floats of one face.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the tensor holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Manifest {
    /// Which of the model's look-aheads a live face uses unless asked otherwise.
    pub fn default_look_ahead(&self) -> usize {
        self.look_ahead_default.unwrap_or(self.look_ahead_frames.frames().len() / 2)
    }

    /// Floats of state for one face.
    pub fn state_len(&self) -> usize {
        self.state.iter().map(StateSpec::len).sum()
    }

    /// Reads and checks the manifest of an ONNX file.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file and what to do.
    pub fn read(model: &[u8]) -> Result<Self, String> {
        if model.is_empty() {
            return Err("the file is empty; copy it again".into());
        }
        let onnx = ModelProto::decode(model)
            .map_err(|error| format!("not an ONNX file, or cut short ({error}); copy it again"))?;
        let Some(graph) = onnx.graph else {
            return Err("the ONNX file holds no graph; copy it again".into());
        };
        let Some(entry) = onnx.metadata_props.iter().find(|entry| entry.key == KEY) else {
            return Err(format!("the ONNX file has no '{KEY}' metadata; only models made for emoface can be used"));
        };
        let manifest: Self =
            serde_json::from_str(&entry.value).map_err(|error| format!("its manifest cannot be read: {error}"))?;
        manifest.check_self()?;
        manifest.check_graph(&graph)?;
        Ok(manifest)
    }

    fn check_self(&self) -> Result<(), String> {
        let expect = |what: &str, got: &dyn std::fmt::Display, wanted: &dyn std::fmt::Display| {
            let (got, wanted) = (got.to_string(), wanted.to_string());
            if got == wanted {
                return Ok(());
            }
            Err(format!("its manifest says {what} {got}, this version of emoface needs {wanted}"))
        };
        expect("format", &self.format, &FORMAT)?;
        expect("rig", &self.rig, &rig::board().name)?;
        expect("sample_rate", &self.sample_rate, &MODEL_RATE)?;
        expect("frame_rate", &self.frame_rate, &features::ROW_RATE)?;
        expect("features.kind", &self.features.kind, &"logmel")?;
        expect("features.version", &self.features.version, &1)?;
        expect("features.width", &self.features.width, &features::WIDTH)?;
        expect("emotions", &self.emotions.join(","), &EMOTIONS.join(","))?;
        self.look_ahead_frames.check(self.look_ahead_default)?;
        let sizes = self.state.iter().map(|state| state.shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d)));
        let total = sizes.into_iter().try_fold(0usize, |sum, size| sum.checked_add(size?));
        match total {
            _ if self.state.iter().any(|state| state.shape.contains(&0)) => {
                Err("one of its state tensors is empty".into())
            }
            Some(total) if total <= MOST_STATE => Ok(()),
            _ => Err("its state is larger than any face could carry".into()),
        }
    }

    fn check_graph(&self, graph: &GraphProto) -> Result<(), String> {
        let check = |side: &str, values: &[ValueInfo], name: &str, shape: &[usize], free: usize| {
            let Some(value) = values.iter().find(|value| value.name == name) else {
                return Err(format!("its graph has no {side} called '{name}'"));
            };
            let dims = value.dims();
            let fixed: Vec<_> = dims.iter().skip(free).map(|dim| dim.value).collect();
            // A dimension of 0 is symbolic: unknown until run time, and checked there.
            let fits = dims.len() == free + shape.len()
                && fixed
                    .iter()
                    .zip(shape)
                    .all(|(got, wanted)| matches!(got, None | Some(0)) || *got == Some(*wanted as i64));
            if fits {
                Ok(())
            } else {
                Err(format!("its {side} '{name}' has shape {dims:?}, needed {free} free dimensions and {shape:?}"))
            }
        };
        check("input", &graph.input, "features", &[self.features.width], 2)?;
        check("input", &graph.input, "emotion", &[EMOTIONS.len()], 2)?;
        check("output", &graph.output, "controls", &[rig::BOARD_CONTROLS], 2)?;
        match self.look_ahead_frames.inputs() {
            0 if graph.input.iter().any(|input| input.name == LOOK_AHEAD) => {
                return Err(format!(
                    "its graph has the input '{LOOK_AHEAD}', but its manifest gives one number as look_ahead_frames \
                     instead of a list"
                ));
            }
            0 => {}
            delays => check("input", &graph.input, LOOK_AHEAD, &[delays], 1)?,
        }
        for state in &self.state {
            check("input", &graph.input, &state.input, &state.shape, 1)?;
            check("output", &graph.output, &state.output, &state.shape, 1)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

// The few fields of onnx.proto (ONNX IR) that the manifest needs; prost skips all others.

#[derive(Clone, PartialEq, Message)]
struct ModelProto {
    #[prost(message, optional, tag = "7")]
    graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "14")]
    metadata_props: Vec<StringEntry>,
}

#[derive(Clone, PartialEq, Message)]
struct StringEntry {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, tag = "2")]
    value: String,
}

#[derive(Clone, PartialEq, Message)]
struct GraphProto {
    #[prost(message, repeated, tag = "11")]
    input: Vec<ValueInfo>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<ValueInfo>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueInfo {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "2")]
    kind: Option<TypeProto>,
}

impl ValueInfo {
    fn dims(&self) -> &[Dimension] {
        let tensor = self.kind.as_ref().and_then(|kind| kind.tensor.as_ref());
        tensor.and_then(|tensor| tensor.shape.as_ref()).map_or(&[], |shape| &shape.dims)
    }
}

#[derive(Clone, PartialEq, Message)]
struct TypeProto {
    #[prost(message, optional, tag = "1")]
    tensor: Option<TensorType>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorType {
    #[prost(message, optional, tag = "2")]
    shape: Option<Shape>,
}

#[derive(Clone, PartialEq, Message)]
struct Shape {
    #[prost(message, repeated, tag = "1")]
    dims: Vec<Dimension>,
}

#[derive(Clone, PartialEq, Message)]
struct Dimension {
    #[prost(int64, optional, tag = "1")]
    value: Option<i64>,
}
