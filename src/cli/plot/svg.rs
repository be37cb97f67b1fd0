//! Writing SVG: elements, escaped text, paths.

use std::fmt::{Display, Write};

/// Installed ones first that resemble the one compiled in for PNG.
const FONTS: &str = "Ubuntu, Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// A drawing that grows.
#[derive(Debug)]
pub struct Svg {
    text: String,
}

/// Where a text is anchored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Start,
    /// In its middle.
    Middle,
    /// At its right end.
    End,
}

impl Svg {
    /// An empty drawing.
    pub fn new(width: f32, height: f32, title: &str) -> Self {
        let mut text = String::with_capacity(1 << 18);
        // Writing into a string cannot fail; the same holds below.
        let _ = writeln!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\">\n<title>{}</title>",
            escape(title)
        );
        Self { text }
    }

    /// A filled rectangle with round corners.
    pub fn rect(&mut self, [x, y, width, height]: [f32; 4], radius: f32, style: &str) {
        let _ = writeln!(
            self.text,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\" {style}/>"
        );
    }

    /// A straight line.
    pub fn line(&mut self, [x1, y1, x2, y2]: [f32; 4], style: &str) {
        let _ = writeln!(self.text, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {style}/>");
    }

    /// An ellipse.
    pub fn ellipse(&mut self, [x, y, rx, ry]: [f32; 4], style: &str) {
        let _ = writeln!(self.text, "<ellipse cx=\"{x:.1}\" cy=\"{y:.1}\" rx=\"{rx:.2}\" ry=\"{ry:.2}\" {style}/>");
    }

    /// A path of SVG path data.
    pub fn path(&mut self, data: &str, style: &str) {
        let _ = writeln!(self.text, "<path d=\"{data}\" {style}/>");
    }

    /// One line of text on the baseline `y`.
    pub fn text(&mut self, [x, y]: [f32; 2], size: f32, colour: &str, anchor: Anchor, text: impl Display) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escape(&text.to_string());
        let _ = writeln!(
            self.text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{colour}\" text-anchor=\"{anchor}\" \
             xml:space=\"preserve\">{text}</text>"
        );
    }

    /// The finished document.
    pub fn finish(mut self) -> String {
        self.text.push_str("</svg>\n");
        self.text
    }
}

/// Path data of straight lines through `points`.
pub fn polyline(points: impl IntoIterator<Item = [f32; 2]>) -> String {
    let mut data = String::new();
    for [x, y] in points {
        let command = if data.is_empty() { 'M' } else { 'L' };
        let _ = write!(data, "{command}{x:.1} {y:.1}");
    }
    data
}

/// `text` as XML content, without the control characters that XML cannot hold.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push(' '),
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}
