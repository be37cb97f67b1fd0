//! Board to raw MetaHuman curves: every sign that surprises, phases, eyes, ranges, and what is never sent.

use super::pose::{frame, moved, near, rig, show, value};
use emoface::rig::{BOARD_CONTROLS, board};

/// Control, and the curves of its positive and negative half. `S` stands for either side; the signs are those of
/// Epic's assemble scripts (EpicGames/MetaHuman-DNA-Calibration 1.3.1).
const SIGNS: &[(&str, &str, &str)] = &[
    ("C_jaw-translateX", "jawRight", "jawLeft"),
    ("C_mouth-translateX", "mouthLeft", "mouthRight"),
    ("C_mouth-translateY", "mouthUp", "mouthDown"),
    ("C_tongue-translateX", "tongueLeft", "tongueRight"),
    ("C_tongue-translateY", "tongueUp", "tongueDown"),
    ("C_tongue_tip-translateX", "tongueTipLeft", "tongueTipRight"),
    ("C_tongue_tip-translateY", "tongueTipUp", "tongueTipDown"),
    ("C_teethU-translateX", "teethLeftU", "teethRightU"),
    ("C_teethD-translateX", "teethLeftD", "teethRightD"),
    ("C_teethU-translateY", "teethUpU", "teethDownU"),
    ("C_teethD-translateY", "teethUpD", "teethDownD"),
    ("C_mouth_lipShiftU-translateY", "mouthUpperLipShiftLeft", "mouthUpperLipShiftRight"),
    ("C_mouth_lipShiftD-translateY", "mouthLowerLipShiftLeft", "mouthLowerLipShiftRight"),
    ("C_jaw_fwdBack-translateY", "jawBack", "jawFwd"),
    ("C_teeth_fwdBackU-translateY", "teethBackU", "teethFwdU"),
    ("C_teeth_fwdBackD-translateY", "teethBackD", "teethFwdD"),
    ("C_tongue_inOut-translateY", "tongueIn", "tongueOut"),
    ("C_tongue_narrowWide-translateY", "tongueWide", "tongueNarrow"),
    ("S_eye-translateX", "eyeLookLeftS", "eyeLookRightS"),
    ("S_eye-translateY", "eyeLookUpS", "eyeLookDownS"),
    ("S_eye_blink-translateY", "eyeBlinkS", "eyeWidenS"),
    ("S_eye_eyelidU-translateY", "eyeRelaxS", "eyeUpperLidUpS"),
    ("S_eye_eyelidD-translateY", "eyeLowerLidUpS", "eyeLowerLidDownS"),
    ("S_eye_pupil-translateY", "eyePupilWideS", "eyePupilNarrowS"),
    ("S_eyelashes_tweakerIn-translateY", "eyelashesDownINS", "eyelashesUpINS"),
    ("S_eyelashes_tweakerOut-translateY", "eyelashesDownOUTS", "eyelashesUpOUTS"),
    ("S_mouth_suckBlow-translateY", "mouthCheekBlowS", "mouthCheekSuckS"),
    ("S_mouth_lipsRollU-translateY", "mouthUpperLipRollInS", "mouthUpperLipRollOutS"),
    ("S_mouth_lipsRollD-translateY", "mouthLowerLipRollInS", "mouthLowerLipRollOutS"),
    ("S_mouth_thicknessU-translateY", "mouthLipsThinUS", "mouthLipsThickUS"),
    ("S_mouth_thicknessD-translateY", "mouthLipsThinDS", "mouthLipsThickDS"),
    ("S_mouth_pushPullU-translateY", "mouthLipsPushUS", "mouthLipsPullUS"),
    ("S_mouth_pushPullD-translateY", "mouthLipsPushDS", "mouthLipsPullDS"),
    ("S_mouth_cornerSharpnessU-translateY", "mouthCornerSharpenUS", "mouthCornerRounderUS"),
    ("S_mouth_cornerSharpnessD-translateY", "mouthCornerSharpenDS", "mouthCornerRounderDS"),
    ("S_mouth_corner-translateX", "mouthCornerWideS", "mouthCornerNarrowS"),
    ("S_mouth_corner-translateY", "mouthCornerUpS", "mouthCornerDownS"),
    ("S_nose-translateX", "noseNostrilDilateS", "noseNostrilCompressS"),
    ("S_nose-translateY", "noseWrinkleS", "noseNostrilDepressS"),
    ("neck_throatExhaleInhale-translateY", "neckThroatInhale", "neckThroatExhale"),
    ("neck_throatUpDown-translateY", "neckThroatUp", "neckThroatDown"),
    ("neck_digastricUpDown-translateY", "neckDigastricUp", "neckDigastricDown"),
];

/// One-sided controls whose curve has another name.
const RENAMED: &[(&str, &str)] = &[
    ("C_jaw-translateY", "jawOpen"),
    ("C_jaw_openExtreme-translateY", "jawOpenExtreme"),
    ("C_eye_parallelLook-translateY", "eyeParallelLookDirection"),
    ("S_brow_raiseOut-translateY", "browRaiseOuterS"),
    ("S_jaw_ChinRaiseD-translateY", "jawChinRaiseDS"),
    ("S_mouth_lipBiteD-translateY", "mouthLowerLipBiteS"),
    ("S_mouth_lipsPressU-translateY", "mouthLipsPressS"),
    ("S_mouth_lipsTowardsTeethU-translateY", "mouthUpperLipTowardsTeethS"),
    ("S_mouth_purseD-translateY", "mouthLipsPurseDS"),
    ("S_mouth_stickyInnerU-translateY", "mouthStickyUINS"),
    ("S_mouth_stickyOuterD-translateY", "mouthStickyDOUTS"),
    ("S_mouth_towardsU-translateY", "mouthLipsTowardsUS"),
    ("S_mouth_tightenD-translateY", "mouthLipsTightenDS"),
    ("S_mouth_lowerLipDepress-translateY", "mouthLowerLipDepressS"),
    ("S_mouth_upperLipRaise-translateY", "mouthUpperLipRaiseS"),
    ("S_mouth_lipsTogetherU-translateY", "mouthLipsTogetherUS"),
    ("S_nose_wrinkleUpper-translateY", "noseWrinkleUpperS"),
    ("S_eye_squintInner-translateY", "eyeSquintInnerS"),
];

fn sides(control: &str, curve: &str) -> Vec<(String, String)> {
    let Some(rest) = control.strip_prefix("S_") else { return vec![(control.into(), curve.into())] };
    let end = curve.strip_suffix('S').expect("a curve of a side ends with it");
    ["L", "R"].map(|side| (format!("{side}_{rest}"), format!("{end}{side}"))).into()
}

fn moves_only(control: &str, given: f32, curve: &str, expected: f32) {
    let found = moved(&rig("metahuman"), &frame(&[(control, given)]));
    assert_eq!(found, [(curve.to_owned(), expected)], "{control} at {given}");
}

#[test]
fn each_half_of_a_two_sided_control_drives_its_own_curve() {
    for (control, plus, minus) in SIGNS {
        for (curve, sign) in [(plus, 1.0), (minus, -1.0)] {
            for (control, curve) in sides(control, curve) {
                moves_only(&control, sign * 0.4, &curve, 0.4);
                // RigLogic drops what is outside its interval; here it counts as the end of the range.
                moves_only(&control, sign * 3.0, &curve, 1.0);
            }
        }
    }
    let two_sided = board().controls.iter().filter(|c| c.min < 0.0 && !c.name.contains("C_eye-")).count();
    let tested: usize = SIGNS.iter().map(|(control, plus, _)| sides(control, plus).len()).sum();
    assert_eq!(two_sided - tested, 2, "only the two of the tongue's roll are not in the table");
}

#[test]
fn a_one_sided_control_drives_its_curve_and_ends_at_one() {
    for (control, curve) in RENAMED {
        for (control, curve) in sides(control, curve) {
            // Lips together alone close the lips, which changes nothing else at rest.
            moves_only(&control, 0.3, &curve, 0.3);
            moves_only(&control, 7.0, &curve, 1.0);
            assert!(moved(&rig("metahuman"), &frame(&[(&control, -0.5)])).is_empty());
        }
    }
}

#[test]
fn phases_rise_and_fall_at_their_knots() {
    let metahuman = rig("metahuman");
    let at = |control: &str, given: f32, curve: &str| {
        let values = show(&metahuman, &frame(&[(control, given)]));
        value(&metahuman, &values, &format!("CTRL_expressions_{curve}"))
    };
    for side in ["L", "R"] {
        let sticky = |given, phase: usize| {
            at(&format!("{side}_mouth_lipSticky-translateY"), given, &format!("mouthLipsSticky{side}Ph{phase}"))
        };
        let knots = [
            (0.0, [0.0, 0.0, 0.0]),
            (0.165, [0.5, 0.0, 0.0]),
            (0.33, [1.0, 0.0, 0.0]),
            (0.495, [0.5, 0.5, 0.0]),
            (0.66, [0.0, 1.0, 0.0]),
            (0.83, [0.0, 0.5, 0.5]),
            (1.0, [0.0, 0.0, 1.0]),
        ];
        for (given, phases) in knots {
            (1..=3)
                .for_each(|phase| near(sticky(given, phase), phases[phase - 1], &format!("phase {phase} at {given}")));
        }
    }
    for phase in 1..=4usize {
        for step in 0..=10 {
            let given = step as f32 / 10.0;
            let expected = (1.0 - (given - 0.2 * phase as f32).abs() / 0.2).max(0.0);
            let found = at("C_neck_swallow-translateY", given, &format!("neckSwallowPh{phase}"));
            near(found, expected, &format!("swallow {phase} at {given}"));
        }
    }
}

#[test]
fn the_common_gaze_is_added_to_each_eye_and_the_sum_is_clamped() {
    let metahuman = rig("metahuman");
    let eyes = |common: f32, left: f32, axis: &str| {
        let names = ["C", "L"].map(|eye| format!("{eye}_eye-translate{axis}"));
        moved(&metahuman, &frame(&[(&names[0], common), (&names[1], left)]))
    };
    let pair = |name: &str, value: f32| (name.to_owned(), value);
    assert_eq!(eyes(0.25, 0.5, "X"), [pair("eyeLookLeftL", 0.75), pair("eyeLookLeftR", 0.25)]);
    assert_eq!(eyes(0.75, 0.5, "X"), [pair("eyeLookLeftL", 1.0), pair("eyeLookLeftR", 0.75)]);
    assert_eq!(eyes(-0.75, 0.25, "X"), [pair("eyeLookRightL", 0.5), pair("eyeLookRightR", 0.75)]);
    assert_eq!(eyes(-0.5, 0.5, "Y"), [pair("eyeLookDownR", 0.5)]);
    assert_eq!(eyes(0.5, 0.25, "Y"), [pair("eyeLookUpL", 0.75), pair("eyeLookUpR", 0.5)]);
    // Each control is clamped to its own range before they are added.
    assert_eq!(eyes(9.0, -0.5, "X"), [pair("eyeLookLeftL", 0.5), pair("eyeLookLeftR", 1.0)]);
}

#[test]
fn settings_of_the_scene_never_leave_and_all_else_moves_something() {
    let metahuman = rig("metahuman");
    let mut reached = vec![false; metahuman.controls.len()];
    for column in 0..BOARD_CONTROLS {
        let mut moves = false;
        for given in [-1.0, -0.5, 0.2, 0.4, 0.5, 0.8, 1.0] {
            let mut frame = frame(&[]);
            frame[column] = given;
            let values = show(&metahuman, &frame);
            reached.iter_mut().zip(&values).for_each(|(reached, value)| *reached |= *value != 0.0);
            moves |= values.iter().any(|value| *value != 0.0);
        }
        let silent = matches!(column, 25 | 26 | 167..=170);
        assert_eq!(moves, !silent, "{}", board().controls[column].name);
    }
    let unreached: Vec<_> = metahuman.controls.iter().zip(&reached).filter(|(_, reached)| !**reached).collect();
    assert_eq!(unreached.len(), 15);
    let known = ["Inward", "tongueBend", "tongueTwist", "tongueRoll", "tongueThick", "tongueThin"];
    assert!(unreached.iter().all(|(control, _)| known.iter().any(|part| control.name.contains(part))));
}
