//! Which convention drives which part of the face, and through it each shape.

use std::collections::HashSet;
use std::sync::Arc;

use super::spelling::{Convention, Meaning, Part, Spellings};
use crate::rig::profile::find;
use crate::rig::{Rig, built_in};

/// Conventions of single movements, the finest first.
const MOVEMENTS: [Convention; 4] =
    [Convention::MetaHuman, Convention::ArKit, Convention::Unified, Convention::CharacterCreator];
/// Share of a part's movements with which a convention is preferred to visemes.
const GOOD_PART: f32 = 0.5;
/// Visemes of which there are fewer are no set.
const VISEMES: usize = 5;
/// Vowels of which there are fewer are no set.
const VOWELS: usize = 3;

/// The expressions of an avatar whose mouth is not driven by the rig that has them.
const EXPRESSIONS: [(&str, &str); 4] =
    [("happy", "emotionHappy"), ("angry", "emotionAngry"), ("sad", "emotionSad"), ("surprised", "emotionSurprise")];

/// The convention chosen for each part.
#[derive(Debug)]
pub struct Choice {
    mouth: Option<Convention>,
    eyes: Option<Convention>,
    brows: Option<Convention>,
}

impl Choice {
    /// Chooses for a mesh whose names have these `meanings`.
    pub fn of(meanings: &[&[Meaning]], spellings: &Spellings) -> Self {
        let best = |part| {
            let count = |convention| {
                let has = |known: &&&[Meaning]| known.iter().any(|m| m.convention == convention && m.part == part);
                meanings.iter().filter(has).count()
            };
            let here = meanings.iter().copied().flatten();
            let share = |convention| share(here.clone(), spellings, convention, part);
            // The first of equals is the finest.
            let movements = MOVEMENTS.iter().rev().copied().max_by(|a, b| share(*a).total_cmp(&share(*b)));
            let ranked = [
                movements.filter(|movements| share(*movements) >= GOOD_PART),
                Some(Convention::Visemes).filter(|visemes| count(*visemes) >= VISEMES),
                Some(Convention::CharacterCreatorVisemes).filter(|visemes| count(*visemes) >= VISEMES),
                Some(Convention::Vrm).filter(|vowels| part == Part::Mouth && count(*vowels) >= VOWELS),
                movements.filter(|movements| share(*movements) > 0.0),
                Some(Convention::Plain).filter(|plain| count(*plain) > 0),
                Some(Convention::Vrm).filter(|vrm| count(*vrm) > 0),
                Some(Convention::Visemes).filter(|visemes| count(*visemes) > 0),
            ];
            ranked.into_iter().flatten().next()
        };
        Self { mouth: best(Part::Mouth), eyes: best(Part::Eyes), brows: best(Part::Brows) }
    }

    fn chosen(&self, part: Part) -> Option<Convention> {
        let moved = |convention: &Convention| mixes(*convention) || *convention == Convention::MetaHuman;
        match part {
            Part::Mouth => self.mouth,
            Part::Eyes => self.eyes,
            Part::Brows => self.brows,
            // Where mouth or brows move by themselves they carry the emotion, and an expression would add to it.
            Part::Face => self.brows.or(self.mouth.filter(moved)).or(Some(Convention::Vrm)),
        }
    }

    /// The rig from which all that is chosen can be read.
    pub fn source(&self) -> Arc<Rig> {
        let parts = [self.mouth, self.eyes, self.brows];
        let name = match self.mouth {
            Some(Convention::Visemes | Convention::CharacterCreatorVisemes) => "oculus",
            Some(Convention::Vrm) => "vrm",
            None if self.brows.is_none() => "vrm",
            _ if parts.iter().flatten().all(|convention| *convention == Convention::MetaHuman) => "metahuman",
            _ => "arkit",
        };
        built_in(name).expect("the sources are the library's own rigs")
    }

    /// The meaning by which each name is driven: first the chosen convention of its part, then what others add.
    pub fn drive(&self, meanings: &[&[Meaning]], source: &Arc<Rig>) -> Vec<Option<Meaning>> {
        let mut driven: Vec<Option<Meaning>> = vec![None; meanings.len()];
        let mut taken: HashSet<String> = HashSet::new();
        let others = [Convention::ArKit, Convention::Unified, Convention::CharacterCreator, Convention::Plain];
        let turns = std::iter::once(None).chain(others.map(Some));
        for (turn, tier) in turns.flat_map(|turn| (1..=3).map(move |tier| (turn, tier))) {
            let mut now: HashSet<String> = HashSet::new();
            for (slot, known) in driven.iter_mut().zip(meanings).filter(|(slot, _)| slot.is_none()) {
                let fits = |meaning: &&Meaning| {
                    let chosen = self.chosen(meaning.part);
                    let convention = match turn {
                        None => chosen,
                        added => added.filter(|_| chosen.is_some_and(mixes)),
                    };
                    meaning.tier == tier && Some(meaning.convention) == convention
                };
                let free = |meaning: &Meaning, now: &HashSet<String>| {
                    let shared = divides(meaning.convention);
                    meaning.inputs.iter().all(|(input, _)| !taken.contains(input) && (shared || !now.contains(input)))
                };
                let read = known.iter().filter(fits).find_map(|meaning| readable(meaning, source));
                if let Some(meaning) = read.filter(|meaning| free(meaning, &now)) {
                    now.extend(meaning.inputs.iter().map(|(input, _)| input.clone()));
                    *slot = Some(meaning);
                }
            }
            taken.extend(now);
        }
        driven
    }

    /// Why a name with these meanings stays at 0.
    pub fn reason(&self, meanings: &[Meaning]) -> String {
        match meanings.first().map(|meaning| (self.chosen(meaning.part), meaning.convention)) {
            None => "the name is not known".into(),
            Some((Some(chosen), own)) if chosen != own => {
                format!("{} drives this part of the face, which would move twice", chosen.name())
            }
            _ => "another shape makes this movement, which would be made twice".into(),
        }
    }
}

/// Conventions of single movements that can be mixed, because all are read from the same rig.
fn mixes(convention: Convention) -> bool {
    use Convention::{ArKit, CharacterCreator, Plain, Unified};
    matches!(convention, ArKit | Unified | CharacterCreator | Plain)
}

/// Conventions that divide one movement of the source into several shapes, such as the four quarters of a pucker.
fn divides(convention: Convention) -> bool {
    matches!(convention, Convention::Unified | Convention::CharacterCreator)
}

/// Share of a part's movements that the shapes of `convention` make.
fn share<'m>(
    here: impl Iterator<Item = &'m Meaning>,
    spellings: &'m Spellings,
    convention: Convention,
    part: Part,
) -> f32 {
    fn inputs<'m>(all: impl Iterator<Item = &'m Meaning>, convention: Convention, part: Part) -> HashSet<&'m str> {
        let of = all.filter(|meaning| meaning.convention == convention && meaning.part == part);
        of.flat_map(|meaning| meaning.inputs.iter().map(|(input, _)| input.as_str())).collect()
    }
    // MetaHuman is measured by itself, all others by the movements of ARKit.
    let whole = if convention == Convention::MetaHuman { convention } else { Convention::ArKit };
    let whole = inputs(spellings.all(), whole, part);
    inputs(here, convention, part).intersection(&whole).count() as f32 / whole.len().max(1) as f32
}

/// The meaning with inputs that `source` has.
fn readable(meaning: &Meaning, source: &Arc<Rig>) -> Option<Meaning> {
    let found = |meaning: &Meaning| meaning.inputs.iter().all(|(input, _)| find(source, input).is_some());
    if found(meaning) {
        return Some(meaning.clone());
    }
    let (_, emotion) = EXPRESSIONS.iter().find(|(name, _)| *name == meaning.inputs[0].0)?;
    Some(Meaning { inputs: vec![((*emotion).to_owned(), 1.0)], ..meaning.clone() })
}

/// Movements that a viewer misses at once, each with what else makes it. An avatar with vowels alone is closed at rest.
const IMPORTANT: [(&str, &[&str]); 4] = [
    ("jawOpen", &["jawOpen", "CTRL_expressions_jawOpen", "aa"]),
    ("mouthClose", &["mouthClose", "CTRL_expressions_mouthLipsTogetherUL", "PP", "ou"]),
    ("eyeBlinkLeft", &["eyeBlinkLeft", "CTRL_expressions_eyeBlinkL"]),
    ("eyeBlinkRight", &["eyeBlinkRight", "CTRL_expressions_eyeBlinkR"]),
];

/// Important movements that nothing makes.
pub fn missing(driven: &[Option<Meaning>]) -> Vec<&'static str> {
    let inputs: HashSet<&str> =
        driven.iter().flatten().flat_map(|meaning| &meaning.inputs).map(|(input, _)| input.as_str()).collect();
    let missed = IMPORTANT.iter().filter(|(_, makes)| !makes.iter().any(|input| inputs.contains(input)));
    missed.map(|(name, _)| *name).collect()
}
