//! `emoface rigs` and `emoface model`: what there is, as tables.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use emoface::look_ahead::LookAhead;
use emoface::network::backend::Choice;
use emoface::network::onnx::OnnxModel;
use emoface::rig::{self, Rig};

use super::formats::Document;
use super::output::Target;
use super::{Ending, Failure};

#[derive(Debug, Args)]
pub struct RigsArgs {
    /// A rig of the library, or a profile (FILE.json); an overview of all rigs if missing
    rig: Option<String>,
    /// Only the names of the controls, one a line, as in the header of a csv; of the board if no rig is given
    #[arg(long, conflicts_with_all = ["json", "schema"])]
    names: bool,
    /// The rig as a profile, to go on from
    #[arg(long, requires = "rig", conflicts_with = "schema")]
    json: bool,
    /// The JSON schema of a profile
    #[arg(long, conflicts_with = "rig")]
    schema: bool,
    /// Tell what shapes are by their names: one name a line, or the morph targets of a glTF head
    #[arg(long = "match", value_name = "NAMES.txt|HEAD.glb", conflicts_with_all = ["rig", "names", "schema"])]
    matched: Option<PathBuf>,
    /// Write the profile that --match found, or - for standard output, without the report
    #[arg(short, long, value_name = "OUT.json", requires = "matched")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ModelFileArgs {
    /// Model file; the voice built in if missing
    file: Option<PathBuf>,
    /// Print the manifest as JSON
    #[arg(long)]
    json: bool,
}

/// Tells about rigs.
pub fn rigs(args: &RigsArgs) -> Result<Ending, Failure> {
    let mut out = io::stdout().lock();
    if args.schema {
        writeln!(out, "{}", rig::PROFILE_SCHEMA.trim_end())?;
        return Ok(Ending::Done);
    }
    if let Some(file) = &args.matched {
        return match_names(&mut out, file, args.output.as_deref());
    }
    if args.rig.is_none() && !args.names {
        overview(&mut out)?;
        return Ok(Ending::Done);
    }
    let rig = match args.rig.as_deref() {
        Some(name) if !rig::BUILT_IN.contains(&name) => profile(Path::new(name))?,
        name => built_in(name.unwrap_or("board"))?,
    };
    if args.json {
        writeln!(out, "{}", rig.to_json().trim_end())?;
    } else if args.names {
        rig.controls.iter().try_for_each(|control| writeln!(out, "{}", control.name))?;
    } else {
        table(&mut out, &rig)?;
    }
    Ok(Ending::Done)
}

/// A rig of the library.
pub fn built_in(name: &str) -> Result<Arc<Rig>, Failure> {
    rig::built_in(name).ok_or_else(|| format!("there is no rig '{name}' in this library").into())
}

/// The rig that the profile in `file` describes.
pub fn profile(file: &Path) -> Result<Arc<Rig>, Failure> {
    let about = |error: &dyn std::fmt::Display| Failure::from(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| about(&error))?;
    rig::from_json(&text).map_err(|error| about(&error))
}

fn match_names(out: &mut dyn Write, file: &Path, profile: Option<&Path>) -> Result<Ending, Failure> {
    let about = |error: &dyn std::fmt::Display| Failure::from(format!("{}: {error}", file.display()));
    let target = profile.map(Target::new);
    if let Some(target) = &target {
        target.check()?;
        if target.is(file) {
            return Err(about(&"this would overwrite the names; give another name"));
        }
    }
    let bytes = std::fs::read(file).map_err(|error| about(&error))?;
    let matching = if bytes.starts_with(b"glTF") {
        rig::matching::matching(&Document::open(file)?.names())
    } else {
        let text = String::from_utf8(bytes).map_err(|_| about(&"this is no text (UTF-8)"))?;
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        rig::matching::matching(&lines.filter(|line| !line.is_empty()).collect::<Vec<_>>())
    };
    let matching = matching.map_err(|error| about(&error))?;
    if target != Some(Target::Stdout) {
        write!(out, "{}", matching.report)?;
    }
    if matching.report.driven() == 0 {
        return Err(about(&"none of these names is known; describe them in a profile"));
    }
    if let Some(target) = target {
        target.write(|out| writeln!(out, "{}", matching.rig.to_json().trim_end()))?;
    }
    Ok(Ending::Done)
}

fn overview(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<11}{:>8}  driven from", "rig", "controls")?;
    for rig in rig::BUILT_IN.into_iter().filter_map(rig::built_in) {
        let source = rig.source().map_or("the model", |source| source.name.as_str());
        writeln!(out, "{:<11}{:>8}  {source}", rig.name, rig.controls.len())?;
    }
    writeln!(out, "\nemoface rigs RIG lists the controls of one.")
}

fn table(out: &mut dyn Write, rig: &Rig) -> io::Result<()> {
    let width = rig.controls.iter().map(|control| control.name.chars().count()).max().unwrap_or(0).max(8) + 2;
    writeln!(out, "{}: {} controls\n", rig.name, rig.controls.len())?;
    writeln!(out, "{:>5}  {:<width$}{:<13}range", "index", "name", "region")?;
    for (index, control) in rig.controls.iter().enumerate() {
        let (name, region) = (&control.name, control.region);
        writeln!(out, "{index:>5}  {name:<width$}{region:<13}{} to {}", control.min, control.max)?;
    }
    Ok(())
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
    line("name", manifest.name.clone())?;
    line("version", manifest.version.clone())?;
    line("licence", manifest.licence.clone())?;
    line("file", format!("{}, {} bytes, manifest format {}", model.origin(), model.bytes().len(), manifest.format))?;
    line(
        "hears",
        match &manifest.features {
            Some(features) => format!(
                "{} Hz, {} rows a second of {} {} features (version {})",
                manifest.sample_rate, manifest.frame_rate, features.width, features.kind, features.version
            ),
            None => format!("{} Hz of sound, {} frames a second", manifest.sample_rate, manifest.frame_rate),
        },
    )?;
    let several = manifest.look_ahead_frames.frames().len() > 1;
    for (smooth, raw) in LookAhead::all(manifest, true).zip(LookAhead::all(manifest, false)) {
        let what = if smooth.index() == 0 { "look-ahead" } else { "" };
        let usual = several && smooth.index() == manifest.default_look_ahead();
        let usual = if usual { ", of live faces unless asked" } else { "" };
        line(what, format!("{:.0} ms, {:.0} ms unsmoothed{usual}", smooth.milliseconds(), raw.milliseconds()))?;
    }
    line("emotions", manifest.emotions.join(", "))?;
    line("gives", format!("{} rig", manifest.rig))?;
    line("state", format!("{} floats a face", manifest.state_len()))?;
    for state in manifest.state.iter().filter(|state| !state.input.is_empty()) {
        line("", format!("{} -> {} {:?}", state.input, state.output, state.shape))?;
    }
    Ok(Ending::Done)
}
