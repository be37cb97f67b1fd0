//! Status codes: fixed numbers, append-only. A number that is given up stays here as a comment and is never reused.

use std::fmt;

use crate::error::Error;

/// What a call says: 0 is success, positive is success with a remark, negative is an error.
pub type emoface_status = i32;

/// Done.
pub const EMOFACE_OK: emoface_status = 0;
/// The time lies beyond the newest ready frame; the values are the newest frame held, then eased to rest.
pub const EMOFACE_NOT_READY: emoface_status = 1;
/// The time lies before the oldest frame kept; the values are the oldest kept.
pub const EMOFACE_TOO_OLD: emoface_status = 2;
/// The face's ring was full; the newest samples were dropped and count as silence.
pub const EMOFACE_DROPPED: emoface_status = 3;
/// The emotion weights summed to more than 1 and were scaled down to 1.
pub const EMOFACE_SCALED: emoface_status = 4;

/// A pointer that must not be NULL is NULL.
pub const EMOFACE_ERROR_NULL_ARGUMENT: emoface_status = -1;
/// The handle was never given out, is of the other kind, or is destroyed.
pub const EMOFACE_ERROR_INVALID_HANDLE: emoface_status = -2;
/// An argument is out of its range.
pub const EMOFACE_ERROR_INVALID_ARGUMENT: emoface_status = -3;
/// A pointer is not aligned for its type.
pub const EMOFACE_ERROR_MISALIGNED: emoface_status = -4;
/// The output buffer is too small; nothing was written to it.
pub const EMOFACE_ERROR_BUFFER_TOO_SMALL: emoface_status = -5;
/// `struct_size` is none that this library knows.
pub const EMOFACE_ERROR_ABI_MISMATCH: emoface_status = -6;
/// The sample rate or the channel count cannot be used.
pub const EMOFACE_ERROR_AUDIO_FORMAT: emoface_status = -7;
/// The stream time is NaN or infinite.
pub const EMOFACE_ERROR_TIME: emoface_status = -8;
/// An emotion weight or the intensity is out of its range.
pub const EMOFACE_ERROR_EMOTION: emoface_status = -9;
/// Two threads are on the same side of one face.
pub const EMOFACE_ERROR_BUSY: emoface_status = -10;
/// The face's queue of marks is full for now.
pub const EMOFACE_ERROR_QUEUE_FULL: emoface_status = -11;
/// No more engines or faces can be made.
pub const EMOFACE_ERROR_LIMIT: emoface_status = -12;
/// The model cannot be used.
pub const EMOFACE_ERROR_MODEL: emoface_status = -13;
/// The inference backend cannot be used.
pub const EMOFACE_ERROR_BACKEND: emoface_status = -14;
/// A file cannot be read.
pub const EMOFACE_ERROR_IO: emoface_status = -15;
/// The engine is shut down.
pub const EMOFACE_ERROR_SHUT_DOWN: emoface_status = -16;
/// The face's worker stopped after an internal error.
pub const EMOFACE_ERROR_POISONED: emoface_status = -17;
/// An internal error was caught at the border.
pub const EMOFACE_ERROR_PANIC: emoface_status = -18;
/// There is no memory for so much audio.
pub const EMOFACE_ERROR_OUT_OF_MEMORY: emoface_status = -19;
/// A rig's profile cannot be used.
pub const EMOFACE_ERROR_PROFILE: emoface_status = -20;

/// Every code with the sentence that says what to do; each ends with a zero byte for C.
const TABLE: &[(emoface_status, &str)] = &[
    (EMOFACE_OK, "done\0"),
    (
        EMOFACE_NOT_READY,
        "no frame is ready for this time yet: the newest is held, then eased to rest; push more audio, or finish the utterance\0",
    ),
    (
        EMOFACE_TOO_OLD,
        "this time is older than the frames kept: the oldest is given; sample closer to the newest time, or raise timeline_ms\0",
    ),
    (
        EMOFACE_DROPPED,
        "the ring was full and the newest samples were dropped; push in step with playback, raise ring_ms, or hand over known audio with speak\0",
    ),
    (EMOFACE_SCALED, "the emotion weights summed to more than 1 and were scaled to 1; nothing need be done\0"),
    (EMOFACE_ERROR_NULL_ARGUMENT, "a pointer that must not be NULL is NULL; pass a valid one\0"),
    (EMOFACE_ERROR_INVALID_HANDLE, "the handle is not one of this kind, or already destroyed; create a new one\0"),
    (EMOFACE_ERROR_INVALID_ARGUMENT, "an argument is out of its range; the function's documentation gives the range\0"),
    (EMOFACE_ERROR_MISALIGNED, "a pointer is not aligned for its type; pass an array of that type\0"),
    (
        EMOFACE_ERROR_BUFFER_TOO_SMALL,
        "the output buffer is too small and was not written; pass one of the size needed\0",
    ),
    (
        EMOFACE_ERROR_ABI_MISMATCH,
        "struct_size is not one this library knows; set it to sizeof the struct, and use the header of this library's version\0",
    ),
    (EMOFACE_ERROR_AUDIO_FORMAT, "the audio format cannot be used; give 8000 to 192000 Hz and 1 to 64 channels\0"),
    (EMOFACE_ERROR_TIME, "the stream time is not a finite number; give seconds\0"),
    (
        EMOFACE_ERROR_EMOTION,
        "an emotion weight is negative or not a number, or the intensity is not within 0 to 1; correct it\0",
    ),
    (
        EMOFACE_ERROR_BUSY,
        "another thread is inside a call on the same side of this face; use one audio and one game thread a face, or retry\0",
    ),
    (EMOFACE_ERROR_QUEUE_FULL, "the face's queue is full because its worker is behind; retry after a frame\0"),
    (
        EMOFACE_ERROR_LIMIT,
        "the most engines, faces or rigs exist already, or as many as the machine keeps up with; destroy one first\0",
    ),
    (EMOFACE_ERROR_MODEL, "the model cannot be used; emoface_last_error says why\0"),
    (EMOFACE_ERROR_BACKEND, "the inference backend cannot be used; emoface_last_error says why\0"),
    (EMOFACE_ERROR_IO, "a file cannot be read; emoface_last_error names it\0"),
    (EMOFACE_ERROR_SHUT_DOWN, "the engine is shut down; create a new one\0"),
    (
        EMOFACE_ERROR_POISONED,
        "the face's worker stopped after an internal error; destroy the engine and its faces and create them again\0",
    ),
    (
        EMOFACE_ERROR_PANIC,
        "an internal error was caught; destroy the handle concerned, and report it with emoface_last_error\0",
    ),
    (
        EMOFACE_ERROR_OUT_OF_MEMORY,
        "there is no memory for so much audio; check the number of frames, or hand over less at a time\0",
    ),
    (EMOFACE_ERROR_PROFILE, "the rig's profile cannot be used; emoface_last_error says where and what to do\0"),
];

/// The sentence of `status`, with its terminating zero.
pub(super) fn text(status: emoface_status) -> &'static str {
    let known = TABLE.iter().find(|(code, _)| *code == status);
    known.map_or("a status of another version of the library; use the header that came with it\0", |(_, text)| text)
}

/// Why a call failed. Making one never allocates, so that audio and game calls can fail as cheaply as they succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub status: emoface_status,
    detail: Detail,
}

#[derive(Debug)]
enum Detail {
    Argument(&'static str),
    Sentence(&'static str),
    Core(Error),
}

impl Failure {
    /// A failure that one argument, called by its name in C, is to blame for.
    pub fn of(status: emoface_status, argument: &'static str) -> Self {
        Self { status, detail: Detail::Argument(argument) }
    }

    /// A failure in a sentence.
    pub fn because(status: emoface_status, sentence: &'static str) -> Self {
        Self { status, detail: Detail::Sentence(sentence) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Argument(name) => write!(f, "{name}: {}", text(self.status).trim_end_matches('\0')),
            Detail::Sentence(sentence) => f.write_str(sentence),
            Detail::Core(error) => error.fmt(f),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::InvalidArgument(_) | Error::BadLength { .. } => EMOFACE_ERROR_INVALID_ARGUMENT,
            Error::Profile { .. } => EMOFACE_ERROR_PROFILE,
            Error::BadRate(_) | Error::BadChannels(_) => EMOFACE_ERROR_AUDIO_FORMAT,
            Error::BadTime => EMOFACE_ERROR_TIME,
            Error::BufferTooSmall { .. } => EMOFACE_ERROR_BUFFER_TOO_SMALL,
            Error::Busy(_) => EMOFACE_ERROR_BUSY,
            Error::QueueFull => EMOFACE_ERROR_QUEUE_FULL,
            Error::Model { .. } => EMOFACE_ERROR_MODEL,
            Error::Backend(_) => EMOFACE_ERROR_BACKEND,
            Error::TooSlow(_) => EMOFACE_ERROR_LIMIT,
            Error::Io { .. } | Error::Audio { .. } => EMOFACE_ERROR_IO,
            Error::ShutDown => EMOFACE_ERROR_SHUT_DOWN,
            Error::Poisoned(_) => EMOFACE_ERROR_POISONED,
        };
        Self { status, detail: Detail::Core(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and numbers as they were published. Append only.
    const PUBLISHED: &str = "OK 0, NOT_READY 1, TOO_OLD 2, DROPPED 3, SCALED 4, ERROR_NULL_ARGUMENT -1, \
        ERROR_INVALID_HANDLE -2, ERROR_INVALID_ARGUMENT -3, ERROR_MISALIGNED -4, ERROR_BUFFER_TOO_SMALL -5, \
        ERROR_ABI_MISMATCH -6, ERROR_AUDIO_FORMAT -7, ERROR_TIME -8, ERROR_EMOTION -9, ERROR_BUSY -10, \
        ERROR_QUEUE_FULL -11, ERROR_LIMIT -12, ERROR_MODEL -13, ERROR_BACKEND -14, ERROR_IO -15, \
        ERROR_SHUT_DOWN -16, ERROR_POISONED -17, ERROR_PANIC -18, ERROR_OUT_OF_MEMORY -19, ERROR_PROFILE -20";

    #[test]
    fn codes_are_the_published_ones_and_each_has_its_sentence() {
        let mut found = Vec::new();
        for line in include_str!("status.rs").lines() {
            let Some(code) = line.strip_prefix("pub const EMOFACE_") else { continue };
            let (name, number) = code.split_once(": emoface_status = ").unwrap();
            let number = number.trim_end_matches(';');
            let sentences = TABLE.iter().filter(|(status, _)| status.to_string() == number).count();
            assert_eq!(sentences, 1, "EMOFACE_{name} needs one sentence");
            found.push(format!("{name} {number}"));
        }
        assert_eq!(found.join(", "), PUBLISHED);
        assert!(TABLE.iter().all(|(_, text)| text.ends_with('\0') && text.matches('\0').count() == 1));
        assert!(text(4711).contains("another version") && text(i32::MIN).ends_with('\0'));
    }
}
