//! What the numbers of an emotion are called.

use std::ffi::c_char;

use super::boundary::control;
use super::memory::give_text;
use super::status::{EMOFACE_ERROR_INVALID_ARGUMENT, Failure, emoface_status};
use super::structs::EMOFACE_EMOTION_COUNT;
use crate::emotion::EMOTIONS;

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
