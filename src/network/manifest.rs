//! The manifest inside a model file: JSON under the metadata key `emoface.manifest` of the ONNX file.
//!
//! It is read from the file's own protobuf, since ort-tract serves no metadata, and checked against the graph's
//! inputs and outputs, so that a wrong model is refused with a sentence before any backend touches it.

use prost::Message;
use prost::bytes::Buf;
use serde::{Deserialize, Serialize};

use super::columns::{Column, Columns};
use super::delays::Delays;
use super::hearing::AudioSpec;
use super::proto::{GraphProto, ModelProto, ValueInfo};
use super::stream::{ROW, Shape};
use crate::audio::grid::frame_count;
use crate::audio::{features, resample::MODEL_RATE};
use crate::emotion::EMOTIONS;
use crate::motion::behaviours::Behaviours;
use crate::motion::smooth::Window;
use crate::rig::{self, BOARD_CONTROLS};

/// Metadata key of the manifest.
pub const KEY: &str = "emoface.manifest";
/// Versions of the manifest's layout that this library reads. Version 2 brought models that hear sound itself, columns,
/// behaviours, smoothing and previews; a file of version 1 is one of version 2 without them.
const FORMATS: [u32; 2] = [1, 2];
/// Frames a second that a model may give.
const FRAME_RATES: std::ops::RangeInclusive<u32> = 1..=240;
/// No network of ours needs more state than this for one face (floats).
const MOST_STATE: usize = 1 << 20;
/// Graph input that tells which of several look-aheads a face uses.
pub const LOOK_AHEAD: &str = "look_ahead";

/// What a model expects and gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout version, 1 or 2.
    pub format: u32,
    /// Name of the model.
    pub name: String,
    /// Version of the model.
    pub version: String,
    /// Licence of the weights (SPDX expression).
    pub licence: String,
    /// Output rig: `board`, or any name if there are `columns`.
    pub rig: String,
    /// What the outputs mean where they are not the board's controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<Column>>,
    /// Audio rate in Hz.
    pub sample_rate: u32,
    /// Rows and frames a second: 60 for a model that hears features.
    pub frame_rate: u32,
    /// Input features, of a model that hears those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<FeatureSpec>,
    /// How a model that hears sound itself does so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioSpec>,
    /// Frames by which the output trails the input: step `n` gives frame `n - look_ahead_frames`. Those of a model that
    /// hears sound follow from its windows.
    #[serde(default = "none")]
    pub look_ahead_frames: Delays,
    /// Which of several look-aheads a live face uses unless asked otherwise, from 0; the middle one if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_ahead_default: Option<usize>,
    /// Each answer is followed by a first opinion of the next frame, with which the library smooths it instead of waiting
    /// for that: `controls` is `[faces, rows, 2, outputs]`. For a model that hears features.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// Names of the emotion weights in order; empty for a model that knows none.
    pub emotions: Vec<String>,
    /// State tensors.
    #[serde(default)]
    pub state: Vec<StateSpec>,
    /// Behaviours that the library should add, by the names that `emoface bake --behaviours` knows; all if missing. A
    /// model that moves brows and cheeks itself leaves them out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviours: Option<Vec<String>>,
    /// How the frames of known audio are smoothed; as those of a live face if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smooth: Option<Window>,
}

fn none() -> Delays {
    Delays::One(0)
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

    /// Reads and checks the manifest of an ONNX file: a slice, or `Bytes`, whose weights are not copied then.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file and what to do.
    pub fn read(model: impl Buf) -> Result<Self, String> {
        if !model.has_remaining() {
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
        let mut manifest: Self =
            serde_json::from_str(&entry.value).map_err(|error| format!("its manifest cannot be read: {error}"))?;
        manifest.check_self()?;
        manifest.check_graph(&graph)?;
        manifest.fit_windows();
        Ok(manifest)
    }

    /// Look-aheads and state of a model that hears sound: those of its windows.
    pub(super) fn fit_windows(&mut self) {
        let Some(audio) = &self.audio else { return };
        let shape = Shape::of(audio, self.frame_rate);
        self.look_ahead_frames = Delays::Several(shape.delays());
        self.state = vec![StateSpec { input: String::new(), output: String::new(), shape: vec![shape.floats()] }];
    }

    /// What the outputs mean.
    ///
    /// # Errors
    /// They move what the board does not have.
    pub fn outputs(&self) -> Result<Columns, String> {
        self.columns.as_deref().map_or(Ok(Columns::BOARD), Columns::of)
    }

    /// Board frames that answer a row: that of the look-ahead and, in a model that previews, the next one.
    pub fn answers(&self) -> usize {
        1 + usize::from(self.preview)
    }

    /// Values that answer a row, in board controls.
    pub fn answer_width(&self) -> usize {
        self.answers() * BOARD_CONTROLS
    }

    /// Values of a row that the network hears.
    pub fn row_width(&self) -> usize {
        self.features.as_ref().map_or(ROW, |features| features.width)
    }

    /// Of `wanted`, what this model leaves to the library.
    pub fn left_to_us(&self, wanted: Behaviours) -> Behaviours {
        match &self.behaviours {
            None => wanted,
            Some(names) => wanted.only(|name| names.iter().any(|one| one == name)),
        }
    }

    /// Frames that a bake of `samples` at `rate` Hz gives.
    pub fn frames_of(&self, samples: u64, rate: u32) -> u64 {
        match self.audio {
            None => frame_count(samples, rate),
            // The system itself cuts off what is no whole frame.
            Some(_) => (u128::from(samples) * u128::from(features::ROW_RATE) / u128::from(rate.max(1))) as u64,
        }
    }

    fn check_self(&self) -> Result<(), String> {
        let expect = |what: &str, got: &dyn std::fmt::Display, wanted: &dyn std::fmt::Display| {
            let (got, wanted) = (got.to_string(), wanted.to_string());
            if got == wanted {
                return Ok(());
            }
            Err(format!("its manifest says {what} {got}, this version of emoface needs {wanted}"))
        };
        if !FORMATS.contains(&self.format) {
            return Err(format!("its manifest has format {}, this version of emoface reads {FORMATS:?}", self.format));
        }
        if self.columns.is_none() {
            expect("rig", &self.rig, &rig::board().name)?;
        }
        self.outputs()?;
        expect("sample_rate", &self.sample_rate, &MODEL_RATE)?;
        let knows_emotions = match (&self.features, &self.audio) {
            (Some(spec), None) => {
                expect("frame_rate", &self.frame_rate, &features::ROW_RATE)?;
                expect("features.kind", &spec.kind, &"logmel")?;
                expect("features.version", &spec.version, &features::VERSION)?;
                expect("features.width", &spec.width, &features::WIDTH)?;
                true
            }
            (None, Some(_)) if self.preview => {
                return Err("its manifest has preview, which is for models that hear features; leave it out".into());
            }
            (None, Some(audio)) => {
                if !FRAME_RATES.contains(&self.frame_rate) {
                    return Err(format!("its frame_rate is {}, not {FRAME_RATES:?}", self.frame_rate));
                }
                audio.check()?;
                if Shape::of(audio, self.frame_rate).floats() > MOST_STATE {
                    return Err(
                        "a live window of it is larger than any face could carry; its audio.context is too long, \
                                or its front.stride too short"
                            .into(),
                    );
                }
                audio.head.emotion.is_some()
            }
            _ => return Err("its manifest must have either features or audio".into()),
        };
        let emotions = if knows_emotions { EMOTIONS.join(",") } else { String::new() };
        expect("emotions", &self.emotions.join(","), &emotions)?;
        if let Some(unknown) = self.behaviours.iter().flatten().find(|name| !Behaviours::NAMES.contains(&name.as_str()))
        {
            return Err(format!(
                "its manifest leaves a behaviour '{unknown}' to us; there are {:?}",
                Behaviours::NAMES
            ));
        }
        if let Some(window) = self.smooth.filter(|window| !window.is_sensible()) {
            return Err(format!("its manifest smooths by {window:?}, which is no filter"));
        }
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
        let width = self.outputs()?.width();
        let Some(features) = &self.features else {
            return self.audio.as_ref().map_or(Ok(()), |audio| {
                let (input, output) = (&graph.input, &graph.output);
                let sound = audio.filter.as_ref().map_or(&audio.front.input, |filter| &filter.input);
                check("input", input, sound, &[], 2)?;
                if let (Some(filter), Some(mean), Some(deviation)) =
                    (&audio.filter, &audio.front.mean, &audio.front.deviation)
                {
                    check("input", input, mean, &[filter.channels], 0)?;
                    check("input", input, deviation, &[filter.channels], 0)?;
                }
                check("output", output, &audio.front.output, &[audio.front.width], 2)?;
                let rows = audio.encoder.as_ref().map_or(&audio.head.input, |encoder| &encoder.input);
                check("input", input, rows, &[audio.front.width], 2)?;
                if let Some(emotion) = &audio.head.emotion {
                    check("input", input, emotion, &[EMOTIONS.len()], 2)?;
                }
                check("output", output, &audio.head.output, &[width], 2)
            });
        };
        check("input", &graph.input, "features", &[features.width], 2)?;
        check("input", &graph.input, "emotion", &[EMOTIONS.len()], 2)?;
        let answer: &[usize] = if self.preview { &[self.answers(), width] } else { &[width] };
        check("output", &graph.output, "controls", answer, 2)?;
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
