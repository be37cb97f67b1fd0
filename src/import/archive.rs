//! The container: a zip of stored records, every one checked to lie where it says before any of it is read.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use super::directory::{self, Record};
use super::error::{ImportError, Result, refuse, shown};

/// The pickle of the full network has 45 kB; of a whole training state, some hundred.
const LONGEST_PICKLE: u64 = 4 << 20;

/// An open checkpoint file.
pub struct Archive<R> {
    file: R,
    /// Each record, by its name below the top folder.
    records: HashMap<String, Record>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory of `file`.
    pub fn open(mut file: R) -> Result<Self> {
        file.rewind()?;
        let mut start = Vec::new();
        file.by_ref().take(64).read_to_end(&mut start)?;
        recognise(&start)?;
        let records = below_top(directory::read(&mut file)?)?;
        let mut archive = Self { file, records };
        archive.check_byte_order()?;
        Ok(archive)
    }

    /// The pickle that says what the records are.
    pub fn pickle(&mut self) -> Result<Vec<u8>> {
        match self.size("data.pkl") {
            Some(size) if size > LONGEST_PICKLE => refuse(format!(
                "its data.pkl has {size} bytes, more than any checkpoint of this network; save model.state_dict() alone"
            )),
            _ => self.read("data.pkl"),
        }
    }

    /// Bytes of a record.
    pub fn size(&self, name: &str) -> Option<u64> {
        self.records.get(name).map(|record| record.size)
    }

    /// All bytes of a record, which its checksum confirms.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>> {
        let Some(&Record { start, size, checksum }) = self.records.get(name) else {
            return refuse(format!("the record {} is missing: the file is damaged", shown(name)));
        };
        let too_large = || ImportError::Refused(format!("there is no memory for the record {}", shown(name)));
        // It lies inside the file, as the directory was checked for.
        let length = usize::try_from(size).map_err(|_| too_large())?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length).map_err(|_| too_large())?;
        self.file.seek(SeekFrom::Start(start))?;
        self.file.by_ref().take(size).read_to_end(&mut bytes)?;
        if bytes.len() != length {
            return refuse(format!("the record {} is cut off; copy the file again", shown(name)));
        }
        if crc32fast::hash(&bytes) != checksum {
            return refuse(format!("the record {} is damaged: its checksum is another; copy it again", shown(name)));
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
fn below_top(all: HashMap<String, Record>) -> Result<HashMap<String, Record>> {
    let mut tops = all.keys().filter_map(|name| name.strip_suffix("/data.pkl"));
    let Some(top) = tops.next().map(|top| format!("{top}/")) else {
        return refuse("there is no data.pkl in the file, so it is no checkpoint written by torch.save");
    };
    if tops.next().is_some() {
        return refuse("the file holds more than one data.pkl, so it is not clear which is the checkpoint");
    }
    let below = all.iter().filter_map(|(name, record)| Some((name.strip_prefix(&top)?.to_owned(), *record)));
    let records: HashMap<String, Record> = below.collect();
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
