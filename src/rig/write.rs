//! A rig written as a profile, one output a line.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::profile::{Bound, Input, Output, Rule, Term, Tuning, name_of};
use super::{Control, Rig, region};

/// The profile of `rig`; what is left at its default is left out.
pub fn json(rig: &Rig) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let source = rig.source().map_or("board", |source| &source.name);
    let mut text = format!("{{\n  \"emoface_profile\": 1,\n  \"name\": {},\n", quoted(&rig.name));
    text += &format!("  \"source\": {},\n", quoted(source));
    let Some(profile) = &rig.profile else {
        let copies = rig.controls.iter().map(|control| {
            let inputs = json!({ control.name.as_str(): 1.0 });
            entry(control, region::REGIONS[region::of(control.region)], None, inputs)
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

fn knots(curve: &[[f32; 2]]) -> Value {
    curve.iter().map(|knot| json!([number(knot[0]), number(knot[1])])).collect()
}

/// Members in the order in which a person reads them; serde_json's own maps sort by name.
#[derive(Default)]
struct Members(Vec<String>);

impl Members {
    fn add(&mut self, key: &str, value: impl Serialize) {
        self.0.push(format!("\"{key}\": {}", json!(value)));
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

fn entry(control: &Control, region: &str, output: Option<&Output>, inputs: Value) -> String {
    let mut members = Members::default();
    members.add("name", &control.name);
    members.add("region", region);
    if let Some(output) = output {
        members.unless(1.0, "gain", output.gain);
        members.unless(0.0, "offset", output.offset);
        if !output.curve.is_empty() {
            members.add("curve", knots(&output.curve));
        }
    }
    members.unless(0.0, "min", control.min);
    members.unless(1.0, "max", control.max);
    if !inputs.as_object().is_some_and(Map::is_empty) {
        members.add("inputs", inputs);
    }
    members.finish()
}

fn inputs(source: &Arc<Rig>, output: &Output) -> Value {
    let name = |input: Input| name_of(source, input);
    if output.terms.iter().all(|term| term.curve.is_empty() && term.times.is_none()) {
        return output
            .terms
            .iter()
            .map(|term| (name(term.input).to_owned(), number(term.weight)))
            .collect::<Map<_, _>>()
            .into();
    }
    let term = |term: &Term| {
        let mut members = Map::new();
        members.insert("input".into(), name(term.input).into());
        members.insert("weight".into(), number(term.weight));
        if !term.curve.is_empty() {
            members.insert("curve".into(), knots(&term.curve));
        }
        if let Some(times) = term.times {
            members.insert("times".into(), name(times).into());
        }
        Value::Object(members)
    };
    output.terms.iter().map(term).collect()
}

fn rule(rule: &Rule, controls: &[Control]) -> String {
    let mut members = Members::default();
    members.add("output", &controls[rule.output].name);
    for (key, bound) in [("min", rule.min), ("max", rule.max)] {
        match bound {
            None => {}
            Some(Bound::Fixed(value)) => members.add(key, number(value)),
            Some(Bound::Follows { output, gain, offset }) => members
                .add(key, json!({ "output": controls[output].name, "gain": number(gain), "offset": number(offset) })),
        }
    }
    members.finish()
}
