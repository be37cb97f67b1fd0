//! The contracts between a game and its faces, each with the test that fails when it is broken.

mod interruption;
mod lips;
mod look_ahead;
mod overload;
mod stream;
#[path = "../support/mod.rs"]
mod support;
mod time;

use emoface::motion::Frame;

const MOUTH: [usize; 6] = [4, 57, 66, 67, 70, 91];

fn step(a: &Frame, b: &Frame) -> f32 {
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}
