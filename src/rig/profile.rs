//! A profile with all names looked up: what a rig's outputs are made of.

use std::sync::Arc;

use super::{Rig, channel, region};

/// Most outputs of a rig.
pub const OUTPUTS: usize = 1024;
/// Most bytes of a name.
pub const NAME: usize = 256;

/// How a rig is made from another.
#[derive(Debug)]
pub struct Profile {
    pub source: Arc<Rig>,
    /// One for each control of the rig, in its order.
    pub outputs: Vec<Output>,
    pub regions: [Tuning; region::COUNT],
    /// At most one for an output, and none changes what an earlier one follows: so all hold at the end.
    pub rules: Vec<Rule>,
    /// The output that takes what the others leave of 1.
    pub rest: Option<usize>,
}

/// One output: `curve(gain * sum + offset)`, then clamped to the range of its control.
#[derive(Debug, Clone)]
pub struct Output {
    pub region: usize,
    pub gain: f32,
    pub offset: f32,
    /// No knots: the identity.
    pub curve: Vec<[f32; 2]>,
    pub terms: Vec<Term>,
}

impl Output {
    /// The input that this output is, if it is just one.
    pub fn copies(&self) -> Option<Input> {
        let plain = self.gain == 1.0 && self.offset == 0.0 && self.curve.is_empty();
        match &self.terms[..] {
            [Term { input, weight: 1.0, curve, times: None }] if plain && curve.is_empty() => Some(*input),
            _ => None,
        }
    }
}

/// One term of a sum: `weight * curve(input) * times`.
#[derive(Debug, Clone)]
pub struct Term {
    pub input: Input,
    pub weight: f32,
    pub curve: Vec<[f32; 2]>,
    pub times: Option<Input>,
}

/// A value somewhere up the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A control: of the source (0), of the source's source (1), and so on.
    Control { up: usize, index: usize },
    /// A channel of the frame beside the board, by its place in the frame.
    Channel(usize),
}

/// What is done to a region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    pub gain: f32,
    pub smoothing_ms: f32,
}

impl Tuning {
    pub const NONE: Self = Self { gain: 1.0, smoothing_ms: 0.0 };
}

/// What closed lips mean for an output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub output: usize,
    pub min: Option<Bound>,
    pub max: Option<Bound>,
}

/// A bound of a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    Fixed(f32),
    /// `gain` times another output, plus `offset`.
    Follows {
        output: usize,
        gain: f32,
        offset: f32,
    },
}

impl Rule {
    /// Outputs that this rule follows.
    pub fn followed(&self) -> impl Iterator<Item = usize> {
        [self.min, self.max].into_iter().flatten().filter_map(|bound| match bound {
            Bound::Follows { output, .. } => Some(output),
            Bound::Fixed(_) => None,
        })
    }

    /// The fixed least value.
    pub fn least(&self) -> Option<f32> {
        match self.min {
            Some(Bound::Fixed(least)) => Some(least),
            _ => None,
        }
    }
}

/// The rig, its source, the source's source, and so on to the board.
pub fn chain(rig: &Arc<Rig>) -> impl Iterator<Item = &Arc<Rig>> {
    std::iter::successors(Some(rig), |rig| rig.source())
}

/// The channel or control called `name`. Channels are the same at every stage; of controls, the nearest rig's.
pub fn find(source: &Arc<Rig>, name: &str) -> Option<Input> {
    let control = |(up, rig): (usize, &Arc<Rig>)| rig.index(name).map(|index| Input::Control { up, index });
    match channel::NAMES.iter().position(|channel| *channel == name) {
        Some(index) => Some(Input::Channel(channel::HEAD_YAW + index)),
        None => chain(source).enumerate().find_map(control),
    }
}

/// What `input` is called.
pub fn name_of(source: &Arc<Rig>, input: Input) -> &str {
    match input {
        Input::Control { up, index } => chain(source).nth(up).map_or("", |rig| &rig.controls[index].name),
        Input::Channel(index) => channel::NAMES[index - channel::HEAD_YAW],
    }
}

/// The region of what `input` moves; emotions and the voice belong to the whole head.
pub fn region_of(source: &Arc<Rig>, input: Input) -> usize {
    match input {
        Input::Control { up, index } => {
            chain(source).nth(up).map_or(region::HEAD, |rig| region::of(rig.controls[index].region))
        }
        Input::Channel(_) => region::HEAD,
    }
}
