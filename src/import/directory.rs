//! The directory of a zip file, as strictly as PyTorch writes it (PKWARE's APPNOTE, 4.3): stored records, one after
//! the other, none twice, none over another, all before the directory, which ends the file.
//!
//! The reader is our own because it may be this small: nothing is decompressed or decrypted, no damaged archive is
//! rescued, and nothing is allocated that was not measured against the file first.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use super::error::{Result, refuse, shown};

/// A checkpoint has some hundred records, a training state some thousand.
const MOST_RECORDS: u64 = 50_000;
/// Their names are short.
const LONGEST_DIRECTORY: u64 = 16 << 20;
/// The end of the directory, and the comment that may follow it.
const END: usize = 22;
const LONGEST_TAIL: u64 = END as u64 + 0xffff;
const END64: u64 = 56;
const LOCATOR: usize = 20;
const LOCAL: usize = 30;
const ENTRY: usize = 46;

/// Where a record's bytes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// First byte in the file.
    pub start: u64,
    /// Bytes.
    pub size: u64,
    /// Their CRC-32.
    pub checksum: u32,
}

/// All records of `file`, by name.
pub fn read<R: Read + Seek>(file: &mut R) -> Result<HashMap<String, Record>> {
    let length = file.seek(SeekFrom::End(0))?;
    let Place { records, start, size } = place(file, length)?;
    let directory = bytes_at(file, start, size)?;
    let mut rest = directory.as_slice();
    let mut found = HashMap::new();
    let mut taken = Vec::new();
    for _ in 0..records {
        let (name, header, record) = entry(&mut rest)?;
        let record = locate(file, &name, header, record, start)?;
        taken.push(header..record.start + record.size);
        let shown = shown(&name);
        if found.insert(name, record).is_some() {
            return refuse(format!("two records of the file have one name, {shown}: PyTorch writes no such file"));
        }
    }
    if !rest.is_empty() {
        return damaged("its directory is longer than it says");
    }
    taken.sort_unstable_by_key(|range| (range.start, range.end));
    if taken.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return refuse("records of the file overlap: PyTorch writes no such file, so it is not read");
    }
    Ok(found)
}

/// Where the directory stands.
struct Place {
    records: u64,
    start: u64,
    size: u64,
}

/// Reads the end of the file, which says where the directory is.
fn place<R: Read + Seek>(file: &mut R, length: u64) -> Result<Place> {
    let from = length.saturating_sub(LONGEST_TAIL);
    let tail = bytes_at(file, from, length - from)?;
    // The comment reaches exactly to the end.
    let ends = |at: &usize| {
        tail[*at..].starts_with(b"PK\x05\x06") && usize::from(u16_at(&tail[*at..], 20)) == tail.len() - *at - END
    };
    let Some(at) = (0..(tail.len() + 1).saturating_sub(END)).rev().find(ends) else {
        return damaged("its directory is missing");
    };
    let end = &tail[at..];
    let mut place =
        Place { records: u16_at(end, 10).into(), size: u32_at(end, 12).into(), start: u32_at(end, 16).into() };
    let mut limit = from + at as u64;
    // What does not fit there stands in another record, whose place stands before it.
    if let Some(locator) = at.checked_sub(LOCATOR).map(|at| &tail[at..]).filter(|tail| tail.starts_with(b"PK\x06\x07"))
    {
        limit = u64_at(locator, 8);
        if limit.checked_add(END64).is_none_or(|end| end > length) {
            return damaged("its directory is missing");
        }
        let end = bytes_at(file, limit, END64)?;
        if !end.starts_with(b"PK\x06\x06") {
            return damaged("its directory is missing");
        }
        place = Place { records: u64_at(&end, 32), size: u64_at(&end, 40), start: u64_at(&end, 48) };
    }
    if place.start.checked_add(place.size).is_none_or(|end| end > limit) {
        return damaged("its directory lies beyond its end");
    }
    if place.records > MOST_RECORDS || place.size > LONGEST_DIRECTORY {
        return refuse(format!("{} records are no checkpoint's; is this another archive?", place.records));
    }
    Ok(place)
}

/// Takes one entry of the directory: the name, where the record's header is, and the record but for its start.
fn entry(rest: &mut &[u8]) -> Result<(String, u64, Record)> {
    if rest.len() < ENTRY || !rest.starts_with(b"PK\x01\x02") {
        return damaged("its directory is cut off");
    }
    let (fixed, after) = rest.split_at(ENTRY);
    let [name_length, extra_length, comment] = [28, 30, 32].map(|at| usize::from(u16_at(fixed, at)));
    if after.len() < name_length + extra_length + comment {
        return damaged("its directory is cut off");
    }
    let (name, after) = after.split_at(name_length);
    let (extra, after) = after.split_at(extra_length);
    *rest = &after[comment..];
    let Ok(name) = std::str::from_utf8(name) else { return damaged("the name of a record is no text") };
    let [mut packed, mut size, mut header] = [20, 24, 42].map(|at| u64::from(u32_at(fixed, at)));
    // Numbers that do not fit, in this order, as far as they do not.
    let mut wide = wide_numbers(extra);
    for number in [&mut size, &mut packed, &mut header] {
        if *number == u64::from(u32::MAX) {
            let Some(wider) = wide.next() else { return damaged("the size of a record is missing") };
            *number = wider;
        }
    }
    let (encrypted, method) = (u16_at(fixed, 8) & 1 != 0, u16_at(fixed, 10));
    if encrypted || method != 0 || packed != size {
        return refuse(format!(
            "the record {} is compressed or encrypted: PyTorch stores its records as they are; write the checkpoint \
             again with torch.save",
            shown(name)
        ));
    }
    Ok((name.to_owned(), header, Record { start: 0, size, checksum: u32_at(fixed, 16) }))
}

/// The 64-bit numbers of an entry, in its extra field 1.
fn wide_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while extra.len() >= 4 {
        let (kind, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(body) = extra.get(4..4 + length) else { break };
        if kind == 1 {
            found = body;
        }
        extra = &extra[4 + length..];
    }
    found.as_chunks().0.iter().map(|number| u64::from_le_bytes(*number))
}

/// Finds the bytes of a record behind its own header, before the directory.
fn locate<R: Read + Seek>(file: &mut R, name: &str, header: u64, record: Record, limit: u64) -> Result<Record> {
    let beyond = || damaged(&format!("the record {} lies beyond its end", shown(name)));
    if header.checked_add(LOCAL as u64).is_none_or(|end| end > limit) {
        return beyond();
    }
    let fixed = bytes_at(file, header, LOCAL as u64)?;
    let [name_length, extra_length] = [26, 28].map(|at| u64::from(u16_at(&fixed, at)));
    let start = header + LOCAL as u64 + name_length + extra_length;
    if start.checked_add(record.size).is_none_or(|end| end > limit) {
        return beyond();
    }
    if !fixed.starts_with(b"PK\x03\x04") || bytes_at(file, header + LOCAL as u64, name_length)? != name.as_bytes() {
        return damaged(&format!("the record {} is not where it should be", shown(name)));
    }
    Ok(Record { start, ..record })
}

/// Bytes that were found to lie inside the file.
fn bytes_at<R: Read + Seek>(file: &mut R, start: u64, count: u64) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.by_ref().take(count).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == count { Ok(bytes) } else { damaged("it ends too early") }
}

/// A zip that does not hold together is mostly one that was cut off.
fn damaged<T>(what: &str) -> Result<T> {
    refuse(format!("the file is cut off or damaged: {what}; copy or download it again"))
}

// Fields of headers whose length was checked.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}
