//! A rig written as a profile, one output a line.

use std::fmt::Display;
use std::sync::Arc;

use serde_json::Value;

use super::profile::{Bound, Input, Output, Rule, Term, Tuning, name_of};
use super::{Control, Rig, region};

/// The profile of `rig`; what is left at its default is left out.
pub fn json(rig: &Rig) -> String {
    let source = rig.source().map_or("board", |source| &source.name);
    let mut text = format!("{{\n  \"emoface_profile\": 1,\n  \"name\": {},\n", quoted(&rig.name));
    text += &format!("  \"source\": {},\n", quoted(source));
    let Some(profile) = &rig.profile else {
        let copies = rig.controls.iter().map(|control| {
            let inputs = format!("{{ {}: 1 }}", quoted(&control.name));
            entry(control, region::REGIONS[region::of(control.region)], None, Some(inputs))
        });
        return text + &list("outputs", copies, "\n}\n");
    };
    let tuned = region::REGIONS.iter().zip(&profile.regions).filter(|(_, tuning)| **tuning != Tuning::NONE);
    let regions: Vec<_> = tuned.map(|(name, tuning)| format!("    {}: {}", quoted(name), region(tuning))).collect();
    if !regions.is_empty() {
        text += &format!("  \"regions\": {{\n{}\n  }},\n", regions.join(",\n"));
    }
    if let Some(rest) = profile.rest {
        text += &format!("  \"normalise\": {{ \"rest\": {} }},\n", quoted(&rig.controls[rest].name));
    }
    let outputs = rig
        .controls
        .iter()
        .zip(&profile.outputs)
        .map(|(control, output)| entry(control, control.region, Some(output), inputs(&profile.source, output)));
    let rules = profile.rules.iter().map(|rule| self::rule(rule, &rig.controls));
    match profile.rules.is_empty() {
        true => text + &list("outputs", outputs, "\n}\n"),
        false => text + &list("outputs", outputs, ",\n") + &list("closure", rules, "\n}\n"),
    }
}

fn list(key: &str, lines: impl Iterator<Item = String>, end: &str) -> String {
    let lines: Vec<_> = lines.map(|line| format!("    {line}")).collect();
    format!("  \"{key}\": [\n{}\n  ]{end}", lines.join(",\n"))
}

/// A number in as few digits as it needs, whole ones without a point.
fn number(value: f32) -> Value {
    if value.fract() == 0.0 {
        return Value::from(value as i64);
    }
    // The shortest decimal of the f32: as f64 the value itself would show digits that nobody wrote.
    Value::from(value.to_string().parse::<f64>().unwrap_or_default())
}

fn knots(curve: &[[f32; 2]]) -> String {
    let knots: Vec<_> = curve.iter().map(|[x, y]| format!("[{}, {}]", number(*x), number(*y))).collect();
    format!("[{}]", knots.join(", "))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Members in the order in which a person reads them; serde_json's own maps sort by name.
#[derive(Default)]
struct Members(Vec<String>);

impl Members {
    fn add(&mut self, key: &str, value: impl Display) {
        self.0.push(format!("{}: {value}", quoted(key)));
    }

    fn unless(&mut self, default: f32, key: &str, value: f32) {
        if value != default {
            self.add(key, number(value));
        }
    }

    fn finish(self) -> String {
        format!("{{ {} }}", self.0.join(", "))
    }
}

fn region(tuning: &Tuning) -> String {
    let mut members = Members::default();
    members.unless(1.0, "gain", tuning.gain);
    members.unless(0.0, "smoothing_ms", tuning.smoothing_ms);
    members.finish()
}

fn entry(control: &Control, region: &str, output: Option<&Output>, inputs: Option<String>) -> String {
    let mut members = Members::default();
    members.add("name", quoted(&control.name));
    members.add("region", quoted(region));
    if let Some(output) = output {
        members.unless(1.0, "gain", output.gain);
        members.unless(0.0, "offset", output.offset);
        if !output.curve.is_empty() {
            members.add("curve", knots(&output.curve));
        }
    }
    members.unless(0.0, "min", control.min);
    members.unless(1.0, "max", control.max);
    if let Some(inputs) = inputs {
        members.add("inputs", inputs);
    }
    members.finish()
}

fn inputs(source: &Arc<Rig>, output: &Output) -> Option<String> {
    let name = |input: Input| name_of(source, input);
    if output.terms.iter().all(|term| term.curve.is_empty() && term.times.is_none()) {
        let mut weights = Members::default();
        output.terms.iter().for_each(|term| weights.add(name(term.input), number(term.weight)));
        return (!output.terms.is_empty()).then(|| weights.finish());
    }
    let term = |term: &Term| {
        let mut members = Members::default();
        members.add("input", quoted(name(term.input)));
        members.unless(1.0, "weight", term.weight);
        if !term.curve.is_empty() {
            members.add("curve", knots(&term.curve));
        }
        if let Some(times) = term.times {
            members.add("times", quoted(name(times)));
        }
        members.finish()
    };
    Some(format!("[{}]", output.terms.iter().map(term).collect::<Vec<_>>().join(", ")))
}

fn rule(rule: &Rule, controls: &[Control]) -> String {
    let mut members = Members::default();
    members.add("output", quoted(&controls[rule.output].name));
    for (key, bound) in [("min", rule.min), ("max", rule.max)] {
        match bound {
            None => {}
            Some(Bound::Fixed(value)) => members.add(key, number(value)),
            Some(Bound::Follows { output, gain, offset }) => {
                let mut follows = Members::default();
                follows.add("output", quoted(&controls[output].name));
                follows.unless(1.0, "gain", gain);
                follows.unless(0.0, "offset", offset);
                members.add(key, follows.finish());
            }
        }
    }
    members.finish()
}
