//! How a model that hears sound itself does so: in which stages, over which windows.
//!
//! ```text
//! audio -> [filter -> statistics] -> front -> features -> resampled to frames -> [encoder] -> hidden -> head -> controls
//! ```
//!
//! Each stage is a part of one graph, named by the values where it begins and ends (`cut.rs`). What lies between
//! the stages is the library's: statistics over time, since over which time depends on how the model is run, and the
//! resampling of features to frames.

use serde::{Deserialize, Serialize};

use crate::error::{Result, invalid};

/// Longest chunk, longest context on either side, in seconds.
const LONGEST_CHUNK: f64 = 600.0;
const LONGEST_CONTEXT: f64 = 30.0;
/// Most values of a feature or hidden row, most samples of a field.
const WIDEST: usize = 1 << 14;
const LONGEST_FIELD: usize = 1 << 16;

/// How a model that hears sound is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Each chunk at once, as the model was trained: all of the audio must be known.
    Whole,
    /// Known audio in windows with context: the first frames come long before the last, in bounded memory.
    Progressive,
    /// A window that slides over audio as it comes.
    Live,
}

impl std::str::FromStr for Mode {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "whole" => Ok(Self::Whole),
            "progressive" => Ok(Self::Progressive),
            "live" => Ok(Self::Live),
            _ => invalid(format!("'{text}' is no mode; give whole, progressive or live")),
        }
    }
}

/// `audio` of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioSpec {
    /// Whether the sound of an utterance is brought to mean 0 and variance 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalise: Option<NormaliseSpec>,
    /// Longest stretch that is heard at once, in seconds.
    #[serde(default = "chunk_seconds")]
    pub chunk_seconds: f64,
    /// A first filter whose statistics over time the front wants to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<FilterSpec>,
    /// Sound to features.
    pub front: FrontSpec,
    /// Features, resampled to frames, to what the head sees. Without it the head sees the features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoder: Option<EncoderSpec>,
    /// Frame by frame to controls.
    pub head: HeadSpec,
    /// Where frames stand among features when an utterance is known.
    #[serde(default)]
    pub grid: Grid,
    /// What a window sees around the frames that it gives.
    pub context: ContextSpec,
    /// How a bake runs the model unless told otherwise.
    #[serde(default = "whole")]
    pub mode: Mode,
}

fn chunk_seconds() -> f64 {
    60.0
}

fn whole() -> Mode {
    Mode::Whole
}

/// The sound's normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NormaliseSpec {
    /// Added to the variance.
    pub epsilon: f64,
}

/// The first filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilterSpec {
    /// Graph input, `[1, samples]`.
    pub input: String,
    /// Value of the graph, `[1, channels, time]`.
    pub output: String,
    /// Its channels.
    pub channels: usize,
    /// Samples that one value sees.
    pub kernel: usize,
}

/// Sound to features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontSpec {
    /// Graph input, `[1, samples]`, or the filter's output.
    pub input: String,
    /// Graph inputs for the filter's mean and deviation over time, each `[channels]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<String>,
    /// See `mean`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<String>,
    /// Added to the filter's variance.
    #[serde(default)]
    pub epsilon: f64,
    /// Graph output, `[1, time, width]`.
    pub output: String,
    /// Values of a feature.
    pub width: usize,
    /// Samples that a feature sees.
    pub kernel: usize,
    /// Samples from one feature to the next.
    pub stride: usize,
}

/// Features to what the head sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncoderSpec {
    /// Graph input, `[1, frames, front.width]`.
    pub input: String,
    /// Value of the graph, `[1, frames, width]`.
    pub output: String,
    /// Values of a row.
    pub width: usize,
}

/// Rows to controls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadSpec {
    /// Graph input or the encoder's output, `[1, frames, width]`.
    pub input: String,
    /// Graph input `[1, frames, emotions]`; a model without it knows no emotions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emotion: Option<String>,
    /// Graph output, `[1, frames, controls]`.
    pub output: String,
}

/// Where the frames of a known chunk stand among its features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grid {
    /// First on first and last on last, whatever the chunk's length (PyTorch's `align_corners`).
    #[default]
    AlignCorners,
    /// Each where its time is.
    Time,
}

/// Seconds of context.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ContextSpec {
    /// Before.
    pub left: f64,
    /// After: how far a window hears ahead.
    pub right: f64,
}

impl AudioSpec {
    /// Width of the rows that the head sees.
    pub fn hidden_width(&self) -> usize {
        self.encoder.as_ref().map_or(self.front.width, |encoder| encoder.width)
    }

    /// Whether a model could be so.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        let FrontSpec { width, kernel, stride, .. } = self.front;
        let within = |what: &str, value: usize, most: usize| match value {
            0 => Err(format!("its manifest says audio.{what} 0")),
            value if value > most => Err(format!("its manifest says audio.{what} {value}, more than {most}")),
            _ => Ok(()),
        };
        within("front.width", width, WIDEST)?;
        within("front.kernel", kernel, LONGEST_FIELD)?;
        within("front.stride", stride, LONGEST_FIELD)?;
        within("encoder.width", self.hidden_width(), WIDEST)?;
        if let Some(filter) = &self.filter {
            within("filter.channels", filter.channels, WIDEST)?;
            within("filter.kernel", filter.kernel, kernel)?;
            if self.front.mean.is_none() || self.front.deviation.is_none() || self.front.input != filter.output {
                return Err("its audio.filter is of no use: audio.front must begin with it, and take mean and \
                            deviation"
                    .into());
            }
        } else if self.front.mean.is_some() || self.front.deviation.is_some() {
            return Err("its audio.front wants mean and deviation, but there is no audio.filter".into());
        }
        let seconds = [self.context.left, self.context.right];
        if !seconds.iter().all(|seconds| (0.0..=LONGEST_CONTEXT).contains(seconds)) {
            return Err(format!("its audio.context is {seconds:?} s, not 0 to {LONGEST_CONTEXT}"));
        }
        if !(1.0..=LONGEST_CHUNK).contains(&self.chunk_seconds) {
            return Err(format!("its audio.chunk_seconds is {}, not 1 to {LONGEST_CHUNK}", self.chunk_seconds));
        }
        let epsilons = [self.front.epsilon, self.normalise.map_or(0.0, |normalise| normalise.epsilon)];
        if !epsilons.iter().all(|epsilon| (0.0..1.0).contains(epsilon)) {
            return Err(format!("its audio epsilons are {epsilons:?}, not 0 to 1"));
        }
        Ok(())
    }
}
