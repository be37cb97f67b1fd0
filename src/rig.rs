//! Rigs: ordered, named sets of controls.
//!
//! The native output is the board rig, the 174 MetaHuman face-board controls of EmoFace in its order
//! (Liu et al., IEEE VR 2024). The one table of names and ranges is `rig/board.csv`; training, the C header's
//! count and the bindings are generated from it or tested against it. EmoFace's list names columns 25/26
//! `tongue_tip` a second time; they are `tongue_roll` here, the two board attributes its list otherwise misses.

use once_cell::sync::Lazy;

/// Controls of the board rig.
pub const BOARD_CONTROLS: usize = 174;

/// Values of a frame: the board's controls, and what the board has no control for.
pub const CHANNELS: usize = BOARD_CONTROLS + channel::NAMES.len();

/// One animated channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Attribute name as Maya and EmoFace spell it, such as `CTRL_C_jaw-translateY`.
    pub name: &'static str,
    /// Part of the face, such as `mouth`.
    pub region: &'static str,
    /// Least value.
    pub min: f32,
    /// Greatest value.
    pub max: f32,
}

/// An ordered set of controls.
#[derive(Debug)]
pub struct Rig {
    /// Short name, such as `board`.
    pub name: &'static str,
    /// The controls in output order.
    pub controls: Vec<Control>,
}

impl Rig {
    /// Position of the control called `name`.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.controls.iter().position(|control| control.name == name)
    }
}

/// The board rig.
pub fn board() -> &'static Rig {
    static BOARD: Lazy<Rig> = Lazy::new(|| Rig { name: "board", controls: parse(include_str!("rig/board.csv")) });
    &BOARD
}

/// All rigs of the library.
pub fn all() -> [&'static Rig; 1] {
    [board()]
}

fn parse(table: &'static str) -> Vec<Control> {
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().expect("board.csv has five columns");
        let (name, _side, region) = (cell(), cell(), cell());
        let mut number = || cell().parse().expect("board.csv holds numeric ranges");
        Control { name, region, min: number(), max: number() }
    };
    table.lines().skip(1).map(row).collect()
}

/// What a frame holds behind the board's controls.
pub mod channel {
    use super::BOARD_CONTROLS;

    /// Head turn in degrees, to the character's left.
    pub const HEAD_YAW: usize = BOARD_CONTROLS;
    /// Head nod in degrees, up.
    pub const HEAD_PITCH: usize = BOARD_CONTROLS + 1;
    /// Head tilt in degrees, towards the character's left shoulder.
    pub const HEAD_ROLL: usize = BOARD_CONTROLS + 2;
    /// First of the seven emotion weights that the frame shows.
    pub const EMOTION: usize = BOARD_CONTROLS + 3;
    /// 0-1: the character speaks.
    pub const SPEAKING: usize = BOARD_CONTROLS + 10;
    /// 0-1: the character laughs.
    pub const LAUGHTER: usize = BOARD_CONTROLS + 11;

    /// Names of these channels, as profiles call them.
    pub const NAMES: [&str; 12] = [
        "headYaw",
        "headPitch",
        "headRoll",
        "emotionAngry",
        "emotionDisgust",
        "emotionFear",
        "emotionHappy",
        "emotionNeutral",
        "emotionSad",
        "emotionSurprise",
        "speaking",
        "laughter",
    ];
}

/// Board columns that procedural layers address, by the meaning of their positive end.
pub mod column {
    /// Both eyes to the character's left.
    pub const EYES_LEFT: usize = 0;
    /// Both eyes up.
    pub const EYES_UP: usize = 1;
    /// Jaw open.
    pub const JAW_OPEN: usize = 4;
    /// Left eye closed; negative widens it.
    pub const BLINK_LEFT: usize = 36;
    /// Right eye closed.
    pub const BLINK_RIGHT: usize = 105;
    /// Left eye alone, on top of both: to the character's left.
    pub const EYE_LEFT: usize = 34;
    /// Left eye alone, on top of both: up.
    pub const EYE_UP: usize = 35;
    /// Left lower lid up; negative lowers it.
    pub const LOWER_LID: usize = 38;
    /// Left upper lid relaxed, that is lowered; negative raises it.
    pub const UPPER_LID: usize = 39;
    /// Distance from a left control to its right twin.
    pub const RIGHT: usize = 69;
    /// Left lips together, lower and upper.
    pub const LIPS_TOGETHER: [usize; 2] = [66, 67];
    /// Left lower-lip depressor and upper-lip raiser: they part the lips.
    pub const LIP_OPENERS: [usize; 2] = [70, 91];
    /// Left lip bite (lower), for labiodentals.
    pub const LIP_BITE: usize = 59;
    /// Left purse and funnel, lower and upper: rounding.
    pub const ROUNDING: [usize; 4] = [57, 58, 73, 74];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_has_174_distinct_controls_with_ranges() {
        let controls = &board().controls;
        assert_eq!(controls.len(), BOARD_CONTROLS);
        let mut names: Vec<_> = controls.iter().map(|control| control.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), BOARD_CONTROLS);
        assert!(controls.iter().all(|c| (c.min == 0.0 || c.min == -1.0) && c.max == 1.0));
    }

    #[test]
    fn the_named_columns_are_where_their_names_say() {
        use column::*;
        let name = |index: usize| board().controls[index].name;
        assert_eq!(name(EYES_LEFT), "CTRL_C_eye-translateX");
        assert_eq!(name(EYES_UP), "CTRL_C_eye-translateY");
        assert_eq!(name(JAW_OPEN), "CTRL_C_jaw-translateY");
        assert_eq!(name(BLINK_LEFT), "CTRL_L_eye_blink-translateY");
        assert_eq!(name(BLINK_RIGHT), "CTRL_R_eye_blink-translateY");
        assert_eq!(name(EYE_LEFT), "CTRL_L_eye-translateX");
        assert_eq!(name(EYE_UP), "CTRL_L_eye-translateY");
        assert_eq!(name(LOWER_LID), "CTRL_L_eye_eyelidD-translateY");
        assert_eq!(name(UPPER_LID), "CTRL_L_eye_eyelidU-translateY");
        assert_eq!(name(LIPS_TOGETHER[0]), "CTRL_L_mouth_lipsTogetherD-translateY");
        assert_eq!(name(LIPS_TOGETHER[1]), "CTRL_L_mouth_lipsTogetherU-translateY");
        assert_eq!(name(LIP_OPENERS[0]), "CTRL_L_mouth_lowerLipDepress-translateY");
        assert_eq!(name(LIP_OPENERS[1]), "CTRL_L_mouth_upperLipRaise-translateY");
        assert_eq!(name(LIP_BITE), "CTRL_L_mouth_lipBiteD-translateY");
        assert_eq!(name(ROUNDING[0]), "CTRL_L_mouth_funnelD-translateY");
        assert_eq!(name(ROUNDING[3]), "CTRL_L_mouth_purseU-translateY");
        for left in 29..98 {
            assert_eq!(name(left).replacen("CTRL_L_", "CTRL_R_", 1), name(left + RIGHT));
        }
    }
}
