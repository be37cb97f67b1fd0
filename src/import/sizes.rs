//! What the network of a checkpoint looks like: every size from the shapes of its tensors, every tensor accounted for.

use std::collections::BTreeMap;

use super::error::{Result, listed, refuse};
use crate::emotion::EMOTIONS;
use crate::rig::BOARD_CONTROLS;

/// Strides of wav2vec 2.0's seven convolutions (Baevski et al. 2020, section 4.2); they leave no trace in the weights.
pub const STRIDES: [usize; 7] = [5, 2, 2, 2, 2, 2, 2];
/// Width of one attention head in wav2vec 2.0, both sizes; the number of heads leaves no trace either.
pub const HEAD: usize = 64;
/// Nothing of this kind is wider or deeper; keeps the folding of a hostile file short.
const WIDEST: usize = 4096;
const DEEPEST: usize = 96;

/// Where the parts of the audio encoder stand in the state dict.
const CONVOLUTIONS: &str = "audio_encoder.feature_extractor.conv_layers";
const POSITION: &str = "audio_encoder.encoder.pos_conv_embed.conv";
/// Left from training; a checkpoint may lack it.
const MASK: &str = "audio_encoder.masked_spec_embed";

/// How the weight norm of the positional convolution is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// `weight_g` and `weight_v`, as torch wrote until 2.0.
    Old,
    /// `parametrizations.weight.original0` and `original1`.
    New,
    /// `weight`: the norm was removed.
    Plain,
}

impl Position {
    /// Keys of gain and direction; the plain form has no gain.
    pub fn keys(self) -> (Option<String>, String) {
        match self {
            Self::Old => (Some(format!("{POSITION}.weight_g")), format!("{POSITION}.weight_v")),
            Self::New => {
                let key = |n| format!("{POSITION}.parametrizations.weight.original{n}");
                (Some(key(0)), key(1))
            }
            Self::Plain => (None, format!("{POSITION}.weight")),
        }
    }
}

/// Sizes of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// Channels of the convolutions.
    pub channels: usize,
    /// Kernels of the convolutions, in samples of their input.
    pub kernels: [usize; 7],
    /// Width of the audio transformer.
    pub width: usize,
    /// Its layers.
    pub layers: usize,
    /// Its feed-forward width.
    pub forward: usize,
    /// Taps of the positional convolution.
    pub taps: usize,
    /// Its groups.
    pub groups: usize,
    /// How it is stored.
    pub position: Position,
    /// Width of the head.
    pub head_width: usize,
    /// Its layers.
    pub head_layers: usize,
    /// Its feed-forward width.
    pub head_forward: usize,
    /// Width of an emotion's embedding, and inside its network.
    pub embedding: usize,
    /// Width inside the network of the emotions.
    pub emotion_forward: usize,
    /// Rows of the table of positions, of which the first is used.
    pub positions: usize,
}

impl Sizes {
    /// Attention heads of the audio transformer.
    pub fn heads(&self) -> usize {
        self.width / HEAD
    }

    /// Samples that one feature sees.
    pub fn receptive(&self) -> usize {
        let mut step = 1;
        let mut seen = 1;
        for (kernel, stride) in self.kernels.iter().zip(STRIDES) {
            seen += (kernel - 1) * step;
            step *= stride;
        }
        seen
    }

    /// Samples from one feature to the next.
    pub fn stride(&self) -> usize {
        STRIDES.iter().product()
    }

    /// Reads the sizes from the `shapes` of all tensors.
    ///
    /// # Errors
    /// Lists what is missing, unknown or of another shape.
    pub fn of(shapes: &BTreeMap<&str, &[usize]>) -> Result<Self> {
        let sizes = Self::guess(shapes)?;
        sizes.check_range()?;
        sizes.check_all(shapes)?;
        Ok(sizes)
    }

    /// Sizes as the tensors tell that decide them.
    fn guess(shapes: &BTreeMap<&str, &[usize]>) -> Result<Self> {
        let find = |key: &str| shapes.get(key).copied();
        let size = |key: &str, rank: usize, axis: usize| match find(key) {
            Some(shape) if shape.len() == rank => Ok(shape[axis]),
            Some(shape) => refuse(format!("the tensor {key} has shape {shape:?}; {rank} dimensions are expected")),
            None => refuse(format!(
                "the tensor {key} is missing, so this is no checkpoint of EmoFace; it holds {}",
                listed(shapes.keys().copied())
            )),
        };
        let convolution = |n: usize| format!("{CONVOLUTIONS}.{n}.conv.weight");
        let channels = size(&convolution(0), 3, 0)?;
        let count = (0..=DEEPEST).take_while(|n| find(&convolution(*n)).is_some()).count();
        if count != STRIDES.len() {
            return refuse(format!(
                "the audio encoder has {count} convolutions; only wav2vec 2.0's {} are known",
                STRIDES.len()
            ));
        }
        let mut kernels = [0; 7];
        for (n, kernel) in kernels.iter_mut().enumerate() {
            *kernel = size(&convolution(n), 3, 2)?;
        }
        let position = [Position::Old, Position::New, Position::Plain].into_iter();
        let Some(position) = position.into_iter().find(|form| find(&form.keys().1).is_some()) else {
            return refuse(format!(
                "the weights of the positional convolution are missing: neither {} nor {}",
                Position::Old.keys().1,
                Position::New.keys().1
            ));
        };
        let direction = position.keys().1;
        let width = size(&direction, 3, 0)?;
        let inside = size(&direction, 3, 1)?;
        if inside == 0 || !width.is_multiple_of(inside) {
            return refuse(format!("{width} channels do not divide into groups of {inside} ({direction})"));
        }
        let depth = |prefix: &str, last: &str| {
            (0..=DEEPEST).take_while(|n| find(&format!("{prefix}.{n}.{last}")).is_some()).count()
        };
        Ok(Self {
            channels,
            kernels,
            width,
            layers: depth("audio_encoder.encoder.layers", "attention.q_proj.weight"),
            forward: size("audio_encoder.encoder.layers.0.feed_forward.intermediate_dense.weight", 2, 0)?,
            taps: size(&direction, 3, 2)?,
            groups: width / inside,
            position,
            head_width: size("in_fn.weight", 2, 0)?,
            head_layers: depth("encoder.layers", "self_attn.in_proj_weight"),
            head_forward: size("encoder.layers.0.linear1.weight", 2, 0)?,
            embedding: size("embed.weight", 2, 1)?,
            emotion_forward: size("emotion.0.weight", 2, 0)?,
            positions: size("pos_encoder.pe", 3, 0)?,
        })
    }

    /// Sizes that the graph can be built from.
    fn check_range(&self) -> Result<()> {
        let widths = [
            self.channels,
            self.width,
            self.forward,
            self.taps,
            self.head_width,
            self.head_forward,
            self.embedding,
            self.emotion_forward,
        ];
        let layers = [self.layers, self.head_layers];
        let odd = widths.into_iter().chain(self.kernels).any(|width| width == 0 || width > WIDEST)
            || layers.into_iter().any(|layers| layers > DEEPEST)
            || self.positions == 0;
        if odd {
            return refuse(format!("the network of the checkpoint is no wav2vec 2.0 with a head: {self}"));
        }
        if !self.width.is_multiple_of(HEAD) {
            return refuse(format!(
                "the audio transformer is {} wide, which does not divide into attention heads of {HEAD}",
                self.width
            ));
        }
        Ok(())
    }

    /// Every tensor there, of the right shape, and no other.
    fn check_all(&self, shapes: &BTreeMap<&str, &[usize]>) -> Result<()> {
        let expected = self.tensors();
        let missing: Vec<&str> =
            expected.keys().map(String::as_str).filter(|key| *key != MASK && !shapes.contains_key(key)).collect();
        if !missing.is_empty() {
            return refuse(format!("tensors are missing from the checkpoint: {}", listed(missing)));
        }
        let unknown: Vec<&str> = shapes.keys().copied().filter(|key| !expected.contains_key(*key)).collect();
        if !unknown.is_empty() {
            return refuse(format!(
                "the checkpoint holds tensors that EmoFace's network does not have, so it is of another one: {}",
                listed(unknown)
            ));
        }
        let wrong: Vec<String> = expected
            .iter()
            .filter_map(|(key, shape)| {
                let found = shapes.get(key.as_str()).filter(|found| **found != shape.as_slice())?;
                Some(format!("{key} is {found:?}, not {shape:?}"))
            })
            .collect();
        if !wrong.is_empty() {
            let wrong = listed(wrong.iter().map(String::as_str));
            return refuse(format!("tensors have shapes that do not fit together: {wrong}"));
        }
        Ok(())
    }

    /// All tensors of a network of these sizes.
    pub fn tensors(&self) -> BTreeMap<String, Vec<usize>> {
        let mut all = BTreeMap::new();
        let mut add = |key: &str, shape: &[usize]| drop(all.insert(key.to_owned(), shape.to_vec()));
        let (channels, width, head) = (self.channels, self.width, self.head_width);
        add("embed.weight", &[EMOTIONS.len(), self.embedding]);
        linear(&mut add, "emotion.0", self.emotion_forward, self.embedding);
        linear(&mut add, "emotion.2", head, self.emotion_forward);
        add(MASK, &[width]);
        for (n, kernel) in self.kernels.iter().enumerate() {
            add(&format!("{CONVOLUTIONS}.{n}.conv.weight"), &[channels, if n == 0 { 1 } else { channels }, *kernel]);
        }
        norm(&mut add, &format!("{CONVOLUTIONS}.0.layer_norm"), channels);
        norm(&mut add, "audio_encoder.feature_projection.layer_norm", channels);
        linear(&mut add, "audio_encoder.feature_projection.projection", width, channels);
        add(&format!("{POSITION}.bias"), &[width]);
        let (gain, direction) = self.position.keys();
        add(&direction, &[width, width / self.groups, self.taps]);
        if let Some(gain) = gain {
            add(&gain, &[1, 1, self.taps]);
        }
        norm(&mut add, "audio_encoder.encoder.layer_norm", width);
        for n in 0..self.layers {
            let layer = format!("audio_encoder.encoder.layers.{n}");
            for part in ["k_proj", "v_proj", "q_proj", "out_proj"] {
                linear(&mut add, &format!("{layer}.attention.{part}"), width, width);
            }
            norm(&mut add, &format!("{layer}.layer_norm"), width);
            linear(&mut add, &format!("{layer}.feed_forward.intermediate_dense"), self.forward, width);
            linear(&mut add, &format!("{layer}.feed_forward.output_dense"), width, self.forward);
            norm(&mut add, &format!("{layer}.final_layer_norm"), width);
        }
        for n in 0..self.head_layers {
            let layer = format!("encoder.layers.{n}");
            add(&format!("{layer}.self_attn.in_proj_weight"), &[3 * head, head]);
            add(&format!("{layer}.self_attn.in_proj_bias"), &[3 * head]);
            linear(&mut add, &format!("{layer}.self_attn.out_proj"), head, head);
            linear(&mut add, &format!("{layer}.linear1"), self.head_forward, head);
            linear(&mut add, &format!("{layer}.linear2"), head, self.head_forward);
            norm(&mut add, &format!("{layer}.norm1"), head);
            norm(&mut add, &format!("{layer}.norm2"), head);
        }
        linear(&mut add, "in_fn", head, width);
        linear(&mut add, "out_fn", BOARD_CONTROLS, head);
        add("pos_encoder.pe", &[self.positions, 1, head]);
        all
    }
}

fn linear(add: &mut impl FnMut(&str, &[usize]), key: &str, outputs: usize, inputs: usize) {
    add(&format!("{key}.weight"), &[outputs, inputs]);
    add(&format!("{key}.bias"), &[outputs]);
}

fn norm(add: &mut impl FnMut(&str, &[usize]), key: &str, width: usize) {
    add(&format!("{key}.weight"), &[width]);
    add(&format!("{key}.bias"), &[width]);
}

impl std::fmt::Display for Sizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "7 convolutions of {} channels, transformer of {} layers, {} wide ({} in the feed-forward, {} heads); \
             head of {} layers, {} wide ({})",
            self.channels,
            self.layers,
            self.width,
            self.forward,
            self.heads(),
            self.head_layers,
            self.head_width,
            self.head_forward
        )
    }
}
