//! The container: a zip of stored records, every one checked to lie where it says before any of it is read.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use zip::CompressionMethod;
use zip::read::ZipArchive;
use zip::result::ZipError;

use super::error::{ImportError, Result, refuse, shown};

/// A checkpoint has some hundred records; a file with more entries than this is something else.
const MOST_ENTRIES: usize = 100_000;
/// The pickle of the full network has 45 kB; of a whole training state, some hundred.
const LONGEST_PICKLE: u64 = 4 << 20;

/// An open checkpoint file.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    /// Place and bytes of each record, by its name below the top folder.
    records: HashMap<String, (usize, u64)>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory of `file`.
    pub fn open(mut file: R) -> Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        let mut start = Vec::new();
        file.by_ref().take(64).read_to_end(&mut start)?;
        recognise(&start)?;
        let mut zip = ZipArchive::new(file).map_err(damaged)?;
        if zip.len() > MOST_ENTRIES {
            return refuse(format!("{} records are no checkpoint's; is this another archive?", zip.len()));
        }
        if zip.has_duplicate_names() {
            return refuse("two records of the file have one name: PyTorch writes no such file, so it is not read");
        }
        if zip.has_overlapping_entries().map_err(damaged)? {
            return refuse("records of the file overlap: PyTorch writes no such file, so it is not read");
        }
        let mut entries = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(damaged)?;
            let name = entry.name().map_err(damaged)?.into_owned();
            let (size, stored) = (entry.size(), entry.compression() == CompressionMethod::Stored);
            if !stored || size != entry.compressed_size() || entry.encrypted() {
                let name = shown(&name);
                return refuse(format!(
                    "the record {name} is compressed or encrypted: PyTorch stores its records as they are; \
                     write the checkpoint again with torch.save"
                ));
            }
            if size > length {
                return refuse(format!("the record {} is longer than the file: it is damaged", shown(&name)));
            }
            entries.push((name, size));
        }
        let records = below_top(entries)?;
        let mut archive = Self { zip, records };
        archive.check_byte_order()?;
        Ok(archive)
    }

    /// The pickle that says what the records are.
    pub fn pickle(&mut self) -> Result<Vec<u8>> {
        match self.size("data.pkl") {
            Some(size) if size <= LONGEST_PICKLE => self.read("data.pkl"),
            Some(size) => refuse(format!(
                "its data.pkl has {size} bytes, more than any checkpoint of this network; save model.state_dict() alone"
            )),
            None => refuse("there is no data.pkl in the file, so it is no checkpoint written by torch.save"),
        }
    }

    /// Bytes of a record.
    pub fn size(&self, name: &str) -> Option<u64> {
        self.records.get(name).map(|(_, size)| *size)
    }

    /// All bytes of a record, which its checksum confirms.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>> {
        let Some(&(index, size)) = self.records.get(name) else {
            return refuse(format!("the record {} is missing: the file is damaged", shown(name)));
        };
        let too_large = |_| ImportError::Refused(format!("there is no memory for the record {}", shown(name)));
        // Not longer than the file, which was checked on opening.
        let length = usize::try_from(size).map_err(|_| ImportError::Refused("the file is too large".into()))?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length).map_err(too_large)?;
        let entry = self.zip.by_index(index).map_err(damaged)?;
        entry.take(size + 1).read_to_end(&mut bytes).map_err(|error| {
            ImportError::Refused(format!("the record {} is damaged ({error}); copy the file again", shown(name)))
        })?;
        if bytes.len() != length {
            return refuse(format!("the record {} is cut off; copy the file again", shown(name)));
        }
        Ok(bytes)
    }

    /// Only files of little-endian machines are read; older writers do not say, and were that.
    fn check_byte_order(&mut self) -> Result<()> {
        match self.size("byteorder") {
            Some(size) if size > 16 => refuse("its record byteorder is damaged; copy the file again"),
            Some(_) if self.read("byteorder")? != b"little" => {
                refuse("the checkpoint was written on a big-endian machine; write it again on another")
            }
            _ => Ok(()),
        }
    }
}

/// The records below the folder that holds `data.pkl`; its name is the writer's choice.
fn below_top(entries: Vec<(String, u64)>) -> Result<HashMap<String, (usize, u64)>> {
    let mut tops = entries.iter().filter_map(|(name, _)| name.strip_suffix("/data.pkl"));
    let Some(top) = tops.next().map(|top| format!("{top}/")) else {
        return refuse("there is no data.pkl in the file, so it is no checkpoint written by torch.save");
    };
    if tops.next().is_some() {
        return refuse("the file holds more than one data.pkl, so it is not clear which is the checkpoint");
    }
    let below = |(index, (name, size)): (usize, (String, u64))| Some((name.strip_prefix(&top)?.into(), (index, size)));
    let records: HashMap<String, (usize, u64)> = entries.iter().cloned().enumerate().filter_map(below).collect();
    if records.contains_key("constants.pkl") {
        return refuse("this is a TorchScript program, not a checkpoint; save model.state_dict() with torch.save");
    }
    Ok(records)
}

/// What a file that is no zip is, as far as its first bytes tell.
fn recognise(start: &[u8]) -> Result<()> {
    if start.is_empty() {
        return refuse("the file is empty; copy it again");
    }
    if start.starts_with(b"PK\x03\x04") {
        return Ok(());
    }
    let text = start.trim_ascii_start();
    if text.first() == Some(&b'<') {
        return refuse(
            "this is a web page, not a checkpoint: the download asked for a confirmation; download it again",
        );
    }
    // A pickle first, with the magic number of torch before 1.6.
    if start.first() == Some(&0x80) {
        return refuse(
            "this is a pickle, not a zip: a checkpoint of torch before 1.6. Write it anew with a later torch: \
             torch.save(torch.load(old, map_location='cpu'), new)",
        );
    }
    if start.len() > 8 && start[8] == b'{' {
        return refuse("this is a safetensors file; the importer reads what torch.save(model.state_dict()) writes");
    }
    refuse("this is no checkpoint of PyTorch (torch 1.6 or later writes a zip file)")
}

/// A zip that does not hold together is mostly one that was cut off.
fn damaged(error: ZipError) -> ImportError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof && error.raw_os_error().is_some() => {
            ImportError::Io(error)
        }
        error => ImportError::Refused(format!("the file is cut off or damaged ({error}); copy or download it again")),
    }
}
