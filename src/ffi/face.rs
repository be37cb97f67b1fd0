//! Faces in C, control side: making, ending, whole lines.

use super::boundary::control;
use super::fields::{behaviours, flag};
use super::live::healthy;
use super::memory::{self, Out};
use super::objects::{self, emoface_engine, emoface_face, emoface_rig, with_face, with_rig};
use super::status::{EMOFACE_OK, Failure, emoface_status};
use super::structs::emoface_face_options;
use crate::audio::downmix::Sample;
use crate::audio::format::check_format;
use crate::face::FaceOptions;

/// Fills options with their defaults.
///
/// @param options     [out] must not be NULL.
/// @param struct_size [in]  sizeof(emoface_face_options).
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_options_init(
    options: *mut emoface_face_options,
    struct_size: u32,
) -> emoface_status {
    control(|| memory::give_defaults(options, struct_size))
}

/// Makes a face. All memory it needs until it is destroyed is allocated here. How far it hears ahead is chosen here, too,
/// and stays: a change under way would tear its time.
///
/// @param engine   [in]
/// @param options  [in]  NULL for the defaults. Nothing of it is kept.
/// @param out_face [out] must not be NULL; receives the face, which emoface_face_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED,
///         EMOFACE_ERROR_ABI_MISMATCH, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_POISONED,
///         EMOFACE_ERROR_LIMIT (EMOFACE_MAX_FACES exist, or the
///         machine does not keep up with another face of this model).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_create(
    engine: *mut emoface_engine,
    options: *const emoface_face_options,
    out_face: *mut *mut emoface_face,
) -> emoface_status {
    control(|| {
        let out = Out::required(out_face, "out_face")?;
        let options = memory::options(options, "options")?;
        let behaviours = behaviours(options.gains, options.attention)?;
        let options = FaceOptions {
            seed: options.seed,
            smooth: flag(options.smooth, "options.smooth")?,
            look_ahead_ms: options.look_ahead_ms,
            behaviours,
            ring_ms: options.ring_ms,
            timeline_ms: options.timeline_ms,
        };
        out.write(objects::create_face(engine, |engine| engine.face(&options))?);
        Ok(EMOFACE_OK)
    })
}

/// Ends a face. Calls in flight on other threads are waited for; later ones get EMOFACE_ERROR_INVALID_HANDLE, so an
/// audio thread may still be pushing.
///
/// @param face [in] NULL is allowed and nothing.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE (also when it was destroyed before).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_destroy(face: *mut emoface_face) -> emoface_status {
    control(|| {
        if !face.is_null() {
            objects::destroy_face(face)?;
        }
        Ok(EMOFACE_OK)
    })
}

/// Hands over a finished line of speech at once, however long. It is spoken after what was pushed before, and the
/// worker keeps no further ahead of the game than the timeline is long. Stream time advances by its whole length.
///
/// @param face        [in]
/// @param interleaved [in] frames * channels samples, full scale 1; NaN and infinities count as silence. May be NULL
///                         when frames is 0. Copied.
/// @param frames      [in] audio frames (samples of one channel); 0 is allowed and nothing.
/// @param channels    [in] 1 to 64; averaged.
/// @param sample_rate [in] Hz, 8000 to 192000.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_AUDIO_FORMAT, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_QUEUE_FULL,
///         EMOFACE_ERROR_OUT_OF_MEMORY, EMOFACE_ERROR_POISONED.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_speak_f32(
    face: *mut emoface_face,
    interleaved: *const f32,
    frames: u64,
    channels: u32,
    sample_rate: f64,
) -> emoface_status {
    speak(face, interleaved, frames, channels, sample_rate)
}

/// As emoface_face_speak_f32, with 16-bit samples of full scale 32768.
///
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_speak_i16(
    face: *mut emoface_face,
    interleaved: *const i16,
    frames: u64,
    channels: u32,
    sample_rate: f64,
) -> emoface_status {
    speak(face, interleaved, frames, channels, sample_rate)
}

/// The rig that emoface_face_sample_rig gives from its next call on. The change is atomic: a frame is wholly of the
/// old rig or wholly of the new one. The rig's handle may be destroyed afterwards.
///
/// @param face [in]
/// @param rig  [in] NULL is the board.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_set_rig(face: *mut emoface_face, rig: *mut emoface_rig) -> emoface_status {
    control(|| {
        let shown = if rig.is_null() { None } else { Some(with_rig(rig, |body| body.rig.clone())?) };
        with_face(face, |face| face.set_rig(shown)).map(|()| EMOFACE_OK)
    })
}

/// Starts a face again as if it were new: stream time 0, the same blinks and gaze from the beginning, an empty
/// timeline. Behaviours and emotion stay. Audio and game calls meanwhile get EMOFACE_ERROR_BUSY.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_face_reset(face: *mut emoface_face) -> emoface_status {
    control(|| with_face(face, |face| face.reset()).map(|()| EMOFACE_OK))
}

fn speak<S: Sample>(
    face: *mut emoface_face,
    samples: *const S,
    frames: u64,
    channels: u32,
    rate: f64,
) -> emoface_status {
    control(|| {
        check_format(0, channels, rate)?;
        // SAFETY: as large as the caller says, and used during this call only.
        let samples = unsafe { memory::input(samples, frames, u64::from(channels), "interleaved") }?;
        memory::affordable(frames, "frames")?;
        with_face(face, |face| {
            healthy(face)?;
            face.speak(samples, channels, rate).map_err(Failure::from)
        })??;
        Ok(EMOFACE_OK)
    })
}
