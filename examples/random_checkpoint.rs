//! Writes a checkpoint of EmoFace's size with random weights: `emoface import` and `benches/hearing.rs` need one, and the
//! published one is not ours to give. Its faces are noise.
//!
//! ```text
//! cargo run --release --example random_checkpoint -- random.pth [SEED]
//! ```

#[path = "../tests/import/checkpoint.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod checkpoint;

use checkpoint::Shape;

/// Those of the published EmoFace.
const FULL: Shape = Shape {
    channels: 512,
    width: 768,
    layers: 12,
    forward: 3072,
    taps: 128,
    groups: 16,
    head: 512,
    head_layers: 10,
    head_forward: 2048,
    emotion: [256, 512],
    positions: 5000,
};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("give the name of a file to write");
    let seed = arguments.next().map_or(1, |seed| seed.parse().expect("a seed is a number"));
    let file = checkpoint::file(&checkpoint::tensors(&FULL, seed));
    std::fs::write(&path, file).expect("the file can be written");
}
