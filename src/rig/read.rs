//! A profile's text turned into a rig: all names looked up, all that cannot work refused.

use std::collections::HashSet;
use std::sync::Arc;

use super::document::{BoundText, Document, OutputText, REGION_GAIN, RuleText, SMOOTHING_MS, TermText, Text};
use super::position::{Source, nearest};
use super::profile::{Bound, Input, NAME, OUTPUTS, Output, Profile, Rule, Term, Tuning, chain, find, region_of};
use super::{BUILT_IN, Control, Rig, built_in, channel, region};
use crate::error::Result;

/// Most terms of all sums together.
const TERMS: usize = 16_384;
/// Most bytes of a profile: a hundred times the largest that ships.
const TEXT: usize = 4 << 20;

/// Reads a profile.
pub fn profile(text: &str) -> Result<Rig> {
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
        let mut seen = HashSet::new();
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
        let mut plain = HashSet::new();
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
