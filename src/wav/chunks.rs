//! The chunks of a RIFF/WAVE file up to its samples.

use std::fmt;
use std::io::{self, Cursor, Read};

/// Format tags of mmreg.h that hold plain samples.
const PCM: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xFFFE;
/// What follows the tag in the sub-format GUID of `WAVE_FORMAT_EXTENSIBLE`.
const GUID_TAIL: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
/// Longest `fmt ` chunk that is read; real ones have 16 to 40 bytes, compressed ones a few more.
const MOST_FORMAT: u32 = 4096;

/// How samples are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Integers; 8 bits are unsigned.
    Int {
        /// Bits of one stored sample, padding included.
        bits: u16,
    },
    /// IEEE floats.
    Float {
        /// Bits of one sample.
        bits: u16,
    },
}

impl Encoding {
    fn bits(self) -> u16 {
        match self {
            Self::Int { bits } | Self::Float { bits } => bits,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { bits } => write!(f, "{bits}-bit integers"),
            Self::Float { bits } => write!(f, "{bits}-bit floats"),
        }
    }
}

/// What the header says about the length of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many bytes.
    Bytes(u64),
    /// Nothing at all: really none, or never filled in.
    Zero,
    /// Expressly unknown.
    Unknown,
}

/// Everything before the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Channels, not 0.
    pub channels: u16,
    /// Frames a second.
    pub rate: u32,
    /// Sample format.
    pub encoding: Encoding,
    /// Length of the samples.
    pub length: Length,
}

impl Header {
    /// Bytes of one frame of all channels.
    pub fn frame_bytes(&self) -> u64 {
        u64::from(self.channels) * u64::from(self.encoding.bits() / 8)
    }

    /// A header that says the same in the plainest form, with the greatest length that fits.
    ///
    /// Samples with padding (24 bits in 32) lie in the upper bits, so their container is read as it stands.
    pub fn canonical(&self) -> Cursor<Vec<u8>> {
        let frame = self.frame_bytes() as u32;
        let length = u32::MAX / frame * frame;
        let tag = if matches!(self.encoding, Encoding::Int { .. }) { PCM } else { FLOAT };
        let mut bytes = Vec::with_capacity(44);
        bytes.extend_from_slice(b"RIFF\xFF\xFF\xFF\xFFWAVEfmt \x10\0\0\0");
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&self.channels.to_le_bytes());
        bytes.extend_from_slice(&self.rate.to_le_bytes());
        bytes.extend_from_slice(&(self.rate.wrapping_mul(frame)).to_le_bytes());
        bytes.extend_from_slice(&(frame as u16).to_le_bytes());
        bytes.extend_from_slice(&self.encoding.bits().to_le_bytes());
        bytes.extend_from_slice(b"data");
        bytes.extend_from_slice(&length.to_le_bytes());
        Cursor::new(bytes)
    }
}

/// Reads up to the first byte of the samples.
///
/// # Errors
/// A sentence that says what the file is instead, or what is wrong with it.
pub fn read_header(input: &mut impl Read) -> Result<Header, String> {
    let mut start = [0; 12];
    let got = fill(input, &mut start);
    let wide = &start[..4] == b"RF64" || &start[..4] == b"BW64";
    if got < 12 || !(wide || &start[..4] == b"RIFF") || &start[8..] != b"WAVE" {
        return Err(stranger(&start[..got]));
    }
    let cut = || "the file ends inside its header; there is no sound to read".to_string();
    let (mut format, mut wide_length) = (None, None);
    loop {
        let mut chunk = [0; 8];
        if fill(input, &mut chunk) < 8 {
            return Err(match format {
                None => cut(),
                Some(_) => "the file ends before its samples begin; there is no sound to read".into(),
            });
        }
        let length = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
        match &chunk[..4] {
            b"data" => {
                let (channels, rate, encoding) = format
                    .ok_or("its 'fmt ' chunk does not stand before the samples; convert it with another program")?;
                let length = match (length, wide_length) {
                    (u32::MAX, Some(length)) => Length::Bytes(length),
                    (u32::MAX, None) => Length::Unknown,
                    (0, _) => Length::Zero,
                    // Streaming writers that round the unknown length down to whole frames.
                    (length, _) if length >= u32::MAX - 0x1000 => Length::Unknown,
                    (length, _) => Length::Bytes(length.into()),
                };
                return Ok(Header { channels, rate, encoding, length });
            }
            b"fmt " if length > MOST_FORMAT => {
                return Err(format!("its 'fmt ' chunk claims {length} bytes; the file is damaged"));
            }
            b"fmt " => {
                let mut body = vec![0; length as usize];
                if fill(input, &mut body) < body.len() {
                    return Err(cut());
                }
                skip(input, u64::from(length % 2));
                format = Some(read_format(&body)?);
            }
            b"ds64" if wide && (16..=MOST_FORMAT).contains(&length) => {
                let mut body = vec![0; length as usize + length as usize % 2];
                if fill(input, &mut body) < body.len() {
                    return Err(cut());
                }
                wide_length = body[8..16].try_into().ok().map(u64::from_le_bytes);
            }
            // Chunks are padded to even lengths.
            _ => skip(input, u64::from(length) + u64::from(length % 2)),
        }
    }
}

/// Whether `bytes` are nothing but whole chunks, as tags behind the samples are.
pub fn are_whole(mut bytes: &[u8]) -> bool {
    while bytes.len() >= 8 {
        let length = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
        let named = bytes[..4].iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        if !named || length > bytes.len() - 8 {
            return false;
        }
        bytes = &bytes[(8 + length + length % 2).min(bytes.len())..];
    }
    bytes.is_empty()
}

/// Channels, rate and encoding of a `fmt ` chunk. Block and byte rates are redundant and often wrong: not used,
/// except that a block tells how many bytes stand behind an odd number of bits.
fn read_format(body: &[u8]) -> Result<(u16, u32, Encoding), String> {
    if body.len() < 16 {
        return Err(format!("its 'fmt ' chunk has {} bytes, at least 16 are needed; the file is damaged", body.len()));
    }
    let word = |at: usize| u16::from_le_bytes([body[at], body[at + 1]]);
    let (channels, block, bits) = (word(2), word(12), word(14));
    let rate = u32::from_le_bytes([body[4], body[5], body[6], body[7]]);
    let mut tag = word(0);
    if tag == EXTENSIBLE {
        if body.len() < 40 || body[26..40] != GUID_TAIL {
            return Err("its extensible format is none that is known; convert it to 16-bit PCM".into());
        }
        tag = word(24);
    }
    if !matches!(tag, PCM | FLOAT) {
        let name = compressed(tag).unwrap_or("an unknown method");
        return Err(format!("its samples are stored by {name} (format tag 0x{tag:04X}); convert it to 16-bit PCM"));
    }
    if channels == 0 {
        return Err("the header says 0 channels; the file is damaged".into());
    }
    let container = block / channels * 8;
    let container = if block % channels == 0 && container >= bits { container } else { bits.next_multiple_of(8) };
    match (tag, container) {
        (PCM, 8 | 16 | 24 | 32) => Ok((channels, rate, Encoding::Int { bits: container })),
        (FLOAT, 32 | 64) => Ok((channels, rate, Encoding::Float { bits: container })),
        (PCM, _) => Err(format!("its samples are integers of {bits} bits; 8, 16, 24 and 32 are read")),
        _ => Err(format!("its samples are floats of {bits} bits; 32 and 64 are read")),
    }
}

fn compressed(tag: u16) -> Option<&'static str> {
    Some(match tag {
        0x0002 => "Microsoft ADPCM",
        0x0006 => "A-law",
        0x0007 => "mu-law",
        0x0011 => "IMA ADPCM",
        0x0031 => "GSM 6.10",
        0x0050 => "MPEG",
        0x0055 => "MP3",
        0x00FF | 0x1600 | 0x1610 => "AAC",
        _ => return None,
    })
}

/// What a file that is no WAV seems to be.
fn stranger(start: &[u8]) -> String {
    const KNOWN: [(&[u8], &str); 9] = [
        (b"fLaC", "a FLAC file"),
        (b"OggS", "an Ogg file"),
        (b"ID3", "an MP3 file"),
        (b"\xFF\xFB", "an MP3 file"),
        (b"FORM", "an AIFF file"),
        (b"caff", "a Core Audio file"),
        (b"RIFX", "a big-endian WAV file"),
        (b"RIFF", "a RIFF file, but it holds no WAVE sound"),
        (b"\x1A\x45\xDF\xA3", "a Matroska or WebM file"),
    ];
    if start.is_empty() {
        return "the file is empty; copy or record it again".into();
    }
    let is_mp4 = start.len() >= 8 && &start[4..8] == b"ftyp";
    let known = KNOWN.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name);
    match known.or(is_mp4.then_some("an MP4 or M4A file")) {
        Some(name) => format!("this is {name}; convert it to WAV first"),
        None => "this is no WAV file; convert it to WAV first".into(),
    }
}

/// Reads until `buffer` is full or the input ends; returns the bytes read.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> usize {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    filled
}

/// Skips what is there of `count` bytes.
fn skip(input: &mut impl Read, count: u64) {
    // The next read finds the end if there was less.
    let _ = io::copy(&mut input.take(count), &mut io::sink());
}
