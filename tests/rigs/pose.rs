//! Frames made by name, and what a rig makes of them.

use std::sync::Arc;

use emoface::motion::Frame;
use emoface::rig::{BOARD_CONTROLS, Rig, board, built_in, channel, retarget};

/// A built-in rig.
pub fn rig(name: &str) -> Arc<Rig> {
    built_in(name).unwrap_or_else(|| panic!("{name} is built in"))
}

/// A frame at rest but for `values`: board controls without `CTRL_`, such as `C_jaw-translateY`, or channels.
pub fn frame(values: &[(&str, f32)]) -> Frame {
    let mut frame = [0.0; _];
    for (name, value) in values {
        let control = board().index(&format!("CTRL_{name}"));
        let channel = || channel::NAMES.iter().position(|known| known == name).map(|index| BOARD_CONTROLS + index);
        frame[control.or_else(channel).unwrap_or_else(|| panic!("nothing is called {name}"))] = *value;
    }
    frame
}

/// The frame on `rig`, as a face that has done nothing before shows it.
pub fn show(rig: &Arc<Rig>, frame: &Frame) -> Vec<f32> {
    retarget::take(rig, std::slice::from_ref(frame), 60.0).remove(0)
}

/// Outputs that are not 0, by name, without the engine's prefix.
pub fn moved(rig: &Arc<Rig>, frame: &Frame) -> Vec<(String, f32)> {
    let values = show(rig, frame);
    let named = rig.controls.iter().zip(values).filter(|(_, value)| *value != 0.0);
    named.map(|(control, value)| (control.name.trim_start_matches("CTRL_expressions_").to_owned(), value)).collect()
}

/// The value of one output.
pub fn value(rig: &Arc<Rig>, values: &[f32], name: &str) -> f32 {
    values[rig.index(name).unwrap_or_else(|| panic!("{} has no {name}", rig.name))]
}

/// Fails unless two values are the same but for rounding.
pub fn near(got: f32, expected: f32, what: &str) {
    assert!((got - expected).abs() < 1e-5, "{what}: {got}, not {expected}");
}
