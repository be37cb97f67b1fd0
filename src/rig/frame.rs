//! A frame: what a face is at one instant, its ranges, and whether its lips are closed.

use once_cell::sync::Lazy;

use super::{BOARD_CONTROLS, CHANNELS, board, channel, column};

/// The values of the board's controls at one instant, as the network gives them.
pub type Controls = [f32; BOARD_CONTROLS];

/// One instant of a face: the board's controls, then what the board has no control for ([`channel`]).
pub type Frame = [f32; CHANNELS];

/// Mean of lipsTogether below which lips are open and nothing changes. Lower and steeper edges (.5, .85) close as many
/// bilabials in rooms that the voice knows nothing of, but flicker: 2.8 instead of 2.4 % of the aperture's energy above 8 Hz.
pub const CLOSING: f32 = 0.6;
/// Mean of lipsTogether from which on they are shut.
pub const CLOSED: f32 = 0.95;
/// Left and right: what to add to a left column.
pub(crate) const SIDES: [usize; 2] = [0, column::RIGHT];

/// How far the lips are to be closed, 0 to 1: 1 when the model says they are, 0 while it leaves them apart.
pub fn closure(values: &Frame) -> f32 {
    let lips = SIDES.iter().flat_map(|side| column::LIPS_TOGETHER.map(|lip| values[lip + side]));
    let progress = ((lips.sum::<f32>() / 4.0 - CLOSING) / (CLOSED - CLOSING)).clamp(0.0, 1.0);
    progress * progress * (3.0 - 2.0 * progress)
}

/// Nobody sees a millionth of a control, but arithmetic on denormals made sampling eight times slower.
const NOTHING: f32 = 1e-6;

/// How far a head turns, nods or tilts without its neck, in degrees.
const HEAD_RANGE: f32 = 45.0;

/// Least and greatest value of each channel.
static RANGES: Lazy<[Frame; 2]> = Lazy::new(|| {
    let mut ranges = [[-HEAD_RANGE; _], [HEAD_RANGE; _]];
    for (index, control) in board().controls.iter().enumerate() {
        (ranges[0][index], ranges[1][index]) = (control.min, control.max);
    }
    ranges[0][channel::EMOTION..].fill(0.0);
    ranges[1][channel::EMOTION..].fill(1.0);
    ranges
});

/// Keeps every channel inside its range; what is not a number, or next to nothing, becomes rest.
pub fn clamp(values: &mut Frame) {
    let [min, max] = &*RANGES;
    for ((value, min), max) in values.iter_mut().zip(min).zip(max) {
        // Not a number fails both comparisons. Written without branches: so the compiler makes four values at once.
        let something = (value.abs() >= NOTHING) & (value.abs() <= f32::MAX);
        let held = if *value > *min { *value } else { *min };
        let held = if held < *max { held } else { *max };
        *value = if something { held } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_range() {
        let mut values = [f32::NAN; _];
        values[column::JAW_OPEN] = -0.5;
        values[column::EYES_LEFT] = -7.0;
        (values[channel::HEAD_YAW], values[channel::EMOTION]) = (90.0, 3.0);
        clamp(&mut values);
        assert_eq!((values[column::JAW_OPEN], values[column::EYES_LEFT], values[10]), (0.0, -1.0, 0.0));
        assert_eq!((values[channel::HEAD_YAW], values[channel::EMOTION], values[channel::SPEAKING]), (45.0, 1.0, 0.0));
    }
}
