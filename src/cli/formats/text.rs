//! Numbers as text.

use std::io::{self, Write};

/// Writes `values`, separated by commas, each as `number` writes it.
pub fn row(
    out: &mut dyn Write,
    values: &[f32],
    mut number: impl FnMut(&mut dyn Write, f32) -> io::Result<()>,
) -> io::Result<()> {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            write!(out, ",")?;
        }
        number(out, *value)?;
    }
    Ok(())
}

/// The shortest text that reads back as the same 32-bit float.
pub fn exact(out: &mut dyn Write, value: f32) -> io::Result<()> {
    if value == 0.0 {
        write!(out, "0")
    } else if value.abs() < 1e-4 {
        write!(out, "{value:e}")
    } else {
        write!(out, "{value}")
    }
}

/// A number with `decimals` digits behind the point.
pub fn fixed(out: &mut dyn Write, value: f32, decimals: usize) -> io::Result<()> {
    // No "-0.000000", which would only make files differ.
    let value = if f64::from(value.abs()) < 0.5 * 0.1f64.powi(decimals as i32) { 0.0 } else { value };
    write!(out, "{value:.decimals$}")
}

/// `text` as a JSON string.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_read_back_exactly() {
        for value in [0.0, 1.0, -1.0, 0.1, 1.0 / 3.0, 1e-7, f32::MIN_POSITIVE / 8.0, -0.999_999_94] {
            let mut text = Vec::new();
            exact(&mut text, value).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text.parse::<f32>().unwrap(), value, "{text}");
            assert!(text.len() <= 13, "{text}");
        }
        let mut text = Vec::new();
        exact(&mut text, -0.0).unwrap();
        fixed(&mut text, -1e-8, 6).unwrap();
        fixed(&mut text, -0.25, 6).unwrap();
        fixed(&mut text, 0.05, 10).unwrap();
        assert_eq!(text, b"00.000000-0.2500000.0500000007");
    }
}
