//! One JSON object: what was baked, the names of the controls, their values and the head's angles, frame by frame.

use std::io::{self, Write};

use emoface::emotion::EMOTIONS;
use emoface::mood::Mood;

use super::take::Take;
use super::text::{exact, quoted, row};

/// What the file says beside the frames.
#[derive(Debug, Clone)]
pub struct About {
    /// Seed of blinks and gaze.
    pub seed: u64,
    /// The mood; the file says that of the whole face.
    pub mood: Mood,
    /// Name and version of the model.
    pub model: String,
}

/// Writes `take`.
pub fn write(out: &mut dyn Write, take: &Take, about: &About) -> io::Result<()> {
    let names: Vec<_> = take.names.iter().map(|name| quoted(name)).collect();
    writeln!(out, "{{\"rig\":{},", quoted(&take.rig))?;
    writeln!(out, "\"fps\":{},", take.fps)?;
    writeln!(out, "\"seed\":{},", about.seed)?;
    let weights = EMOTIONS.iter().zip(about.mood.whole().weights());
    let weights: Vec<_> = weights.map(|(name, weight)| format!("\"{name}\":{weight}")).collect();
    writeln!(out, "\"emotion\":{{{}}},", weights.join(","))?;
    writeln!(out, "\"model\":{},", quoted(&about.model))?;
    writeln!(out, "\"controls\":[{}],", names.join(","))?;
    rows(out, "frames", take.rows.iter().map(Vec::as_slice))?;
    writeln!(out, ",")?;
    rows(out, "head", take.head.iter().map(<[f32; 3]>::as_slice))?;
    writeln!(out, "}}")
}

/// One member of rows of numbers, a line a row.
fn rows<'a>(out: &mut dyn Write, name: &str, rows: impl Iterator<Item = &'a [f32]>) -> io::Result<()> {
    write!(out, "\"{name}\":[")?;
    for (index, values) in rows.enumerate() {
        write!(out, "{}[", if index == 0 { "\n" } else { ",\n" })?;
        row(out, values, exact)?;
        write!(out, "]")?;
    }
    write!(out, "\n]")
}
