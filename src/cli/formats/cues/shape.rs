//! The nine mouth shapes of Rhubarb Lip Sync, and which of them a frame is.

use emoface::motion::Frame;
use emoface::rig::column;

/// A mouth shape, by the letter that Rhubarb Lip Sync gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Closed with pressure: p, b, m.
    A,
    /// Slightly open, teeth together: most consonants, "ee".
    B,
    /// Open: "men", "bat".
    C,
    /// Wide open: "father".
    D,
    /// Slightly rounded: "off", "bird".
    E,
    /// Puckered: "you", "way".
    F,
    /// Upper teeth on the lower lip: f, v.
    G,
    /// Open with the tongue raised: a long l.
    H,
    /// At rest.
    X,
}

// Thresholds on the board's controls, set on 403 English and German recordings with phone labels against the shapes
// that Rhubarb's documentation names for English sounds, and the nearest of them for German ones. Rounding is the sum
// of funnel and purse; the purse alone tells a pucker.
const CLOSED: f32 = 0.75;
const BITTEN: f32 = 0.42;
const PUCKERED: f32 = 0.35;
const ROUNDED: f32 = 0.37;
const WIDE_OPEN: f32 = 0.36;
const OPEN: f32 = 0.21;
const TONGUE_UP: f32 = 0.36;
/// At rest the jaw is no further open than in surprise, and lips and tongue do nothing.
const REST_JAW: f32 = 0.14;
const REST: f32 = 0.06;

/// Up and down of the tongue's tip.
const TONGUE_TIP: usize = 28;

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 9] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F, Self::G, Self::H, Self::X];

    /// The shape of the mouth in `frame`.
    pub fn of(frame: &Frame) -> Self {
        let both = |left: usize| (frame[left] + frame[left + column::RIGHT]) / 2.0;
        let jaw = frame[column::JAW_OPEN];
        let together = column::LIPS_TOGETHER.map(both).iter().sum::<f32>() / 2.0;
        let [funnel, purse] = [0, 2].map(|first| {
            let [lower, upper] = [column::ROUNDING[first], column::ROUNDING[first + 1]];
            (both(lower) + both(upper)) / 2.0
        });
        let rounding = funnel + purse;
        let bite = both(column::LIP_BITE);
        let tongue = frame[TONGUE_TIP];
        let lips = both(column::LIP_OPENERS[0]).max(rounding).max(bite);
        if together > CLOSED {
            Self::A
        } else if bite > BITTEN {
            Self::G
        } else if jaw < REST_JAW && lips.max(tongue) < REST {
            Self::X
        } else if rounding > ROUNDED {
            if purse > PUCKERED { Self::F } else { Self::E }
        } else if jaw > WIDE_OPEN {
            Self::D
        } else if jaw > OPEN {
            if tongue > TONGUE_UP { Self::H } else { Self::C }
        } else {
            Self::B
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emoface::rig::board;

    #[test]
    fn the_columns_are_where_their_names_say() {
        let name = |index: usize| &board().controls[index].name;
        assert_eq!(*name(TONGUE_TIP), "CTRL_C_tongue_tip-translateY");
        assert_eq!(*name(column::ROUNDING[1]), "CTRL_L_mouth_funnelU-translateY");
        assert_eq!(*name(column::ROUNDING[2]), "CTRL_L_mouth_purseD-translateY");
    }

    #[test]
    fn each_shape_has_its_mouth() {
        let mouth = |jaw: f32, columns: &[usize], value: f32| {
            let mut frame = [0.0; _];
            frame[column::JAW_OPEN] = jaw;
            for left in columns {
                (frame[*left], frame[left + column::RIGHT]) = (value, value);
            }
            frame
        };
        assert_eq!(Shape::of(&mouth(0.05, &column::LIPS_TOGETHER, 1.0)), Shape::A);
        assert_eq!(Shape::of(&mouth(0.02, &column::LIPS_TOGETHER, 0.25)), Shape::X);
        assert_eq!(Shape::of(&mouth(0.1, &column::LIP_OPENERS, 0.2)), Shape::B);
        assert_eq!(Shape::of(&mouth(0.25, &[], 0.0)), Shape::C);
        assert_eq!(Shape::of(&mouth(0.5, &[], 0.0)), Shape::D);
        assert_eq!(Shape::of(&mouth(0.25, &column::ROUNDING, 0.2)), Shape::E);
        assert_eq!(Shape::of(&mouth(0.15, &column::ROUNDING, 0.4)), Shape::F);
        assert_eq!(Shape::of(&mouth(0.1, &[column::LIP_BITE], 0.7)), Shape::G);
        let mut frame = mouth(0.25, &[], 0.0);
        frame[TONGUE_TIP] = 0.6;
        assert_eq!(Shape::of(&frame), Shape::H);
    }
}
