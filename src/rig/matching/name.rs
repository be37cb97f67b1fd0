//! The part of a shape's name that says what it is: exporters and artists put much before it.

use std::collections::HashMap;

use super::spelling::{Meaning, Spellings, key};

/// Words before a name that only say where the shape is.
const PLACES: [&str; 20] = [
    "head",
    "face",
    "facial",
    "body",
    "mesh",
    "blendshape",
    "blendshapes",
    "bs",
    "shape",
    "shapes",
    "morph",
    "morphs",
    "target",
    "key",
    "arkit",
    "vrc",
    "vrm",
    "base",
    "cc",
    "fac",
];

/// Names shorter than this mean something only when nothing is left of them: every mesh has an `_A`.
const SHORT: usize = 4;

/// The prefixes that most names of a mesh share, such as `Face.M_F00_000_00_`.
#[derive(Debug)]
pub struct Prefixes<'n> {
    counts: HashMap<&'n str, usize>,
    most: usize,
}

impl<'n> Prefixes<'n> {
    /// Counts the prefixes of `names`.
    pub fn of(names: &[&'n str]) -> Self {
        let mut counts = HashMap::new();
        for name in names.iter().map(|name| last(name)) {
            for (end, _) in name.match_indices(separator) {
                *counts.entry(&name[..end]).or_insert(0) += 1;
            }
        }
        Self { counts, most: (names.len() * 3).div_ceil(5) }
    }

    /// What `name` can mean: the longest end of it that means something.
    pub fn meanings<'s>(&self, spellings: &'s Spellings, name: &str) -> &'s [Meaning] {
        let lower = name.to_lowercase();
        if let Some(start) = lower.find("ctrl_expressions") {
            return spellings.get(&key(&lower[start..])).unwrap_or(&[]);
        }
        let name = last(name);
        let starts = std::iter::once(0).chain(name.match_indices(separator).map(|(at, found)| at + found.len()));
        for start in starts {
            let (before, rest) = name.split_at(start);
            if !self.is_prefix(before) {
                break;
            }
            let whole = start == 0 || self.counts.get(before.trim_end_matches(separator)) >= Some(&self.most);
            for key in [key(rest), side_last(rest)] {
                if let Some(found) = spellings.get(&key).filter(|_| whole || key.len() >= SHORT) {
                    return found;
                }
            }
        }
        &[]
    }

    fn is_prefix(&self, before: &str) -> bool {
        let before = before.trim_end_matches(separator);
        let place = |word: &str| {
            let lower = word.to_lowercase();
            // `A25_Jaw_Open`: how Character Creator numbers ARKit's shapes.
            let numbered = lower.strip_prefix(['a', 't']).unwrap_or(&lower);
            PLACES.contains(&lower.as_str()) || numbered.bytes().all(|byte| byte.is_ascii_digit())
        };
        before.split(separator).all(place) || self.counts.get(before) >= Some(&self.most)
    }
}

fn separator(c: char) -> bool {
    matches!(c, '_' | '-' | ' ' | '|' | '/')
}

/// What follows the last dot or colon: `blendShape1.jawOpen`, `rig:jawOpen`.
fn last(name: &str) -> &str {
    name.rsplit(['.', ':']).find(|part| !part.is_empty()).unwrap_or(name)
}

/// The key of `L_eyeBlink` as if it were `eyeBlink_L`.
fn side_last(name: &str) -> String {
    match name.split_once(separator) {
        Some((side, rest)) if ["l", "r", "left", "right"].contains(&side.to_lowercase().as_str()) => {
            key(rest) + &key(side)
        }
        _ => key(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(names: &[&str], name: &str) -> Option<String> {
        let (prefixes, spellings) = (Prefixes::of(names), Spellings::new());
        prefixes.meanings(&spellings, name).first().map(|meaning| meaning.inputs[0].0.clone())
    }

    #[test]
    fn what_stands_before_a_name_is_overlooked() {
        let none: [&str; 3] = ["x", "y", "z"];
        for name in ["jawOpen", "JAWOPEN", "blendShape1.jawOpen", "Head:jaw_open", "head_jawOpen", "A25_Jaw_Open"] {
            assert_eq!(control(&none, name).as_deref(), Some("jawOpen"), "{name}");
        }
        for name in ["eyeBlinkLeft", "eyeBlink_L", "EyeBlink_Left", "L_eyeBlink", "left-eyeBlink", "Face.eyeBlinkL"] {
            assert_eq!(control(&none, name).as_deref(), Some("eyeBlinkLeft"), "{name}");
        }
        for name in ["CTRL_expressions_jawOpen", "ctrl_expressions.jawopen", "head_CTRL_expressions_jawOpen"] {
            assert_eq!(control(&none, name).as_deref(), Some("CTRL_expressions_jawOpen"), "{name}");
        }
        let shared = ["M_Hero_jawOpen", "M_Hero_mouthClose", "M_Hero_x", "other"];
        assert_eq!(control(&shared, "M_Hero_jawOpen").as_deref(), Some("jawOpen"));
    }

    #[test]
    fn other_words_are_not_overlooked() {
        let names = ["smile_mouth_left", "smile_mouth_right", "shirt_A", "body_A", "Hat_I", "jawOpening", "", ".", "_"];
        for name in names {
            assert_eq!(control(&names, name), None, "{name}");
        }
    }
}
