//! ARKit to raw with Epic's weights, raw to the board, and back: each shape returns as itself.

use std::collections::HashMap;

use super::pose::{frame, moved, near, rig, show, value};
use emoface::motion::Frame;
use emoface::rig::{BOARD_CONTROLS, board};

/// What Epic's pose asset makes of an ARKit shape. `S` is the shape's side. The tongue's roll of .247, which the
/// current rig lacks, and leftovers below .08 are not here.
const EPIC: &[(&str, &str)] = &[
    ("eyeBlinkS", "eyeBlinkS 1"),
    ("eyeLookDownS", "eyeLookDownS 1"),
    ("eyeLookInLeft", "eyeLookRightL 1"),
    ("eyeLookInRight", "eyeLookLeftR 1"),
    ("eyeLookOutLeft", "eyeLookLeftL 1"),
    ("eyeLookOutRight", "eyeLookRightR 1"),
    ("eyeLookUpS", "eyeLookUpS 1"),
    ("eyeSquintS", "eyeSquintInnerS 1"),
    ("eyeWideS", "eyeWidenS 1"),
    ("jawForward", "jawFwd .999"),
    ("jawLeft", "jawLeft 1"),
    ("jawRight", "jawRight 1"),
    ("jawOpen", "jawOpen 1"),
    ("mouthFunnel", "mouthFunnelDL 1 mouthFunnelDR 1 mouthFunnelUL 1 mouthFunnelUR 1"),
    (
        "mouthPucker",
        "mouthFunnelDL .752 mouthFunnelDR .752 mouthFunnelUL .752 mouthFunnelUR .752 mouthLipsPurseDL 1
         mouthLipsPurseDR 1 mouthLipsPurseUL 1 mouthLipsPurseUR 1 mouthLipsTowardsDL .412 mouthLipsTowardsDR .412
         mouthLipsTowardsUL .412 mouthLipsTowardsUR .412",
    ),
    ("mouthLeft", "mouthLeft 1"),
    ("mouthRight", "mouthRight 1"),
    ("mouthSmileS", "mouthCornerPullS 1"),
    ("mouthFrownS", "mouthCornerDepressS 1"),
    ("mouthDimpleS", "mouthDimpleS 1"),
    ("mouthStretchS", "mouthStretchS 1"),
    (
        "mouthRollLower",
        "mouthLowerLipRollInL 1 mouthLowerLipRollInR 1 mouthUpperLipRollInL .499 mouthUpperLipRollInR .499",
    ),
    ("mouthRollUpper", "mouthUpperLipRollInL .998 mouthUpperLipRollInR .998"),
    ("mouthShrugLower", "jawChinRaiseDL 1 jawChinRaiseDR 1"),
    ("mouthShrugUpper", "jawChinRaiseUL 1 jawChinRaiseUR 1"),
    ("mouthPressS", "mouthPressDS 1 mouthPressUS 1"),
    ("mouthLowerDownS", "mouthLowerLipDepressS 1"),
    ("mouthUpperUpS", "mouthUpperLipRaiseS 1"),
    ("browDownS", "browDownS 1"),
    ("browInnerUp", "browRaiseInL 1 browRaiseInR 1 browLateralL 1 browLateralR 1"),
    ("browOuterUpS", "browRaiseInS 1 browRaiseOuterS 1"),
    ("cheekPuff", "mouthCheekBlowL 1 mouthCheekBlowR 1 mouthLipsBlowL 1 mouthLipsBlowR 1"),
    ("cheekSquintS", "eyeCheekRaiseS 1"),
    ("noseSneerS", "noseWrinkleS 1"),
    ("tongueOut", "tongueOut .769 tongueDown .826 tongueWide .628"),
];

/// For each raw curve a board column and the end of its range that drives it alone.
fn drivers() -> HashMap<String, (usize, f32)> {
    let metahuman = rig("metahuman");
    let mut drivers = HashMap::new();
    for column in 0..BOARD_CONTROLS {
        for sign in [1.0, -1.0] {
            let mut frame: Frame = [0.0; _];
            frame[column] = sign;
            if let [(curve, value)] = &moved(&metahuman, &frame)[..]
                && *value == 1.0
                && !board().controls[column].name.contains("Sticky")
            {
                drivers.insert(curve.clone(), (column, sign));
            }
        }
    }
    drivers
}

/// The table, a row for each side.
fn shapes() -> Vec<(String, Vec<(String, f32)>)> {
    let weights = |text: &str, side: &str| -> Vec<(String, f32)> {
        let words: Vec<_> = text.split_whitespace().collect();
        let curve = |name: &str| name.strip_suffix('S').map_or(name.to_owned(), |stem| format!("{stem}{side}"));
        words.chunks(2).map(|pair| (curve(pair[0]), pair[1].parse().expect("a weight"))).collect()
    };
    let sides = |(shape, text): &(&str, &str)| match shape.strip_suffix('S') {
        Some(stem) => {
            let side = |long: &str| (format!("{stem}{long}"), weights(text, &long[..1]));
            vec![side("Left"), side("Right")]
        }
        None => vec![((*shape).to_owned(), weights(text, ""))],
    };
    EPIC.iter().flat_map(sides).collect()
}

#[test]
fn every_shape_returns_as_itself() {
    let (arkit, drivers) = (rig("arkit"), drivers());
    let shapes = shapes();
    assert_eq!(shapes.len(), 51, "all 52 but mouthClose");
    for (shape, weights) in shapes {
        for strength in [0.5, 1.0] {
            let mut frame: Frame = [0.0; _];
            for (curve, weight) in &weights {
                let (column, sign) = drivers[curve];
                frame[column] = sign * weight * strength;
            }
            for (name, found) in moved(&arkit, &frame) {
                let expected = if name == shape { strength } else { 0.0 };
                let tolerance = match (&*shape, &*name) {
                    // A product of two: exact at full strength.
                    ("tongueOut", "tongueOut") if strength < 1.0 => 0.13,
                    // Half of an inner raise stays an inner raise: heads do not lift it with the outer brow.
                    ("browOuterUpLeft" | "browOuterUpRight", "browInnerUp") => 0.2501 * strength,
                    (_, angle) if angle.contains("Eye") => continue,
                    _ => 0.003,
                };
                assert!((found - expected).abs() <= tolerance, "{shape} at {strength}: {name} is {found}");
            }
            assert!(value(&arkit, &show(&arkit, &frame), &shape) > 0.0, "{shape} is lost");
        }
    }
}

#[test]
fn mouth_close_inverts_unreals_quotient() {
    // Unreal: lipsTogether = mouthClose / jawOpen.
    let arkit = rig("arkit");
    let lips = ["L_mouth_lipsTogetherU", "L_mouth_lipsTogetherD", "R_mouth_lipsTogetherU", "R_mouth_lipsTogetherD"];
    for (jaw, together) in [(0.6, 0.4), (0.2, 0.5), (0.9, 0.1), (0.0, 0.4)] {
        let names = lips.map(|lip| format!("{lip}-translateY"));
        let mut pose: Vec<_> = names.iter().map(|name| (name.as_str(), together)).collect();
        pose.push(("C_jaw-translateY", jaw));
        let values = show(&arkit, &frame(&pose));
        near(value(&arkit, &values, "mouthClose"), jaw * together, "mouthClose");
        near(value(&arkit, &values, "jawOpen"), jaw, "jawOpen");
    }
}

#[test]
fn what_no_shape_is_made_of_goes_to_its_nearest() {
    let arkit = rig("arkit");
    let expect = |pose: &[(&str, f32)], shape: &str, expected: f32| {
        near(value(&arkit, &show(&arkit, &frame(pose)), shape), expected, shape);
    };
    expect(&[("L_mouth_sharpCornerPull-translateY", 1.0)], "mouthSmileLeft", 0.54);
    expect(&[("R_eye_eyelidU-translateY", 1.0)], "eyeBlinkRight", 0.31);
    expect(&[("R_eye_eyelidU-translateY", -1.0)], "eyeWideRight", 1.0);
    expect(&[("L_eye_eyelidD-translateY", 1.0)], "eyeSquintLeft", 0.37);
    expect(&[("L_brow_lateral-translateY", 1.0)], "browDownLeft", 0.47);
    expect(&[("L_mouth_lipBiteD-translateY", 1.0), ("R_mouth_lipBiteD-translateY", 1.0)], "mouthRollLower", 0.5);
    // Surprise lifts the inner brow as well, fear more so.
    let raise = |inner, outer| {
        [("L_brow_raiseIn", inner), ("R_brow_raiseIn", inner), ("L_brow_raiseOut", outer), ("R_brow_raiseOut", outer)]
            .map(|(name, value)| (format!("{name}-translateY"), value))
    };
    for (inner, outer, expected) in [(0.65, 0.7, 0.3), (0.65, 0.35, 0.475), (0.2, 0.8, 0.0)] {
        let pose = raise(inner, outer);
        let pose: Vec<_> = pose.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        expect(&pose, "browInnerUp", expected);
        expect(&pose, "browOuterUpRight", outer);
    }
}
