//! The binary container of glTF 2.0: a header, a JSON chunk, a BIN chunk (Khronos glTF 2.0 specification, 4.4).

use std::io::{self, Write};

use serde_json::Value;

use crate::cli::Failure;

const MAGIC: [u8; 4] = *b"glTF";
const JSON: [u8; 4] = *b"JSON";
const BIN: [u8; 4] = *b"BIN\0";

/// A glTF document with its binary data.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    /// The document.
    pub json: Value,
    /// What its first buffer holds.
    pub bin: Vec<u8>,
    /// Chunks of other kinds, which a reader must pass over and we keep.
    others: Vec<([u8; 4], Vec<u8>)>,
}

impl Container {
    /// A document without data.
    #[cfg(test)]
    pub fn of(json: Value) -> Self {
        Self { json, bin: vec![0; 4], others: vec![] }
    }

    /// Reads a container.
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        let word =
            |at: usize| bytes.get(at..at + 4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
        if bytes.get(..4) != Some(&MAGIC) {
            return Err("this is no .glb file; export the head as one (glTF binary)".into());
        }
        if word(4) != Some(2) {
            return Err("this .glb is not of version 2; export it anew as glTF 2.0".into());
        }
        let cut = || Failure::from("the file is cut off");
        let length = word(8).map(|length| length as usize).filter(|length| *length <= bytes.len()).ok_or_else(cut)?;
        let (mut json, mut bin, mut others) = (None, None, Vec::new());
        let mut at = 12;
        while at + 8 <= length {
            let size = word(at).ok_or_else(cut)? as usize;
            let kind = [bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]];
            let chunk = bytes[..length].get(at + 8..at + 8 + size).ok_or_else(cut)?;
            match kind {
                JSON if json.is_none() => json = Some(serde_json::from_slice(chunk)?),
                BIN if bin.is_none() => bin = Some(chunk.to_vec()),
                _ => others.push((kind, chunk.to_vec())),
            }
            at += 8 + size;
        }
        let json: Value = json.ok_or("the file has no JSON chunk")?;
        Ok(Self { json, bin: bin.unwrap_or_default(), others })
    }

    /// Writes the container.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let json = padded(serde_json::to_vec(&self.json)?, b' ');
        let bin = padded(self.bin.clone(), 0);
        let own = [(JSON, &json), (BIN, &bin)].into_iter().filter(|(kind, chunk)| *kind == JSON || !chunk.is_empty());
        let chunks: Vec<_> = own.chain(self.others.iter().map(|(kind, chunk)| (*kind, chunk))).collect();
        let length = 12 + chunks.iter().map(|(_, chunk)| 8 + chunk.len()).sum::<usize>();
        let word = |length: usize| {
            u32::try_from(length).map(u32::to_le_bytes).map_err(|_| io::Error::other("a .glb holds 4 GiB at most"))
        };
        out.write_all(&MAGIC)?;
        out.write_all(&2u32.to_le_bytes())?;
        out.write_all(&word(length)?)?;
        for (kind, chunk) in chunks {
            out.write_all(&word(chunk.len())?)?;
            out.write_all(&kind)?;
            out.write_all(chunk)?;
        }
        Ok(())
    }
}

fn padded(mut chunk: Vec<u8>, with: u8) -> Vec<u8> {
    chunk.resize(chunk.len().next_multiple_of(4), with);
    chunk
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Container {
        let json = serde_json::json!({ "asset": { "version": "2.0" }, "extras": { "a": [1, 0.25, "ü"] } });
        Container { json, bin: vec![1, 2, 3, 4], others: vec![(*b"XTRA", vec![9; 8])] }
    }

    #[test]
    fn what_was_written_is_read() {
        let mut bytes = Vec::new();
        sample().write(&mut bytes).unwrap();
        assert_eq!(bytes.len() % 4, 0);
        assert_eq!(Container::read(&bytes).unwrap(), sample());
    }

    #[test]
    fn broken_files_are_refused_and_never_panic() {
        let mut bytes = Vec::new();
        sample().write(&mut bytes).unwrap();
        for length in 0..bytes.len() {
            assert!(Container::read(&bytes[..length]).is_err(), "{length} bytes passed");
        }
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0x55;
            let _ = Container::read(&broken);
        }
        assert!(Container::read(b"solid head").unwrap_err().to_string().contains("no .glb"));
    }
}
