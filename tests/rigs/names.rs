//! What the rigs call their outputs, in which order, and in which range.

use std::f32::consts::FRAC_PI_2;

use super::pose::rig;
use emoface::rig::BUILT_IN;

/// Unreal's EARFaceBlendShape, 0 to 60; its first 52 are Apple's.
const ARKIT: &str = "eyeBlinkLeft eyeLookDownLeft eyeLookInLeft eyeLookOutLeft eyeLookUpLeft eyeSquintLeft eyeWideLeft
    eyeBlinkRight eyeLookDownRight eyeLookInRight eyeLookOutRight eyeLookUpRight eyeSquintRight eyeWideRight
    jawForward jawLeft jawRight jawOpen mouthClose mouthFunnel mouthPucker mouthLeft mouthRight
    mouthSmileLeft mouthSmileRight mouthFrownLeft mouthFrownRight mouthDimpleLeft mouthDimpleRight
    mouthStretchLeft mouthStretchRight mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper
    mouthPressLeft mouthPressRight mouthLowerDownLeft mouthLowerDownRight mouthUpperUpLeft mouthUpperUpRight
    browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight
    cheekPuff cheekSquintLeft cheekSquintRight noseSneerLeft noseSneerRight tongueOut
    headYaw headPitch headRoll leftEyeYaw leftEyePitch leftEyeRoll rightEyeYaw rightEyePitch rightEyeRoll";

/// Oculus Lipsync's order, also that of XR_META_face_tracking_visemes.
const OCULUS: &str = "sil PP FF TH DD kk CH SS nn RR aa E ih oh ou";

/// Preset names of the specification VRMC_vrm 1.0: emotions, lips, lids, gaze, other.
const VRM: &str = "happy angry sad relaxed surprised aa ih ou ee oh blink blinkLeft blinkRight
    lookUp lookDown lookLeft lookRight neutral";

fn names(of: &str) -> Vec<String> {
    rig(of).controls.iter().map(|control| control.name.clone()).collect()
}

#[test]
fn every_rig_has_its_names_in_their_order() {
    for (rig, expected) in [("arkit", ARKIT), ("oculus", OCULUS), ("vrm", VRM)] {
        assert_eq!(names(rig), expected.split_whitespace().collect::<Vec<_>>(), "{rig}");
    }
    assert_eq!(BUILT_IN.map(|name| rig(name).controls.len()), [174, 251, 61, 15, 18]);
}

#[test]
fn metahuman_has_the_251_curves_of_the_engine_in_ascii_order() {
    let names = names("metahuman");
    assert!(names.is_sorted());
    let part = |start: &str| names.iter().filter(|name| name["CTRL_expressions_".len()..].starts_with(start)).count();
    let parts = ["brow", "ear", "eyelashes", "eye", "jaw", "mouth", "neck", "nose", "teeth", "tongue"];
    assert_eq!(parts.map(part), [8, 2, 8, 41, 14, 128, 14, 12, 12, 20]);
    // FNV-1a of the names that Epic's assemble script drives, one a line, made apart from the profile.
    let text = names.join("\n");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    assert_eq!(hash, 0x96c7_4877_ae38_cc08);
}

#[test]
fn ranges_are_those_of_the_format() {
    for name in ["metahuman", "arkit", "oculus", "vrm"] {
        for control in &rig(name).controls {
            let angle = ["Yaw", "Pitch", "Roll"].iter().any(|end| control.name.ends_with(end));
            let expected = if angle && name == "arkit" { (-FRAC_PI_2, FRAC_PI_2) } else { (0.0, 1.0) };
            assert_eq!((control.min, control.max), expected, "{}", control.name);
        }
    }
}
