//! Whether a recording is as loud as voices are, or so soft that it passes for somebody far away.

use std::fmt;

use emoface::wav::Wav;

/// What voices have that the model learned from, in dB of full scale (`models/recipe/augment.py`, USUAL_LEVEL).
const USUAL: f32 = -21.0;
/// Below it the mouth hardly opens in the first seconds: voices behind a speaker are not to move it (model card).
const SOFT: f32 = -40.0;
/// Below it there is nobody to hear.
const NOTHING: f32 = -75.0;

/// A recording that is too soft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooSoft {
    /// Level of its speech in dB of full scale.
    level: f32,
}

impl TooSoft {
    /// What is wrong with how loud `wav` is, if anything.
    pub fn of(wav: &Wav) -> Option<Self> {
        let level = level(wav);
        (NOTHING..SOFT).contains(&level).then_some(Self { level })
    }
}

impl fmt::Display for TooSoft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "its speech is at {:.0} dB of full scale, where {USUAL:.0} dB are usual: the mouth may hardly open, as for \
             a voice far away; amplify it by {:.0} dB",
            self.level,
            USUAL - self.level
        )
    }
}

/// Level in dB of full scale of the louder half of the sound: speech without its pauses.
fn level(wav: &Wav) -> f32 {
    let frame = (wav.rate as usize / 50).max(1);
    let mut powers: Vec<f32> = wav
        .samples
        .chunks_exact(frame.min(wav.samples.len()))
        .map(|samples| samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32)
        .collect();
    powers.sort_by(f32::total_cmp);
    let loud = &powers[powers.len() / 2..];
    10.0 * (loud.iter().sum::<f32>() / loud.len() as f32 + 1e-12).log10()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use emoface::wav;

    use super::*;

    /// The sample sentence, so many times as loud.
    fn hello(gain: f32) -> Wav {
        let mut wav = wav::read(Path::new("examples/hello.wav")).unwrap();
        wav.samples.iter_mut().for_each(|sample| *sample *= gain);
        wav
    }

    #[test]
    fn soft_speech_is_told_from_usual_speech_and_from_nothing() {
        let usual = level(&hello(1.0));
        assert!((usual - USUAL).abs() < 6.0, "the sample sentence is at {usual} dB");
        assert!((level(&hello(0.1)) - usual + 20.0).abs() < 0.01);
        assert_eq!(TooSoft::of(&hello(1.0)), None);
        assert_eq!(TooSoft::of(&hello(0.0)), None);
        let soft = TooSoft::of(&hello(0.02)).expect("34 dB softer is soft").to_string();
        assert!(soft.contains(&format!("amplify it by {:.0} dB", USUAL - usual + 34.0)), "{soft}");
    }

    #[test]
    fn a_single_sample_has_a_level() {
        let mut wav = hello(1.0);
        wav.samples.truncate(1);
        assert!(level(&wav).is_finite());
    }
}
