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

/// Behaviour: blinks. Its gain multiplies their rate.
pub const EMOFACE_BEHAVIOUR_BLINK: u32 = 0;
/// Behaviour: eyes that wander. Its gain multiplies how far.
pub const EMOFACE_BEHAVIOUR_GAZE: u32 = 1;
/// Behaviour: head turns.
pub const EMOFACE_BEHAVIOUR_HEAD_YAW: u32 = 2;
/// Behaviour: nods.
pub const EMOFACE_BEHAVIOUR_HEAD_PITCH: u32 = 3;
/// Behaviour: head tilts.
pub const EMOFACE_BEHAVIOUR_HEAD_ROLL: u32 = 4;
/// Behaviour: brows that rise with the accents of speech.
pub const EMOFACE_BEHAVIOUR_BROWS: u32 = 5;
/// Behaviour: breath, throat and swallowing.
pub const EMOFACE_BEHAVIOUR_BREATH: u32 = 6;
/// Behaviour: a face that laughs when the voice does.
pub const EMOFACE_BEHAVIOUR_LAUGHTER: u32 = 7;
/// Number of behaviours.
pub const EMOFACE_BEHAVIOUR_COUNT: u32 = 8;
/// Greatest gain of a behaviour.
pub const EMOFACE_MAX_GAIN: u32 = 4;

/// Attention of a silent face: to nothing in particular.
pub const EMOFACE_ATTENTION_IDLE: u32 = 0;
/// Attention of a silent face: to somebody who speaks.
pub const EMOFACE_ATTENTION_LISTENING: u32 = 1;

/// Mode of a bake: as the model's manifest says.
pub const EMOFACE_MODE_DEFAULT: u32 = 0;
/// Mode of a bake: each minute at once, as the model was trained.
pub const EMOFACE_MODE_WHOLE: u32 = 1;
/// Mode of a bake: in windows of a few seconds.
pub const EMOFACE_MODE_PROGRESSIVE: u32 = 2;
/// Mode of a bake: as a live face hears it.
pub const EMOFACE_MODE_LIVE: u32 = 3;

/// Part of the face: forehead and brows.
pub const EMOFACE_PART_BROWS: u32 = 0;
/// Part of the face: lids, pupils and lashes.
pub const EMOFACE_PART_EYES: u32 = 1;
/// Part of the face: nose, cheeks and ears.
pub const EMOFACE_PART_NOSE: u32 = 2;
/// Part of the face: lips, jaw, chin, tongue and neck.
pub const EMOFACE_PART_MOUTH: u32 = 3;
/// Number of parts that can show an emotion of their own.
pub const EMOFACE_PART_COUNT: u32 = 4;

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

/// Most look-aheads of a model.
pub const EMOFACE_MAX_LOOK_AHEADS: u32 = 8;

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
    /// How much later audio a frame depends on, in seconds, for faces with smoothing that ask for nothing else.
    pub look_ahead: f64,
    /// The same for faces without smoothing: a frame less, unless the model tells of the next frame itself.
    pub look_ahead_unsmoothed: f64,
    /// Number of look-aheads from which faces and bakes may choose, 1 to EMOFACE_MAX_LOOK_AHEADS.
    pub look_ahead_count: u32,
    /// 0.
    pub reserved: u32,
    /// What they are, in milliseconds, ascending, with smoothing; 0 behind the last. Without smoothing each is shorter
    /// by look_ahead - look_ahead_unsmoothed.
    pub look_aheads_ms: [f32; 8],
}

/// How a face is made. Fill it with emoface_face_options_init, then change what you need.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_face_options {
    /// sizeof(emoface_face_options).
    pub struct_size: u32,
    /// What the silent face is about, EMOFACE_ATTENTION_*; idle by default.
    pub attention: u32,
    /// Decides blinks, gaze, head and all other chance: same seed, same audio, same frames. 0 by default.
    pub seed: u64,
    /// 1 (default) smooths the model's frames, which costs one frame of delay; 0 does not.
    pub smooth: u32,
    /// Audio held until the worker takes it, in milliseconds at 48 kHz, 20 to 60000; 200 by default.
    pub ring_ms: u32,
    /// Frames kept for the game, in milliseconds, 250 to 600000; 1000 by default.
    pub timeline_ms: u32,
    /// At most so much later audio may a frame depend on, smoothing included, in milliseconds: the face uses the longest
    /// of emoface_engine_info.look_aheads_ms that is not longer (33 and 34 both mean 33.3). 0 (default) is the model's
    /// usual one. Less than the shortest is EMOFACE_ERROR_INVALID_ARGUMENT.
    pub look_ahead_ms: f32,
    /// Gain of each behaviour in the order of EMOFACE_BEHAVIOUR_*: 0 off, 1 (default) as in people, up to
    /// EMOFACE_MAX_GAIN.
    pub gains: [f32; 8],
}

/// What a face does beside its controls at one instant. This struct never changes; it has no size of its own.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct emoface_pose {
    /// Head turn in degrees, positive to the character's left.
    pub head_yaw: f32,
    /// Head nod in degrees, positive up.
    pub head_pitch: f32,
    /// Head tilt in degrees, positive towards the character's left shoulder.
    pub head_roll: f32,
    /// Left eye in the head in degrees, positive to the character's left. The values hold the eyes as well.
    pub left_eye_yaw: f32,
    /// Left eye in the head in degrees, positive up.
    pub left_eye_pitch: f32,
    /// Right eye in the head in degrees, positive to the character's left.
    pub right_eye_yaw: f32,
    /// Right eye in the head in degrees, positive up.
    pub right_eye_pitch: f32,
    /// 0 silent, 1 speaking.
    pub speaking: f32,
    /// 0-1: how much the voice laughs.
    pub laughter: f32,
    /// 0.
    pub reserved: f32,
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
    /// Head, eyes and voice at that time.
    pub pose: emoface_pose,
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
    /// How much later audio this face's frames depend on, in milliseconds; it never changes.
    pub look_ahead_ms: f32,
}

/// How a bake is done. Fill it with emoface_bake_options_init, then change what you need.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct emoface_bake_options {
    /// sizeof(emoface_bake_options).
    pub struct_size: u32,
    /// What the silent face is about, EMOFACE_ATTENTION_*; idle by default.
    pub attention: u32,
    /// Decides blinks, gaze, head and all other chance. 0 by default.
    pub seed: u64,
    /// 1 (default) smooths the model's frames; 0 does not.
    pub smooth: u32,
    /// Intensity of the emotion, 0 to 1; 1 by default.
    pub intensity: f32,
    /// Emotion weights in the order of emoface_emotion_name, each 0 or more; all 0 (neutral) by default. Weights
    /// that sum to more than 1 are scaled to 1.
    pub emotion: [f32; 7],
    /// Parts of the face that feel differently: bit n for EMOFACE_PART_* n. 0 by default.
    pub parts: u32,
    /// Emotion weights of each part, read where its bit is set: seven for the brows, seven for the eyes, and so on.
    pub part_emotions: [f32; 28],
    /// Gain of each behaviour in the order of EMOFACE_BEHAVIOUR_*: 0 off, 1 (default) as in people, up to
    /// EMOFACE_MAX_GAIN.
    pub gains: [f32; 8],
    /// At most so much later audio may a frame depend on, as in emoface_face_options. 0 (default) is the longest of
    /// emoface_engine_info.look_aheads_ms, for all of the audio is known. With the look_ahead_ms of a face's stats, the
    /// frames are that face's.
    pub look_ahead_ms: f32,
    /// How a model that hears whole utterances is run, EMOFACE_MODE_*; as the model says by default. The built-in voice
    /// gives the same frames in any mode.
    pub mode: u32,
}

const _: () = assert!(EMOFACE_MAX_LOOK_AHEADS as usize == crate::network::delays::MOST_DELAYS);
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

// SAFETY: six u32, two f64, two u32, eight f32; no padding.
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
        look_ahead_count: 0,
        reserved: 0,
        look_aheads_ms: [0.0; _],
    };
}

// SAFETY: two u32, u64, three u32, nine f32; no padding.
unsafe impl Crossing for emoface_face_options {
    const FIRST: u32 = 64;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        attention: EMOFACE_ATTENTION_IDLE,
        seed: 0,
        smooth: 1,
        ring_ms: 200,
        timeline_ms: 1000,
        look_ahead_ms: 0.0,
        gains: [1.0; _],
    };
}

// SAFETY: two u32, two f64, ten f32; no padding.
unsafe impl Crossing for emoface_sample_info {
    const FIRST: u32 = 64;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        source: 0,
        ready: 0.0,
        pushed: 0.0,
        pose: emoface_pose {
            head_yaw: 0.0,
            head_pitch: 0.0,
            head_roll: 0.0,
            left_eye_yaw: 0.0,
            left_eye_pitch: 0.0,
            right_eye_yaw: 0.0,
            right_eye_pitch: 0.0,
            speaking: 0.0,
            laughter: 0.0,
            reserved: 0.0,
        },
    };
}

// SAFETY: two u32, three f64, two u64, u32, f32; no padding.
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
        look_ahead_ms: 0.0,
    };
}

// SAFETY: two u32, u64, u32, eight f32, u32, 37 f32, u32; no padding.
unsafe impl Crossing for emoface_bake_options {
    const FIRST: u32 = 200;
    const DEFAULT: Self = Self {
        struct_size: size::<Self>(),
        attention: EMOFACE_ATTENTION_IDLE,
        seed: 0,
        smooth: 1,
        intensity: 1.0,
        emotion: [0.0; _],
        parts: 0,
        part_emotions: [0.0; _],
        gains: [1.0; _],
        look_ahead_ms: 0.0,
        mode: EMOFACE_MODE_DEFAULT,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bake::BakeOptions;
    use crate::face::FaceOptions;
    use crate::ffi::fields;
    use crate::mood::PARTS;
    use crate::motion::behaviours::{Behaviours, MAX_GAIN};

    #[test]
    fn structs_only_grow() {
        /// `appended`: bytes of the fields that came after version 1.
        fn check<T: Crossing>(first: u32, appended: u32) {
            let name = std::any::type_name::<T>();
            assert_eq!(T::FIRST, first, "{name}: append fields only, and keep FIRST");
            assert_eq!(size::<T>(), first + appended, "{name}: no field of version 1 goes, no padding comes");
        }
        check::<emoface_engine_options>(8 + 2 * size::<*const c_char>(), 0);
        check::<emoface_engine_info>(40, 40);
        check::<emoface_face_options>(64, 0);
        check::<emoface_sample_info>(64, 0);
        check::<emoface_face_stats>(56, 0);
        check::<emoface_bake_options>(200, 8);
    }

    #[test]
    fn parts_and_gains_are_those_of_the_core() {
        assert_eq!(EMOFACE_PART_COUNT as usize, PARTS.len());
        let names = [EMOFACE_PART_BROWS, EMOFACE_PART_EYES, EMOFACE_PART_NOSE, EMOFACE_PART_MOUTH];
        assert_eq!(names.map(|part| PARTS[part as usize].name()), ["brows", "eyes", "nose", "mouth"]);
        assert_eq!(MAX_GAIN, EMOFACE_MAX_GAIN as f32);
    }

    #[test]
    fn defaults_are_those_of_the_core() {
        let (core, border) = (FaceOptions::default(), emoface_face_options::DEFAULT);
        assert_eq!((border.seed, border.ring_ms, border.timeline_ms), (core.seed, core.ring_ms, core.timeline_ms));
        assert_eq!(border.look_ahead_ms, core.look_ahead_ms);
        assert_eq!(emoface_bake_options::DEFAULT.look_ahead_ms, BakeOptions::default().look_ahead_ms);
        assert_eq!(
            (border.smooth == 1, fields::behaviours(border.gains, border.attention).unwrap_or(Behaviours::NONE)),
            (core.smooth, core.behaviours)
        );
    }
}
