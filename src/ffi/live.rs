//! Faces in C, audio and game side: the calls that are made all the time. Each enters the handle, calls, and leaves;
//! nothing here allocates, locks, touches a thread-local or calls the system, neither in success nor in failure.

use super::boundary::hot;
use super::memory::{self, Out, OutArray, OutStruct};
use super::objects::{emoface_face, with_face};
use super::status::*;
use super::structs::*;
use crate::audio::downmix::Sample;
use crate::audio::format::check_format;
use crate::error::Error;
use crate::face::Face;
use crate::motion::Frame;
use crate::motion::eyes::eye_angles;
use crate::rig::{BOARD_CONTROLS, CHANNELS, MOST_CONTROLS, channel};
use crate::sampler::{Sampled, Source};

/// Adds audio to the stream. What the ring cannot hold is dropped and counted, and keeps its place in time as
/// silence. Cut into pushes in any way, the same audio gives the same frames. Wait-free.
///
/// @param face        [in]
/// @param interleaved [in]  frames * channels samples, full scale 1; NaN and infinities count as silence. May be
///                          NULL when frames is 0. Read during the call only.
/// @param frames      [in]  audio frames (samples of one channel); 0 is allowed and nothing.
/// @param channels    [in]  1 to 64; averaged.
/// @param sample_rate [in]  Hz, 8000 to 192000; may change from call to call.
/// @param out_taken   [out] may be NULL; receives the frames that the ring took.
/// @return EMOFACE_OK, EMOFACE_DROPPED (out_taken is written), EMOFACE_ERROR_INVALID_HANDLE,
///         EMOFACE_ERROR_AUDIO_FORMAT, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED,
///         EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_BUSY, EMOFACE_ERROR_POISONED.
/// @thread [audio]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_push_f32(
    face: *mut emoface_face,
    interleaved: *const f32,
    frames: u32,
    channels: u32,
    sample_rate: f64,
    out_taken: *mut u32,
) -> emoface_status {
    push(face, interleaved, frames, channels, sample_rate, out_taken)
}

/// As emoface_face_push_f32, with 16-bit samples of full scale 32768.
///
/// @thread [audio]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_push_i16(
    face: *mut emoface_face,
    interleaved: *const i16,
    frames: u32,
    channels: u32,
    sample_rate: f64,
    out_taken: *mut u32,
) -> emoface_status {
    push(face, interleaved, frames, channels, sample_rate, out_taken)
}

/// Ends the utterance: its last frames become ready as if silence followed. The next push begins a new one.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_BUSY, EMOFACE_ERROR_QUEUE_FULL (call again),
///         EMOFACE_ERROR_POISONED.
/// @thread [audio]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_finish(face: *mut emoface_face) -> emoface_status {
    hot(|| {
        with_face(face, |face| {
            healthy(face)?;
            face.finish().map_err(Failure::from)
        })??;
        Ok(EMOFACE_OK)
    })
}

/// Drops what is not spoken yet; the mouth eases to rest within 120 ms. The next push begins a new utterance.
///
/// @param face     [in]
/// @param out_time [out] may be NULL; receives the stream time in seconds at which the next push will begin.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_MISALIGNED.
/// @thread [any]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_interrupt(face: *mut emoface_face, out_time: *mut f64) -> emoface_status {
    hot(|| {
        let out = Out::optional(out_time, "out_time")?;
        out.write(with_face(face, |face| face.interrupt())?);
        Ok(EMOFACE_OK)
    })
}

/// The face at one instant. Pass the playback position of the sound, and a late or paused sound never drifts from
/// the face. Between frames values are interpolated; where none is ready yet, the newest is held and eased to rest.
///
/// @param face       [in]
/// @param time       [in]  stream time in seconds; before 0 counts as 0.
/// @param out_values [out] must not be NULL; receives EMOFACE_CONTROL_COUNT values, each in its control's range.
/// @param capacity   [in]  values that fit, EMOFACE_CONTROL_COUNT or more.
/// @param out_info   [out] may be NULL; set its struct_size first.
/// @return EMOFACE_OK, EMOFACE_NOT_READY, EMOFACE_TOO_OLD (all three write the outputs),
///         EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_TIME, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_BUFFER_TOO_SMALL, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH,
///         EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_sample(
    face: *mut emoface_face,
    time: f64,
    out_values: *mut f32,
    capacity: u32,
    out_info: *mut emoface_sample_info,
) -> emoface_status {
    hot(|| {
        let values = OutArray::new(out_values, u64::from(capacity), "out_values")?;
        if values.is_null() {
            return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, "out_values"));
        }
        values.check(BOARD_CONTROLS as u64)?;
        let info = OutStruct::optional(out_info, "out_info")?;
        // In our own memory first: the caller's stays as it is when the call fails.
        let mut frame = [0.0; CHANNELS];
        let sampled = with_face(face, |face| face.sample(time, &mut frame))??;
        values.write(0, &frame[..BOARD_CONTROLS])?;
        info.write(&sample_info(&sampled, &frame));
        Ok(source_and_status(&sampled).1)
    })
}

/// The face at one instant, on the rig of emoface_face_set_rig: as emoface_face_sample, and retargeted. Where the board
/// says that lips are closed, they close on every rig that can. Call either this or emoface_face_sample.
///
/// @param face       [in]
/// @param time       [in]  stream time in seconds; before 0 counts as 0.
/// @param out_values [out] receives a value for each control of the rig. NULL with a capacity of 0 asks for their
///                         number only.
/// @param capacity   [in]  values that fit.
/// @param out_count  [out] may be NULL; receives the number of the rig's controls, also when the buffer is too small.
/// @param out_info   [out] may be NULL; set its struct_size first.
/// @return EMOFACE_OK, EMOFACE_NOT_READY, EMOFACE_TOO_OLD (all three write the outputs),
///         EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_TIME, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_BUFFER_TOO_SMALL, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH,
///         EMOFACE_ERROR_BUSY.
/// @thread [game]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_sample_rig(
    face: *mut emoface_face,
    time: f64,
    out_values: *mut f32,
    capacity: u32,
    out_count: *mut u32,
    out_info: *mut emoface_sample_info,
) -> emoface_status {
    hot(|| {
        let values = OutArray::new(out_values, u64::from(capacity), "out_values")?;
        let count = Out::optional(out_count, "out_count")?;
        let info = OutStruct::optional(out_info, "out_info")?;
        // In our own memory first: the caller's stays as it is when the call fails.
        let (mut frame, mut own) = ([0.0; CHANNELS], [0.0; MOST_CONTROLS]);
        let room = &mut own[..(capacity as usize).min(MOST_CONTROLS)];
        match with_face(face, |face| face.sample_rig(time, &mut frame, room))? {
            Ok((sampled, needed)) => {
                values.write(0, &own[..needed])?;
                count.write(needed as u32);
                info.write(&sample_info(&sampled, &frame));
                Ok(source_and_status(&sampled).1)
            }
            Err(Error::BufferTooSmall { needed, .. }) => {
                count.write(needed as u32);
                if values.is_null() {
                    return Ok(EMOFACE_OK);
                }
                Err(Failure::of(EMOFACE_ERROR_BUFFER_TOO_SMALL, "out_values"))
            }
            Err(error) => Err(error.into()),
        }
    })
}

/// How a face is doing: what was pushed, what is ready, what was lost, and its look-ahead.
///
/// @param face      [in]
/// @param out_stats [out] must not be NULL; set its struct_size first.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED,
///         EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [any]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_get_stats(
    face: *mut emoface_face,
    out_stats: *mut emoface_face_stats,
) -> emoface_status {
    hot(|| {
        let out = OutStruct::required(out_stats, "out_stats")?;
        let (stats, failed, look_ahead_ms) =
            with_face(face, |face| (face.stats(), face.fault().is_some(), face.look_ahead_ms()))?;
        out.write(&emoface_face_stats {
            struct_size: 0,
            load: stats.load as u32,
            pushed: stats.pushed,
            ready: stats.ready,
            behind: stats.behind,
            dropped: stats.dropped,
            skipped: stats.skipped,
            failed: u32::from(failed),
            look_ahead_ms,
        });
        Ok(EMOFACE_OK)
    })
}

fn push<S: Sample>(
    face: *mut emoface_face,
    interleaved: *const S,
    frames: u32,
    channels: u32,
    rate: f64,
    out_taken: *mut u32,
) -> emoface_status {
    hot(|| {
        let out = Out::optional(out_taken, "out_taken")?;
        // Before the samples: an absurd channel count would name memory that is not there.
        check_format(0, channels, rate)?;
        // SAFETY: as large as the caller says, and used during this call only.
        let samples = unsafe { memory::input(interleaved, u64::from(frames), u64::from(channels), "interleaved") }?;
        let taken = with_face(face, |face| {
            healthy(face)?;
            face.push(samples, channels, rate).map_err(Failure::from)
        })??;
        // The ring took at most `frames`, a u32.
        out.write(taken as u32);
        Ok(if taken < frames as usize { EMOFACE_DROPPED } else { EMOFACE_OK })
    })
}

fn source_and_status(sampled: &Sampled) -> (u32, emoface_status) {
    match sampled.source {
        Source::Frames => (EMOFACE_SOURCE_FRAMES, EMOFACE_OK),
        Source::Held => (EMOFACE_SOURCE_HELD, EMOFACE_NOT_READY),
        Source::Rest => (EMOFACE_SOURCE_REST, EMOFACE_NOT_READY),
        Source::Oldest => (EMOFACE_SOURCE_OLDEST, EMOFACE_TOO_OLD),
    }
}

fn sample_info(sampled: &Sampled, frame: &Frame) -> emoface_sample_info {
    let (source, _) = source_and_status(sampled);
    let (ready, pushed) = (sampled.ready, sampled.pushed);
    emoface_sample_info { struct_size: 0, source, ready, pushed, pose: pose(frame) }
}

/// What a frame holds beside the board's controls.
pub(super) fn pose(frame: &Frame) -> emoface_pose {
    let [[left_eye_yaw, left_eye_pitch], [right_eye_yaw, right_eye_pitch]] = eye_angles(frame);
    emoface_pose {
        head_yaw: frame[channel::HEAD_YAW],
        head_pitch: frame[channel::HEAD_PITCH],
        head_roll: frame[channel::HEAD_ROLL],
        left_eye_yaw,
        left_eye_pitch,
        right_eye_yaw,
        right_eye_pitch,
        speaking: frame[channel::SPEAKING],
        laughter: frame[channel::LAUGHTER],
        reserved: 0.0,
    }
}

/// A face whose worker stopped takes no audio any more.
pub(super) fn healthy(face: &Face) -> Result<(), Failure> {
    let stopped = "the face's worker stopped after an internal error; destroy the engine and create it again";
    if face.fault().is_none() { Ok(()) } else { Err(Failure::because(EMOFACE_ERROR_POISONED, stopped)) }
}
