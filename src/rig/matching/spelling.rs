//! How the conventions of the trade spell the shapes of a face.
//!
//! `spellings.csv` holds what cannot be derived from the built-in rigs. `*` is a side, written `Left` or `L`; `@` in an
//! input is the `L` or `R` of a MetaHuman curve. Of the shapes of one convention that do the same, those of tier 1 are
//! the parts and those above are sums of them, driven only when the parts are missing. Names after: Unified Expressions
//! of VRCFaceTracking (docs.vrcft.io); Character Creator 4 by Reallusion, with the ARKit pairs that its users publish;
//! the extra shapes of Ready Player Me; the VRM 0.x and 1.0 specifications, with the pairs of UniVRM's migration, and the
//! morphs that VRoid Studio writes. The pairs of Character Creator's eight lip shapes with visemes are a choice made
//! here by the sounds that Reallusion's manual gives for each.

use std::collections::HashMap;

use crate::rig::profile::{find, region_of};
use crate::rig::{built_in, region};

/// A way to name the shapes of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Convention {
    /// The raw curves of a MetaHuman.
    MetaHuman,
    /// Apple's 52 shapes.
    ArKit,
    /// Unified Expressions of VRCFaceTracking.
    Unified,
    /// Character Creator 4.
    CharacterCreator,
    /// Plain words that several tools share, such as `mouthOpen`.
    Plain,
    /// The 15 visemes of Oculus, Ready Player Me and VRChat.
    Visemes,
    /// The eight lip shapes of Character Creator.
    CharacterCreatorVisemes,
    /// VRM and VRoid Studio.
    Vrm,
}

impl Convention {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MetaHuman => "MetaHuman",
            Self::ArKit => "ARKit",
            Self::Unified => "Unified Expressions",
            Self::CharacterCreator => "Character Creator",
            Self::Plain => "plain words",
            Self::Visemes => "visemes",
            Self::CharacterCreatorVisemes => "Character Creator visemes",
            Self::Vrm => "VRM",
        }
    }
}

/// A part of the face for which one convention is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Mouth, jaw, tongue, cheeks.
    Mouth,
    Eyes,
    /// Brows and nose.
    Brows,
    /// The whole face, for an expression.
    Face,
}

/// One way in which a name can be understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    pub convention: Convention,
    pub part: Part,
    pub tier: u8,
    /// Names of controls and what they weigh.
    pub inputs: Vec<(String, f32)>,
}

/// All spellings, by their key.
#[derive(Debug)]
pub struct Spellings(HashMap<String, Vec<Meaning>>);

/// Letters and digits of a name, in lower case: how spellings are compared.
pub fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Spellings {
    /// The table and what follows from the built-in rigs.
    pub fn new() -> Self {
        let mut spellings = Self(HashMap::new());
        for line in include_str!("spellings.csv").lines().skip(1) {
            spellings.row(line);
        }
        let controls = |rig: &str| built_in(rig).map(|rig| rig.controls.clone()).unwrap_or_default();
        for control in controls("metahuman") {
            spellings.add(&control.name, Convention::MetaHuman, 1, &control.name);
        }
        // What has a negative half is the turn of a head or of an eyeball: bones, not shapes.
        for control in controls("arkit").iter().filter(|control| control.min >= 0.0) {
            spellings.add(&control.name, Convention::ArKit, 1, &control.name);
            for (long, short) in [("Left", "L"), ("Right", "R")] {
                if let Some(stem) = control.name.strip_suffix(long) {
                    spellings.add(&format!("{stem}{short}"), Convention::ArKit, 1, &control.name);
                }
            }
        }
        // Ready Player Me, as the Oculus reference, calls three of them I, O and U.
        let letters = [("ih", "I"), ("oh", "O"), ("ou", "U")];
        for control in controls("oculus") {
            let name = control.name.as_str();
            let letter = letters.iter().find(|(own, _)| *own == name).map(|(_, letter)| *letter);
            for spelt in std::iter::once(name).chain(letter) {
                for prefix in ["", "viseme", "v"] {
                    spellings.add(&format!("{prefix}{spelt}"), Convention::Visemes, 1, name);
                }
            }
        }
        spellings
    }

    /// Every meaning of every spelling.
    pub fn all(&self) -> impl Iterator<Item = &Meaning> {
        self.0.values().flatten()
    }

    /// What `key` can mean.
    pub fn get(&self, key: &str) -> Option<&[Meaning]> {
        self.0.get(key).map(Vec::as_slice)
    }

    fn add(&mut self, name: &str, convention: Convention, tier: u8, inputs: &str) {
        let weighted = |input: &str| match input.split_once(':') {
            Some((name, weight)) => (name.to_owned(), weight.parse().unwrap_or(1.0)),
            None => (input.to_owned(), 1.0),
        };
        let inputs: Vec<_> = inputs.split(' ').map(weighted).collect();
        let part = part(convention, &inputs[0].0);
        let meaning = Meaning { convention, part, tier, inputs };
        let known = self.0.entry(key(name)).or_default();
        if !known.contains(&meaning) {
            known.push(meaning);
        }
    }

    fn row(&mut self, line: &str) {
        let cells: Vec<&str> = line.split(',').collect();
        let [convention, tier, name, inputs] = cells[..] else { return };
        let convention = match convention {
            "unified" => Convention::Unified,
            "cc" => Convention::CharacterCreator,
            "plain" => Convention::Plain,
            "cc_visemes" => Convention::CharacterCreatorVisemes,
            _ => Convention::Vrm,
        };
        let tier = tier.parse().unwrap_or(1);
        if !name.contains('*') {
            return self.add(name, convention, tier, inputs);
        }
        for (long, short) in [("Left", "L"), ("Right", "R")] {
            let inputs = inputs.replace('*', long).replace('@', short);
            self.add(&name.replace('*', long), convention, tier, &inputs);
            self.add(&name.replace('*', short), convention, tier, &inputs);
        }
    }
}

fn part(convention: Convention, input: &str) -> Part {
    let mouth = |name: &str| matches!(name, "aa" | "ih" | "ou" | "ee" | "oh");
    match convention {
        Convention::Visemes | Convention::CharacterCreatorVisemes => Part::Mouth,
        Convention::Vrm if mouth(input) => Part::Mouth,
        Convention::Vrm if input.starts_with("eye") => Part::Eyes,
        Convention::Vrm => Part::Face,
        _ => {
            let found = built_in("arkit").and_then(|rig| find(&rig, input).map(|input| region_of(&rig, input)));
            match found.map(|index| region::REGIONS[index]) {
                Some("eyes" | "lids") => Part::Eyes,
                Some("brows" | "nose") => Part::Brows,
                _ => Part::Mouth,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_reads_controls_that_exist() {
        let sources: Vec<_> = ["oculus", "vrm", "arkit"].into_iter().filter_map(built_in).collect();
        for (input, weight) in Spellings::new().all().flat_map(|meaning| &meaning.inputs) {
            {
                assert!(sources.iter().any(|rig| find(rig, input).is_some()), "{input}");
                assert!((0.0..=1.0).contains(weight));
            }
        }
        let rows = include_str!("spellings.csv").lines().skip(1);
        assert!(rows.clone().all(|row| row.split(',').count() == 4), "four columns");
        assert!(rows.map(|row| row.split(',').nth(1)).all(|tier| matches!(tier, Some("1" | "2" | "3"))));
    }
}
