//! Mouth cues for drawn mouths, in the tsv of Rhubarb Lip Sync (Daniel S. Wolf): a line for each change of mouth shape,
//! seconds with two decimals, a tab, the shape's letter. The first line stands at 0.00, the last at the end of the
//! recording, cut to a hundredth of a second, with the mouth at rest.

mod path;
mod shape;

use std::io::{self, Write};

use emoface::motion::Frame;

use shape::Shape;

/// Shortest time that a shape is shown: what Rhubarb shows, about two drawings at 24 a second.
const SHORTEST_FRAMES: usize = 5;

/// Writes the cues of a take of `seconds`; `frames` stand at 60 a second.
pub fn write(out: &mut dyn Write, frames: &[Frame], seconds: f64) -> io::Result<()> {
    let end = (seconds * 100.0 + 1e-6).floor() / 100.0;
    let seen: Vec<_> = frames.iter().map(Shape::of).collect();
    let shown = path::steady(&seen, SHORTEST_FRAMES);
    let mut last = None;
    for (index, shape) in shown.iter().enumerate() {
        // Frames are instants: a change lies between two of them.
        let start = ((index as f64 - 0.5).max(0.0) / 60.0 * 100.0).round() / 100.0;
        if last != Some(shape) && start < end {
            writeln!(out, "{start:.2}\t{shape:?}")?;
            last = Some(shape);
        }
    }
    if last.is_none() {
        writeln!(out, "0.00\t{:?}", Shape::X)?;
    }
    writeln!(out, "{end:.2}\t{:?}", Shape::X)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emoface::rig::column;

    fn cues(frames: &[Frame], seconds: f64) -> String {
        let mut text = Vec::new();
        write(&mut text, frames, seconds).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_line_a_change_and_rest_at_the_end() {
        let mut frames = vec![[0.0; _]; 60];
        for frame in &mut frames[12..30] {
            frame[column::JAW_OPEN] = 0.6;
        }
        for frame in &mut frames[30..32] {
            for lip in column::LIPS_TOGETHER {
                (frame[lip], frame[lip + column::RIGHT]) = (1.0, 1.0);
            }
        }
        for frame in &mut frames[32..48] {
            frame[column::JAW_OPEN] = 0.25;
        }
        let text = cues(&frames, 0.999);
        let lines: Vec<_> = text.lines().map(|line| line.split_once('\t').unwrap()).collect();
        let shapes: Vec<_> = lines.iter().map(|(_, shape)| *shape).collect();
        assert_eq!(shapes, ["X", "D", "A", "C", "X", "X"], "{text}");
        assert_eq!((lines[0].0, lines[1].0, lines[4].0, lines[5].0), ("0.00", "0.19", "0.79", "0.99"));
        let times: Vec<f64> = lines.iter().map(|(time, _)| time.parse().unwrap()).collect();
        assert!(times.windows(2).take(4).all(|pair| pair[1] - pair[0] >= 0.07), "{text}");
    }

    #[test]
    fn the_shortest_take_has_a_beginning_and_an_end() {
        assert_eq!(cues(&[[0.0; _]], 0.001), "0.00\tX\n0.00\tX\n");
        assert_eq!(cues(&[[0.0; _]], 0.01), "0.00\tX\n0.01\tX\n");
        assert_eq!(cues(&[], 0.0), "0.00\tX\n0.00\tX\n");
    }
}
