//! What the numbers of a frame and of an emotion are called.

use std::ffi::c_char;

use super::boundary::control;
use super::memory::{Out, give_text};
use super::status::{EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_OK, Failure, emoface_status};
use super::structs::{EMOFACE_CONTROL_COUNT, EMOFACE_EMOTION_COUNT};
use crate::emotion::EMOTIONS;
use crate::rig::{self, Control};

/// Number of values in a frame: the 174 controls of the MetaHuman face board.
///
/// @return EMOFACE_CONTROL_COUNT of the library that is loaded.
/// @thread [any]
#[unsafe(no_mangle)]
pub extern "C" fn emoface_control_count() -> u32 {
    EMOFACE_CONTROL_COUNT
}

/// Name of a control as Maya spells it, such as "CTRL_C_jaw-translateY".
///
/// @param index      [in]  0 to EMOFACE_CONTROL_COUNT - 1, its place in a frame.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_control_name(
    index: u32,
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    control(|| give_text(&control_at(index)?.name, buffer, capacity, out_needed))
}

/// Range of a control's values.
///
/// @param index   [in]  0 to EMOFACE_CONTROL_COUNT - 1.
/// @param out_min [out] must not be NULL; receives -1 or 0.
/// @param out_max [out] must not be NULL; receives 1.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_control_range(index: u32, out_min: *mut f32, out_max: *mut f32) -> emoface_status {
    control(|| {
        let (min, max) = (Out::required(out_min, "out_min")?, Out::required(out_max, "out_max")?);
        let control = control_at(index)?;
        min.write(control.min);
        max.write(control.max);
        Ok(EMOFACE_OK)
    })
}

/// Number of emotion weights.
///
/// @return EMOFACE_EMOTION_COUNT of the library that is loaded.
/// @thread [any]
#[unsafe(no_mangle)]
pub extern "C" fn emoface_emotion_count() -> u32 {
    EMOFACE_EMOTION_COUNT
}

/// Name of an emotion: angry, disgust, fear, happy, neutral, sad, surprise.
///
/// @param index      [in]  0 to EMOFACE_EMOTION_COUNT - 1, its place among the weights.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_emotion_name(
    index: u32,
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    control(|| {
        let name = EMOTIONS.get(index as usize).ok_or(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "index"))?;
        give_text(name, buffer, capacity, out_needed)
    })
}

fn control_at(index: u32) -> Result<&'static Control, Failure> {
    rig::board().controls.get(index as usize).ok_or(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "index"))
}
