//! The file formats of a bake.

mod csv;
mod cues;
mod emoface;
mod gaze;
mod glb;
mod json;
mod livelink;
mod take;
mod text;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use ::emoface::bake::Baked;
use ::emoface::rig::{self, Rig};
use clap::ValueEnum;

pub use self::glb::{Document, Head};
pub use self::json::About;
use self::take::Take;

/// The rig that says where eyes look.
const ARKIT: &str = "arkit";

/// How frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One line of control names, then one row of numbers a frame
    Csv,
    /// One object: rig, fps, seed, emotion, model, controls (names), frames (rows of numbers), head (rows of yaw, pitch
    /// and roll in degrees)
    Json,
    /// As the EmoFace research code writes the board: no header, 6 decimals
    Emoface,
    /// The csv of Epic's Live Link Face, for its importers; ARKit shapes
    Livelink,
    /// The head of --head with the take as an animation (glTF binary)
    Glb,
    /// Mouth cues A to H and X for drawn mouths, the tsv of Rhubarb Lip Sync
    Cues,
}

impl Format {
    /// The format that a file name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "emoface" => Some(Self::Emoface),
            "glb" => Some(Self::Glb),
            "tsv" => Some(Self::Cues),
            _ => None,
        }
    }

    /// The rig that is written if nobody says which; a glb goes by its head.
    pub fn rig(self) -> Option<&'static str> {
        match self {
            Self::Csv | Self::Json | Self::Emoface | Self::Cues => Some("board"),
            Self::Livelink => Some(ARKIT),
            Self::Glb => None,
        }
    }

    /// What is wrong with writing `rig` as this format.
    pub fn refuses(self, rig: &Rig) -> Option<String> {
        let board = rig.controls == rig::board().controls;
        match self {
            Self::Emoface if !board => Some("the format emoface is for the board alone; take csv or json".into()),
            Self::Cues if !board => Some("cues come from the board; leave out --rig and --profile".into()),
            Self::Livelink => {
                let missing = livelink::missing(rig.controls.iter().map(|control| control.name.as_str()))?;
                Some(format!("the format livelink needs the 52 ARKit shapes, and {} has no {missing}", rig.name))
            }
            _ => None,
        }
    }
}

/// A bake on its way into a file.
#[derive(Debug)]
pub struct Export<'a> {
    /// The bake.
    pub baked: &'a Baked,
    /// Length of the recording in seconds.
    pub seconds: f64,
    /// The rig that is written.
    pub rig: &'a Arc<Rig>,
    /// Frames a second.
    pub fps: f64,
    /// What the recording is called.
    pub title: &'a str,
    /// What is said beside the frames.
    pub about: About,
    /// The head that a glb animates.
    pub head: Option<&'a Head>,
}

impl Export<'_> {
    /// Writes it all as `format`.
    pub fn write(&self, out: &mut dyn Write, format: Format) -> io::Result<()> {
        if format == Format::Cues {
            return cues::write(out, &self.baked.frames, self.seconds);
        }
        let frames = self.baked.at_rate(self.fps).frames;
        let take = Take::new(self.rig, &frames, self.fps);
        match (format, self.head) {
            (Format::Csv | Format::Cues, _) => csv::write(out, &take),
            (Format::Json, _) => json::write(out, &take, &self.about),
            (Format::Emoface, _) => emoface::write(out, &take),
            (Format::Livelink, _) => livelink::write(out, &take),
            (Format::Glb, None) => Err(io::Error::other("a glb needs a head")),
            (Format::Glb, Some(head)) => {
                let arkit = rig::built_in(ARKIT).ok_or_else(|| io::Error::other("no rig arkit"))?;
                glb::write(out, head, self.title, &take, &Take::new(&arkit, &frames, self.fps))
            }
        }
    }
}
