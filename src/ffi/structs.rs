//! The structs that cross the border. All are `struct_size` first, fixed-width fields, explicit padding, no pointer
//! in what the library fills in. Their layout is compared in Rust, C and C# by `tests/abi.rs`.

use std::ffi::c_char;
use std::ptr::null;

use super::memory::Crossing;
use crate::emotion::EMOTIONS;

/// Number of controls of a frame (the MetaHuman face board).
pub const EMOFACE_CONTROL_COUNT: u32 = 174;
/// Number of emotion weights.
pub const EMOFACE_EMOTION_COUNT: u32 = 7;
/// Frames a second; frame k stands at k / 60 s of stream time.
pub const EMOFACE_FRAME_RATE: u32 = 60;

/// Behaviour flag: the face blinks.
pub const EMOFACE_BLINK: u32 = 1;
/// Behaviour flag: the eyes wander.
pub const EMOFACE_GAZE: u32 = 2;

/// `source` of a sample: frames of the model, interpolated.
pub const EMOFACE_SOURCE_FRAMES: u32 = 0;
/// `source` of a sample: beyond the newest frame, which is held and then eased to rest.
pub const EMOFACE_SOURCE_HELD: u32 = 1;
/// `source` of a sample: no frame at all; rest.
pub const EMOFACE_SOURCE_REST: u32 = 2;
/// `source` of a sample: before the oldest frame kept, which is given.
pub const EMOFACE_SOURCE_OLDEST: u32 = 3;

/// `load` of a face's worker: every frame in time.
pub const EMOFACE_LOAD_FULL: u32 = 0;
/// `load` of a face's worker: frames come late.
pub const EMOFACE_LOAD_LATE: u32 = 1;
/// `load` of a face's worker: stale audio is left out, its frames are interpolated.
pub const EMOFACE_LOAD_SKIPPING: u32 = 2;

/// How an engine is made. Fill it with emoface_engine_options_init, then change what you need.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_engine_options {
    /// sizeof(emoface_engine_options).
    pub struct_size: u32,
    /// Worker threads, 1 to 16; 0 means 1. One serves dozens of faces.
    pub workers: u32,
    /// UTF-8 path of a model file; NULL for the built-in voice. Read during the call only.
    pub model_path: *const c_char,
    /// UTF-8 absolute path of an ONNX Runtime library, 1.24 or later; NULL for the backend compiled in. A process
    /// has one backend, chosen by its first engine. Read during the call only.
    pub onnxruntime_path: *const c_char,
}

/// What an engine is, in numbers.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_engine_info {
    /// sizeof(emoface_engine_info), set by the caller.
    pub struct_size: u32,
    /// Values of a frame: EMOFACE_CONTROL_COUNT.
    pub control_count: u32,
    /// Emotion weights: EMOFACE_EMOTION_COUNT.
    pub emotion_count: u32,
    /// Frames a second: EMOFACE_FRAME_RATE.
    pub frame_rate: u32,
    /// Rate in Hz to which the model's audio is resampled inside; any other may be pushed.
    pub model_sample_rate: u32,
    /// Worker threads.
    pub workers: u32,
    /// How much later audio a frame depends on, in seconds, for faces with smoothing.
    pub look_ahead: f64,
    /// The same for faces without smoothing.
    pub look_ahead_unsmoothed: f64,
}

/// How a face is made. Fill it with emoface_face_options_init, then change what you need.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_face_options {
    /// sizeof(emoface_face_options).
    pub struct_size: u32,
    /// EMOFACE_BLINK and EMOFACE_GAZE, or'ed; both by default.
    pub behaviours: u32,
    /// Decides blinks and gaze: same seed, same audio, same frames. 0 by default.
    pub seed: u64,
    /// 1 (default) smooths the model's frames, which costs one frame of delay; 0 does not.
    pub smooth: u32,
    /// Audio held until the worker takes it, in milliseconds at 48 kHz, 20 to 60000; 200 by default.
    pub ring_ms: u32,
    /// Frames kept for the game, in milliseconds, 250 to 600000; 1000 by default.
    pub timeline_ms: u32,
    /// 0.
    pub reserved: u32,
}

/// What a sample is, beside its values.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_sample_info {
    /// sizeof(emoface_sample_info), set by the caller.
    pub struct_size: u32,
    /// Where the values come from: EMOFACE_SOURCE_*.
    pub source: u32,
    /// Stream time of the newest ready frame in seconds; negative when there is none.
    pub ready: f64,
    /// Stream time pushed so far in seconds.
    pub pushed: f64,
}

/// How a face is doing.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_face_stats {
    /// sizeof(emoface_face_stats), set by the caller.
    pub struct_size: u32,
    /// What the worker does about load: EMOFACE_LOAD_*.
    pub load: u32,
    /// Stream time pushed so far in seconds.
    pub pushed: f64,
    /// Stream time of the newest ready frame in seconds; negative when there is none.
    pub ready: f64,
    /// Audio that waits for the worker, in seconds.
    pub behind: f64,
    /// Audio frames dropped because the ring was full.
    pub dropped: u64,
    /// Face frames interpolated because the worker was overloaded.
    pub skipped: u64,
    /// 1 when the worker stopped after an internal error: the face holds still.
    pub failed: u32,
    /// 0.
    pub reserved: u32,
}

/// How a bake is done. Fill it with emoface_bake_options_init, then change what you need.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_bake_options {
    /// sizeof(emoface_bake_options).
    pub struct_size: u32,
    /// EMOFACE_BLINK and EMOFACE_GAZE, or'ed; both by default.
    pub behaviours: u32,
    /// Decides blinks and gaze. 0 by default.
    pub seed: u64,
    /// 1 (default) smooths the model's frames; 0 does not.
    pub smooth: u32,
    /// Intensity of the emotion, 0 to 1; 1 by default.
    pub intensity: f32,
    /// Emotion weights in the order of emoface_emotion_name, each 0 or more; all 0 (neutral) by default. Weights
    /// that sum to more than 1 are scaled to 1.
    pub emotion: [f32; 7],
    /// 0.
    pub reserved: u32,
}

const _: () = assert!(EMOFACE_CONTROL_COUNT as usize == crate::rig::BOARD_CONTROLS);
const _: () = assert!(EMOFACE_EMOTION_COUNT as usize == EMOTIONS.len());
const _: () = assert!(EMOFACE_FRAME_RATE == crate::audio::features::ROW_RATE);

/// `size_of` as `struct_size` wants it.
const fn size<T>() -> u32 {
    size_of::<T>() as u32
}

// Each FIRST below is the size of version 1 and stays when fields are appended.

// SAFETY: u32, u32, pointer, pointer; no padding on 32 or 64 bits.
unsafe impl Crossing for emoface_engine_options {
    const FIRST: u32 = 8 + 2 * size::<*const c_char>();
    const DEFAULT: Self =
        Self { struct_size: size::<Self>(), workers: 0, model_path: null(), onnxruntime_path: null() };
}

// SAFETY: six u32, two f64; no padding.
unsafe impl Crossing for emoface_engine_info {
    const FIRST: u32 = 40;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        control_count: EMOFACE_CONTROL_COUNT,
        emotion_count: EMOFACE_EMOTION_COUNT,
        frame_rate: EMOFACE_FRAME_RATE,
        model_sample_rate: 0,
        workers: 0,
        look_ahead: 0.0,
        look_ahead_unsmoothed: 0.0,
    };
}

// SAFETY: two u32, u64, four u32; no padding.
unsafe impl Crossing for emoface_face_options {
    const FIRST: u32 = 32;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        behaviours: EMOFACE_BLINK | EMOFACE_GAZE,
        seed: 0,
        smooth: 1,
        ring_ms: 200,
        timeline_ms: 1000,
        reserved: 0,
    };
}

// SAFETY: two u32, two f64; no padding.
unsafe impl Crossing for emoface_sample_info {
    const FIRST: u32 = 24;
    const DEFAULT: Self = Self { struct_size: size::<Self>(), source: 0, ready: 0.0, pushed: 0.0 };
}

// SAFETY: two u32, three f64, two u64, two u32; no padding.
unsafe impl Crossing for emoface_face_stats {
    const FIRST: u32 = 56;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        load: 0,
        pushed: 0.0,
        ready: 0.0,
        behind: 0.0,
        dropped: 0,
        skipped: 0,
        failed: 0,
        reserved: 0,
    };
}

// SAFETY: two u32, u64, u32, eight f32, u32; no padding.
unsafe impl Crossing for emoface_bake_options {
    const FIRST: u32 = 56;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        behaviours: EMOFACE_BLINK | EMOFACE_GAZE,
        seed: 0,
        smooth: 1,
        intensity: 1.0,
        emotion: [0.0; _],
        reserved: 0,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::FaceOptions;
    use crate::motion::life::Behaviours;

    #[test]
    fn sizes_are_those_of_version_one() {
        fn check<T: Crossing>() {
            assert_eq!(size::<T>(), T::FIRST, "{}: append fields only, and keep FIRST", std::any::type_name::<T>());
        }
        check::<emoface_engine_options>();
        check::<emoface_engine_info>();
        check::<emoface_face_options>();
        check::<emoface_sample_info>();
        check::<emoface_face_stats>();
        check::<emoface_bake_options>();
    }

    #[test]
    fn defaults_are_those_of_the_core() {
        let (core, border) = (FaceOptions::default(), emoface_face_options::DEFAULT);
        assert_eq!((border.seed, border.ring_ms, border.timeline_ms), (core.seed, core.ring_ms, core.timeline_ms));
        assert_eq!(
            (border.smooth == 1, crate::ffi::fields::behaviours(border.behaviours, "").unwrap_or(Behaviours::NONE)),
            (core.smooth, core.behaviours)
        );
    }
}
