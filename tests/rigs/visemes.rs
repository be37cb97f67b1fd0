//! The visemes of Oculus and the expressions of VRM.

use super::pose::{frame, near, rig, show, value};
use super::support::{engine, hello};
use emoface::bake::BakeOptions;
use emoface::emotion::EMOTIONS;
use emoface::motion::Frame;
use emoface::rig::{BOARD_CONTROLS, CHANNELS, board, retarget};

/// Both sides of channels such as `mouth_stretch`, or the one in the middle.
fn spoken(pose: &[(&str, f32)]) -> Frame {
    let mut values = Vec::new();
    for (channel, value) in pose {
        for side in ["C", "L", "R"] {
            let name = format!("{side}_{channel}-translateY");
            if board().index(&format!("CTRL_{name}")).is_some() {
                values.push((name, *value));
            }
        }
    }
    frame(&values.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>())
}

/// A pose by its channels, the viseme that should win, and the vowel if it is one.
type Sound = (&'static [(&'static str, f32)], &'static str, &'static str);

/// Poses of sounds, from the phone rules of the recipe, named as there.
const SOUNDS: &[Sound] = &[
    (&[("jaw", 0.04), ("mouth_lipsTogetherU", 1.0), ("mouth_lipsTogetherD", 1.0)], "PP", ""),
    (&[("jaw", 0.05), ("mouth_lipBiteD", 0.7), ("mouth_lipsRollD", 0.3), ("mouth_upperLipRaise", 0.15)], "FF", ""),
    (&[("jaw", 0.42), ("mouth_lowerLipDepress", 0.25), ("mouth_upperLipRaise", 0.1), ("tongue", -0.2)], "aa", "aa"),
    (
        &[
            ("jaw", 0.27),
            ("mouth_stretch", 0.3),
            ("mouth_lowerLipDepress", 0.2),
            ("mouth_upperLipRaise", 0.08),
            ("tongue", 0.1),
        ],
        "E",
        "ee",
    ),
    (
        &[
            ("jaw", 0.08),
            ("mouth_stretch", 0.5),
            ("mouth_cornerPull", 0.15),
            ("mouth_lowerLipDepress", 0.15),
            ("tongue", 0.6),
            ("tongue_narrowWide", 0.3),
        ],
        "ih",
        "ih",
    ),
    (
        &[
            ("jaw", 0.24),
            ("mouth_funnelU", 0.55),
            ("mouth_funnelD", 0.55),
            ("mouth_purseU", 0.3),
            ("mouth_purseD", 0.3),
            ("mouth_towardsU", 0.25),
            ("mouth_towardsD", 0.25),
        ],
        "oh",
        "oh",
    ),
    (
        &[
            ("jaw", 0.1),
            ("mouth_funnelU", 0.3),
            ("mouth_funnelD", 0.3),
            ("mouth_purseU", 0.85),
            ("mouth_purseD", 0.85),
            ("mouth_towardsU", 0.35),
            ("mouth_towardsD", 0.35),
            ("tongue", 0.3),
        ],
        "ou",
        "ou",
    ),
    (
        &[
            ("jaw", 0.06),
            ("mouth_funnelU", 0.55),
            ("mouth_funnelD", 0.55),
            ("mouth_purseU", 0.2),
            ("mouth_purseD", 0.2),
            ("mouth_towardsU", 0.22),
            ("mouth_towardsD", 0.22),
            ("mouth_lowerLipDepress", 0.2),
            ("mouth_upperLipRaise", 0.15),
            ("tongue_tip", 0.3),
        ],
        "CH",
        "",
    ),
    (
        &[
            ("jaw", 0.04),
            ("mouth_stretch", 0.25),
            ("mouth_lowerLipDepress", 0.25),
            ("mouth_upperLipRaise", 0.1),
            ("tongue_tip", 0.4),
        ],
        "SS",
        "",
    ),
    (&[("jaw", 0.09), ("mouth_lowerLipDepress", 0.1), ("tongue_tip", 0.6), ("tongue_press", 0.3)], "DD", ""),
    (&[("jaw", 0.12), ("mouth_lowerLipDepress", 0.15), ("tongue_inOut", -0.5), ("tongue_tip", 0.2)], "TH", ""),
    (&[("jaw", 0.1), ("mouth_lowerLipDepress", 0.08), ("tongue", 0.5)], "kk", ""),
    (&[], "sil", ""),
];

#[test]
fn each_sound_wins_its_viseme_and_each_vowel_its_expression() {
    let (oculus, vrm) = (rig("oculus"), rig("vrm"));
    for (pose, viseme, vowel) in SOUNDS {
        let values = show(&oculus, &spoken(pose));
        let most = (0..15).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap();
        assert_eq!(oculus.controls[most].name, *viseme, "{values:?}");
        if !vowel.is_empty() {
            let values = show(&vrm, &spoken(pose));
            let most = (5..10).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap();
            assert_eq!(vrm.controls[most].name, *vowel, "{values:?}");
            assert!(values[most] > 0.5, "{vowel} is only {}", values[most]);
        }
    }
}

#[test]
fn visemes_share_one_whole() {
    let (oculus, (samples, rate)) = (rig("oculus"), hello());
    let baked = engine().bake(&samples, f64::from(rate), &BakeOptions::default()).unwrap();
    // Real frames, and frames that no voice would give.
    let mut state = 1u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let wild = (0..200).map(|_| std::array::from_fn(|_| random()));
    for values in retarget::take(&oculus, &baked.frames.into_iter().chain(wild).collect::<Vec<_>>(), 60.0) {
        near(values.iter().sum(), 1.0, "the sum");
        assert!(values.iter().all(|value| (0.0..=1.0).contains(value)));
    }
}

#[test]
fn a_silent_mouth_is_silent_in_every_emotion() {
    let (oculus, vrm, engine) = (rig("oculus"), rig("vrm"), engine());
    for emotion in EMOTIONS {
        let options = BakeOptions { mood: emotion.parse().unwrap(), ..BakeOptions::default() };
        let frames = engine.bake(&[0.0; 48_000], 16_000.0, &options).unwrap().frames;
        let last = frames.last().unwrap();
        let silence = show(&oculus, last)[0];
        assert!(silence > 0.8, "{emotion}: sil is {silence}");
        let vowels = &show(&vrm, last)[5..10];
        assert!(vowels.iter().all(|vowel| *vowel < 0.12), "{emotion}: {vowels:?}");
    }
}

#[test]
fn nothing_leaves_its_range_on_any_rig() {
    let mut state = 7u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        8.0 * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
    };
    let frames: Vec<Frame> = (0..100).map(|_| std::array::from_fn(|_| random())).collect();
    for name in ["metahuman", "arkit", "oculus", "vrm"] {
        let rig = rig(name);
        for values in retarget::take(&rig, &frames, 60.0) {
            for (value, control) in values.iter().zip(&rig.controls) {
                assert!((control.min..=control.max).contains(value), "{}: {value}", control.name);
            }
        }
    }
}

#[test]
fn emotions_of_vrm_give_way_to_speech() {
    let vrm = rig("vrm");
    let at = |pose: &[(&str, f32)], name: &str| value(&vrm, &show(&vrm, &frame(pose)), name);
    for (emotion, expression, share) in [
        ("emotionHappy", "happy", 0.6),
        ("emotionAngry", "angry", 0.6),
        ("emotionSad", "sad", 0.7),
        ("emotionSurprise", "surprised", 0.5),
    ] {
        near(at(&[(emotion, 1.0)], expression), 1.0, expression);
        near(at(&[(emotion, 1.0), ("speaking", 1.0)], expression), share, expression);
        let others = ["happy", "angry", "sad", "relaxed", "surprised"].iter().filter(|name| **name != expression);
        assert_eq!(others.map(|name| at(&[(emotion, 1.0)], name)).sum::<f32>(), 0.0);
    }
    assert!(at(&[("emotionFear", 1.0)], "surprised") > 0.5 && at(&[("emotionDisgust", 1.0)], "angry") > 0.5);
    assert!(at(&[("laughter", 1.0)], "happy") > 0.5);
}

#[test]
fn eyes_of_vrm_look_and_blink_each_for_itself() {
    let vrm = rig("vrm");
    let at = |pose: &[(&str, f32)], name: &str| value(&vrm, &show(&vrm, &frame(pose)), name);
    for (control, given, expression) in [
        ("C_eye-translateX", 0.5, "lookLeft"),
        ("C_eye-translateX", -0.5, "lookRight"),
        ("C_eye-translateY", 0.5, "lookUp"),
        ("C_eye-translateY", -0.5, "lookDown"),
        ("L_eye_blink-translateY", 0.5, "blinkLeft"),
        ("R_eye_blink-translateY", 0.5, "blinkRight"),
    ] {
        near(at(&[(control, given)], expression), 0.5, expression);
        assert_eq!(at(&[(control, -given)], expression), 0.0);
        assert_eq!(at(&[(control, given)], "blink"), 0.0);
    }
    let everything: Frame = std::array::from_fn(|i| if i < BOARD_CONTROLS { 1.0 } else { 0.0 });
    assert_eq!(show(&vrm, &everything)[vrm.index("blink").unwrap()], 0.0);
    assert_eq!(CHANNELS - BOARD_CONTROLS, 12);
}
