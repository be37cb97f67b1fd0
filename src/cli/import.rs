//! `emoface import`: a checkpoint of EmoFace to a model file.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use emoface::import::{Agreement, Import, ImportError, Labels, Precision};
use emoface::network::backend::Choice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Target;
use super::{Ending, Failure, warn};

const EXAMPLES: &str = "\
Examples:
  emoface import 1200_model.pth -o emoface.onnx
  emoface import 1200_model.pth -o emoface.onnx --precision int8
  emoface bake hello.wav -o hello.csv --model emoface.onnx";

const NOTICE: &str =
    "The published EmoFace weights are CC BY-NC 4.0: not for commercial use. The model file inherits their licence.";

/// A control that differs more than this is another one, in 32 bits.
const MOST_DIFFERENCE: f32 = 1e-3;
/// A control that moves otherwise than this is another one, in fewer bits.
const LEAST_CORRELATION: f64 = 0.99;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub struct ImportArgs {
    /// Checkpoint that EmoFace's code saved (torch 1.6 or later); nothing in it is run
    #[arg(value_name = "CHECKPOINT.pth")]
    input: PathBuf,
    /// Model file to write
    #[arg(short, long, value_name = "MODEL.onnx")]
    output: PathBuf,
    /// How the weights are kept
    #[arg(long, value_enum, default_value = "fp32")]
    precision: Kept,
    /// Run the model on a built-in sound and compare it with the checkpoint's own network, computed plainly
    #[arg(long)]
    verify: bool,
    /// Full path of an ONNX Runtime library to verify with, instead of the backend compiled in
    #[arg(long, value_name = "FILE", requires = "verify")]
    onnxruntime: Option<PathBuf>,
    /// Licence of the weights, an SPDX expression: of your own checkpoint, if it is one
    #[arg(long, value_name = "SPDX", default_value = "CC-BY-NC-4.0")]
    licence: String,
    /// Name of the model
    #[arg(long, value_name = "NAME", default_value = "EmoFace")]
    name: String,
}

/// [`Precision`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kept {
    /// 32-bit floats: the official numbers
    Fp32,
    /// 8-bit integers in the large products: a third of the file, the fastest on a recent CPU
    Int8,
    /// 16-bit floats in the file, 32 bits where it runs: half the file (bf16 means this too)
    #[value(alias = "bf16")]
    Fp16,
}

impl From<Kept> for Precision {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Fp32 => Self::Fp32,
            Kept::Int8 => Self::Int8,
            Kept::Fp16 => Self::Fp16,
        }
    }
}

/// Imports a checkpoint.
pub fn run(args: &ImportArgs) -> Result<Ending, Failure> {
    let target = Target::new(&args.output);
    if target == Target::Stdout {
        return Err("a model is read back from a file; give a file name with --output".into());
    }
    target.check()?;
    if target.is(&args.input) {
        return Err(format!("{}: this is the checkpoint itself; give another name", args.output.display()).into());
    }
    let start = Instant::now();
    let mut import = open(&args.input)?;
    eprintln!("{} tensors, {:.1} million values: {}", import.tensors(), import.values() as f64 / 1e6, import.sizes());
    let bar = Bar::new("reading");
    import.check_values(|done, all| bar.show(done, all)).map_err(|error| about(&args.input, error))?;
    drop(bar);
    import.warnings().iter().for_each(warn);
    let labels = Labels { name: args.name.clone(), licence: args.licence.clone() };
    let bar = Bar::new("writing");
    target.write(|out| {
        import.write(out, args.precision.into(), &labels, |done, all| bar.show(done, all)).map_err(
            |error| match error {
                ImportError::Io(error) => error,
                refused => io::Error::other(refused),
            },
        )
    })?;
    drop(bar);
    let size = std::fs::metadata(&args.output).map_or(0, |file| file.len());
    let seconds = start.elapsed().as_secs_f64();
    eprintln!("{}: {:.1} MB, written in {seconds:.1} s", args.output.display(), size as f64 / 1e6);
    if args.verify {
        verify(args, &mut import)?;
    }
    eprintln!("{NOTICE}");
    eprintln!("Next: emoface bake hello.wav -o hello.csv --model {}", args.output.display());
    // Whole, whatever was odd about it: not what exit code 3 stands for.
    Ok(Ending::Done)
}

/// Fails where the model does not say what the checkpoint's network says.
fn verify(args: &ImportArgs, import: &mut Import<File>) -> Result<(), Failure> {
    let choice = args.onnxruntime.clone().map_or(Choice::Tract, Choice::OnnxRuntime);
    let Agreement { worst, correlation, span } =
        import.verify(&args.output, choice).map_err(|error| about(&args.output, error))?;
    let found = format!(
        "greatest difference {worst:.1e} at controls up to {span:.2}, least correlation of a control {correlation:.5}"
    );
    let good = match args.precision {
        Kept::Fp32 => worst <= MOST_DIFFERENCE,
        Kept::Int8 | Kept::Fp16 => correlation >= LEAST_CORRELATION,
    };
    if !good {
        return Err(format!("{}: it disagrees with the checkpoint: {found}", args.output.display()).into());
    }
    eprintln!("It agrees with the checkpoint: {found}");
    Ok(())
}

fn open(path: &Path) -> Result<Import<File>, Failure> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if !file.metadata().is_ok_and(|file| file.is_file()) {
        return Err(format!("{}: this is no file; give a checkpoint", path.display()).into());
    }
    Import::open(file).map_err(|error| about(path, error))
}

fn about(path: &Path, error: ImportError) -> Failure {
    format!("{}: {error}", path.display()).into()
}

/// Progress on standard error, only if a person looks at it; gone when it is dropped.
struct Bar(ProgressBar);

impl Bar {
    fn new(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg} {wide_bar:.cyan/dim} {percent:>3} %");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        Self(bar)
    }

    fn show(&self, done: usize, all: usize) {
        self.0.set_length(all as u64);
        self.0.set_position(done as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
