//! Files that are whole or not there: written beside their place, then renamed into it.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// Where a result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file; a symbolic link is followed.
    File(PathBuf),
}

impl Target {
    /// The target that `path` means, `-` being standard output.
    pub fn new(path: &Path) -> Self {
        if path == Path::new("-") { Self::Stdout } else { Self::File(path.into()) }
    }

    /// Finds out before the work whether the file could be written after it.
    pub fn check(&self) -> Result<(), Failure> {
        let Self::File(path) = self else { return Ok(()) };
        if path.is_dir() {
            return Err(format!("{}: this is a folder; give a file name", path.display()).into());
        }
        // Renaming into place would not ask: a file that is protected stays.
        if fs::metadata(path).is_ok_and(|existing| existing.is_file() && existing.permissions().readonly()) {
            return Err(format!("{}: this file is read-only; give another name", path.display()).into());
        }
        let folder = folder_of(path);
        if folder.is_dir() {
            return Ok(());
        }
        Err(format!("{}: there is no folder {}; create it first", path.display(), folder.display()).into())
    }

    /// Whether writing this target would overwrite the file at `other`.
    pub fn is(&self, other: &Path) -> bool {
        let Self::File(path) = self else { return false };
        match (path.canonicalize(), other.canonicalize()) {
            (Ok(path), Ok(other)) => path == other,
            _ => path == other,
        }
    }

    /// Writes what `write` gives. A failure leaves an older file as it was.
    pub fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                let mut out = BufWriter::new(io::stdout().lock());
                write(&mut out)?;
                out.flush()?;
                Ok(())
            }
            Self::File(path) => {
                write_file(path, write).map_err(|source| Box::new(Failed { path: path.clone(), source }) as _)
            }
        }
    }
}

fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        // A device or a named pipe is written to, not replaced.
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let place = if existing.is_some() { path.canonicalize()? } else { path.to_path_buf() };
    let temporary = Temporary::beside(&place)?;
    let mut out = BufWriter::new(&temporary.file);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    if let Some(existing) = existing {
        fs::set_permissions(&temporary.path, existing.permissions())?;
    }
    temporary.file.sync_all()?;
    fs::rename(&temporary.path, place)
}

/// A file that is removed again unless it was renamed.
struct Temporary {
    path: PathBuf,
    file: File,
}

impl Temporary {
    fn beside(place: &Path) -> io::Result<Self> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let path = folder_of(place).join(format!(".{name}.{}.tmp", std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Renamed already, this finds nothing; the name holds our process number, so it is nobody else's.
        let _ = fs::remove_file(&self.path);
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[derive(Debug)]
struct Failed {
    path: PathBuf,
    source: io::Error,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: cannot be written: {}", self.path.display(), self.source)
    }
}

impl Error for Failed {}

/// Whether `failure` is a closed standard output.
pub fn is_closed_pipe(failure: &(dyn Error + 'static)) -> bool {
    failure.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
