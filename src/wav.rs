//! WAV files to mono samples: what is there is read, what is missing is said.
//!
//! `hound` decodes the samples. Around it stands our own walk over the file's chunks ([`chunks`]), because hound
//! refuses headers that players accept: lengths of 0 or 0xFFFFFFFF from streaming writers, odd chunks, 32-bit
//! integers, inconsistent byte rates, and data that ends before its promised length.

pub mod chunks;

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use crate::audio::downmix::mono;
use crate::audio::format::check_format;
use crate::error::{Error, Result};
use chunks::{Encoding, Header, Length};

/// A sound, mixed to mono.
#[derive(Debug, Clone, PartialEq)]
pub struct Wav {
    /// Samples with full scale 1.
    pub samples: Vec<f32>,
    /// Samples a second.
    pub rate: u32,
    /// Channels that the file had.
    pub channels: u16,
    /// How the file stored its samples.
    pub encoding: Encoding,
    /// What is wrong with the file, if the samples may not be all there were.
    pub warning: Option<Warning>,
}

impl Wav {
    /// Length in seconds.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate)
    }
}

/// Why a file may not be complete.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Warning {
    /// The header promises more than the file holds.
    CutOff {
        /// Seconds promised.
        promised: f64,
        /// Seconds there.
        read: f64,
    },
    /// The file ends in the middle of a frame of all channels.
    BrokenFrame,
    /// The writer never said how long the data is, as programs do that write into a pipe.
    UnknownLength {
        /// Seconds there.
        read: f64,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutOff { promised, read } => {
                write!(
                    f,
                    "the file is cut off: its header promises {promised:.3} s, {read:.3} s are there and were used"
                )
            }
            Self::BrokenFrame => write!(f, "the file ends in the middle of a sample; everything before it was used"),
            Self::UnknownLength { read } => write!(
                f,
                "the header does not say how long the sound is (its writer streamed it or was stopped); \
                 all {read:.3} s that are there were used"
            ),
        }
    }
}

/// Reads the WAV file at `path`.
///
/// # Errors
/// The file cannot be opened or read, is no WAV file, holds no samples, or has a format that is not read. A file
/// that merely ends too early is no error: see [`Wav::warning`].
pub fn read(path: &Path) -> Result<Wav> {
    if path.is_dir() {
        return Err(Error::Audio { path: path.into(), problem: "this is a folder; give a WAV file".into() });
    }
    let file = File::open(path).map_err(|source| Error::Io { path: path.into(), source })?;
    read_from(BufReader::with_capacity(1 << 16, file), path)
}

/// Reads a WAV file from any source, such as a pipe; `origin` names it in messages.
///
/// # Errors
/// As [`read`].
pub fn read_from(input: impl Read, origin: &Path) -> Result<Wav> {
    let mut source = Source { input, failure: None };
    let result = parse(&mut source);
    // A failing disk shows up inside as "the data ended"; the system's own reason is the true one.
    if let Some(failure) = source.failure {
        return Err(Error::Io { path: origin.into(), source: failure });
    }
    result.map_err(|problem| Error::Audio { path: origin.into(), problem })
}

fn parse(source: &mut impl Read) -> Result<Wav, String> {
    let header = chunks::read_header(source)?;
    check_format(0, header.channels.into(), header.rate.into()).map_err(|error| error.to_string())?;
    let frame = header.frame_bytes();
    let samples = match header.length {
        Length::Bytes(length) => decode(&header, &mut source.by_ref().take(length))?,
        Length::Unknown => decode(&header, source)?,
        Length::Zero => {
            // Either nothing, perhaps with tags behind it, or a streaming writer's unfilled field.
            let mut rest = Vec::new();
            source.read_to_end(&mut rest).map_err(|error| error.to_string())?;
            let rest = if chunks::are_whole(&rest) { &[][..] } else { &rest };
            decode(&header, &mut &*rest)?
        }
    };
    if samples.is_empty() {
        return Err("the file holds no samples; record it again".into());
    }
    let seconds = |frames: u64| frames as f64 / f64::from(header.rate);
    let read = samples.len() as u64;
    let warning = match header.length {
        Length::Bytes(length) if length / frame > read => {
            Some(Warning::CutOff { promised: seconds(length / frame), read: seconds(read) })
        }
        Length::Bytes(length) if length % frame != 0 => Some(Warning::BrokenFrame),
        Length::Bytes(_) => None,
        Length::Zero | Length::Unknown => Some(Warning::UnknownLength { read: seconds(read) }),
    };
    Ok(Wav { samples, rate: header.rate, channels: header.channels, encoding: header.encoding, warning })
}

/// All whole frames of `data`, mixed.
fn decode(header: &Header, data: &mut impl Read) -> Result<Vec<f32>, String> {
    let mut frames = Frames::new(header);
    match header.encoding {
        Encoding::Float { bits: 64 } => {
            // hound has no 64-bit floats.
            let mut value = [0; 8];
            while data.read_exact(&mut value).is_ok() {
                frames.add(f64::from_le_bytes(value) as f32);
            }
        }
        Encoding::Float { .. } => {
            let mut reader =
                hound::WavReader::new(header.canonical().chain(data)).map_err(|error| error.to_string())?;
            // An error in the middle is the end of the data: `Source` remembers if it was anything else.
            reader.samples::<f32>().map_while(Result::ok).for_each(|value| frames.add(value));
        }
        Encoding::Int { bits } => {
            let scale = 0.5f64.powi(i32::from(bits) - 1);
            let mut reader =
                hound::WavReader::new(header.canonical().chain(data)).map_err(|error| error.to_string())?;
            let samples = reader.samples::<i32>().map_while(Result::ok);
            samples.for_each(|value| frames.add((f64::from(value) * scale) as f32));
        }
    }
    Ok(frames.mixed)
}

/// Collects samples to frames and mixes each.
struct Frames {
    channels: usize,
    frame: Vec<f32>,
    mixed: Vec<f32>,
}

impl Frames {
    fn new(header: &Header) -> Self {
        let channels = usize::from(header.channels);
        let expected = match header.length {
            // The header may lie: no more than a minute is believed in advance.
            Length::Bytes(length) => (length / header.frame_bytes()).min(60 * u64::from(header.rate)),
            Length::Zero | Length::Unknown => 0,
        };
        Self { channels, frame: Vec::with_capacity(channels), mixed: Vec::with_capacity(expected as usize) }
    }

    fn add(&mut self, value: f32) {
        self.frame.push(value);
        if self.frame.len() == self.channels {
            self.mixed.push(mono(&self.frame));
            self.frame.clear();
        }
    }
}

/// Remembers the first real failure of a reader, which hound and the decoders above cannot tell from its end.
struct Source<R> {
    input: R,
    failure: Option<io::Error>,
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.input.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.failure.get_or_insert(error);
                Ok(0)
            }
            other => other,
        }
    }
}
