//! One line of control names, then one row of numbers a frame.

use std::io::{self, Write};

use super::take::Take;
use super::text::{exact, row};

/// Writes `take`.
pub fn write(out: &mut dyn Write, take: &Take) -> io::Result<()> {
    let names: Vec<_> = take.names.iter().map(|name| cell(name)).collect();
    writeln!(out, "{}", names.join(","))?;
    take.rows.iter().try_for_each(|values| {
        row(out, values, exact)?;
        writeln!(out)
    })
}

/// A name as a cell: a user's own may hold what separates cells (RFC 4180).
fn cell(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hold_separators_are_quoted() {
        assert_eq!(cell("CTRL_C_jaw-translateY"), "CTRL_C_jaw-translateY");
        assert_eq!(cell("mouth, \"open\""), "\"mouth, \"\"open\"\"\"");
    }
}
