//! Mood: an emotion for the whole face, and others for parts of it, such as anger in the brows over a smile.

use crate::emotion::{EMOTIONS, Emotion};
use crate::error::{Error, Result, invalid};

/// A part of the face that can show an emotion of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Forehead and brows.
    Brows = 0,
    /// Lids, pupils and lashes.
    Eyes = 1,
    /// Nose, cheeks and ears.
    Nose = 2,
    /// Lips, jaw, chin, tongue and neck: what speech moves, too.
    Mouth = 3,
}

/// All parts, in the order of their numbers.
pub const PARTS: [Part; 4] = [Part::Brows, Part::Eyes, Part::Nose, Part::Mouth];

impl Part {
    /// What specifications call it.
    pub fn name(self) -> &'static str {
        ["brows", "eyes", "nose", "mouth"][self as usize]
    }

    /// The part to which a region of the board belongs.
    pub fn of_region(region: &str) -> Self {
        match region {
            "brow" => Self::Brows,
            "eyelid" | "gaze" | "pupil" | "eyelashes" => Self::Eyes,
            "nose" | "cheek" | "ear" => Self::Nose,
            _ => Self::Mouth,
        }
    }
}

/// What a face feels, whole and in parts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mood {
    whole: Emotion,
    parts: [Option<Emotion>; PARTS.len()],
}

impl Mood {
    /// The emotion of every part that has none of its own.
    pub fn whole(&self) -> &Emotion {
        &self.whole
    }

    /// Whether some part differs from the whole.
    pub fn has_parts(&self) -> bool {
        self.parts.iter().any(Option::is_some)
    }

    /// The emotion of `part`.
    pub fn of(&self, part: Part) -> &Emotion {
        self.parts[part as usize].as_ref().unwrap_or(&self.whole)
    }

    /// Changes the whole and leaves the parts.
    pub fn set_whole(&mut self, emotion: Emotion) {
        self.whole = emotion;
    }

    /// Gives `part` an emotion of its own, or, with `None`, that of the whole.
    pub fn set_part(&mut self, part: Part, emotion: Option<Emotion>) {
        self.parts[part as usize] = emotion;
    }
}

impl From<Emotion> for Mood {
    fn from(whole: Emotion) -> Self {
        Self { whole, ..Self::default() }
    }
}

impl std::str::FromStr for Mood {
    type Err = Error;

    /// Reads `angry`, `happy:0.5,surprise:0.3` or `happy:0.6;brows=angry:0.8;eyes=sad`.
    fn from_str(spec: &str) -> Result<Self> {
        let mut mood = Self::default();
        for (index, piece) in spec.split(';').enumerate() {
            let Some((name, emotion)) = piece.split_once('=') else {
                if index > 0 {
                    return invalid(format!("'{piece}' names no part; write brows={piece} or separate by a comma"));
                }
                mood.whole = piece.parse()?;
                continue;
            };
            let Some(part) = PARTS.into_iter().find(|part| part.name() == name.trim()) else {
                let known = PARTS.map(Part::name).join(", ");
                return invalid(format!("no part of the face is called '{}'; choose from {known}", name.trim()));
            };
            mood.set_part(part, Some(emotion.parse()?));
        }
        Ok(mood)
    }
}

impl std::fmt::Display for Mood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let write = |f: &mut std::fmt::Formatter<'_>, emotion: &Emotion| {
            let shown = EMOTIONS.iter().zip(emotion.weights()).filter(|(_, weight)| **weight > 0.0);
            for (index, (name, weight)) in shown.enumerate() {
                write!(f, "{}{name}", if index > 0 { " + " } else { "" })?;
                if *weight != 1.0 {
                    write!(f, " {weight:.2}")?;
                }
            }
            if *emotion == Emotion::default() { write!(f, "neutral") } else { Ok(()) }
        };
        write(f, &self.whole)?;
        for (part, emotion) in PARTS.iter().zip(&self.parts) {
            if let Some(emotion) = emotion {
                write!(f, ", {} ", part.name())?;
                write(f, emotion)?;
            }
        }
        Ok(())
    }
}

/// A mood as it shows: on its way to what was asked for, each emotion at its own pace.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    begun: bool,
    whole: Emotion,
    parts: [Emotion; PARTS.len()],
}

impl Shown {
    /// One frame of 1/60 s towards `mood`; the first frame is there at once. `true` while anything moves.
    pub fn follow(&mut self, mood: &Mood) -> bool {
        let goals = PARTS.map(|part| *mood.of(part));
        if !std::mem::replace(&mut self.begun, true) {
            (self.whole, self.parts) = (mood.whole, goals);
            return true;
        }
        if self.whole == mood.whole && self.parts == goals {
            return false;
        }
        self.whole.ease_towards(&mood.whole);
        self.parts.iter_mut().zip(&goals).for_each(|(part, goal)| part.ease_towards(goal));
        true
    }

    /// The emotion of the whole, as it shows now.
    pub fn whole(&self) -> &Emotion {
        &self.whole
    }

    /// The emotion of `part`, as it shows now.
    pub fn of(&self, part: Part) -> &Emotion {
        &self.parts[part as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moods_are_read_and_told() {
        let mood: Mood = "happy:0.6; brows=angry:0.8;mouth = sad".parse().unwrap();
        assert_eq!(mood.of(Part::Eyes), &"happy:0.6".parse().unwrap());
        assert_eq!(mood.of(Part::Brows), &"angry:0.8".parse().unwrap());
        assert_eq!(mood.to_string(), "happy 0.60, brows angry 0.80, mouth sad");
        assert_eq!("brows=angry".parse::<Mood>().unwrap().whole(), &Emotion::default());
        assert_eq!(Mood::default().to_string(), "neutral");
        for bad in ["", "happy;angry", "ears=happy", "brows=joy", "brows="] {
            assert!(bad.parse::<Mood>().is_err(), "'{bad}' passed");
        }
    }

    #[test]
    fn every_region_of_the_board_belongs_to_a_part() {
        let count = |part| crate::rig::board().controls.iter().filter(|c| Part::of_region(c.region) == part).count();
        assert_eq!(PARTS.map(count), [8, 25, 14, 127]);
    }

    #[test]
    fn a_mood_begins_where_it_is_and_then_eases_to_rest() {
        let mut shown = Shown::default();
        let angry = "angry;mouth=happy".parse::<Mood>().unwrap();
        shown.follow(&angry);
        assert_eq!((shown.whole(), shown.of(Part::Mouth)), (angry.whole(), angry.of(Part::Mouth)));
        assert!(!shown.follow(&angry), "a mood that is reached stands still");
        let mut frames = 0;
        while shown.follow(&Mood::default()) {
            frames += 1;
            assert!(frames < 60 * 30, "never arrives: {:?}", shown.whole());
        }
        assert_eq!(shown.whole(), &Emotion::default());
    }
}
