//! Lips that are said to close do close.

use super::Frame;
use crate::rig::column;
use crate::rig::frame::{SIDES, closure};

/// Jaw opening that shut lips can span: captured jaws stay this far open on quick bilabials, and shutting them
/// further cost a twentieth of the correlation with such a jaw.
const JAW_UNDER_CLOSURE: f32 = 0.15;
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
        let mut shut = mouth(0.96);
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
}
