//! Single fields of C's structs and what they may hold.

use super::status::{EMOFACE_ERROR_INVALID_ARGUMENT, Failure};
use super::structs::*;
use crate::mood::{PARTS, Part};
use crate::motion::behaviours::{Attention, Behaviours, MAX_GAIN};

/// Behaviours from their gains.
pub(super) fn behaviours(gains: [f32; 8], attention: u32) -> Result<Behaviours, Failure> {
    let mut behaviours = Behaviours { attention: self::attention(attention)?, ..Behaviours::NONE };
    for (behaviour, value) in gains.into_iter().enumerate() {
        *gain(&mut behaviours, behaviour as u32)? = checked_gain(value)?;
    }
    Ok(behaviours)
}

/// The gain that C calls `behaviour`.
pub(super) fn gain(behaviours: &mut Behaviours, behaviour: u32) -> Result<&mut f32, Failure> {
    Ok(match behaviour {
        EMOFACE_BEHAVIOUR_BLINK => &mut behaviours.blink,
        EMOFACE_BEHAVIOUR_GAZE => &mut behaviours.gaze,
        EMOFACE_BEHAVIOUR_HEAD_YAW => &mut behaviours.head_yaw,
        EMOFACE_BEHAVIOUR_HEAD_PITCH => &mut behaviours.head_pitch,
        EMOFACE_BEHAVIOUR_HEAD_ROLL => &mut behaviours.head_roll,
        EMOFACE_BEHAVIOUR_BROWS => &mut behaviours.brows,
        EMOFACE_BEHAVIOUR_BREATH => &mut behaviours.breath,
        EMOFACE_BEHAVIOUR_LAUGHTER => &mut behaviours.laughter,
        _ => return Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "behaviour")),
    })
}

/// A gain within its range.
pub(super) fn checked_gain(gain: f32) -> Result<f32, Failure> {
    if (0.0..=MAX_GAIN).contains(&gain) { Ok(gain) } else { Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "gain")) }
}

/// What a silent face is about.
pub(super) fn attention(attention: u32) -> Result<Attention, Failure> {
    match attention {
        EMOFACE_ATTENTION_IDLE => Ok(Attention::Idle),
        EMOFACE_ATTENTION_LISTENING => Ok(Attention::Listening),
        _ => Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "attention")),
    }
}

/// The part of the face that C calls `part`.
pub(super) fn part(part: u32) -> Result<Part, Failure> {
    PARTS.get(part as usize).copied().ok_or(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "part"))
}

/// A truth value from C: 0 or 1.
pub(super) fn flag(value: u32, name: &'static str) -> Result<bool, Failure> {
    if value > 1 { Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, name)) } else { Ok(value == 1) }
}
