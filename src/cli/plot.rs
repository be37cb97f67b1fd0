//! The picture of a bake: the voice, the lips that follow it, and the rest of the face, over one time axis.
//!
//! One SVG drawing; a PNG is that drawing, rendered. [`lanes`] says what is shown, [`draw`] where, [`portrait`] draws
//! the small faces, [`png`] renders, [`svg`] only writes.

mod draw;
mod lanes;
mod png;
mod portrait;
mod svg;

use std::path::Path;

use emoface::mood::Mood;
use emoface::motion::Frame;
use emoface::wav::Wav;

use super::Failure;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Headline, such as the file's name.
    pub title: &'a str,
    /// The voice.
    pub wav: &'a Wav,
    /// Frames at 60 a second.
    pub frames: &'a [Frame],
    /// The mood of the bake.
    pub mood: Mood,
    /// Name and version of the model.
    pub model: &'a str,
}

impl Picture<'_> {
    /// The line under the headline.
    fn subtitle(&self) -> String {
        let frames = if self.frames.len() == 1 { "1 frame".into() } else { format!("{} frames", self.frames.len()) };
        format!("{}   ·   {:.2} s, {frames}   ·   {}", self.mood, self.wav.seconds(), self.model)
    }
}

/// Whether `path` names a picture that can be drawn.
pub fn is_picture(path: &Path) -> bool {
    is(path, "svg") || is(path, "png")
}

/// The picture as a file of the kind that `path` names.
pub fn render(picture: &Picture<'_>, path: &Path) -> Result<Vec<u8>, Failure> {
    let svg = draw::draw(picture);
    if is(path, "png") { png::render(&svg) } else { Ok(svg.into_bytes()) }
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}
