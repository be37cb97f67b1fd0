//! The arguments of opcodes, read from the pickle's bytes.

use super::known::known;
use super::object::Global;
use crate::import::error::{Result, refuse};

/// The longest name of a global; Python's own are far shorter.
const LONGEST_NAME: usize = 255;

/// A place in the pickle.
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Bytes read.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Bytes that were read before.
    pub fn range(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let Some(taken) = self.bytes[self.position..].get(..count) else {
            return refuse(format!("its pickle is cut off after byte {}; copy the file again", self.bytes.len()));
        };
        self.position += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub fn byte(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub fn uint16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub fn uint32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn int32(&mut self) -> Result<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    /// LONG1: little-endian two's complement of the given number of bytes; nothing if it does not fit.
    pub fn long(&mut self) -> Result<Option<i64>> {
        let length = usize::from(self.byte()?);
        let bytes = self.take(length)?;
        if length > 8 {
            return Ok(None);
        }
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut wide = if negative { [0xff; 8] } else { [0; 8] };
        wide[..length].copy_from_slice(bytes);
        Ok(Some(i64::from_le_bytes(wide)))
    }

    /// GLOBAL: module and name, each up to a line end.
    pub fn global(&mut self) -> Result<Global> {
        let module = self.line()?;
        let name = self.line()?;
        known(module, name)
    }

    fn line(&mut self) -> Result<&'a str> {
        let rest = &self.bytes[self.position..];
        let end = rest.iter().take(LONGEST_NAME + 1).position(|byte| *byte == b'\n');
        let line = end.and_then(|end| std::str::from_utf8(&rest[..end]).ok());
        let Some(line) = line else {
            return refuse(format!("its pickle is damaged: the name at byte {} has no end", self.position));
        };
        self.position += line.len() + 1;
        Ok(line)
    }
}
