//! Rest: how the face looks when nobody speaks, for each emotion, as the model itself shows it.

use std::sync::Arc;

use crate::audio::features::{FeatureTables, Features, WIDTH};
use crate::audio::resample::MODEL_RATE;
use crate::emotion::EMOTIONS;
use crate::error::Result;
use crate::mood::{PARTS, Part, Shown};
use crate::motion::{Controls, Frame};
use crate::network::{Batch, Network};
use crate::rig::{BOARD_CONTROLS, board, channel, frame};

/// Silence that the model hears until it is at rest: half a second at 16 kHz.
const SILENCE: usize = MODEL_RATE as usize / 2;

/// The model's resting faces.
#[derive(Debug)]
pub struct Rest {
    neutral: Controls,
    /// What each emotion adds to neutral at weight 1.
    overlays: [Controls; EMOTIONS.len()],
    /// To which part each control belongs.
    parts: [Part; BOARD_CONTROLS],
}

impl Rest {
    /// Lets `network` hear silence under no and under each emotion, and answer with its look-ahead `look_ahead`.
    ///
    /// # Errors
    /// The network failed.
    pub fn of(network: &mut dyn Network, tables: Arc<FeatureTables>, look_ahead: usize) -> Result<Self> {
        let faces = match network.resting()? {
            Some(known) => known,
            None => listen(network, tables, look_ahead)?,
        };
        let face = |number: usize| {
            let mut values: Frame = [0.0; _];
            values[..BOARD_CONTROLS].copy_from_slice(&faces[number]);
            frame::clamp(&mut values);
            std::array::from_fn::<_, BOARD_CONTROLS, _>(|control| values[control])
        };
        let neutral = face(0);
        let overlays = std::array::from_fn(|i| {
            let face = face(i + 1);
            std::array::from_fn(|control| face[control] - neutral[control])
        });
        let parts = std::array::from_fn(|control| Part::of_region(board().controls[control].region));
        Ok(Self { neutral, overlays, parts })
    }

    /// The resting face in `mood`.
    pub fn pose(&self, mood: &Shown) -> Frame {
        let mut values: Frame = [0.0; _];
        values[..BOARD_CONTROLS].copy_from_slice(&self.neutral);
        values[channel::EMOTION..][..EMOTIONS.len()].copy_from_slice(mood.whole().weights());
        for (control, value) in values[..BOARD_CONTROLS].iter_mut().enumerate() {
            let weights = mood.of(self.parts[control]).weights();
            *value +=
                weights.iter().zip(&self.overlays).map(|(weight, overlay)| weight * overlay[control]).sum::<f32>();
        }
        values
    }

    /// Adds to `values`, which the network made under the mouth's emotion, what the other parts feel instead.
    pub fn tint(&self, mood: &Shown, values: &mut Frame) {
        let mouth = mood.of(Part::Mouth);
        for (emotion, overlay) in self.overlays.iter().enumerate() {
            let more = PARTS.map(|part| mood.of(part).weights()[emotion] - mouth.weights()[emotion]);
            if more.iter().any(|weight| *weight != 0.0) {
                for ((value, add), part) in values.iter_mut().zip(overlay).zip(&self.parts) {
                    *value += more[*part as usize] * add;
                }
            }
        }
    }
}

/// What `network` shows after silence, without emotion and under each.
fn listen(network: &mut dyn Network, tables: Arc<FeatureTables>, look_ahead: usize) -> Result<Vec<Controls>> {
    let faces = EMOTIONS.len() + 1;
    let mut silence = Features::new(tables);
    silence.push(&[0.0; SILENCE]);
    let mut rows = Vec::new();
    while let Some((_, row)) = silence.next_row() {
        rows.extend_from_slice(row);
    }
    let steps = rows.len() / WIDTH;
    // Face 0 is neutral, face i + 1 shows emotion i fully.
    let mut emotion = vec![0.0; faces * steps * EMOTIONS.len()];
    for (face, weights) in emotion.chunks_exact_mut(steps * EMOTIONS.len()).enumerate().skip(1) {
        weights.iter_mut().skip(face - 1).step_by(EMOTIONS.len()).for_each(|weight| *weight = 1.0);
    }
    let mut state = vec![0.0; faces * network.manifest().state_len()];
    let width = network.manifest().answer_width();
    let mut controls = vec![0.0; faces * steps * width];
    network.run(Batch {
        faces,
        steps,
        features: &rows.repeat(faces),
        emotion: &emotion,
        look_ahead: &vec![look_ahead; faces],
        state: &mut state,
        controls: &mut controls,
    })?;
    let last = controls.chunks_exact(width).skip(steps - 1).step_by(steps);
    Ok(last.map(|face| std::array::from_fn(|control| face[control])).collect())
}
