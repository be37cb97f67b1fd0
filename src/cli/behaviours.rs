//! Behaviours as words on the command line: `blink=0.5,head=0`.

use emoface::motion::behaviours::{Attention, Behaviours, MAX_GAIN};

/// What can be turned up or down.
const NAMES: &str = "blink, gaze, head, head-yaw, head-pitch, head-roll, brows, breath, laughter, all";

/// Changes to behaviours: each gain by its name.
#[derive(Debug, Clone, Default)]
pub struct Gains(Vec<(String, f32)>);

impl std::str::FromStr for Gains {
    type Err = String;

    fn from_str(spec: &str) -> Result<Self, String> {
        let gain = |part: &str| {
            let (name, gain) = part.split_once('=').ok_or(format!("write {}=0 or another gain", part.trim()))?;
            let gain = gain.trim().parse().ok().filter(|gain| (0.0..=MAX_GAIN).contains(gain));
            let gain = gain.ok_or(format!("give {} a gain from 0 to {MAX_GAIN}", name.trim()))?;
            let known = NAMES.split(", ").any(|known| known == name.trim());
            if known {
                Ok((name.trim().to_owned(), gain))
            } else {
                Err(format!("no behaviour '{name}'; choose from {NAMES}"))
            }
        };
        spec.split(',').map(gain).collect::<Result<_, _>>().map(Self)
    }
}

impl Gains {
    /// All behaviours as in people, with these changes.
    pub fn behaviours(&self, attention: Attention) -> Behaviours {
        let mut behaviours = Behaviours { attention, ..Behaviours::ALL };
        for (name, gain) in &self.0 {
            match name.as_str() {
                "blink" => behaviours.blink = *gain,
                "gaze" => behaviours.gaze = *gain,
                "head-yaw" => behaviours.head_yaw = *gain,
                "head-pitch" => behaviours.head_pitch = *gain,
                "head-roll" => behaviours.head_roll = *gain,
                "head" => (behaviours.head_yaw, behaviours.head_pitch, behaviours.head_roll) = (*gain, *gain, *gain),
                "brows" => behaviours.brows = *gain,
                "breath" => behaviours.breath = *gain,
                "laughter" => behaviours.laughter = *gain,
                _ => behaviours = Behaviours { attention, ..Behaviours::uniform(*gain) },
            }
        }
        behaviours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_read_in_order() {
        let read = |spec: &str| spec.parse::<Gains>().map(|gains| gains.behaviours(Attention::Idle));
        let quiet = read("all=0, blink=0.5").unwrap();
        assert_eq!((quiet.blink, quiet.gaze, quiet.head_roll, quiet.laughter), (0.5, 0.0, 0.0, 0.0));
        assert_eq!(read("head=2").unwrap().head_pitch, 2.0);
        for name in NAMES.split(", ") {
            assert_ne!(read(&format!("{name}=3")).unwrap(), Behaviours::ALL, "{name} does nothing");
        }
        for bad in ["", "blink", "blink=", "blink=5", "blink=-1", "blink=NaN", "wink=1"] {
            assert!(read(bad).is_err(), "'{bad}' passed");
        }
    }
}
