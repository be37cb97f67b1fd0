//! A rig for a mesh whose shapes have known names, in whatever order and spelling.
//!
//! Many meshes hold the same movement several times: as ARKit shapes, as visemes, as expressions. Driven together they
//! would move the mouth twice. So for the mouth, the eyes and the brows one convention each is chosen, the finest that
//! is there in good part; what others have beyond it is added, and the rest stays at 0. The report says which and why.

mod choice;
mod closing;
mod name;
mod spelling;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use self::choice::Choice;
use self::name::Prefixes;
pub use self::spelling::Convention;
use self::spelling::{Meaning, Spellings};
use super::profile::{Input, NAME, OUTPUTS, Output, Profile, Term, Tuning, chain, find, region_of};
use super::{Control, Rig, region};
use crate::error::{Result, invalid};

/// A rig found by name.
#[derive(Debug)]
pub struct Matching {
    /// The rig: the names that were given, in their order. Those that mean nothing stay at 0.
    pub rig: Arc<Rig>,
    /// What became of each name.
    pub report: Report,
}

/// What became of each name. Its text form is for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// One for each name, in their order.
    pub findings: Vec<Finding>,
    /// Movements that no shape makes and that a viewer would miss.
    pub missing: Vec<&'static str>,
}

/// What became of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The name as it was given.
    pub name: String,
    /// Whose spelling it is.
    pub convention: Option<Convention>,
    /// The source controls that drive it, with their weights; none if it stays at 0.
    pub inputs: Vec<(String, f32)>,
    /// Why it stays at 0; empty if it does not.
    pub reason: String,
}

impl Report {
    /// How many shapes move.
    pub fn driven(&self) -> usize {
        self.findings.iter().filter(|finding| !finding.inputs.is_empty()).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of {} shapes are driven", self.driven(), self.findings.len())?;
        for Finding { name, convention, inputs, reason } in &self.findings {
            let convention = convention.map_or("", Convention::name);
            let term = |(input, weight): &(String, f32)| match weight {
                1.0 => input.clone(),
                _ => format!("{weight} {input}"),
            };
            match inputs.is_empty() {
                true => writeln!(f, "  {name}: 0, {reason}")?,
                false => {
                    let terms: Vec<_> = inputs.iter().map(term).collect();
                    writeln!(f, "  {name}: {} ({convention})", terms.join(" + "))?;
                }
            }
        }
        match self.missing.is_empty() {
            true => Ok(()),
            false => writeln!(f, "no shape for: {}", self.missing.join(", ")),
        }
    }
}

/// The rig of a mesh whose shapes have these `names`. \[control\]
///
/// # Errors
/// No names, too many, or one that is empty, too long, or there twice.
pub fn matching(names: &[&str]) -> Result<Matching> {
    check(names)?;
    let (spellings, prefixes) = (Spellings::new(), Prefixes::of(names));
    let meanings: Vec<&[Meaning]> = names.iter().map(|name| prefixes.meanings(&spellings, name)).collect();
    let choice = Choice::of(&meanings, &spellings);
    let source = choice.source();
    let driven = choice.drive(&meanings, &source);
    let outputs: Vec<Output> = driven.iter().map(|meaning| output(meaning.as_ref(), &source)).collect();
    let controls: Vec<Control> =
        names.iter().zip(&outputs).map(|(name, output)| control(name, output, &source)).collect();
    let finding = |((name, meanings), driven): ((&&str, &&[Meaning]), &Option<Meaning>)| Finding {
        name: (*name).to_owned(),
        convention: driven.as_ref().or(meanings.first()).map(|meaning| meaning.convention),
        inputs: driven.as_ref().map(|meaning| meaning.inputs.clone()).unwrap_or_default(),
        reason: if driven.is_some() { String::new() } else { choice.reason(meanings) },
    };
    let findings = names.iter().zip(&meanings).zip(&driven).map(finding).collect();
    let missing = choice::missing(&driven);
    let rules = closing::rules(&outputs, &source);
    let profile = Profile { source, outputs, regions: [Tuning::NONE; region::COUNT], rules, rest: None };
    let rig = Arc::new(Rig { name: "matched".into(), controls, profile: Some(profile) });
    Ok(Matching { rig, report: Report { findings, missing } })
}

fn check(names: &[&str]) -> Result<()> {
    if names.is_empty() || names.len() > OUTPUTS {
        return invalid(format!("{} names of shapes; give 1 to {OUTPUTS}", names.len()));
    }
    let mut seen = HashSet::new();
    for name in names {
        if name.is_empty() || name.len() > NAME || name.contains(char::is_control) {
            return invalid(format!("a shape cannot be called {:?}; give a name of 1 to {NAME} bytes", head(name)));
        }
        if !seen.insert(name) {
            return invalid(format!("the name {name:?} is there twice; match each mesh by itself"));
        }
    }
    Ok(())
}

/// The beginning of a name that may be of any length.
fn head(name: &str) -> String {
    name.chars().take(40).collect()
}

fn output(meaning: Option<&Meaning>, source: &Arc<Rig>) -> Output {
    let term = |(name, weight): &(String, f32)| {
        Some(Term { input: find(source, name)?, weight: *weight, curve: Vec::new(), times: None })
    };
    let terms: Vec<Term> = meaning.iter().flat_map(|meaning| &meaning.inputs).filter_map(term).collect();
    let region = terms.first().map_or(region::HEAD, |term| region_of(source, term.input));
    Output { region, gain: 1.0, offset: 0.0, curve: Vec::new(), terms }
}

/// A shape that copies a control has its range; every other is a weight.
fn control(name: &str, output: &Output, source: &Arc<Rig>) -> Control {
    let (min, max) = match output.copies() {
        Some(Input::Control { up, index }) => {
            chain(source).nth(up).map_or((0.0, 1.0), |rig| (rig.controls[index].min, rig.controls[index].max))
        }
        _ => (0.0, 1.0),
    };
    Control { name: name.to_owned(), region: region::REGIONS[output.region], min, max }
}

#[cfg(test)]
mod tests;
