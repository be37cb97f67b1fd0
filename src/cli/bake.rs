//! `emoface bake`: a spoken WAV file to face curves.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory};
use emoface::audio::features::FeatureTables;
use emoface::bake::{BakeOptions, Baked, bake_in_parts};
use emoface::mood::Mood;
use emoface::motion::Frame;
use emoface::motion::behaviours::Attention;
use emoface::network::NetworkSource;
use emoface::network::hearing::Mode;
use emoface::network::onnx::OnnxModel;
use emoface::rig::{self, Rig};
use emoface::wav::{self, Warning, Wav};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::behaviours::Gains;
use super::formats::{About, Document, Export, Format, Head};
use super::lists;
use super::loudness::TooSoft;
use super::output::Target;
use super::plot::{self, Picture};
use super::{Cli, EXIT_CODES, Ending, Failure, LookAheadArgs, ModelArgs, note, warn};

const EXAMPLES: &str = "\
Examples:
  emoface bake hello.wav -o hello.csv
  emoface bake hello.wav -o hello.csv --emotion happy:0.5,surprise:0.3 --plot hello.png
  emoface bake hello.wav -o hello.json --rig arkit --fps 30 --seed 7
  emoface bake hello.wav -o hello.csv --format livelink
  emoface bake hello.wav -o hello.glb
  emoface bake hello.wav -o hello.glb --head mine.glb
  emoface bake hello.wav -o hello.tsv
  ffmpeg -v error -i talk.mp3 -f wav - | emoface bake - -o - | head -n 3";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct BakeArgs {
    /// Spoken WAV file, or - for standard input
    ///
    /// 8, 16, 24 or 32-bit integers, 32 or 64-bit floats, 8 to 192 kHz, up to 64 channels (mixed to one). A file
    /// that is cut off is used as far as it goes, with a warning and exit code 3.
    #[arg(value_name = "INPUT.wav")]
    input: PathBuf,
    /// File to write, or - for standard output
    #[arg(short, long, value_name = "OUT", required_unless_present = "plot")]
    output: Option<PathBuf>,
    /// Format of OUT; guessed from its extension if missing, csv on standard output
    ///
    /// Extensions: csv, json, emoface, glb, and tsv for cues. csv and json give every number as the shortest text that
    /// reads back as the same 32-bit float.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Emotion, such as angry, happy:0.6 or happy:0.5,surprise:0.3 or happy;brows=angry:0.8
    ///
    /// One or more of angry, disgust, fear, happy, neutral, sad and surprise, each with a weight from 0 to 1 (1 if
    /// missing). Weights sum to 1 at most; what is missing to 1 is neutral.
    /// After a semicolon, parts of the face (brows, eyes, nose, mouth) may feel differently.
    #[arg(long, value_name = "SPEC")]
    emotion: Option<Mood>,
    /// Controls to write; if missing arkit for livelink, what the head's shapes are for glb, else board
    #[arg(long, value_parser = rig_names(), conflicts_with = "profile")]
    rig: Option<String>,
    /// Controls to write, as a profile of your own describes them (see emoface rigs --schema)
    #[arg(long, value_name = "FILE.json")]
    profile: Option<PathBuf>,
    /// Head to animate, for the format glb; if missing that of emoface
    ///
    /// A glTF binary that looks along +z. Its morph targets are known by their names (ARKit, visemes, VRM and others,
    /// as emoface rigs --match tells), or are called like the controls of --rig or --profile. Nodes of two eyes
    /// (eyeLeft, LeftEye, eye.L) and of the head turn, eyes only where no shapes turn them.
    #[arg(long, value_name = "HEAD.glb")]
    head: Option<PathBuf>,
    /// Frames a second, 1 to 240; other rates than 60 are interpolated
    #[arg(long, default_value = "60", value_parser = fps)]
    fps: f64,
    /// Decides blinks, gaze, head and all other chance: same seed, same audio, same frames
    #[arg(long, default_value = "0", value_name = "N")]
    seed: u64,
    /// How much of each behaviour to show, such as blink=0.5,head=0; 1 as in people, 0 off, up to 4
    ///
    /// blink, gaze, head (head-yaw, head-pitch, head-roll), brows, breath, laughter, or all; later ones win.
    #[arg(long, value_name = "NAME=GAIN,...", default_value = "all=1", hide_default_value = true)]
    behaviours: Gains,
    /// Leave the lids to the model: the same as --behaviours blink=0
    #[arg(long)]
    no_blink: bool,
    /// Leave the eyes where they are: the same as --behaviours gaze=0
    #[arg(long)]
    no_gaze: bool,
    /// Give the model's frames unsmoothed
    #[arg(long)]
    no_smooth: bool,
    #[command(flatten)]
    look_ahead: LookAheadArgs,
    /// How a model that hears whole utterances is run: whole, progressive or live; as the model says if missing
    ///
    /// whole: each minute at once, as the model was trained. progressive: in windows of a few seconds. live: in a window
    /// that slides as for a live face. The built-in voice gives the same frames in any mode.
    #[arg(long)]
    mode: Option<Mode>,
    #[command(flatten)]
    model: ModelArgs,
    /// Also draw the curves over time, as OUT.svg or OUT.png
    #[arg(long, value_name = "OUT.svg|OUT.png", value_parser = picture)]
    plot: Option<PathBuf>,
}

fn rig_names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(rig::BUILT_IN)
}

fn fps(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(fps) if (1.0..=240.0).contains(&fps) => Ok(fps),
        _ => Err("give a number from 1 to 240".into()),
    }
}

fn picture(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if plot::is_picture(&path) { Ok(path) } else { Err("give a file name that ends in .svg or .png".into()) }
}

/// What is to be written.
struct Output {
    target: Target,
    format: Format,
    rig: Arc<Rig>,
    head: Option<Head>,
}

/// Bakes as `args` say.
pub fn run(args: &BakeArgs) -> Result<Ending, Failure> {
    let output = args.output.as_deref().map(|path| output(args, path)).transpose()?;
    let drawing = args.plot.as_deref().map(|path| Target::File(path.into()));
    for target in output.iter().map(|output| &output.target).chain(&drawing) {
        target.check()?;
        for (read, what) in [(Some(&args.input), "recording"), (args.head.as_ref(), "head")] {
            if let Some(read) = read.filter(|read| target.is(read)) {
                return Err(format!("{}: this would overwrite the {what}; give another name", read.display()).into());
            }
        }
    }
    if let (Some(output), Some(plot)) = (&output, &args.plot)
        && output.target.is(plot)
    {
        return Err(format!("{}: curves and picture need two names", plot.display()).into());
    }
    let mood = args.emotion.unwrap_or_default();
    let wav = hear(&args.input)?;
    let model = args.model.open()?;
    let started = Instant::now();
    let baked = bake(&model, &wav, args)?;
    let seconds = started.elapsed().as_secs_f64();
    let manifest = model.manifest();
    let model = format!("{} {}", manifest.name, manifest.version);
    if let Some(Output { target, format, rig, head }) = &output {
        let title = args.input.file_stem().map_or("speech".into(), |stem| stem.to_string_lossy());
        let title = if title == "-" { "speech".into() } else { title };
        let about = About { seed: args.seed, mood, model: model.clone() };
        let (seconds, fps, head) = (wav.seconds(), args.fps, head.as_ref());
        let export = Export { baked: &baked, seconds, rig, fps, title: &title, about, head };
        target.write(|out| export.write(out, *format))?;
    }
    if let (Some(target), Some(path)) = (&drawing, &args.plot) {
        let title = args.input.file_name().unwrap_or(args.input.as_os_str()).to_string_lossy();
        let picture = Picture { title: &title, wav: &wav, frames: &baked.frames, mood, model: &model };
        let bytes = plot::render(&picture, path)?;
        target.write(|out| out.write_all(&bytes))?;
    }
    tell(baked.frames.len(), wav.seconds(), seconds);
    let Some(warning) = wav.warning else { return Ok(Ending::Done) };
    warn(format_args!("{}: {warning}", origin(&args.input).display()));
    Ok(Ending::Warned)
}

/// What `args` ask for at `path`. All that can be wrong with it is said before the work.
fn output(args: &BakeArgs, path: &Path) -> Result<Output, Failure> {
    let format = format_of(args.format, path);
    if args.head.is_some() && format != Format::Glb {
        misused("--head is for the format glb");
    }
    let rig = match (&args.profile, args.rig.as_deref()) {
        (Some(profile), _) => Some(lists::profile(profile)?),
        // Our own head's shapes are ARKit's: nothing need be guessed from their names.
        (None, None) if format == Format::Glb && args.head.is_none() => Some(lists::built_in("arkit")?),
        (None, name) => name.or(format.rig()).map(lists::built_in).transpose()?,
    };
    let (head, rig) = match (format, rig) {
        (Format::Glb, rig) => {
            let document = args.head.as_deref().map_or_else(Document::ours, Document::open)?;
            let cast = match rig {
                Some(rig) => Head::of(document, &rig).map(|head| (head, rig)),
                None => Head::matched(document),
            };
            let origin = args.head.as_deref().unwrap_or(Path::new("the head of emoface"));
            let (head, rig) = cast.map_err(|error| format!("{}: {error}", origin.display()))?;
            (Some(head), rig)
        }
        (_, Some(rig)) => (None, rig),
        (_, None) => misused("give a rig with --rig or --profile"),
    };
    if let Some(objection) = format.refuses(&rig) {
        misused(&objection);
    }
    Ok(Output { target: Target::new(path), format, rig, head })
}

/// Ends the program as wrong usage.
fn misused(message: &str) -> ! {
    Cli::command().error(ErrorKind::ValueValidation, message).exit()
}

/// The format asked for, by name or by extension. An extension that says nothing ends the program as wrong usage.
fn format_of(asked: Option<Format>, path: &Path) -> Format {
    let on_stdout = (path == Path::new("-")).then_some(Format::Csv);
    asked.or(on_stdout).or(Format::of(path)).unwrap_or_else(|| {
        misused(&format!(
            "'{}' does not tell a format; end the name in .csv, .json, .emoface, .glb or .tsv, or give --format",
            path.display()
        ))
    })
}

/// The input's name in messages.
fn origin(input: &Path) -> &Path {
    if input == Path::new("-") { Path::new("standard input") } else { input }
}

pub(super) fn hear(input: &Path) -> emoface::error::Result<Wav> {
    let wav = if input == Path::new("-") {
        let mut wav = wav::read_from(std::io::stdin().lock(), origin(input))?;
        // A pipe's writer cannot know the length in advance: nothing is wrong with that here.
        wav.warning = wav.warning.filter(|warning| !matches!(warning, Warning::UnknownLength { .. }));
        wav
    } else {
        wav::read(input)?
    };
    if let Some(soft) = TooSoft::of(&wav) {
        note(format_args!("{}: {soft}", origin(input).display()));
    }
    Ok(wav)
}

fn bake(model: &OnnxModel, wav: &Wav, args: &BakeArgs) -> emoface::error::Result<Baked> {
    let mut behaviours = args.behaviours.behaviours(Attention::Idle);
    if args.no_blink {
        behaviours.blink = 0.0;
    }
    if args.no_gaze {
        behaviours.gaze = 0.0;
    }
    let options = BakeOptions {
        mood: args.emotion.unwrap_or_default(),
        seed: args.seed,
        smooth: !args.no_smooth,
        look_ahead_ms: args.look_ahead.ms(),
        behaviours,
        mode: args.mode,
    };
    // Drawn to standard error, and only if a person looks at it.
    let bar = ProgressBar::with_draw_target(Some((wav.seconds() * 60.0) as u64), ProgressDrawTarget::stderr());
    bar.set_style(
        ProgressStyle::with_template("{wide_bar:.cyan/dim} {percent:>3} %  {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let mut network = model.load_for_bakes()?;
    let rate = f64::from(wav.rate);
    let mut baked = Baked::default();
    let mut part = |frames: &[Frame]| {
        baked.frames.extend_from_slice(frames);
        bar.set_position(baked.frames.len() as u64);
    };
    let ended = bake_in_parts(network.as_mut(), FeatureTables::new(), &wav.samples, rate, &options, &mut part);
    bar.finish_and_clear();
    ended.map(|()| baked)
}

fn tell(frames: usize, spoken: f64, took: f64) {
    if std::io::stderr().is_terminal() {
        eprintln!("{frames} frames, {spoken:.2} s, in {took:.2} s ({:.0} x real time)", spoken / took);
    }
}
