//! What closed lips are on a matched rig: the rules of the rigs that it is driven from, in its own names.

use std::sync::Arc;

use crate::rig::Rig;
use crate::rig::profile::{Bound, Input, Output, Rule, chain};

/// Rules for `outputs`. The source keeps its lips closed already; these keep them closed when somebody adds a gain.
pub fn rules(outputs: &[Output], source: &Arc<Rig>) -> Vec<Rule> {
    let mut rules = Vec::new();
    // In the order of the source, in which nothing is changed after another rule has followed it.
    for (up, profile) in chain(source).filter_map(|rig| rig.profile.as_ref()).enumerate() {
        for rule in &profile.rules {
            let copies = |of: usize| {
                let copy = move |output: &Output| output.copies() == Some(Input::Control { up, index: of });
                outputs.iter().enumerate().filter(move |(_, output)| copy(output)).map(|(index, _)| index)
            };
            let bound = |bound: Option<Bound>| match bound? {
                Bound::Follows { output, gain, offset } => {
                    copies(output).next().map(|output| Bound::Follows { output, gain, offset })
                }
                fixed => Some(fixed),
            };
            let (min, max) = (bound(rule.min), bound(rule.max));
            if min.is_some() || max.is_some() {
                rules.extend(copies(rule.output).map(|output| Rule { output, min, max }));
            }
        }
    }
    let sums = outputs.iter().enumerate().filter(|(_, output)| output.copies().is_none());
    rules.extend(sums.filter_map(|(index, output)| {
        let greatest = output.terms.iter().map(|term| Some(term.weight * greatest(term.input, source)?));
        let greatest = greatest.sum::<Option<f32>>().filter(|greatest| *greatest < 1.0 && !output.terms.is_empty())?;
        Some(Rule { output: index, min: None, max: Some(Bound::Fixed(greatest)) })
    }));
    rules
}

/// The greatest value that closed lips leave a control.
fn greatest(input: Input, source: &Arc<Rig>) -> Option<f32> {
    let Input::Control { up, index } = input else { return None };
    let profile = chain(source).nth(up)?.profile.as_ref()?;
    match profile.rules.iter().find(|rule| rule.output == index)?.max? {
        Bound::Fixed(greatest) => Some(greatest),
        Bound::Follows { .. } => None,
    }
}
