//! Baking in C.

use super::boundary::control;
use super::fields::{behaviours, flag};
use super::memory::{self, Out, OutArray};
use super::objects::{emoface_engine, emoface_rig, with_engine, with_rig};
use super::status::{EMOFACE_ERROR_INVALID_ARGUMENT, Failure, emoface_status};
use super::structs::{
    EMOFACE_FRAME_RATE, EMOFACE_MODE_DEFAULT, EMOFACE_MODE_LIVE, EMOFACE_MODE_PROGRESSIVE, EMOFACE_MODE_WHOLE,
    EMOFACE_PART_COUNT, emoface_bake_options, emoface_pose,
};
use super::{expression, live};
use crate::audio::downmix::mono;
use crate::audio::format::check_format;
use crate::bake::BakeOptions;
use crate::mood::{Mood, PARTS};
use crate::network::hearing::Mode;
use crate::rig::BOARD_CONTROLS;
use crate::rig::retarget::Retarget;

/// Fills options with their defaults.
///
/// @param options     [out] must not be NULL.
/// @param struct_size [in]  sizeof(emoface_bake_options).
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_bake_options_init(
    options: *mut emoface_bake_options,
    struct_size: u32,
) -> emoface_status {
    control(|| memory::give_defaults(options, struct_size))
}

/// Frames of known audio, computed in the calling thread, much faster than real time. A face to which the same audio
/// is pushed gives the same frames, to 1e-5, if its look-ahead is the same: by default a bake hears further ahead.
///
/// Call it with out_values NULL and capacity_frames 0 to learn the number of frames; nothing is computed then.
///
/// @param engine          [in]
/// @param interleaved     [in]  frames * channels samples, full scale 1; NaN and infinities count as silence. May be
///                              NULL when frames is 0.
/// @param frames          [in]  audio frames (samples of one channel).
/// @param channels        [in]  1 to 64; averaged.
/// @param sample_rate     [in]  Hz, 8000 to 192000.
/// @param options         [in]  NULL for the defaults.
/// @param rig             [in]  the rig of the values; NULL is the board, with EMOFACE_CONTROL_COUNT controls.
/// @param out_values      [out] receives a value for each control of the rig for each frame, frame after frame; frame
///                              k stands at k / 60 s. NULL to ask for the number of frames.
/// @param out_poses       [out] may be NULL; receives the pose of head and eyes of each frame.
/// @param capacity_frames [in]  frames that fit in out_values, and in out_poses.
/// @param out_frames      [out] must not be NULL; receives the number of frames, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_SCALED (the options' emotion was scaled), EMOFACE_ERROR_INVALID_HANDLE,
///         EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH,
///         EMOFACE_ERROR_AUDIO_FORMAT, EMOFACE_ERROR_EMOTION, EMOFACE_ERROR_INVALID_ARGUMENT,
///         EMOFACE_ERROR_BUFFER_TOO_SMALL, EMOFACE_ERROR_OUT_OF_MEMORY, EMOFACE_ERROR_MODEL,
///         EMOFACE_ERROR_BACKEND.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_bake_f32(
    engine: *mut emoface_engine,
    interleaved: *const f32,
    frames: u64,
    channels: u32,
    sample_rate: f64,
    options: *const emoface_bake_options,
    rig: *mut emoface_rig,
    out_values: *mut f32,
    out_poses: *mut emoface_pose,
    capacity_frames: u64,
    out_frames: *mut u64,
) -> emoface_status {
    control(|| {
        let count = Out::required(out_frames, "out_frames")?;
        let rig = with_rig(rig, |body| body.rig.clone())?;
        let width = rig.controls.len() as u64;
        let values = OutArray::new(out_values, capacity_frames.saturating_mul(width), "out_values")?;
        let poses = OutArray::new(out_poses, if out_poses.is_null() { 0 } else { capacity_frames }, "out_poses")?;
        let (options, status) = bake_options(options)?;
        let rate = check_format(0, channels, sample_rate)?;
        // SAFETY: as large as the caller says, and used during this call only.
        let samples = unsafe { memory::input(interleaved, frames, u64::from(channels), "interleaved") }?;
        // Before any frame is promised.
        let needed = with_engine(engine, |engine| {
            let manifest = engine.manifest();
            options.look_ahead(manifest).map(|_| manifest.frames_of(frames, rate))
        })??;
        if values.is_null() {
            count.write(needed);
            return Ok(status);
        }
        if let Err(too_small) = values.check(needed * width) {
            count.write(needed);
            return Err(too_small);
        }
        memory::affordable(frames, "frames")?;
        let samples: Vec<f32> = samples.chunks_exact(channels as usize).map(mono).collect();
        let baked = with_engine(engine, |engine| engine.bake(&samples, sample_rate, &options))??;
        // The board's frames need no rig, and are passed on as they are.
        let mut retarget = rig.source().is_some().then(|| Retarget::new(rig));
        let mut shown = vec![0.0; width as usize];
        for (number, frame) in (0u64..).zip(&baked.frames) {
            match &mut retarget {
                Some(retarget) => retarget.apply(frame, 1.0 / EMOFACE_FRAME_RATE as f32, &mut shown),
                None => shown.copy_from_slice(&frame[..BOARD_CONTROLS]),
            }
            values.write(number * width, &shown)?;
            if !poses.is_null() {
                poses.write(number, &[live::pose(frame)])?;
            }
        }
        count.write(baked.frames.len() as u64);
        Ok(status)
    })
}

fn bake_options(options: *const emoface_bake_options) -> Result<(BakeOptions, emoface_status), Failure> {
    let options = memory::options(options, "options")?;
    let behaviours = behaviours(options.gains, options.attention)?;
    let (emotion, mut status) = expression::emotion(options.emotion, options.intensity)?;
    let mut mood = Mood::from(emotion);
    if options.parts >= 1 << EMOFACE_PART_COUNT {
        return Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "options.parts"));
    }
    for (weights, part) in options.part_emotions.as_chunks().0.iter().zip(PARTS) {
        if options.parts & (1 << part as u32) != 0 {
            let (emotion, scaled) = expression::emotion(*weights, 1.0)?;
            status = status.max(scaled);
            mood.set_part(part, Some(emotion));
        }
    }
    let smooth = flag(options.smooth, "options.smooth")?;
    let mode = mode(options.mode)?;
    let (seed, look_ahead_ms) = (options.seed, options.look_ahead_ms);
    Ok((BakeOptions { mood, seed, smooth, look_ahead_ms, behaviours, mode }, status))
}

fn mode(mode: u32) -> Result<Option<Mode>, Failure> {
    match mode {
        EMOFACE_MODE_DEFAULT => Ok(None),
        EMOFACE_MODE_WHOLE => Ok(Some(Mode::Whole)),
        EMOFACE_MODE_PROGRESSIVE => Ok(Some(Mode::Progressive)),
        EMOFACE_MODE_LIVE => Ok(Some(Mode::Live)),
        _ => Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "options.mode")),
    }
}
