//! Emotion: seven weights, continuous over time.

use crate::error::{Error, Result, invalid};

/// The seven emotions in the order of every weight vector (EmoFace's own ids).
pub const EMOTIONS: [&str; 7] = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"];

/// Place of `neutral` in [`EMOTIONS`].
pub const NEUTRAL: usize = 4;

/// Seconds in which an emotion that comes, and one that goes, has gone 63 % of its way. Around the 0.25-0.4 s that
/// suit a change of label; how fast each is beside the others is a design value: a start is quick and a smile lingers,
/// surprise is the shortest of all and sadness settles slowly (Ekman 2003 on how long expressions last).
const PACE: [(f32, f32); 7] = [(0.25, 0.6), (0.3, 0.5), (0.18, 0.5), (0.3, 0.6), (0.3, 0.3), (0.5, 0.9), (0.15, 0.35)];

/// Weights this close to their goal are there: an exponential alone never arrives, and denormals are slow.
const ARRIVED: f32 = 1e-4;

/// A blend of emotions. Weights lie in [0, 1] and sum to at most 1; what is missing to 1 is neutral.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Emotion {
    weights: [f32; 7],
}

impl Emotion {
    /// A blend of `weights` times `intensity`. Weights that sum to more than 1 are scaled to 1.
    ///
    /// # Errors
    /// A weight or the intensity is negative or not a number, or the intensity is above 1.
    pub fn new(weights: [f32; 7], intensity: f32) -> Result<Self> {
        if let Some(bad) = weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            return invalid(format!("the weight of {} is {}; give a number of 0 or more", EMOTIONS[bad], weights[bad]));
        }
        if !(0.0..=1.0).contains(&intensity) {
            return invalid(format!("the intensity is {intensity}; give a number from 0 to 1"));
        }
        // Dividing by the greatest first keeps even absurd finite weights finite.
        let greatest = weights.iter().copied().fold(1.0f32, f32::max);
        let sum: f32 = weights.iter().map(|weight| weight / greatest).sum::<f32>().max(1.0 / greatest);
        Ok(Self { weights: weights.map(|weight| intensity * (weight / greatest) / sum) })
    }

    /// The weights, intensity included, in the order of [`EMOTIONS`].
    pub fn weights(&self) -> &[f32; 7] {
        &self.weights
    }

    /// Moves `self` by one frame of 1/60 s towards `target`.
    pub(crate) fn ease_towards(&mut self, target: &Self) {
        for ((weight, goal), (attack, decay)) in self.weights.iter_mut().zip(target.weights).zip(PACE) {
            let seconds = if goal > *weight { attack } else { decay };
            let left = goal - *weight;
            *weight = if left.abs() < ARRIVED { goal } else { *weight + left / (60.0 * seconds) };
        }
    }
}

impl std::str::FromStr for Emotion {
    type Err = Error;

    /// Reads `angry`, `happy:0.6` or `happy:0.5,surprise:0.3`.
    fn from_str(spec: &str) -> Result<Self> {
        let mut weights = [0.0; 7];
        for part in spec.split(',') {
            let (name, weight) = part.split_once(':').unwrap_or((part, "1"));
            let Some(index) = EMOTIONS.iter().position(|known| *known == name.trim()) else {
                return invalid(format!("no emotion is called '{}'; choose from {}", name.trim(), EMOTIONS.join(", ")));
            };
            weights[index] = match weight.trim().parse::<f32>() {
                Ok(weight) if (0.0..=1.0).contains(&weight) => weight,
                _ => return invalid(format!("'{weight}' is no weight; write {name}:0.6 with a number from 0 to 1")),
            };
        }
        let sum: f32 = weights.iter().sum();
        if sum > 1.0 + 1e-6 {
            return invalid(format!("the weights sum to {sum}; they may sum to 1 at most"));
        }
        Self::new(weights, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_read() {
        let weights = |spec: &str| *spec.parse::<Emotion>().unwrap().weights();
        assert_eq!(weights("angry"), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(weights("happy:0.5, surprise:0.25"), [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.25]);
        for bad in ["", "joy", "happy:", "happy:2", "happy:-1", "happy:NaN", "happy:0.8,sad:0.8"] {
            assert!(bad.parse::<Emotion>().is_err(), "'{bad}' passed");
        }
    }

    #[test]
    fn weights_over_one_are_scaled_and_bad_ones_refused() {
        let of = |weights, intensity| Emotion::new(weights, intensity);
        let blend = of([2.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0], 0.5).unwrap();
        assert_eq!(blend.weights()[0], 0.25);
        let huge = of([f32::MAX; 7], 1.0).unwrap();
        assert!((huge.weights().iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(of([f32::NAN; 7], 1.0).is_err());
        assert!(of([-0.1; 7], 1.0).is_err());
        assert!(of([0.1; 7], f32::NAN).is_err());
        assert!(of([0.1; 7], 1.5).is_err());
    }

    #[test]
    fn a_change_comes_and_goes_at_the_pace_of_its_emotion() {
        for (emotion, (attack, decay)) in PACE.iter().enumerate() {
            let mut weights = [0.0; 7];
            weights[emotion] = 1.0;
            let (mut now, full) = (Emotion::default(), Emotion::new(weights, 1.0).unwrap());
            (0..(attack * 60.0) as usize).for_each(|_| now.ease_towards(&full));
            assert!((now.weights()[emotion] - 0.632).abs() < 0.04, "{}: {:?}", EMOTIONS[emotion], now);
            now = full;
            (0..(decay * 60.0) as usize).for_each(|_| now.ease_towards(&Emotion::default()));
            assert!((now.weights()[emotion] - 0.368).abs() < 0.04, "{}: {:?}", EMOTIONS[emotion], now);
        }
    }
}
