//! The command line: arguments, and what each exit code means.

mod bake;
mod behaviours;
mod doctor;
mod formats;
mod import;
mod life;
mod lists;
mod loudness;
mod output;
mod phrase;
mod plot;
mod preview;
mod sheet;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use emoface::network::backend::Choice;
use emoface::network::onnx::OnnxModel;

/// The head that comes with emoface, for whoever brings none (`models/head`).
const HEAD: &[u8] = include_bytes!("../models/head/head.glb");

/// The work failed; nothing was written that was not whole.
const FAILED: u8 = 1;
/// The work was done, but a warning on standard error says that something may be missing.
const WARNED: u8 = 3;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed; a sentence on standard error says why
  2  wrong usage
  3  done, with a warning: the WAV file was cut off or did not say how long it is, and all that was there was used;
     or the checkpoint was odd";

const EXAMPLES: &str = "\
Examples:
  emoface bake hello.wav -o hello.csv --plot hello.png
  emoface bake hello.wav -o hello.json --emotion happy:0.6 --seed 7
  emoface doctor";

/// Speech in, MetaHuman face-board curves out.
#[derive(Debug, Parser)]
#[command(name = "emoface", version, max_term_width = 100, after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Turn a spoken WAV file into face curves
    Bake(Box<bake::BakeArgs>),
    /// Write a page in which a head speaks a WAV file: for every browser, without a network
    Preview(Box<preview::PreviewArgs>),
    /// Draw the head at the moments of a WAV file that matter, in one picture (needs Chromium)
    Sheet(Box<sheet::SheetArgs>),
    /// Turn a checkpoint of EmoFace (PyTorch) into a model file
    Import(import::ImportArgs),
    /// Check this installation: backend, model, and a live performance against its bake
    Doctor(ModelArgs),
    /// List the rigs, and the controls that a bake writes for one, in order
    Rigs(lists::RigsArgs),
    /// Simulate hours of blinks and gaze and compare them with people
    Life(life::LifeArgs),
    /// Show what a model expects and gives
    Model(lists::ModelFileArgs),
}

/// What runs the network, the same for every command that needs one.
#[derive(Debug, Clone, Args)]
struct ModelArgs {
    /// Model file (ONNX with an emoface manifest) instead of the voice built in
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Full path of an ONNX Runtime library, 1.24 or later, instead of the backend compiled in
    #[arg(long, value_name = "FILE")]
    onnxruntime: Option<PathBuf>,
}

impl ModelArgs {
    fn open(&self) -> emoface::error::Result<OnnxModel> {
        let choice = self.onnxruntime.clone().map_or(Choice::Tract, Choice::OnnxRuntime);
        OnnxModel::open(self.model.clone(), choice)
    }
}

/// How far a bake hears ahead, the same for every command that bakes.
#[derive(Debug, Clone, Args)]
struct LookAheadArgs {
    /// Most later audio that a frame may depend on, in milliseconds, as for a live face; the longest if missing
    ///
    /// The longest look-ahead of the model that is not longer is used. emoface model shows what there is.
    #[arg(long, value_name = "MS", value_parser = milliseconds)]
    look_ahead: Option<f32>,
}

impl LookAheadArgs {
    /// As options want it, where 0 is the longest.
    fn ms(&self) -> f32 {
        self.look_ahead.unwrap_or(0.0)
    }
}

fn milliseconds(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(ms) if ms > 0.0 && ms.is_finite() => Ok(ms),
        _ => Err("give milliseconds".into()),
    }
}

/// How a command ended.
enum Ending {
    Done,
    Warned,
}

/// A failure of a command: whatever it is, it is a sentence for a person.
type Failure = Box<dyn std::error::Error>;

/// Runs the command that the process was called with.
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Bake(args) => bake::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::Sheet(args) => sheet::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Rigs(args) => lists::rigs(&args),
        Command::Life(args) => life::run(&args),
        Command::Model(args) => lists::model(&args),
    };
    match result {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Warned) => ExitCode::from(WARNED),
        // Who closed the pipe has read enough, as `head` does.
        Err(failure) if output::is_closed_pipe(failure.as_ref()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("emoface: {failure}");
            ExitCode::from(FAILED)
        }
    }
}

fn warn(message: impl std::fmt::Display) {
    eprintln!("emoface: warning: {message}");
}

/// Says what nothing is wrong with, but what a person would like to know.
fn note(message: impl std::fmt::Display) {
    eprintln!("emoface: note: {message}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
