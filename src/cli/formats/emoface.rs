//! As the EmoFace research code writes the board: no header, 6 decimals.

use std::io::{self, Write};

use super::take::Take;
use super::text::{fixed, row};

/// Writes `take`, which is of the board.
pub fn write(out: &mut dyn Write, take: &Take) -> io::Result<()> {
    take.rows.iter().try_for_each(|values| {
        row(out, values, |out, value| fixed(out, value, 6))?;
        writeln!(out)
    })
}
