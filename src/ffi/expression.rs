//! What a face feels, does of its own accord and looks at, in C: game side, as wait-free as a sample.

use super::boundary::hot;
use super::fields;
use super::memory;
use super::objects::{emoface_face, with_face};
use super::status::*;
use crate::emotion::{EMOTIONS, Emotion};
use crate::motion::aim::GazeCommand;
use crate::motion::behaviours::Behaviours;

/// The emotion to ease to from now on. The newest call wins.
///
/// @param face      [in]
/// @param weights   [in] count weights in the order of emoface_emotion_name, each finite and 0 or more; what is
///                       missing to a sum of 1 is neutral, and a sum over 1 is scaled to 1. Must not be NULL.
/// @param count     [in] EMOFACE_EMOTION_COUNT.
/// @param intensity [in] 0 to 1; multiplies all weights.
/// @return EMOFACE_OK, EMOFACE_SCALED (the emotion is set), EMOFACE_ERROR_INVALID_HANDLE,
///         EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (count),
///         EMOFACE_ERROR_EMOTION, EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_set_emotion(
    face: *mut emoface_face,
    weights: *const f32,
    count: u32,
    intensity: f32,
) -> emoface_status {
    hot(|| {
        // SAFETY: as large as the caller says, and used during this call only.
        let weights = unsafe { memory::input(weights, u64::from(count), 1, "weights") }?;
        let weights = weights.try_into().map_err(|_| Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "count"))?;
        let (emotion, status) = emotion(weights, intensity)?;
        with_face(face, |face| face.set_emotion(emotion))??;
        Ok(status)
    })
}

/// An emotion for one part of the face, over that of the whole: anger in the brows, a smile on the lips. The newest
/// call wins.
///
/// @param face      [in]
/// @param part      [in] EMOFACE_PART_*.
/// @param weights   [in] as for emoface_face_set_emotion; NULL with a count of 0 gives the part the emotion of the
///                       whole again.
/// @param count     [in] EMOFACE_EMOTION_COUNT, or 0.
/// @param intensity [in] 0 to 1; multiplies all weights.
/// @return EMOFACE_OK, EMOFACE_SCALED (the emotion is set), EMOFACE_ERROR_INVALID_HANDLE,
///         EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (part, count),
///         EMOFACE_ERROR_EMOTION, EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_set_part_emotion(
    face: *mut emoface_face,
    part: u32,
    weights: *const f32,
    count: u32,
    intensity: f32,
) -> emoface_status {
    hot(|| {
        let part = fields::part(part)?;
        // SAFETY: as large as the caller says, and used during this call only.
        let weights = unsafe { memory::input(weights, u64::from(count), 1, "weights") }?;
        let (feeling, status) = if weights.is_empty() {
            (None, EMOFACE_OK)
        } else {
            let weights = weights.try_into().map_err(|_| Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "count"))?;
            let (emotion, status) = emotion(weights, intensity)?;
            (Some(emotion), status)
        };
        with_face(face, |face| face.set_part_emotion(part, feeling))??;
        Ok(status)
    })
}

/// How much of a behaviour the face shows from now on. The newest call wins.
///
/// @param face      [in]
/// @param behaviour [in] EMOFACE_BEHAVIOUR_*.
/// @param gain      [in] 0 off, 1 as in people, up to EMOFACE_MAX_GAIN.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_set_behaviour(
    face: *mut emoface_face,
    behaviour: u32,
    gain: f32,
) -> emoface_status {
    hot(|| {
        let gain = fields::checked_gain(gain)?;
        fields::gain(&mut { Behaviours::NONE }, behaviour)?;
        with_face(face, |face| {
            face.change_behaviours(|behaviours| {
                if let Ok(place) = fields::gain(behaviours, behaviour) {
                    *place = gain;
                }
            })
        })??;
        Ok(EMOFACE_OK)
    })
}

/// What the face is about while it does not speak. The newest call wins.
///
/// @param face      [in]
/// @param attention [in] EMOFACE_ATTENTION_IDLE or EMOFACE_ATTENTION_LISTENING.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_set_attention(face: *mut emoface_face, attention: u32) -> emoface_status {
    hot(|| {
        let attention = fields::attention(attention)?;
        with_face(face, |face| face.change_behaviours(|behaviours| behaviours.attention = attention))??;
        Ok(EMOFACE_OK)
    })
}

/// Eyes, and head as far as its gains allow, on a target from the next sample on. Call it every frame with a target
/// that moves: small steps are followed, large ones are saccades. The newest call wins.
///
/// @param face     [in]
/// @param yaw      [in] degrees to the character's left of straight ahead for its body.
/// @param pitch    [in] degrees up.
/// @param distance [in] metres from between the eyes, more than 0; infinite for far away. Near targets turn the eyes
///                      in.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT (not a number, or no distance),
///         EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_look_at(
    face: *mut emoface_face,
    yaw: f32,
    pitch: f32,
    distance: f32,
) -> emoface_status {
    let sensible = yaw.is_finite() && pitch.is_finite() && distance > 0.0;
    look(face, sensible.then_some(GazeCommand::LookAt { yaw, pitch, distance }))
}

/// Eyes away from the last target, or from straight ahead, as of somebody who is shy or thinks, until the next
/// command.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_look_away(face: *mut emoface_face) -> emoface_status {
    look(face, Some(GazeCommand::Avert))
}

/// Eyes that wander of their own accord again, as they do from the start.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_look_free(face: *mut emoface_face) -> emoface_status {
    look(face, Some(GazeCommand::Free))
}

fn look(face: *mut emoface_face, command: Option<GazeCommand>) -> emoface_status {
    hot(|| {
        let command = command.ok_or(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "target"))?;
        with_face(face, |face| face.look(command))??;
        Ok(EMOFACE_OK)
    })
}

/// The emotion, and whether it had to be scaled. What is wrong is found before [`Emotion::new`], which allocates
/// its message.
pub(super) fn emotion(weights: [f32; EMOTIONS.len()], intensity: f32) -> Result<(Emotion, emoface_status), Failure> {
    if weights.iter().any(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        return Err(Failure::of(EMOFACE_ERROR_EMOTION, "weights"));
    }
    if !(0.0..=1.0).contains(&intensity) {
        return Err(Failure::of(EMOFACE_ERROR_EMOTION, "intensity"));
    }
    // In f64, where no sum of floats overflows and 0.1 seven times is no rounding away from 0.7.
    let scaled = weights.iter().copied().map(f64::from).sum::<f64>() > 1.0 + 1e-6;
    Ok((Emotion::new(weights, intensity)?, if scaled { EMOFACE_SCALED } else { EMOFACE_OK }))
}
