//! `emoface preview`: one HTML file in which a head speaks the bake.
//!
//! The page is `preview/page.html`, built from `examples/preview`; [`page`] puts sound, head and takes into it.

mod foreign;
mod pack;
pub mod page;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use emoface::audio::features::FeatureTables;
use emoface::bake::{BakeOptions, bake};
use emoface::emotion::EMOTIONS;
use emoface::mood::Mood;
use emoface::motion::Frame;
use emoface::motion::behaviours::Attention;
use emoface::network::NetworkSource;
use emoface::rig::{self, Rig};
use emoface::wav::{Warning, Wav};

use self::foreign::Foreign;
use self::page::{Page, Played};
use super::bake::hear;
use super::behaviours::Gains;
use super::formats::Document;
use super::lists;
use super::output::Target;
use super::{EXIT_CODES, Ending, Failure, LookAheadArgs, ModelArgs, warn};

/// Longest sound, in seconds, that is baked in every emotion unasked: the page stays under 3 MB beside the sound.
const EVERY_EMOTION: f64 = 120.0;
/// The rig that is shown on heads with shapes of its names.
const ARKIT: &str = "arkit";
const EXAMPLES: &str = "\
Examples:
  emoface preview hello.wav
  emoface preview hello.wav -o hello.html --emotion happy:0.6 --compare sad --compare captured.csv
  emoface preview hello.wav --head character.glb --profile character.json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct PreviewArgs {
    /// Spoken WAV file, or a take (csv or json) to be shown without a sound
    #[arg(value_name = "INPUT.wav")]
    input: PathBuf,
    /// Page to write, or - for standard output; INPUT.html if missing
    #[arg(short, long, value_name = "OUT.html")]
    output: Option<PathBuf>,
    /// Emotion of the first take, as in emoface bake
    ///
    /// Without this and --compare there is a take of each emotion, if the sound is shorter than two minutes.
    #[arg(long, value_name = "SPEC")]
    emotion: Option<Mood>,
    /// A further take: an emotion, or a csv or json of emoface bake, or a csv of Live Link Face
    #[arg(long, value_name = "SPEC|FILE")]
    compare: Vec<String>,
    #[command(flatten)]
    cast: CastArgs,
}

/// Who speaks, the same for a page and a sheet.
#[derive(Debug, Args)]
pub struct CastArgs {
    /// The character's profile (see emoface rigs --schema); its controls are called like the head's shapes
    #[arg(long, value_name = "FILE.json")]
    profile: Option<PathBuf>,
    /// Head to show instead of ours: a glTF binary with morph targets, known by their names
    #[arg(long, value_name = "HEAD.glb")]
    pub head: Option<PathBuf>,
    /// Decides blinks, gaze, head and all other chance: same seed, same audio, same frames
    #[arg(long, default_value = "0", value_name = "N")]
    seed: u64,
    /// How much of each behaviour to show, as in emoface bake
    #[arg(long, value_name = "NAME=GAIN,...", default_value = "all=1", hide_default_value = true)]
    behaviours: Gains,
    #[command(flatten)]
    look_ahead: LookAheadArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// A head, and the rig whose controls are its shapes.
#[derive(Debug)]
pub struct Cast {
    pub head: Vec<u8>,
    pub rig: Arc<Rig>,
}

impl CastArgs {
    /// Reads head and profile.
    pub fn open(&self) -> Result<Cast, Failure> {
        let arkit = lists::built_in(ARKIT)?;
        let Some(path) = &self.head else {
            return Ok(Cast {
                head: super::HEAD.to_vec(),
                rig: self.fitting(|name| arkit.index(name).is_some(), arkit.clone())?,
            });
        };
        let document = Document::open(path)?;
        let names = document.names();
        let head = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let rig = match names.iter().filter(|name| arkit.index(name).is_some()).count() {
            // Half of Apple's names: the rest may be left out, or be shapes of the head's own.
            known if known >= 26 || self.profile.is_some() => arkit,
            _ => {
                let matching = rig::matching::matching(&names);
                let matching = matching.map_err(|error| format!("{}: {error}", path.display()))?;
                if matching.report.driven() == 0 {
                    let what = "no morph target has a name that is known; describe them in a profile";
                    return Err(format!("{}: {what} and give it with --profile", path.display()).into());
                }
                matching.rig
            }
        };
        Ok(Cast { rig: self.fitting(|name| names.contains(&name), rig)?, head })
    }

    /// The rig of the profile, if there is one and the head has any of its shapes; else `usual`.
    fn fitting(&self, has: impl Fn(&str) -> bool, usual: Arc<Rig>) -> Result<Arc<Rig>, Failure> {
        let Some(path) = &self.profile else { return Ok(usual) };
        let rig = lists::profile(path)?;
        if rig.controls.iter().any(|control| has(&control.name)) {
            return Ok(rig);
        }
        let what = "no shape of the head is called like one of its controls; give the head it is for with --head";
        Err(format!("{}: {what}", path.display()).into())
    }

    /// Bakes `wav` in each of `moods`; also says what baked.
    pub fn perform(&self, wav: &Wav, moods: &[Mood]) -> Result<(Vec<Vec<Frame>>, String), Failure> {
        let model = self.model.open()?;
        let mut network = model.load_for_bakes()?;
        let tables = FeatureTables::new();
        let (behaviours, look_ahead_ms) = (self.behaviours.behaviours(Attention::Idle), self.look_ahead.ms());
        let takes = moods.iter().map(|mood| {
            let options =
                BakeOptions { mood: *mood, seed: self.seed, look_ahead_ms, behaviours, ..BakeOptions::default() };
            bake(network.as_mut(), tables.clone(), &wav.samples, f64::from(wav.rate), &options)
                .map(|baked| baked.frames)
        });
        let takes = takes.collect::<Result<_, _>>()?;
        let manifest = model.manifest();
        Ok((takes, format!("{} {}", manifest.name, manifest.version)))
    }
}

/// A take that `--compare` asks for.
enum Compared {
    Mood(String, Mood),
    File(Foreign),
}

/// Writes the page that `args` ask for.
pub fn run(args: &PreviewArgs) -> Result<Ending, Failure> {
    let output = args.output.clone().unwrap_or_else(|| args.input.with_extension("html"));
    let target = Target::new(&output);
    target.check()?;
    let compared: Vec<_> = args.compare.iter().map(|what| compared(what)).collect::<Result<_, _>>()?;
    let silent = Foreign::is_one(&args.input);
    let given = [Some(&args.input), args.cast.head.as_ref(), args.cast.profile.as_ref()].into_iter().flatten();
    for read in given.map(PathBuf::as_path).chain(args.compare.iter().map(Path::new)) {
        if target.is(read) {
            return Err(format!("{}: this would be overwritten; give another name", read.display()).into());
        }
    }
    let cast = args.cast.open()?;
    let mut files: Vec<Foreign> = Vec::new();
    let mut moods = Vec::new();
    let mut wav = None;
    if silent {
        files.push(Foreign::open(&args.input)?);
    } else {
        wav = Some(hear(&args.input)?);
        moods.extend(first(args, wav.as_ref().map_or(0.0, Wav::seconds)));
    }
    for compared in compared {
        match compared {
            Compared::Mood(_, _) if silent => {
                return Err(format!("{}: without a sound there is nothing to bake", args.input.display()).into());
            }
            Compared::Mood(name, mood) => moods.push((name, mood)),
            Compared::File(file) => files.push(file),
        }
    }
    let specs: Vec<_> = moods.iter().map(|(_, mood)| *mood).collect();
    let (takes, model) = wav.as_ref().map_or(Ok(Default::default()), |wav| args.cast.perform(wav, &specs))?;
    let played = moods.iter().zip(&takes).map(|((name, _), frames)| Played { name, frames }).collect();
    let title = args.input.file_name().unwrap_or(args.input.as_os_str()).to_string_lossy();
    let page =
        Page { title: &title, model: &model, wav: wav.as_ref(), cast: &cast, played, files: &files, sheet: None };
    let text = page.html()?;
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(ending(&args.input, wav.and_then(|wav| wav.warning)))
}

/// Warns of what was wrong with the recording.
pub fn ending(input: &Path, warning: Option<Warning>) -> Ending {
    let Some(warning) = warning else { return Ending::Done };
    warn(format_args!("{}: {warning}", input.display()));
    Ending::Warned
}

/// The takes that come first: that of `--emotion`, or one of each emotion, the calm one first.
fn first(args: &PreviewArgs, seconds: f64) -> Vec<(String, Mood)> {
    if let Some(mood) = args.emotion {
        return vec![(mood.to_string(), mood)];
    }
    let neutral = ("neutral".to_owned(), Mood::default());
    let others = EMOTIONS.iter().filter(|name| **name != "neutral");
    let others = others.filter_map(|name| Some(((*name).to_owned(), name.parse().ok()?)));
    let all = std::iter::once(neutral).chain(others);
    if args.compare.is_empty() && seconds < EVERY_EMOTION { all.collect() } else { all.take(1).collect() }
}

fn compared(what: &str) -> Result<Compared, Failure> {
    if Foreign::is_one(Path::new(what)) {
        return Foreign::open(Path::new(what)).map(Compared::File);
    }
    let mood = what.parse::<Mood>().map_err(|error| format!("--compare: {error}; or give a csv or json file"))?;
    Ok(Compared::Mood(mood.to_string(), mood))
}
