//! Feature extraction for training: the library's own code behind a pipe.
//!
//! stdin: records of a little-endian `u32` count and that many `f32` samples (mono, 16 kHz, full scale 1).
//! stdout: for each record a `u32` count of rows and `rows * 80` `f32` values; row `n` belongs to time `n / 60` s.

use std::io::{self, Read, Write};

use emoface::audio::features::{FeatureTables, Features};

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::BufWriter::new(io::stdout().lock()));
    let tables = FeatureTables::new();
    while let Some(audio) = read_record(&mut input)? {
        let mut features = Features::new(tables.clone());
        let mut rows = Vec::new();
        features.push(&audio);
        while !audio.is_empty()
            && let Some((_, row)) = features.next_row()
        {
            rows.extend(row.iter().flat_map(|value| value.to_le_bytes()));
        }
        let count = rows.len() / (4 * emoface::audio::features::WIDTH);
        output.write_all(&(count as u32).to_le_bytes())?;
        output.write_all(&rows)?;
        output.flush()?;
    }
    Ok(())
}

fn read_record(input: &mut impl Read) -> io::Result<Option<Vec<f32>>> {
    let mut count = [0; 4];
    match input.read_exact(&mut count) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut bytes = vec![0; u32::from_le_bytes(count) as usize * 4];
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()))
}
