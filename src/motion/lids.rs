//! Lids follow the eyes up and down.
//!
//! The upper lid moves with the eye, degree for degree, in fixation, pursuit and saccade (Becker & Fuchs 1988), the
//! lower lid a little. Most of that is in the look-down and look-up shapes of a MetaHuman and of most heads with
//! ARKit shapes already, so what is added here is a third: enough that a head with eye bones only does not stare,
//! little enough that a lid which follows by itself does not shut.

use super::Frame;
use crate::rig::column;

/// What the upper lid's control gets at 40 degrees down and at 30 degrees up.
const UPPER: (f32, f32) = (0.5, -0.35);
/// The same for the lower lid's.
const LOWER: (f32, f32) = (-0.25, 0.15);
/// How far the upper lid's control at 1 closes the eye, as a share of a blink (least-squares fit of the rig's
/// `eyeRelax` to a blink: 0.31).
pub const RELAX_CLOSES: f32 = 0.31;

/// What lids add for an eye at `pitch` degrees: upper, lower.
fn share(pitch: f32) -> [f32; 2] {
    [UPPER, LOWER].map(|(down, up)| if pitch < 0.0 { down * -pitch / 40.0 } else { up * pitch / 30.0 })
}

/// Moves the lids of `values` with their eyes: from where they are for eyes at `before` to where they are for eyes at
/// `after`, pitches in degrees of the left and the right eye. A lid that is closing takes part less.
pub fn follow(values: &mut Frame, before: [f32; 2], after: [f32; 2]) {
    for (eye, side) in [0, column::RIGHT].into_iter().enumerate() {
        let open = (1.0 - values[column::BLINK_LEFT + side]).clamp(0.0, 1.0);
        let ([upper_before, lower_before], [upper, lower]) = (share(before[eye]), share(after[eye]));
        let lid = &mut values[column::UPPER_LID + side];
        // Never past closed, and never against what the lid has already.
        let most = (open / RELAX_CLOSES).min(1.0).max(*lid);
        *lid = (*lid + (upper - upper_before) * open).clamp(-1.0, most);
        let lid = &mut values[column::LOWER_LID + side];
        *lid = (*lid + (lower - lower_before) * open).clamp(-1.0, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lids(blink: f32, pitch: f32) -> [f32; 2] {
        let mut values: Frame = [0.0; _];
        values[column::BLINK_LEFT] = blink;
        follow(&mut values, [0.0; 2], [pitch; 2]);
        [values[column::UPPER_LID], values[column::LOWER_LID]]
    }

    #[test]
    fn lids_go_where_the_eye_goes() {
        let mut last = lids(0.0, -40.0);
        assert!((last[0] - 0.5).abs() < 1e-6 && (last[1] + 0.25).abs() < 1e-6);
        for step in 1..=700 {
            let now = lids(0.0, -40.0 + step as f32 * 0.1);
            assert!(now[0] < last[0] && now[1] > last[1], "the lid stands still");
            assert!((now[0] - last[0]).abs() < 0.002, "the lid jumps");
            last = now;
        }
    }

    #[test]
    fn a_lid_never_passes_closed() {
        for blink in [-0.5, 0.0, 0.5, 0.9, 0.97, 1.0] {
            for pitch in [-40.0, -10.0, 30.0] {
                let [upper, _] = lids(blink, pitch);
                assert!(blink + RELAX_CLOSES * upper.max(0.0) <= 1.0 + 1e-6, "{blink} at {pitch}: {upper}");
            }
        }
        assert_eq!(lids(1.0, 20.0), [0.0; 2], "a closed lid moves");
    }

    #[test]
    fn following_there_and_back_changes_nothing() {
        let mut values: Frame = [0.0; _];
        values[column::UPPER_LID] = 0.1;
        let before = values;
        follow(&mut values, [0.0; 2], [-20.0, 15.0]);
        follow(&mut values, [-20.0, 15.0], [0.0; 2]);
        assert!(values.iter().zip(&before).all(|(a, b)| (a - b).abs() < 1e-6));
    }
}
