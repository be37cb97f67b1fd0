/*
 * emoface: speech in, a living face out: 174 MetaHuman face-board controls, or any rig made of them, at 60 frames a
 * second.
 *
 *   emoface_engine *engine;  emoface_face *face;  float frame[EMOFACE_CONTROL_COUNT];
 *   emoface_engine_create(NULL, &engine);            once
 *   emoface_face_create(engine, NULL, &face);        for each character
 *   emoface_face_push_f32(face, samples, ...);       on the audio thread, as the sound is played
 *   emoface_face_sample(face, time, frame, ...);     on the game thread, once a frame, at the playback position
 *                                                    (emoface_face_set_rig and _sample_rig for other rigs)
 *   emoface_face_finish(face);                       at the end of each utterance
 *   emoface_face_destroy(face);  emoface_engine_destroy(engine);  emoface_shutdown();
 *
 * Conventions, for every function:
 *
 * Names      emoface_<object>_<verb>. The object comes first, then inputs, then outputs (out_...).
 * Status     0 is success; positive is success with a remark, outputs are written; negative is an error, outputs are
 *            untouched, except for the "needed" size of a buffer that is too small. Numbers never change their
 *            meaning. emoface_status_text says what to do; emoface_last_error has details after a [control] call.
 * Threads    Each function has one tag.
 *            [audio]   Wait-free: no lock, allocation, system call or unbounded loop. One thread at a time for each
 *                      face; a second one gets EMOFACE_ERROR_BUSY.
 *            [game]    Wait-free in the same sense. One thread at a time for each face, which may be another than
 *                      its audio thread.
 *            [any]     Wait-free, from any number of threads.
 *            [control] From any number of threads; may block or allocate. Never from an audio callback.
 * Time       Stream time in seconds: the audio pushed to a face since it was created or reset. Let the game's clock run
 *            on where there is no audio: the face is then idle on that time. A clock that stands still is a face that
 *            stands still.
 * Angles     Degrees; yaw is positive to the character's left, pitch up, roll towards its left shoulder.
 * Handles    emoface_engine*, emoface_face* and emoface_rig* are numbers in the shape of pointers. They point to
 *            nothing. NULL (except for a rig, where it is the board), a
 *            destroyed handle, a handle destroyed twice, one of the other kind or any other value gives
 *            EMOFACE_ERROR_INVALID_HANDLE, and nothing else happens; only destroying NULL is EMOFACE_OK.
 * Pointers   Every pointer must be valid: NULL where that is allowed, or aligned for its type and good for all the
 *            memory that the call's sizes name, for the length of the call. Nothing passed in is kept. Pointers are
 *            checked for NULL and alignment; that the memory is there is the caller's part.
 * Structs    struct_size first: set it to sizeof the struct (the options_init functions do). An older caller's
 *            shorter struct gets defaults for what it does not know. A newer caller's longer one is accepted while
 *            the part that this library does not know is zero, else EMOFACE_ERROR_ABI_MISMATCH. Reserved fields: 0.
 * Text       UTF-8 with a terminating zero.
 * Panics     None crosses: an internal error is EMOFACE_ERROR_PANIC.
 * Unloading  Call emoface_shutdown first. All handles and all texts returned end with the library. Where the system
 *            keeps a library for its thread-local data (Linux), it stays mapped until the threads that created
 *            engines have ended; loading it again in the meantime is fine.
 */

#ifndef EMOFACE_H
#define EMOFACE_H

/* Made by cbindgen from src/ffi of the library. Do not edit: change the Rust comments and make it again. */

#include <stdint.h>

/// Number of controls of a frame (the MetaHuman face board).
#define EMOFACE_CONTROL_COUNT 174

/// Number of emotion weights.
#define EMOFACE_EMOTION_COUNT 7

/// Frames a second; frame k stands at k / 60 s of stream time.
#define EMOFACE_FRAME_RATE 60

/// Behaviour: blinks. Its gain multiplies their rate.
#define EMOFACE_BEHAVIOUR_BLINK 0

/// Behaviour: eyes that wander. Its gain multiplies how far.
#define EMOFACE_BEHAVIOUR_GAZE 1

/// Behaviour: head turns.
#define EMOFACE_BEHAVIOUR_HEAD_YAW 2

/// Behaviour: nods.
#define EMOFACE_BEHAVIOUR_HEAD_PITCH 3

/// Behaviour: head tilts.
#define EMOFACE_BEHAVIOUR_HEAD_ROLL 4

/// Behaviour: brows that rise with the accents of speech.
#define EMOFACE_BEHAVIOUR_BROWS 5

/// Behaviour: breath, throat and swallowing.
#define EMOFACE_BEHAVIOUR_BREATH 6

/// Behaviour: a face that laughs when the voice does.
#define EMOFACE_BEHAVIOUR_LAUGHTER 7

/// Number of behaviours.
#define EMOFACE_BEHAVIOUR_COUNT 8

/// Greatest gain of a behaviour.
#define EMOFACE_MAX_GAIN 4

/// Attention of a silent face: to nothing in particular.
#define EMOFACE_ATTENTION_IDLE 0

/// Attention of a silent face: to somebody who speaks.
#define EMOFACE_ATTENTION_LISTENING 1

/// Mode of a bake: as the model's manifest says.
#define EMOFACE_MODE_DEFAULT 0

/// Mode of a bake: each minute at once, as the model was trained.
#define EMOFACE_MODE_WHOLE 1

/// Mode of a bake: in windows of a few seconds.
#define EMOFACE_MODE_PROGRESSIVE 2

/// Mode of a bake: as a live face hears it.
#define EMOFACE_MODE_LIVE 3

/// Part of the face: forehead and brows.
#define EMOFACE_PART_BROWS 0

/// Part of the face: lids, pupils and lashes.
#define EMOFACE_PART_EYES 1

/// Part of the face: nose, cheeks and ears.
#define EMOFACE_PART_NOSE 2

/// Part of the face: lips, jaw, chin, tongue and neck.
#define EMOFACE_PART_MOUTH 3

/// Number of parts that can show an emotion of their own.
#define EMOFACE_PART_COUNT 4

/// `source` of a sample: frames of the model, interpolated.
#define EMOFACE_SOURCE_FRAMES 0

/// `source` of a sample: beyond the newest frame, which is held and then eased to rest.
#define EMOFACE_SOURCE_HELD 1

/// `source` of a sample: no frame at all; rest.
#define EMOFACE_SOURCE_REST 2

/// `source` of a sample: before the oldest frame kept, which is given.
#define EMOFACE_SOURCE_OLDEST 3

/// `load` of a face's worker: every frame in time.
#define EMOFACE_LOAD_FULL 0

/// `load` of a face's worker: frames come late.
#define EMOFACE_LOAD_LATE 1

/// `load` of a face's worker: stale audio is left out, its frames are interpolated.
#define EMOFACE_LOAD_SKIPPING 2

/// Most look-aheads of a model.
#define EMOFACE_MAX_LOOK_AHEADS 8

/// Engines that can exist at one time; one more is EMOFACE_ERROR_LIMIT.
#define EMOFACE_MAX_ENGINES 64

/// Faces that can exist at one time, over all engines; one more is EMOFACE_ERROR_LIMIT.
#define EMOFACE_MAX_FACES 4096

/// Rigs that can exist at one time; one more is EMOFACE_ERROR_LIMIT.
#define EMOFACE_MAX_RIGS 256

/// Bytes of the longest text, its terminating zero included; longer texts are cut.
#define EMOFACE_LAST_ERROR_SIZE 512

/// Version of the library this header belongs to, first part.
#define EMOFACE_VERSION_MAJOR 0

/// Version of the library this header belongs to, second part.
#define EMOFACE_VERSION_MINOR 1

/// Version of the library this header belongs to, third part.
#define EMOFACE_VERSION_PATCH 0

/// Version of the binary interface this header describes; emoface_abi_version() must return the same.
#define EMOFACE_ABI_VERSION 1

/// Most names that emoface_rig_match takes.
#define EMOFACE_MAX_NAMES 1024

/// An engine: models, workers, and what all faces share. Opaque; compare and copy it, never look inside.
typedef struct emoface_engine emoface_engine;

/// A character's speaking face. Opaque; compare and copy it, never look inside.
typedef struct emoface_face emoface_face;

/// A rig: the controls of a character, and how they are made from the board's. Opaque; compare and copy it, never
/// look inside. NULL is the board itself.
typedef struct emoface_rig emoface_rig;

/// What a call says: 0 is success, positive is success with a remark, negative is an error.
typedef int32_t emoface_status;

/// How an engine is made. Fill it with emoface_engine_options_init, then change what you need.
typedef struct emoface_engine_options {
    /// sizeof(emoface_engine_options).
    uint32_t struct_size;
    /// Worker threads, 1 to 16; 0 means 1. One serves dozens of faces.
    uint32_t workers;
    /// UTF-8 path of a model file; NULL for the built-in voice. Read during the call only.
    const char *model_path;
    /// UTF-8 absolute path of an ONNX Runtime library, 1.24 or later; NULL for the backend compiled in. A process
    /// has one backend, chosen by its first engine. Read during the call only.
    const char *onnxruntime_path;
} emoface_engine_options;

/// What an engine is, in numbers.
typedef struct emoface_engine_info {
    /// sizeof(emoface_engine_info), set by the caller.
    uint32_t struct_size;
    /// Values of a frame: EMOFACE_CONTROL_COUNT.
    uint32_t control_count;
    /// Emotion weights: EMOFACE_EMOTION_COUNT.
    uint32_t emotion_count;
    /// Frames a second: EMOFACE_FRAME_RATE.
    uint32_t frame_rate;
    /// Rate in Hz to which the model's audio is resampled inside; any other may be pushed.
    uint32_t model_sample_rate;
    /// Worker threads.
    uint32_t workers;
    /// How much later audio a frame depends on, in seconds, for faces with smoothing that ask for nothing else.
    double look_ahead;
    /// The same for faces without smoothing: a frame less, unless the model tells of the next frame itself.
    double look_ahead_unsmoothed;
    /// Number of look-aheads from which faces and bakes may choose, 1 to EMOFACE_MAX_LOOK_AHEADS.
    uint32_t look_ahead_count;
    /// 0.
    uint32_t reserved;
    /// What they are, in milliseconds, ascending, with smoothing; 0 behind the last. Without smoothing each is shorter
    /// by look_ahead - look_ahead_unsmoothed.
    float look_aheads_ms[8];
} emoface_engine_info;

/// How a face is made. Fill it with emoface_face_options_init, then change what you need.
typedef struct emoface_face_options {
    /// sizeof(emoface_face_options).
    uint32_t struct_size;
    /// What the silent face is about, EMOFACE_ATTENTION_*; idle by default.
    uint32_t attention;
    /// Decides blinks, gaze, head and all other chance: same seed, same audio, same frames. 0 by default.
    uint64_t seed;
    /// 1 (default) smooths the model's frames, which costs one frame of delay; 0 does not.
    uint32_t smooth;
    /// Audio held until the worker takes it, in milliseconds at 48 kHz, 20 to 60000; 200 by default.
    uint32_t ring_ms;
    /// Frames kept for the game, in milliseconds, 250 to 600000; 1000 by default.
    uint32_t timeline_ms;
    /// At most so much later audio may a frame depend on, smoothing included, in milliseconds: the face uses the longest
    /// of emoface_engine_info.look_aheads_ms that is not longer (33 and 34 both mean 33.3). 0 (default) is the model's
    /// usual one. Less than the shortest is EMOFACE_ERROR_INVALID_ARGUMENT.
    float look_ahead_ms;
    /// Gain of each behaviour in the order of EMOFACE_BEHAVIOUR_*: 0 off, 1 (default) as in people, up to
    /// EMOFACE_MAX_GAIN.
    float gains[8];
} emoface_face_options;

/// What a face does beside its controls at one instant. This struct never changes; it has no size of its own.
typedef struct emoface_pose {
    /// Head turn in degrees, positive to the character's left.
    float head_yaw;
    /// Head nod in degrees, positive up.
    float head_pitch;
    /// Head tilt in degrees, positive towards the character's left shoulder.
    float head_roll;
    /// Left eye in the head in degrees, positive to the character's left. The values hold the eyes as well.
    float left_eye_yaw;
    /// Left eye in the head in degrees, positive up.
    float left_eye_pitch;
    /// Right eye in the head in degrees, positive to the character's left.
    float right_eye_yaw;
    /// Right eye in the head in degrees, positive up.
    float right_eye_pitch;
    /// 0 silent, 1 speaking.
    float speaking;
    /// 0-1: how much the voice laughs.
    float laughter;
    /// 0.
    float reserved;
} emoface_pose;

/// What a sample is, beside its values.
typedef struct emoface_sample_info {
    /// sizeof(emoface_sample_info), set by the caller.
    uint32_t struct_size;
    /// Where the values come from: EMOFACE_SOURCE_*.
    uint32_t source;
    /// Stream time of the newest ready frame in seconds; negative when there is none.
    double ready;
    /// Stream time pushed so far in seconds.
    double pushed;
    /// Head, eyes and voice at that time.
    struct emoface_pose pose;
} emoface_sample_info;

/// How a face is doing.
typedef struct emoface_face_stats {
    /// sizeof(emoface_face_stats), set by the caller.
    uint32_t struct_size;
    /// What the worker does about load: EMOFACE_LOAD_*.
    uint32_t load;
    /// Stream time pushed so far in seconds.
    double pushed;
    /// Stream time of the newest ready frame in seconds; negative when there is none.
    double ready;
    /// Audio that waits for the worker, in seconds.
    double behind;
    /// Audio frames dropped because the ring was full.
    uint64_t dropped;
    /// Face frames interpolated because the worker was overloaded.
    uint64_t skipped;
    /// 1 when the worker stopped after an internal error: the face holds still.
    uint32_t failed;
    /// How much later audio this face's frames depend on, in milliseconds; it never changes.
    float look_ahead_ms;
} emoface_face_stats;

/// How a bake is done. Fill it with emoface_bake_options_init, then change what you need.
typedef struct emoface_bake_options {
    /// sizeof(emoface_bake_options).
    uint32_t struct_size;
    /// What the silent face is about, EMOFACE_ATTENTION_*; idle by default.
    uint32_t attention;
    /// Decides blinks, gaze, head and all other chance. 0 by default.
    uint64_t seed;
    /// 1 (default) smooths the model's frames; 0 does not.
    uint32_t smooth;
    /// Intensity of the emotion, 0 to 1; 1 by default.
    float intensity;
    /// Emotion weights in the order of emoface_emotion_name, each 0 or more; all 0 (neutral) by default. Weights
    /// that sum to more than 1 are scaled to 1.
    float emotion[7];
    /// Parts of the face that feel differently: bit n for EMOFACE_PART_* n. 0 by default.
    uint32_t parts;
    /// Emotion weights of each part, read where its bit is set: seven for the brows, seven for the eyes, and so on.
    float part_emotions[28];
    /// Gain of each behaviour in the order of EMOFACE_BEHAVIOUR_*: 0 off, 1 (default) as in people, up to
    /// EMOFACE_MAX_GAIN.
    float gains[8];
    /// At most so much later audio may a frame depend on, as in emoface_face_options. 0 (default) is the longest of
    /// emoface_engine_info.look_aheads_ms, for all of the audio is known. With the look_ahead_ms of a face's stats, the
    /// frames are that face's.
    float look_ahead_ms;
    /// How a model that hears whole utterances is run, EMOFACE_MODE_*; as the model says by default. The built-in voice
    /// gives the same frames in any mode.
    uint32_t mode;
} emoface_bake_options;

/// Done.
#define EMOFACE_OK 0

/// The time lies beyond the newest ready frame; the values are the newest frame held, then eased to rest.
#define EMOFACE_NOT_READY 1

/// The time lies before the oldest frame kept; the values are the oldest kept.
#define EMOFACE_TOO_OLD 2

/// The face's ring was full; the newest samples were dropped and count as silence.
#define EMOFACE_DROPPED 3

/// The emotion weights summed to more than 1 and were scaled down to 1.
#define EMOFACE_SCALED 4

/// A pointer that must not be NULL is NULL.
#define EMOFACE_ERROR_NULL_ARGUMENT (-1)

/// The handle was never given out, is of the other kind, or is destroyed.
#define EMOFACE_ERROR_INVALID_HANDLE (-2)

/// An argument is out of its range.
#define EMOFACE_ERROR_INVALID_ARGUMENT (-3)

/// A pointer is not aligned for its type.
#define EMOFACE_ERROR_MISALIGNED (-4)

/// The output buffer is too small; nothing was written to it.
#define EMOFACE_ERROR_BUFFER_TOO_SMALL (-5)

/// `struct_size` is none that this library knows.
#define EMOFACE_ERROR_ABI_MISMATCH (-6)

/// The sample rate or the channel count cannot be used.
#define EMOFACE_ERROR_AUDIO_FORMAT (-7)

/// The stream time is NaN or infinite.
#define EMOFACE_ERROR_TIME (-8)

/// An emotion weight or the intensity is out of its range.
#define EMOFACE_ERROR_EMOTION (-9)

/// Two threads are on the same side of one face.
#define EMOFACE_ERROR_BUSY (-10)

/// The face's queue of marks is full for now.
#define EMOFACE_ERROR_QUEUE_FULL (-11)

/// No more engines or faces can be made.
#define EMOFACE_ERROR_LIMIT (-12)

/// The model cannot be used.
#define EMOFACE_ERROR_MODEL (-13)

/// The inference backend cannot be used.
#define EMOFACE_ERROR_BACKEND (-14)

/// A file cannot be read.
#define EMOFACE_ERROR_IO (-15)

/// The engine is shut down.
#define EMOFACE_ERROR_SHUT_DOWN (-16)

/// The face's worker stopped after an internal error.
#define EMOFACE_ERROR_POISONED (-17)

/// An internal error was caught at the border.
#define EMOFACE_ERROR_PANIC (-18)

/// There is no memory for so much audio.
#define EMOFACE_ERROR_OUT_OF_MEMORY (-19)

/// A rig's profile cannot be used.
#define EMOFACE_ERROR_PROFILE (-20)

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Version of the binary interface of the library that is loaded. It moves only when something incompatible
/// changes: compare it with EMOFACE_ABI_VERSION before any other call, and refuse to go on when they differ.
///
/// @return the number.
/// @thread [any]
uint32_t emoface_abi_version(void);

/// Version of the library that is loaded, such as "0.1.0".
///
/// @return a static UTF-8 text, never NULL; do not free it. Valid until the library is unloaded.
/// @thread [any]
const char *emoface_version(void);

/// What a status means and what to do about it, in one sentence.
///
/// @param status [in] any number.
/// @return a static UTF-8 text, never NULL; do not free it. Valid until the library is unloaded.
/// @thread [any]
const char *emoface_status_text(emoface_status status);

/// The calling thread's last error in detail: which argument, which file, what was found there. Only [control]
/// calls that fail set it; success leaves it. Texts may change between versions, statuses do not.
///
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer; EMOFACE_LAST_ERROR_SIZE is always enough.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
emoface_status emoface_last_error(char *buffer,
                                  uint32_t capacity,
                                  uint32_t *out_needed);

/// Destroys all faces and engines and joins all threads of the library. Calls in flight on other threads are waited
/// for; later ones get EMOFACE_ERROR_INVALID_HANDLE. Required before the library is unloaded; never call it from
/// DllMain, a static destructor or atexit. The library can be used again afterwards.
///
/// @return EMOFACE_OK.
/// @thread [control]
emoface_status emoface_shutdown(void);

/// Fills options with their defaults.
///
/// @param options     [out] must not be NULL.
/// @param struct_size [in]  sizeof(emoface_engine_options).
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
emoface_status emoface_engine_options_init(struct emoface_engine_options *options, uint32_t struct_size);

/// Loads a model and starts the workers. Takes some tens of milliseconds with the built-in voice.
///
/// @param options    [in]  NULL for the defaults. Nothing of it is kept.
/// @param out_engine [out] must not be NULL; receives the engine, which emoface_engine_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH,
///         EMOFACE_ERROR_INVALID_ARGUMENT (workers, or a path that is not UTF-8), EMOFACE_ERROR_IO,
///         EMOFACE_ERROR_MODEL, EMOFACE_ERROR_BACKEND, EMOFACE_ERROR_LIMIT (EMOFACE_MAX_ENGINES exist).
/// @thread [control]
emoface_status emoface_engine_create(const struct emoface_engine_options *options,
                                     struct emoface_engine **out_engine);

/// Ends an engine. Calls in flight on it, bakes included, are waited for. Its faces go on, and keep its workers and
/// model alive, until they are destroyed themselves.
///
/// @param engine [in] NULL is allowed and nothing.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE (also when it was destroyed before).
/// @thread [control]
emoface_status emoface_engine_destroy(struct emoface_engine *engine);

/// What an engine is, in numbers: sizes, rates, look-aheads.
///
/// @param engine   [in]
/// @param out_info [out] must not be NULL; set its struct_size first.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED,
///         EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
emoface_status emoface_engine_get_info(struct emoface_engine *engine, struct emoface_engine_info *out_info);

/// What an engine is, for people: model, its version and licence, backend and where it came from, in one line.
///
/// @param engine     [in]
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
emoface_status emoface_engine_describe(struct emoface_engine *engine,
                                       char *buffer,
                                       uint32_t capacity,
                                       uint32_t *out_needed);

/// A rig that comes with the library: "board" (the 174 MetaHuman face-board controls, which all others are made
/// from), "metahuman" (251 CTRL_expressions_* curves), "arkit" (52 shapes, head and eyes as Live Link Face has them),
/// "oculus" (15 visemes) or "vrm" (VRM 1.0 expressions). The same rig serves any number of faces.
///
/// @param name    [in]  UTF-8, must not be NULL.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (no rig
///         of that name), EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
emoface_status emoface_rig_create(const char *name,
                                  struct emoface_rig **out_rig);

/// A rig of your own: a profile in JSON, which says for each output what it is made of. The JSON schema is in the
/// library's src/rig/profile.schema.json; emoface_last_error says line, column and what to do about a mistake.
///
/// To change a profile while faces use it, load it again and hand the new rig to emoface_face_set_rig: each face
/// changes over between two frames. A profile that does not load leaves the old one in use.
///
/// @param json    [in]  UTF-8 text, which need not end with a zero. Must not be NULL.
/// @param bytes   [in]  its length, up to 4 MiB.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (not
///         UTF-8), EMOFACE_ERROR_PROFILE, EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
emoface_status emoface_rig_load(const char *json,
                                uint64_t bytes,
                                struct emoface_rig **out_rig);

/// As emoface_rig_load, from a file.
///
/// @param path    [in]  UTF-8, must not be NULL.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (not
///         UTF-8), EMOFACE_ERROR_IO, EMOFACE_ERROR_PROFILE, EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
emoface_status emoface_rig_load_file(const char *path,
                                     struct emoface_rig **out_rig);

/// A rig for a mesh whose shapes have known names: ARKit, Oculus visemes, VRM, Unified Expressions, CC4, Ready Player
/// Me or MetaHuman spellings, in any order and mixture. Its outputs are the names given, in their order; shapes that
/// are not recognised stay at 0. emoface_rig_report tells what became of each.
///
/// @param names   [in]  count UTF-8 texts, none NULL, no two alike.
/// @param count   [in]  1 to EMOFACE_MAX_NAMES.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (count,
///         or a name that is empty or stands twice), EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
emoface_status emoface_rig_match(const char *const *names,
                                 uint32_t count,
                                 struct emoface_rig **out_rig);

/// Ends a rig's handle. Faces that use the rig go on with it.
///
/// @param rig [in] NULL is allowed and nothing.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE (also when it was destroyed before).
/// @thread [control]
emoface_status emoface_rig_destroy(struct emoface_rig *rig);

/// Number of controls of a rig: values of a frame of it.
///
/// @param rig       [in]  NULL is the board.
/// @param out_count [out] must not be NULL.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED.
/// @thread [control]
emoface_status emoface_rig_control_count(struct emoface_rig *rig, uint32_t *out_count);

/// Name of a control as its engine spells it, such as "jawOpen" or "CTRL_C_jaw-translateY".
///
/// @param rig        [in]  NULL is the board.
/// @param index      [in]  0 to the number of controls - 1, its place in a frame.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer; 257 is always enough.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
emoface_status emoface_rig_control_name(struct emoface_rig *rig,
                                        uint32_t index,
                                        char *buffer,
                                        uint32_t capacity,
                                        uint32_t *out_needed);

/// Range of a control's values.
///
/// @param rig     [in]  NULL is the board.
/// @param index   [in]  0 to the number of controls - 1, its place in a frame.
/// @param out_min [out] must not be NULL.
/// @param out_max [out] must not be NULL.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_MISALIGNED.
/// @thread [control]
emoface_status emoface_rig_control_range(struct emoface_rig *rig,
                                         uint32_t index,
                                         float *out_min,
                                         float *out_max);

/// What emoface_rig_match found, a line for each name and one for each important shape that is missing; empty for
/// rigs made otherwise.
///
/// @param rig        [in]  NULL is the board.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
emoface_status emoface_rig_report(struct emoface_rig *rig,
                                  char *buffer,
                                  uint32_t capacity,
                                  uint32_t *out_needed);

/// The rig as a profile in JSON: a start for one of your own.
///
/// @param rig        [in]  NULL is the board.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
emoface_status emoface_rig_profile(struct emoface_rig *rig,
                                   char *buffer,
                                   uint32_t capacity,
                                   uint32_t *out_needed);

/// Fills options with their defaults.
///
/// @param options     [out] must not be NULL.
/// @param struct_size [in]  sizeof(emoface_face_options).
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
emoface_status emoface_face_options_init(struct emoface_face_options *options, uint32_t struct_size);

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
emoface_status emoface_face_create(struct emoface_engine *engine,
                                   const struct emoface_face_options *options,
                                   struct emoface_face **out_face);

/// Ends a face. Calls in flight on other threads are waited for; later ones get EMOFACE_ERROR_INVALID_HANDLE, so an
/// audio thread may still be pushing.
///
/// @param face [in] NULL is allowed and nothing.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE (also when it was destroyed before).
/// @thread [control]
emoface_status emoface_face_destroy(struct emoface_face *face);

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
emoface_status emoface_face_speak_f32(struct emoface_face *face,
                                      const float *interleaved,
                                      uint64_t frames,
                                      uint32_t channels,
                                      double sample_rate);

/// As emoface_face_speak_f32, with 16-bit samples of full scale 32768.
///
/// @thread [control]
emoface_status emoface_face_speak_i16(struct emoface_face *face,
                                      const int16_t *interleaved,
                                      uint64_t frames,
                                      uint32_t channels,
                                      double sample_rate);

/// The rig that emoface_face_sample_rig gives from its next call on. The change is atomic: a frame is wholly of the
/// old rig or wholly of the new one. The rig's handle may be destroyed afterwards.
///
/// @param face [in]
/// @param rig  [in] NULL is the board.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE.
/// @thread [control]
emoface_status emoface_face_set_rig(struct emoface_face *face,
                                    struct emoface_rig *rig);

/// Starts a face again as if it were new: stream time 0, the same blinks and gaze from the beginning, an empty
/// timeline. Behaviours and emotion stay. Audio and game calls meanwhile get EMOFACE_ERROR_BUSY.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE.
/// @thread [control]
emoface_status emoface_face_reset(struct emoface_face *face);

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
emoface_status emoface_face_push_f32(struct emoface_face *face,
                                     const float *interleaved,
                                     uint32_t frames,
                                     uint32_t channels,
                                     double sample_rate,
                                     uint32_t *out_taken);

/// As emoface_face_push_f32, with 16-bit samples of full scale 32768.
///
/// @thread [audio]
emoface_status emoface_face_push_i16(struct emoface_face *face,
                                     const int16_t *interleaved,
                                     uint32_t frames,
                                     uint32_t channels,
                                     double sample_rate,
                                     uint32_t *out_taken);

/// Ends the utterance: its last frames become ready as if silence followed. The next push begins a new one.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_BUSY, EMOFACE_ERROR_QUEUE_FULL (call again),
///         EMOFACE_ERROR_POISONED.
/// @thread [audio]
emoface_status emoface_face_finish(struct emoface_face *face);

/// Drops what is not spoken yet; the mouth eases to rest within 120 ms. The next push begins a new utterance.
///
/// @param face     [in]
/// @param out_time [out] may be NULL; receives the stream time in seconds at which the next push will begin.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_MISALIGNED.
/// @thread [any]
emoface_status emoface_face_interrupt(struct emoface_face *face, double *out_time);

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
emoface_status emoface_face_sample(struct emoface_face *face,
                                   double time,
                                   float *out_values,
                                   uint32_t capacity,
                                   struct emoface_sample_info *out_info);

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
emoface_status emoface_face_sample_rig(struct emoface_face *face,
                                       double time,
                                       float *out_values,
                                       uint32_t capacity,
                                       uint32_t *out_count,
                                       struct emoface_sample_info *out_info);

/// How a face is doing: what was pushed, what is ready, what was lost, and its look-ahead.
///
/// @param face      [in]
/// @param out_stats [out] must not be NULL; set its struct_size first.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED,
///         EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [any]
emoface_status emoface_face_get_stats(struct emoface_face *face, struct emoface_face_stats *out_stats);

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
emoface_status emoface_face_set_emotion(struct emoface_face *face,
                                        const float *weights,
                                        uint32_t count,
                                        float intensity);

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
emoface_status emoface_face_set_part_emotion(struct emoface_face *face,
                                             uint32_t part,
                                             const float *weights,
                                             uint32_t count,
                                             float intensity);

/// How much of a behaviour the face shows from now on. The newest call wins.
///
/// @param face      [in]
/// @param behaviour [in] EMOFACE_BEHAVIOUR_*.
/// @param gain      [in] 0 off, 1 as in people, up to EMOFACE_MAX_GAIN.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_BUSY.
/// @thread [game]
emoface_status emoface_face_set_behaviour(struct emoface_face *face, uint32_t behaviour, float gain);

/// What the face is about while it does not speak. The newest call wins.
///
/// @param face      [in]
/// @param attention [in] EMOFACE_ATTENTION_IDLE or EMOFACE_ATTENTION_LISTENING.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_BUSY.
/// @thread [game]
emoface_status emoface_face_set_attention(struct emoface_face *face, uint32_t attention);

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
emoface_status emoface_face_look_at(struct emoface_face *face,
                                    float yaw,
                                    float pitch,
                                    float distance);

/// Eyes away from the last target, or from straight ahead, as of somebody who is shy or thinks, until the next
/// command.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_BUSY.
/// @thread [game]
emoface_status emoface_face_look_away(struct emoface_face *face);

/// Eyes that wander of their own accord again, as they do from the start.
///
/// @param face [in]
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_BUSY.
/// @thread [game]
emoface_status emoface_face_look_free(struct emoface_face *face);

/// Number of emotion weights.
///
/// @return EMOFACE_EMOTION_COUNT of the library that is loaded.
/// @thread [any]
uint32_t emoface_emotion_count(void);

/// Name of an emotion: angry, disgust, fear, happy, neutral, sad, surprise.
///
/// @param index      [in]  0 to EMOFACE_EMOTION_COUNT - 1, its place among the weights.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
emoface_status emoface_emotion_name(uint32_t index,
                                    char *buffer,
                                    uint32_t capacity,
                                    uint32_t *out_needed);

/// Fills options with their defaults.
///
/// @param options     [out] must not be NULL.
/// @param struct_size [in]  sizeof(emoface_bake_options).
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
emoface_status emoface_bake_options_init(struct emoface_bake_options *options, uint32_t struct_size);

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
emoface_status emoface_bake_f32(struct emoface_engine *engine,
                                const float *interleaved,
                                uint64_t frames,
                                uint32_t channels,
                                double sample_rate,
                                const struct emoface_bake_options *options,
                                struct emoface_rig *rig,
                                float *out_values,
                                struct emoface_pose *out_poses,
                                uint64_t capacity_frames,
                                uint64_t *out_frames);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* EMOFACE_H */
