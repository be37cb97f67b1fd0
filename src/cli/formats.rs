//! The three file formats of a bake.

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use emoface::emotion::{EMOTIONS, Emotion};
use emoface::motion::Frame;
use emoface::rig::{BOARD_CONTROLS, Rig};

/// How frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One line of control names, then one row of numbers a frame
    Csv,
    /// One object: rig, fps, seed, emotion, model, controls (names), frames (rows of numbers)
    Json,
    /// As the EmoFace research code writes it: no header, 6 decimals
    Emoface,
}

impl Format {
    /// The format that a file name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "emoface" => Some(Self::Emoface),
            _ => None,
        }
    }
}

/// What a JSON file says beside the frames.
#[derive(Debug)]
pub struct About<'a> {
    /// The rig.
    pub rig: &'a Rig,
    /// Frames a second.
    pub fps: f64,
    /// Seed of blinks and gaze.
    pub seed: u64,
    /// The emotion.
    pub emotion: Emotion,
    /// Name and version of the model.
    pub model: String,
}

/// Writes `frames` as `format`.
pub fn write(out: &mut dyn Write, format: Format, about: &About<'_>, frames: &[Frame]) -> io::Result<()> {
    match format {
        Format::Csv => csv(out, about.rig, frames),
        Format::Json => json(out, about, frames),
        Format::Emoface => frames.iter().try_for_each(|frame| {
            row(out, &frame[..BOARD_CONTROLS], six_decimals)?;
            writeln!(out)
        }),
    }
}

fn csv(out: &mut dyn Write, rig: &Rig, frames: &[Frame]) -> io::Result<()> {
    let names: Vec<_> = rig.controls.iter().map(|control| control.name.as_str()).collect();
    writeln!(out, "{}", names.join(","))?;
    for frame in frames {
        row(out, &frame[..BOARD_CONTROLS], exact)?;
        writeln!(out)?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, about: &About<'_>, frames: &[Frame]) -> io::Result<()> {
    let names: Vec<_> = about.rig.controls.iter().map(|control| quoted(&control.name)).collect();
    writeln!(out, "{{\"rig\":{},", quoted(&about.rig.name))?;
    writeln!(out, "\"fps\":{},", about.fps)?;
    writeln!(out, "\"seed\":{},", about.seed)?;
    let weights = EMOTIONS.iter().zip(about.emotion.weights());
    let weights: Vec<_> = weights.map(|(name, weight)| format!("\"{name}\":{weight}")).collect();
    writeln!(out, "\"emotion\":{{{}}},", weights.join(","))?;
    writeln!(out, "\"model\":{},", quoted(&about.model))?;
    writeln!(out, "\"controls\":[{}],", names.join(","))?;
    write!(out, "\"frames\":[")?;
    for (index, frame) in frames.iter().enumerate() {
        write!(out, "{}[", if index == 0 { "\n" } else { ",\n" })?;
        row(out, &frame[..BOARD_CONTROLS], exact)?;
        write!(out, "]")?;
    }
    writeln!(out, "\n]}}")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn row(
    out: &mut dyn Write,
    frame: &[f32],
    mut number: impl FnMut(&mut dyn Write, f32) -> io::Result<()>,
) -> io::Result<()> {
    for (index, value) in frame.iter().enumerate() {
        if index > 0 {
            write!(out, ",")?;
        }
        number(out, *value)?;
    }
    Ok(())
}

/// The shortest text that reads back as the same 32-bit float.
fn exact(out: &mut dyn Write, value: f32) -> io::Result<()> {
    if value == 0.0 {
        write!(out, "0")
    } else if value.abs() < 1e-4 {
        write!(out, "{value:e}")
    } else {
        write!(out, "{value}")
    }
}

fn six_decimals(out: &mut dyn Write, value: f32) -> io::Result<()> {
    // No "-0.000000", which would only make files differ.
    let value = if value.abs() < 0.5e-6 { 0.0 } else { value };
    write!(out, "{value:.6}")
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
        six_decimals(&mut text, -1e-8).unwrap();
        six_decimals(&mut text, -0.25).unwrap();
        assert_eq!(text, b"00.000000-0.250000");
    }
}
