//! A profile with all names looked up: what a rig's outputs are made of.

use std::sync::Arc;

use super::document::{BoundText, Document, OutputText, REGION_GAIN, RuleText, SMOOTHING_MS, TermText, Text};
use super::position::{Source, nearest};
use super::{BUILT_IN, Control, Rig, built_in, channel, region};
use crate::error::Result;

/// Most outputs of a rig.
pub const OUTPUTS: usize = 1024;
/// Most terms of all its sums together.
pub const TERMS: usize = 16_384;
/// Most bytes of a name.
pub const NAME: usize = 256;
/// Most bytes of a profile: ten times the largest that ships.
pub const TEXT: usize = 4 << 20;

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

/// Reads a profile.
pub fn read(text: &str) -> Result<Rig> {
    let whole = Source(text);
    if text.len() > TEXT {
        return Err(whole.fault(text, format!("{} bytes are no profile; at most {TEXT} are read", text.len())));
    }
    let document: Document<'_> = serde_json::from_str(text).map_err(|error| whole.syntax(&error))?;
    let (name, version) = (&document.name, document.emoface_profile);
    if version != 1 {
        let problem = format!("this is a profile of format {version}; this library reads format 1");
        return Err(whole.fault(text.trim_start(), problem));
    }
    usable(whole, name)?;
    let written = &document.source.0;
    let source = built_in(written).ok_or_else(|| {
        let known = format!("{}{}", BUILT_IN.join(", "), nearest(written, BUILT_IN.into_iter()));
        whole.fault(written, format!("no source is called `{written}`; give one of {known}"))
    })?;
    let reader = Reader { whole, source: &source, outputs: &document.outputs };
    let outputs = reader.outputs()?;
    let controls: Vec<Control> = document.outputs.iter().zip(&outputs).map(control).collect();
    let rest = document.normalise.as_ref().map(|normalise| reader.rest(&normalise.rest, &controls)).transpose()?;
    let rules = reader.rules(&document.closure, &controls, rest)?;
    let profile = Profile { regions: reader.regions(&document)?, outputs, rules, rest, source: Arc::clone(&source) };
    Ok(Rig { name: name.0.to_string(), controls, profile: Some(profile) })
}

fn control((text, output): (&OutputText<'_>, &Output)) -> Control {
    let region = region::REGIONS[output.region];
    Control { name: text.name.0.to_string(), region, min: text.min.0, max: text.max.0 }
}

fn usable(whole: Source<'_>, name: &Text<'_>) -> Result<()> {
    let problem = match &*name.0 {
        "" => "a name must not be empty".to_owned(),
        long if long.len() > NAME => format!("a name of {} bytes is too long; {NAME} are allowed", long.len()),
        odd if odd.contains(char::is_control) => "a name must not hold control characters".to_owned(),
        _ => return Ok(()),
    };
    Err(whole.fault(&name.0, problem))
}

struct Reader<'r, 'a> {
    whole: Source<'a>,
    source: &'r Arc<Rig>,
    outputs: &'r [OutputText<'a>],
}

impl Reader<'_, '_> {
    fn outputs(&self) -> Result<Vec<Output>> {
        let (count, terms) =
            (self.outputs.len(), self.outputs.iter().map(|output| output.inputs.0.len()).sum::<usize>());
        let beginning = self.outputs.first().map_or("", |output| &output.name.0);
        if count == 0 || count > OUTPUTS {
            return Err(self.whole.fault(beginning, format!("{count} outputs; give 1 to {OUTPUTS}")));
        }
        if terms > TERMS {
            return Err(self.whole.fault(beginning, format!("{terms} inputs in all; at most {TERMS} are allowed")));
        }
        let mut seen = std::collections::HashSet::new();
        for output in self.outputs {
            usable(self.whole, &output.name)?;
            if !seen.insert(&output.name.0) {
                let problem = format!("output `{}` is there already; names must differ", output.name.0);
                return Err(self.whole.fault(&output.name.0, problem));
            }
        }
        self.outputs.iter().map(|output| self.output(output)).collect()
    }

    fn output(&self, text: &OutputText<'_>) -> Result<Output> {
        let name = &text.name.0;
        if text.min.0 > text.max.0 {
            let problem =
                format!("the min {} of output `{name}` is above its max {}; swap them", text.min.0, text.max.0);
            return Err(self.whole.fault(name, problem));
        }
        let terms = text.inputs.0.iter().map(|term| self.term(name, term)).collect::<Result<Vec<_>>>()?;
        let mut plain = std::collections::HashSet::new();
        for term in text.inputs.0.iter().filter(|term| term.curve.0.is_empty() && term.times.is_none()) {
            if !plain.insert(&term.input.0) {
                let problem = format!("output `{name}` has the input `{}` twice; add the weights", term.input.0);
                return Err(self.whole.fault(&term.input.0, problem));
            }
        }
        let region = match &text.region {
            Some(named) => self.region(named)?,
            None => terms.first().map_or(region::HEAD, |term| region_of(self.source, term.input)),
        };
        let curve = text.curve.0.clone();
        Ok(Output { region, gain: text.gain.0, offset: text.offset.0, curve, terms })
    }

    fn term(&self, output: &str, text: &TermText<'_>) -> Result<Term> {
        let times = text.times.as_ref().map(|times| self.input(output, times)).transpose()?;
        let input = self.input(output, &text.input)?;
        Ok(Term { input, weight: text.weight.0, curve: text.curve.0.clone(), times })
    }

    fn input(&self, output: &str, name: &Text<'_>) -> Result<Input> {
        find(self.source, &name.0).ok_or_else(|| {
            let known = chain(self.source).flat_map(|rig| rig.controls.iter().map(|control| control.name.as_str()));
            let guess = if name.0.len() > NAME { String::new() } else { nearest(&name.0, known.chain(channel::NAMES)) };
            let problem = format!("output `{output}`: the source {} has no `{}`{guess}", self.source.name, name.0);
            self.whole.fault(&name.0, problem)
        })
    }

    fn region(&self, name: &Text<'_>) -> Result<usize> {
        region::named(&name.0).ok_or_else(|| {
            let problem = format!("no region is called `{}`; give one of {}", name.0, region::REGIONS.join(", "));
            self.whole.fault(&name.0, problem)
        })
    }

    fn regions(&self, document: &Document<'_>) -> Result<[Tuning; region::COUNT]> {
        let mut regions: [Option<Tuning>; region::COUNT] = [None; _];
        for (name, text) in &document.regions.0 {
            let (gain, smoothing_ms) = (text.gain.0, text.smoothing_ms.0);
            let problem = if !(0.0..=REGION_GAIN).contains(&gain) {
                format!("the gain of region `{}` is {gain}; give 0 to {REGION_GAIN}", name.0)
            } else if !(0.0..=SMOOTHING_MS).contains(&smoothing_ms) {
                format!("smoothing_ms of region `{}` is {smoothing_ms}; give 0 to {SMOOTHING_MS}", name.0)
            } else if regions[self.region(name)?].replace(Tuning { gain, smoothing_ms }).is_some() {
                format!("region `{}` is there already; put both together", name.0)
            } else {
                continue;
            };
            return Err(self.whole.fault(&name.0, problem));
        }
        Ok(regions.map(|tuning| tuning.unwrap_or(Tuning::NONE)))
    }

    fn own(&self, name: &Text<'_>) -> Result<usize> {
        let names = || self.outputs.iter().map(|output| &*output.name.0);
        names().position(|own| own == name.0).ok_or_else(|| {
            let guess = if name.0.len() > NAME { String::new() } else { nearest(&name.0, names()) };
            self.whole.fault(&name.0, format!("this profile has no output `{}`{guess}", name.0))
        })
    }

    fn rest(&self, name: &Text<'_>, controls: &[Control]) -> Result<usize> {
        for (control, text) in controls.iter().zip(self.outputs) {
            if control.min != 0.0 || control.max != 1.0 {
                let problem = format!("output `{}` must have the range 0 to 1, because it is normalised", control.name);
                return Err(self.whole.fault(&text.name.0, problem));
            }
        }
        self.own(name)
    }

    fn rules(&self, closure: &[RuleText<'_>], controls: &[Control], rest: Option<usize>) -> Result<Vec<Rule>> {
        let mut rules: Vec<Rule> = Vec::with_capacity(closure.len().min(OUTPUTS));
        // Outputs that an earlier rule has changed, or followed, and must therefore stay.
        let mut settled = vec![false; controls.len()];
        for text in closure {
            let rule = self.rule(text)?;
            let name = &text.output.0;
            let problem = if std::mem::replace(&mut settled[rule.output], true) {
                format!("an earlier rule has or follows `{name}`; put both into one, or this one before it")
            } else if let Some(problem) = contradiction(&rule, &controls[rule.output]) {
                format!("closure of `{name}`: {problem}")
            } else if rest == Some(rule.output) {
                format!("`{name}` takes what the others leave; give rules for the others")
            } else if rest.is_some() && rule.followed().next().is_some() {
                format!("closure of `{name}`: outputs that are normalised take numbers as bounds")
            } else if rule.followed().any(|followed| followed == rule.output) {
                format!("closure of `{name}`: it cannot follow itself; give a number")
            } else {
                rule.followed().for_each(|followed| settled[followed] = true);
                rules.push(rule);
                continue;
            };
            return Err(self.whole.fault(name, problem));
        }
        let least: f32 = rules.iter().filter_map(Rule::least).sum();
        if let (Some(_), true, Some(text)) = (rest, least > 1.0, closure.first()) {
            let problem =
                format!("the closure's least values sum to {least}, but normalised outputs share 1; lower them");
            return Err(self.whole.fault(&text.output.0, problem));
        }
        Ok(rules)
    }

    fn rule(&self, text: &RuleText<'_>) -> Result<Rule> {
        let bound = |bound: &Option<BoundText<'_>>| match bound {
            None => Ok(None),
            Some(BoundText::Fixed(number)) => Ok(Some(Bound::Fixed(number.0))),
            Some(BoundText::Follows(follow)) => {
                let (gain, offset) = (follow.gain.0, follow.offset.0);
                Ok(Some(Bound::Follows { output: self.own(&follow.output)?, gain, offset }))
            }
        };
        Ok(Rule { output: self.own(&text.output)?, min: bound(&text.min)?, max: bound(&text.max)? })
    }
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

fn contradiction(rule: &Rule, control: &Control) -> Option<String> {
    let fixed = |bound: Option<Bound>, missing| match bound {
        Some(Bound::Fixed(number)) => number,
        _ => missing,
    };
    let (min, max) = (fixed(rule.min, control.min), fixed(rule.max, control.max));
    let range = format!("the output's range is {} to {}", control.min, control.max);
    match (rule.min, rule.max) {
        (None, None) => Some("it says nothing; give a min, a max, or both".into()),
        _ if min > control.max => Some(format!("min {min} cannot be reached, {range}")),
        _ if max < control.min => Some(format!("max {max} cannot be reached, {range}")),
        (Some(Bound::Fixed(_)), Some(Bound::Fixed(_))) if min > max => {
            Some(format!("min {min} is above max {max}; swap them"))
        }
        _ => None,
    }
}

/// The rig, its source, the source's source, and so on to the board.
pub fn chain(rig: &Arc<Rig>) -> impl Iterator<Item = &Arc<Rig>> {
    std::iter::successors(Some(rig), |rig| rig.source())
}

/// The control or channel called `name`: the nearest rig up the chain has it.
pub fn find(source: &Arc<Rig>, name: &str) -> Option<Input> {
    let control = |(up, rig): (usize, &Arc<Rig>)| rig.index(name).map(|index| Input::Control { up, index });
    let channel = || channel::NAMES.iter().position(|channel| *channel == name);
    chain(source).enumerate().find_map(control).or_else(|| channel().map(|i| Input::Channel(channel::HEAD_YAW + i)))
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
