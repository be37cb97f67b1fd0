//! What can go wrong, in sentences that say what to do.

use std::path::PathBuf;

/// Every failure of the library. [`crate::ffi::status`] gives each its fixed C number.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument out of its range.
    #[error("{0}")]
    InvalidArgument(String),
    /// A sample rate that cannot be resampled. (This and the next two never allocate: pushes return them.)
    #[error("the sample rate is {0} Hz; give 8000 to 192000")]
    BadRate(f64),
    /// A channel count of nothing, or of more than any host has.
    #[error("{0} channels; give 1 to 64")]
    BadChannels(u32),
    /// Interleaved samples that do not divide into frames.
    #[error("{samples} samples are no whole number of frames of {channels} channels")]
    BadLength {
        /// Samples given.
        samples: usize,
        /// Channels said.
        channels: u32,
    },
    /// A stream time that is not a number.
    #[error("the stream time is not a number; give seconds")]
    BadTime,
    /// A buffer that cannot hold the result.
    #[error("the output buffer holds {given} values but {needed} are needed; nothing was written")]
    BufferTooSmall {
        /// Values that fit.
        given: usize,
        /// Values needed.
        needed: usize,
    },
    /// Two threads in a call that allows one.
    #[error("another thread is inside this face's {0}; use one thread for it, or retry")]
    Busy(&'static str),
    /// A queue that is full for now.
    #[error("the face's queue is full because its worker is behind; retry after a frame")]
    QueueFull,
    /// A model that cannot be used.
    #[error("model {origin}: {problem}")]
    Model {
        /// File name, or "built in".
        origin: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A profile that cannot be used.
    #[error("line {line}, column {column}: {problem}")]
    Profile {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What is wrong and what to do.
        problem: String,
    },
    /// An inference backend that cannot be used.
    #[error("{0}")]
    Backend(String),
    /// A model that this machine does not run fast enough.
    #[error("{0}")]
    TooSlow(String),
    /// A file that cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A sound file that is not what its name says, or in a format that is not read.
    #[error("{path}: {problem}")]
    Audio {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The engine was destroyed or the library shut down.
    #[error("the engine is shut down; create a new one")]
    ShutDown,
    /// The worker met an internal error; its faces hold still.
    #[error("the worker stopped after an internal error ({0}); destroy the engine and create it again")]
    Poisoned(String),
}

/// Result of the library's calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) fn invalid<T>(message: impl Into<String>) -> Result<T> {
    Err(Error::InvalidArgument(message.into()))
}

/// Text of a caught panic.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("panic without a text").to_owned()
}
