//! The last word on a frame: lips that are said to close do close, and every value stays in its range.

use once_cell::sync::Lazy;

use super::Frame;
use crate::rig::{board, channel, column};

/// Below this the lips are open and nothing changes; from `CLOSED` on they are shut.
const CLOSING: f32 = 0.5;
const CLOSED: f32 = 0.85;
/// Jaw opening that shut lips can span: captured jaws stay this far open on quick bilabials, and shutting them
/// further cost a twentieth of the correlation with such a jaw.
const JAW_UNDER_CLOSURE: f32 = 0.15;
/// Left and right.
const SIDES: [usize; 2] = [0, column::RIGHT];

/// How far the lips are to be closed, 0 to 1: 1 when the model says they are, 0 while it leaves them apart.
pub fn closure(values: &Frame) -> f32 {
    let lips = SIDES.iter().flat_map(|side| column::LIPS_TOGETHER.map(|lip| values[lip + side]));
    let progress = ((lips.sum::<f32>() / 4.0 - CLOSING) / (CLOSED - CLOSING)).clamp(0.0, 1.0);
    progress * progress * (3.0 - 2.0 * progress)
}

/// Completes closures that the model began: a lip gap of a millimetre on an /m/ is what viewers see first.
pub fn close_lips(values: &mut Frame) {
    let closure = closure(values);
    if closure == 0.0 {
        return;
    }
    let pull = |value: &mut f32, goal: f32| *value += (goal - *value) * closure;
    let jaw = values[column::JAW_OPEN].min(JAW_UNDER_CLOSURE);
    pull(&mut values[column::JAW_OPEN], jaw);
    for side in SIDES {
        for lip in column::LIPS_TOGETHER {
            pull(&mut values[lip + side], 1.0);
        }
        for opener in column::LIP_OPENERS {
            pull(&mut values[opener + side], 0.0);
        }
    }
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

    fn mouth(together: f32) -> Frame {
        let mut values = [0.0; _];
        values[column::JAW_OPEN] = 0.3;
        for side in [0, column::RIGHT] {
            column::LIPS_TOGETHER.iter().for_each(|lip| values[lip + side] = together);
            column::LIP_OPENERS.iter().for_each(|opener| values[opener + side] = 0.4);
        }
        values
    }

    #[test]
    fn a_begun_closure_completes_and_an_open_mouth_is_left_alone() {
        let mut open = mouth(0.4);
        close_lips(&mut open);
        assert_eq!(open, mouth(0.4));
        let mut shut = mouth(0.9);
        close_lips(&mut shut);
        assert_eq!(shut[column::LIPS_TOGETHER[0]], 1.0);
        assert_eq!(shut[column::LIP_OPENERS[1] + column::RIGHT], 0.0);
        assert!(shut[column::JAW_OPEN] <= JAW_UNDER_CLOSURE + 1e-6);
    }

    #[test]
    fn the_closure_is_continuous_and_monotone() {
        let jaw = |together: f32| {
            let mut values = mouth(together);
            close_lips(&mut values);
            values[column::JAW_OPEN]
        };
        for i in 0..100 {
            let step = jaw(i as f32 / 100.0) - jaw((i + 1) as f32 / 100.0);
            assert!((-1e-6..0.02).contains(&step), "at {i} %: {step}");
        }
    }

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
