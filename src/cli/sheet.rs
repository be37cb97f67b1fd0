//! `emoface sheet`: the head at the moments of a bake that matter, in one picture.
//!
//! The page of `emoface preview` draws it, in a browser without a window.

mod browser;
mod moments;

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use clap::{Args, ValueEnum};
use emoface::mood::Mood;
use emoface::rig::{Rig, retarget};
use emoface::wav::Wav;
use serde_json::json;

use super::bake::hear;
use super::output::Target;
use super::preview::page::{Page, Played};
use super::preview::{CastArgs, ending};
use super::{EXIT_CODES, Ending, Failure, lists};

/// Frames a second of the bake.
const FPS: f64 = 60.0;
/// Most cells: a picture of more is too large for browsers.
const MOST: usize = 400;
/// Width and height of a cell in pixels.
const CELL: [u32; 2] = [200, 230];

const EXAMPLES: &str = "\
Examples:
  emoface sheet hello.wav -o hello.png
  emoface sheet hello.wav -o hello.png --emotion happy --every 250
  emoface sheet hello.wav -o hello.png --at 0.4,0.85,1.3 --columns 3";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct SheetArgs {
    /// Spoken WAV file
    #[arg(value_name = "INPUT.wav")]
    input: PathBuf,
    /// Picture to write, or - for standard output
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Emotion, as in emoface bake
    #[arg(long, value_name = "SPEC")]
    emotion: Option<Mood>,
    /// A cell every so many milliseconds, instead of one for each shape that the mouth comes to
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "at")]
    every: Option<u32>,
    /// Cells at these times, in seconds
    #[arg(long, value_name = "S,S,...", value_delimiter = ',', value_parser = time)]
    at: Vec<f64>,
    /// Most shapes of the mouth that are shown
    #[arg(long, value_name = "N", default_value = "40", value_parser = clap::value_parser!(u16).range(1..=MOST as i64))]
    most: u16,
    /// Cells side by side
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=20))]
    columns: u16,
    /// Ground of the picture
    #[arg(long, value_enum, default_value = "light")]
    theme: Theme,
    /// Chromium or a relative of it, which draws the picture; looked for on the PATH if missing
    ///
    /// The environment variable EMOFACE_BROWSER does the same.
    #[arg(long, value_name = "FILE")]
    browser: Option<PathBuf>,
    #[command(flatten)]
    cast: CastArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Theme {
    Light,
    Dark,
}

fn time(text: &str) -> Result<f64, String> {
    match text.trim().parse() {
        Ok(time) if (0.0..1e6).contains(&time) => Ok(time),
        _ => Err("give seconds".into()),
    }
}

/// Draws the sheet that `args` ask for.
pub fn run(args: &SheetArgs) -> Result<Ending, Failure> {
    let target = Target::new(&args.output);
    target.check()?;
    if target.is(&args.input) {
        return Err(format!("{}: this would be overwritten; give another name", args.input.display()).into());
    }
    let browser = browser::find(args.browser.as_deref())?;
    let cast = args.cast.open()?;
    let wav = hear(&args.input)?;
    let mood = args.emotion.unwrap_or_default();
    let (takes, model) = args.cast.perform(&wav, &[mood])?;
    let frames = takes.first().map_or(&[][..], Vec::as_slice);
    let arkit = lists::built_in("arkit")?;
    let times = times(args, &wav, || mouth(&arkit, &retarget::take(&arkit, frames, FPS)))?;
    let title = args.input.file_name().unwrap_or(args.input.as_os_str()).to_string_lossy();
    let order = json!({
        "times": times, "columns": args.columns, "cell": CELL, "dark": args.theme == Theme::Dark,
    });
    let name = mood.to_string();
    let played = vec![Played { name: &name, frames }];
    let page = Page { title: &title, model: &model, wav: None, cast: &cast, played, files: &[], sheet: Some(order) };
    let png = picture(&browser::show(&browser, &page.html()?)?)?;
    target.write(|out| out.write_all(&png))?;
    Ok(ending(&args.input, wav.warning))
}

/// The times of the cells.
fn times(args: &SheetArgs, wav: &Wav, mouth: impl FnOnce() -> Vec<Vec<f32>>) -> Result<Vec<f64>, Failure> {
    if let Some(late) = args.at.iter().find(|time| **time > wav.seconds()) {
        return Err(format!("--at {late}: the sound ends at {:.2} s", wav.seconds()).into());
    }
    let times: Vec<_> = match args.every {
        Some(every) => {
            let step = f64::from(every) / 1000.0;
            (0..).map(|k| f64::from(k) * step).take_while(|time| *time < wav.seconds()).take(MOST + 1).collect()
        }
        None if args.at.is_empty() => {
            moments::moments(&mouth(), args.most.into()).into_iter().map(|frame| frame as f64 / FPS).collect()
        }
        None => args.at.clone(),
    };
    if times.len() > MOST {
        return Err(format!("more than {MOST} cells; make --every longer or the sound shorter").into());
    }
    Ok(times)
}

/// What the mouth does: the columns of lips, jaw and tongue.
fn mouth(rig: &Rig, rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let speaks = |region: &str| ["mouth", "jaw", "tongue"].contains(&region);
    let columns: Vec<_> = (0..rig.controls.len()).filter(|index| speaks(rig.controls[*index].region)).collect();
    rows.iter().map(|row| columns.iter().map(|index| row[*index]).collect()).collect()
}

/// The picture in the document that the browser ended with.
fn picture(document: &str) -> Result<Vec<u8>, Failure> {
    let between = |start: &str| {
        let (_, rest) = document.split_once(start)?;
        rest.split_once('"').map(|(text, _)| text)
    };
    if let Some(problem) = between("data-failed=\"") {
        return Err(format!("the page could not draw: {problem}").into());
    }
    let text = between("src=\"data:image/png;base64,").ok_or("the browser drew nothing; try another with --browser")?;
    Ok(BASE64_STANDARD.decode(text)?)
}
