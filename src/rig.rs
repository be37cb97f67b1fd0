//! Rigs: ordered, named sets of controls, and how one is driven from another.
//!
//! The native output is the board rig, the 174 MetaHuman face-board controls of EmoFace in its order
//! (Liu et al., IEEE VR 2024). The one table of names and ranges is `rig/board.csv`; training, the C header's
//! count and the bindings are generated from it or tested against it. EmoFace's list names columns 25/26
//! `tongue_tip` a second time; they are `tongue_roll` here, the two board attributes its list otherwise misses.
//!
//! Every other rig is a *profile*, a JSON file that says what each of its outputs is made of:
//!
//! ```text
//! board -> metahuman -> arkit -> oculus, vrm, yours
//! ```
//!
//! `metahuman` are the raw curves that a MetaHuman's face reads, `arkit` the 52 shapes of Apple's face tracking,
//! `oculus` the 15 visemes, `vrm` the expressions of an avatar. [`built_in`] gives them; a character with shapes of
//! its own has a profile of its own, from [`from_json`], or from [`matching`] when the names of its shapes are known
//! ones. A profile names its source and reads the controls of the whole chain above it. [`retarget::Retarget`] runs a
//! chain, one frame at a time:
//!
//! ```
//! use emoface::rig::{self, retarget::Retarget};
//!
//! let profile = r#"{
//!     "emoface_profile": 1,
//!     "name": "puppet",
//!     "source": "board",
//!     "outputs": [
//!         { "name": "Open", "inputs": { "CTRL_C_jaw-translateY": 0.9 } },
//!         { "name": "Nod", "min": -1, "inputs": { "headPitch": 0.02 } }
//!     ],
//!     "closure": [{ "output": "Open", "max": 0.05 }]
//! }"#;
//! let puppet = rig::from_json(profile)?;
//! let mut retarget = Retarget::new(puppet);
//! let mut frame = [0.0; _];
//! frame[rig::column::JAW_OPEN] = 0.5;
//! let mut out = [0.0; 2];
//! retarget.apply(&frame, 1.0 / 60.0, &mut out);
//! assert_eq!(out, [0.45, 0.0]);
//! # Ok::<(), emoface::error::Error>(())
//! ```
//!
//! # What a profile says
//!
//! Each output is `clamp(curve(gain * sum + offset), min, max)` over weighted inputs, each of which may pass through
//! a curve of its own or be multiplied by another input. `regions` turns the whole mouth or the brows up or down, and
//! smooths them. `closure` comes last and says what closed lips are on this rig; no gain opens them again.
//! [`PROFILE_SCHEMA`] is the JSON schema of it all, for an editor that completes and checks as one types. What is
//! wrong with a profile is said with line, column and the nearest name that would have been right.
//!
//! # A rig without writing one
//!
//! [`matching::matching`] knows the usual names of shapes and gives the rig of a mesh as it is; [`Rig::to_json`] writes
//! that rig down, and from there on it is a profile like any other.
//!
//! ```
//! let mesh = ["Head.eyeBlink_L", "Head.eyeBlink_R", "Head.jawOpen", "Head.mouthClose", "Head.hatBrim"];
//! let matching = emoface::rig::matching::matching(&mesh)?;
//! assert_eq!(matching.report.driven(), 4);
//! assert!(matching.rig.to_json().contains(r#""name": "Head.jawOpen", "region": "jaw", "inputs": { "jawOpen": 1 }"#));
//! # Ok::<(), emoface::error::Error>(())
//! ```

mod document;
pub mod frame;
pub mod matching;
mod position;
mod profile;
mod program;
mod read;
pub mod region;
pub mod retarget;
mod write;

use std::sync::Arc;

use once_cell::sync::{Lazy, OnceCell};

use crate::error::Result;

pub use profile::OUTPUTS as MOST_CONTROLS;

/// Controls of the board rig.
pub const BOARD_CONTROLS: usize = 174;

/// Values of a frame: the board's controls, and what the board has no control for.
pub const CHANNELS: usize = BOARD_CONTROLS + channel::NAMES.len();

/// The JSON schema (draft 2020-12) of a profile.
pub const PROFILE_SCHEMA: &str = include_str!("rig/profile.schema.json");

/// The rigs that come with the library.
pub const BUILT_IN: [&str; 5] = ["board", "metahuman", "arkit", "oculus", "vrm"];

/// One animated channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// What the rig calls it, such as `CTRL_C_jaw-translateY` (as Maya and EmoFace spell it) or `jawOpen`.
    pub name: String,
    /// Part of the face, such as `mouth`.
    pub region: &'static str,
    /// Least value.
    pub min: f32,
    /// Greatest value.
    pub max: f32,
}

/// An ordered set of controls. Rigs never change: they are shared as `Arc<Rig>`.
pub struct Rig {
    /// Short name, such as `board`.
    pub name: String,
    /// The controls in output order.
    pub controls: Vec<Control>,
    /// How they are made; the board's come from the model.
    profile: Option<profile::Profile>,
}

impl std::fmt::Debug for Rig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let source = self.source().map(|source| &source.name);
        let mut text = f.debug_struct("Rig");
        text.field("name", &self.name).field("controls", &self.controls.len()).field("source", &source);
        text.finish_non_exhaustive()
    }
}

impl Rig {
    /// Position of the control called `name`.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.controls.iter().position(|control| control.name == name)
    }

    /// The rig that this one is driven from; the board is driven by the model.
    pub fn source(&self) -> Option<&Arc<Rig>> {
        self.profile.as_ref().map(|profile| &profile.source)
    }

    /// The rig as a profile, for [`from_json`] or for a person to go on from. The board becomes a copy of itself.
    pub fn to_json(&self) -> String {
        write::json(self)
    }
}

/// The board rig.
pub fn board() -> &'static Rig {
    &BOARD
}

static BOARD: Lazy<Arc<Rig>> =
    Lazy::new(|| Arc::new(Rig { name: "board".into(), controls: parse(include_str!("rig/board.csv")), profile: None }));

/// The profiles that come with the library, each with the one that it is driven from before it.
const PROFILES: [(&str, &str); 4] = [
    ("metahuman", include_str!("rig/metahuman.json")),
    ("arkit", include_str!("rig/arkit.json")),
    ("oculus", include_str!("rig/oculus.json")),
    ("vrm", include_str!("rig/vrm.json")),
];

/// The rig of that name in [`BUILT_IN`], made when it is first asked for. \[control\]
pub fn built_in(name: &str) -> Option<Arc<Rig>> {
    static MADE: [OnceCell<Arc<Rig>>; PROFILES.len()] = [const { OnceCell::new() }; _];
    let ours = |text| from_json(text).expect("the profiles of the library are sound");
    let profile = || PROFILES.iter().zip(&MADE).find(|((known, _), _)| *known == name);
    match name {
        "board" => Some(Arc::clone(&BOARD)),
        _ => profile().map(|((_, text), made)| Arc::clone(made.get_or_init(|| ours(text)))),
    }
}

/// The rig that a profile describes.
///
/// # Errors
/// The text is no profile: [`crate::error::Error::Profile`] says where and what to do.
pub fn from_json(text: &str) -> Result<Arc<Rig>> {
    read::profile(text).map(Arc::new)
}

fn parse(table: &'static str) -> Vec<Control> {
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().expect("board.csv has five columns");
        let (name, _side, region) = (cell(), cell(), cell());
        let mut number = || cell().parse().expect("board.csv holds numeric ranges");
        Control { name: name.to_owned(), region, min: number(), max: number() }
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
    /// Left brow down.
    pub const BROW_DOWN: usize = 29;
    /// Inner part of the left brow up.
    pub const BROW_INNER: usize = 31;
    /// Outer part of the left brow up.
    pub const BROW_OUTER: usize = 32;
    /// Left cheek up.
    pub const CHEEK_RAISE: usize = 37;
    /// Left lids narrowed from the inside.
    pub const SQUINT_INNER: usize = 43;
    /// Left mouth corner up and back.
    pub const CORNER_PULL: usize = 53;
    /// Left side of the neck stretched.
    pub const NECK_STRETCH: usize = 93;
    /// Left nostril wide; negative narrows it.
    pub const NOSTRIL_WIDE: usize = 94;
    /// A swallow from its beginning (0) to its end (1): the larynx is highest in between.
    pub const SWALLOW: usize = 13;
    /// Throat as in breathing in; negative as in breathing out.
    pub const THROAT_IN: usize = 172;
    /// Larynx up; negative down.
    pub const THROAT_UP: usize = 173;
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
        let mut names: Vec<_> = controls.iter().map(|control| &control.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), BOARD_CONTROLS);
        assert!(controls.iter().all(|c| (c.min == 0.0 || c.min == -1.0) && c.max == 1.0));
    }

    #[test]
    fn the_profiles_of_the_library_are_sound_and_survive_being_written() {
        for name in PROFILES.map(|(name, _)| name) {
            let rig = built_in(name).expect("it is listed");
            assert_eq!(rig.name, name);
            let again = from_json(&rig.to_json()).unwrap();
            assert_eq!((&again.controls, again.to_json()), (&rig.controls, rig.to_json()));
        }
        let board = built_in("board").unwrap();
        let copy = from_json(&board.to_json()).unwrap();
        assert!(copy.controls.iter().map(|control| &control.name).eq(board.controls.iter().map(|c| &c.name)));
        assert!(built_in("nobody").is_none());
    }

    #[test]
    fn the_named_columns_are_where_their_names_say() {
        use column::*;
        let name = |index: usize| board().controls[index].name.as_str();
        assert_eq!(name(EYES_LEFT), "CTRL_C_eye-translateX");
        assert_eq!(name(EYES_UP), "CTRL_C_eye-translateY");
        assert_eq!(name(JAW_OPEN), "CTRL_C_jaw-translateY");
        assert_eq!(name(BLINK_LEFT), "CTRL_L_eye_blink-translateY");
        assert_eq!(name(BLINK_RIGHT), "CTRL_R_eye_blink-translateY");
        assert_eq!(name(EYE_LEFT), "CTRL_L_eye-translateX");
        assert_eq!(name(EYE_UP), "CTRL_L_eye-translateY");
        assert_eq!(name(LOWER_LID), "CTRL_L_eye_eyelidD-translateY");
        assert_eq!(name(UPPER_LID), "CTRL_L_eye_eyelidU-translateY");
        assert_eq!(name(BROW_DOWN), "CTRL_L_brow_down-translateY");
        assert_eq!(name(BROW_INNER), "CTRL_L_brow_raiseIn-translateY");
        assert_eq!(name(BROW_OUTER), "CTRL_L_brow_raiseOut-translateY");
        assert_eq!(name(CHEEK_RAISE), "CTRL_L_eye_cheekRaise-translateY");
        assert_eq!(name(SQUINT_INNER), "CTRL_L_eye_squintInner-translateY");
        assert_eq!(name(CORNER_PULL), "CTRL_L_mouth_cornerPull-translateY");
        assert_eq!(name(NECK_STRETCH), "CTRL_L_neck_stretch-translateY");
        assert_eq!(name(NOSTRIL_WIDE), "CTRL_L_nose-translateX");
        assert_eq!(name(SWALLOW), "CTRL_C_neck_swallow-translateY");
        assert_eq!(name(THROAT_IN), "CTRL_neck_throatExhaleInhale-translateY");
        assert_eq!(name(THROAT_UP), "CTRL_neck_throatUpDown-translateY");
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
