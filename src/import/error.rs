//! Why a checkpoint is not imported, in sentences that say what to do.

/// A checkpoint that is not imported, or a model file that is not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file is no checkpoint of this network, or is damaged, or asks for what is not done.
    #[error("{0}")]
    Refused(String),
    /// The system could not read or write.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Result of the importer's calls.
pub type Result<T, E = ImportError> = std::result::Result<T, E>;

/// A refusal with this sentence.
pub(super) fn refuse<T>(sentence: impl Into<String>) -> Result<T> {
    Err(ImportError::Refused(sentence.into()))
}

/// At most `most` of the `names`, and how many more there are: a hostile file may hold a million.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let mut names = names.into_iter();
    let first: Vec<String> = names.by_ref().take(MOST).map(shown).collect();
    let rest = names.count();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// A name from a file, safe to print: control characters escaped, cut where it is too long.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 120;
    let cut: String = name.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if name.chars().nth(LONGEST).is_some() { format!("{cut}...") } else { cut }
}
