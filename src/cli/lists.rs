//! `emoface rigs` and `emoface model`: what there is, as tables.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use emoface::network::backend::Choice;
use emoface::network::onnx::OnnxModel;
use emoface::rig;

use super::{Ending, Failure};

#[derive(Debug, Args)]
pub struct RigsArgs {
    /// Only names, one a line, as in the header of a csv
    #[arg(long)]
    names: bool,
}

#[derive(Debug, Args)]
pub struct ModelFileArgs {
    /// Model file; the voice built in if missing
    file: Option<PathBuf>,
    /// Print the manifest as JSON
    #[arg(long)]
    json: bool,
}

/// Lists the controls of all rigs.
pub fn rigs(args: &RigsArgs) -> Result<Ending, Failure> {
    let mut out = io::stdout().lock();
    for rig in [rig::board()] {
        if !args.names {
            writeln!(out, "{}: {} controls\n", rig.name, rig.controls.len())?;
            writeln!(out, "{:>5}  {:<45}{:<13}range", "index", "name", "region")?;
        }
        for (index, control) in rig.controls.iter().enumerate() {
            if args.names {
                writeln!(out, "{}", control.name)?;
            } else {
                let (name, region) = (&control.name, control.region);
                writeln!(out, "{index:>5}  {name:<45}{region:<13}{} to {}", control.min, control.max)?;
            }
        }
    }
    Ok(Ending::Done)
}

/// Shows the manifest of a model.
pub fn model(args: &ModelFileArgs) -> Result<Ending, Failure> {
    let model = OnnxModel::open(args.file.clone(), Choice::Tract)?;
    let manifest = model.manifest();
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(manifest)?)?;
        return Ok(Ending::Done);
    }
    let mut line = |what: &str, value: String| writeln!(out, "{what:<12}{value}");
    let look_ahead = manifest.look_ahead_frames as f64 * 1000.0 / f64::from(manifest.frame_rate);
    line("name", manifest.name.clone())?;
    line("version", manifest.version.clone())?;
    line("licence", manifest.licence.clone())?;
    line("file", format!("{}, {} bytes, manifest format {}", model.origin(), model.bytes().len(), manifest.format))?;
    line(
        "hears",
        format!(
            "{} Hz, {} rows a second of {} {} features (version {})",
            manifest.sample_rate,
            manifest.frame_rate,
            manifest.features.width,
            manifest.features.kind,
            manifest.features.version
        ),
    )?;
    line("look-ahead", format!("{} frames, {look_ahead:.0} ms", manifest.look_ahead_frames))?;
    line("emotions", manifest.emotions.join(", "))?;
    line("gives", format!("{} rig", manifest.rig))?;
    line("state", format!("{} floats a face", manifest.state_len()))?;
    for state in &manifest.state {
        line("", format!("{} -> {} {:?}", state.input, state.output, state.shape))?;
    }
    Ok(Ending::Done)
}
