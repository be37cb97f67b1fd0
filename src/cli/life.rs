//! `emoface life`: hours of blinks and gaze in a second, against what has been measured in people.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use emoface::emotion::Emotion;
use emoface::motion::behaviours::Behaviours;
use emoface::statistics::{Figure, Scene, State, measure};
use serde_json::json;

use super::{Ending, Failure};

#[derive(Debug, Args)]
pub struct LifeArgs {
    /// Hours to simulate, up to 1000
    #[arg(long, default_value = "1", value_name = "H", value_parser = hours)]
    hours: f64,
    /// Decides everything; each seed is one person
    #[arg(long, default_value = "0", value_name = "N")]
    seed: u64,
    /// What the face does; all of them if missing
    #[arg(long, value_enum)]
    state: Option<Doing>,
    /// Emotion, as for bake
    #[arg(long, value_name = "SPEC")]
    emotion: Option<Emotion>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Doing {
    /// Talks in phrases with pauses
    Speaking,
    /// Listens to somebody
    Listening,
    /// Is with nobody
    Idle,
}

impl Doing {
    fn state(self) -> State {
        match self {
            Self::Speaking => State::Speaking,
            Self::Listening => State::Listening,
            Self::Idle => State::Idle,
        }
    }
}

fn hours(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(hours) if (0.01..=1000.0).contains(&hours) => Ok(hours),
        _ => Err("give a number from 0.01 to 1000".into()),
    }
}

/// Simulates and prints.
pub fn run(args: &LifeArgs) -> Result<Ending, Failure> {
    let doings = args.state.map_or(Doing::value_variants().to_vec(), |state| vec![state]);
    let mut out = io::stdout().lock();
    let mut all = Vec::new();
    for doing in doings {
        let scene = Scene {
            hours: args.hours,
            seed: args.seed,
            state: doing.state(),
            emotion: args.emotion.unwrap_or_default(),
            behaviours: Behaviours::ALL,
        };
        let figures = measure(&scene);
        let name = doing.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned());
        if args.json {
            all.extend(figures.iter().map(|figure| as_json(&name, figure)));
        } else {
            writeln!(out, "{name}, {} h, seed {}", args.hours, args.seed)?;
            figures.iter().try_for_each(|figure| line(&mut out, figure))?;
            writeln!(out)?;
        }
    }
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
    }
    Ok(Ending::Done)
}

fn line(out: &mut impl Write, figure: &Figure) -> io::Result<()> {
    let Figure { group, name, value, unit, .. } = figure;
    // Three digits say enough, and no column is wider than its widest number.
    let digits = if value.abs() < 10.0 { 3 } else { 1 };
    let people = figure.people.map_or(String::new(), |([least, most], source)| {
        let verdict = if figure.lifelike() == Some(true) { "in" } else { "OUT OF" };
        format!("{verdict:>6} {least}-{most} ({source})")
    });
    let text = format!("  {group:<8}{name:<34}{value:>9.digits$} {unit:<10}{people}");
    writeln!(out, "{}", text.trim_end())
}

fn as_json(state: &str, figure: &Figure) -> serde_json::Value {
    let people = figure.people.map(|(range, source)| json!({ "range": range, "source": source }));
    json!({
        "state": state,
        "group": figure.group,
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "people": people,
        "lifelike": figure.lifelike(),
    })
}
