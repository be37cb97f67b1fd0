//! Single fields of C's structs and what they may hold.

use super::status::{EMOFACE_ERROR_INVALID_ARGUMENT, Failure};
use super::structs::{EMOFACE_BLINK, EMOFACE_GAZE};
use crate::motion::life::Behaviours;

/// Behaviours from their flags.
pub(super) fn behaviours(flags: u32, name: &'static str) -> Result<Behaviours, Failure> {
    if flags & !(EMOFACE_BLINK | EMOFACE_GAZE) != 0 {
        return Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, name));
    }
    let gain = |flag: u32| if flags & flag != 0 { 1.0 } else { 0.0 };
    Ok(Behaviours { blink: gain(EMOFACE_BLINK), gaze: gain(EMOFACE_GAZE), ..Behaviours::ALL })
}

/// A truth value from C: 0 or 1.
pub(super) fn flag(value: u32, name: &'static str) -> Result<bool, Failure> {
    if value > 1 { Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, name)) } else { Ok(value == 1) }
}

/// A reserved field, which a later version may give a meaning.
pub(super) fn zero(value: u32, name: &'static str) -> Result<(), Failure> {
    if value == 0 { Ok(()) } else { Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, name)) }
}
