use super::*;
use crate::motion::Frame;
use crate::rig::retarget::{Retarget, take};
use crate::rig::{board, built_in, column, from_json};

fn names(rig: &str) -> Vec<String> {
    let rig = built_in(rig).unwrap();
    rig.controls.iter().filter(|control| control.min >= 0.0).map(|control| control.name.clone()).collect()
}

fn matched(names: &[impl AsRef<str>]) -> Matching {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let matching = matching(&names).unwrap();
    assert!(matching.rig.controls.iter().map(|control| control.name.as_str()).eq(names.iter().copied()));
    let again = from_json(&matching.rig.to_json()).unwrap();
    assert_eq!(again.controls, matching.rig.controls, "it can be written and read");
    assert_eq!(again.to_json(), matching.rig.to_json());
    matching
}

/// A face that says something with everything it has.
fn busy(seed: usize) -> Frame {
    std::array::from_fn(|channel| ((channel * 37 + seed * 11) % 19) as f32 / 19.0)
}

/// The values of `rig` for a frame, by name.
fn values(rig: &Arc<Rig>, frame: &Frame) -> impl Fn(&str) -> f32 + use<> {
    let values = take(rig, std::slice::from_ref(frame), 60.0).remove(0);
    let rig = Arc::clone(rig);
    move |name| values[rig.index(name).unwrap()]
}

#[test]
fn arkit_is_arkit_in_any_spelling_and_order() {
    let arkit = names("arkit");
    let short = |name: &String| name.replace("Left", "_L").replace("Right", "_R");
    let spellings: [Vec<String>; 5] = [
        arkit.clone(),
        arkit.iter().rev().map(|name| name.to_uppercase()).collect(),
        arkit.iter().map(|name| format!("blendShape1.{name}")).collect(),
        arkit.iter().map(|name| format!("Hero_Head_{name}")).collect(),
        arkit
            .iter()
            .filter(|name| !["mouthLeft", "mouthRight", "jawLeft", "jawRight"].contains(&name.as_str()))
            .map(short)
            .collect(),
    ];
    for spelling in spellings {
        let Matching { rig, report } = matched(&spelling);
        assert_eq!(report.driven(), spelling.len(), "{report}");
        assert_eq!(report.missing, [""; 0]);
        assert!(report.findings.iter().all(|finding| finding.convention == Some(Convention::ArKit)));
        let (own, theirs) = (values(&rig, &busy(3)), values(&built_in("arkit").unwrap(), &busy(3)));
        for (name, finding) in spelling.iter().zip(&report.findings) {
            assert_eq!(own(name), theirs(&finding.inputs[0].0), "{name}");
        }
    }
}

#[test]
fn every_built_in_rig_matches_itself() {
    for name in ["metahuman", "arkit", "oculus", "vrm"] {
        let Matching { rig, report } = matched(&names(name));
        let (driven, at_zero): (Vec<_>, Vec<_>) = report.findings.iter().partition(|f| !f.inputs.is_empty());
        let idle = if name == "vrm" { vec!["blink", "neutral"] } else { vec![] };
        assert!(at_zero.iter().map(|finding| finding.name.as_str()).eq(idle), "{name}: {report}");
        let blinks = if name == "oculus" { vec!["eyeBlinkLeft", "eyeBlinkRight"] } else { vec![] };
        assert_eq!(report.missing, blinks, "{name}");
        for together in [0.0, 1.0] {
            let mut frame = busy(5);
            lips(&mut frame, together);
            let (own, theirs) = (values(&rig, &frame), values(&built_in(name).unwrap(), &frame));
            driven.iter().for_each(|finding| assert_eq!(own(&finding.name), theirs(&finding.name), "{name}"));
        }
    }
}

#[test]
fn a_mouth_is_driven_once() {
    let both: Vec<String> =
        names("arkit").into_iter().chain(names("oculus").iter().map(|name| format!("viseme_{name}"))).collect();
    let Matching { rig, report } = matched(&both);
    let own = values(&rig, &busy(1));
    for finding in &report.findings {
        let viseme = finding.name.starts_with("viseme_");
        assert_eq!(finding.inputs.is_empty(), viseme, "{}", finding.name);
        assert_eq!(finding.reason.contains("ARKit"), viseme);
        assert!(!viseme || own(&finding.name) == 0.0);
    }
    // Ready Player Me's extra shapes are movements that are there already.
    let extra: Vec<String> =
        names("arkit").into_iter().chain(["mouthOpen", "mouthSmile", "eyesClosed"].map(Into::into)).collect();
    let report = matched(&extra).report;
    assert!(report.findings[52..].iter().all(|finding| finding.inputs.is_empty() && !finding.reason.is_empty()));
}

#[test]
fn visemes_take_the_mouth_when_there_is_little_else() {
    for prefix in ["viseme_", "vrc.v_", "v_", "V_", ""] {
        let mut mesh: Vec<String> = names("oculus").iter().map(|name| format!("{prefix}{name}")).collect();
        mesh.extend(["eyeBlinkLeft", "eyeBlinkRight", "jawOpen", "browInnerUp"].map(Into::into));
        let Matching { rig, report } = matched(&mesh);
        assert_eq!(rig.source().unwrap().name, "oculus");
        assert_eq!(report.missing, [""; 0], "{prefix}: {report}");
        let at_zero: Vec<_> = report.findings.iter().filter(|f| f.inputs.is_empty()).map(|f| f.name.as_str()).collect();
        assert_eq!(at_zero, ["jawOpen"], "{prefix}");
    }
    let player_me = ["viseme_I", "viseme_O", "viseme_U", "viseme_E", "viseme_PP", "viseme_sil"];
    let inputs: Vec<_> = matched(&player_me).report.findings.iter().map(|f| f.inputs[0].0.clone()).collect();
    assert_eq!(inputs, ["ih", "oh", "ou", "E", "PP", "sil"]);
}

#[test]
fn unified_expressions_divide_the_movements() {
    let mesh = [
        "JawOpen",
        "MouthClosed",
        "JawLeft",
        "JawRight",
        "JawForward",
        "LipPuckerUpperLeft",
        "LipPuckerUpperRight",
        "LipPuckerLowerLeft",
        "LipPuckerLowerRight",
        "LipPucker",
        "LipFunnel",
        "LipSuckUpper",
        "LipSuckLower",
        "MouthCornerPullLeft",
        "MouthCornerPullRight",
        "MouthSmileLeft",
        "MouthFrownLeft",
        "MouthFrownRight",
        "MouthRaiserUpper",
        "MouthRaiserLower",
        "MouthUpperUpLeft",
        "MouthUpperUpRight",
        "MouthLowerDown",
        "MouthStretchLeft",
        "MouthStretchRight",
        "EyeClosedLeft",
        "EyeClosedRight",
        "BrowLowererLeft",
        "BrowPinchLeft",
        "BrowInnerUpLeft",
        "NoseSneer",
        "TongueOut",
        "TongueUp",
        "CheekPuffLeft",
        "CheekPuffRight",
    ];
    let Matching { rig, report } = matched(&mesh);
    let input = |name: &str| report.findings.iter().find(|f| f.name == name).unwrap().inputs.clone();
    let one = |name: &str| vec![(name.to_owned(), 1.0)];
    assert_eq!(input("MouthClosed"), one("mouthClose"));
    assert_eq!(input("LipPuckerLowerRight"), one("mouthPucker"));
    assert_eq!(input("LipPucker"), [], "its parts are there");
    assert_eq!(input("LipFunnel"), one("mouthFunnel"), "its parts are not");
    assert_eq!(input("MouthCornerPullLeft"), one("mouthSmileLeft"));
    assert_eq!(input("MouthSmileLeft"), []);
    assert_eq!(input("EyeClosedRight"), one("eyeBlinkRight"));
    assert_eq!(input("MouthLowerDown").len(), 2);
    assert_eq!(input("TongueUp"), one("CTRL_expressions_tongueUp"));
    assert_eq!(report.missing, [""; 0], "{report}");
    let mut frame = busy(2);
    lips(&mut frame, 1.0);
    let own = values(&rig, &frame);
    assert!(own("MouthLowerDown") == 0.0 && own("JawOpen") <= 0.15 && own("MouthClosed") >= own("JawOpen"));
}

fn lips(frame: &mut Frame, together: f32) {
    for lip in column::LIPS_TOGETHER {
        (frame[lip], frame[lip + column::RIGHT]) = (together, together);
    }
}

#[test]
fn character_creator_is_known() {
    let mesh = [
        "Brow_Drop_L",
        "Brow_Raise_Inner_L",
        "Brow_Raise_Outer_R",
        "Eye_Blink_L",
        "Eye_Blink_R",
        "Eye_L_Look_L",
        "Eye_R_Look_L",
        "Eye_L_Look_Up",
        "Jaw_Open",
        "Jaw_L",
        "Mouth_Close",
        "Mouth_Smile_L",
        "Mouth_Smile_R",
        "Mouth_Pucker_Up_L",
        "Mouth_Pucker_Down_R",
        "Mouth_Funnel_Up_L",
        "Mouth_Roll_In_Upper_L",
        "Mouth_Up_Upper_L",
        "Mouth_Roll_In_Lower_R",
        "Mouth_Up_Upper_R",
        "Mouth_Down_Lower_L",
        "Mouth_Down_Lower_R",
        "Mouth_Shrug_Upper",
        "Mouth_Shrug_Lower",
        "Mouth_L",
        "Mouth_R",
        "Mouth_Press_L",
        "Mouth_Stretch_L",
        "Cheek_Puff_L",
        "V_Open",
        "V_Explosive",
        "V_Dental_Lip",
        "V_Tight_O",
        "V_Wide",
        "V_Affricate",
        "V_Lip_Open",
        "V_Tight",
        "Merged_Open_Mouth",
    ];
    let report = matched(&mesh).report;
    let input = |name: &str| report.findings.iter().find(|f| f.name == name).unwrap().inputs.first().cloned();
    let one = |name: &str| Some((name.to_owned(), 1.0));
    assert_eq!(input("Eye_L_Look_L"), one("eyeLookOutLeft"));
    assert_eq!(input("Eye_R_Look_L"), one("eyeLookInRight"));
    assert_eq!(input("Mouth_L"), one("mouthLeft"));
    assert_eq!(input("Mouth_Up_Upper_R"), one("mouthUpperUpRight"));
    assert_eq!(input("Brow_Drop_L"), one("browDownLeft"));
    assert_eq!((input("V_Open"), input("Merged_Open_Mouth")), (None, None));
    assert_eq!(report.missing, [""; 0]);
    let visemes = matched(&mesh[29..37]);
    assert_eq!((visemes.report.driven(), visemes.rig.source().unwrap().name.as_str()), (8, "oculus"));
}

#[test]
fn avatars_are_known_by_their_vowels() {
    let vroid = ["A", "I", "U", "E", "O"].map(|vowel| format!("Face.M_F00_000_00_Fcl_MTH_{vowel}"));
    let mut mesh = vroid.to_vec();
    mesh.extend(
        ["EYE_Close", "EYE_Close_L", "EYE_Close_R", "ALL_Joy", "HA_Hide"].map(|n| format!("Face.M_F00_000_00_Fcl_{n}")),
    );
    let Matching { rig, report } = matched(&mesh);
    assert_eq!(rig.source().unwrap().name, "vrm");
    let inputs: Vec<_> =
        report.findings.iter().flat_map(|f| f.inputs.first().map(|(input, _)| input.as_str())).collect();
    assert_eq!(inputs, ["aa", "ih", "ou", "ee", "oh", "eyeBlinkLeft", "eyeBlinkRight", "happy"]);
    assert_eq!(report.missing, [""; 0], "{report}");
    // With ARKit's shapes in the same mesh ("perfect sync"), those are finer.
    mesh.extend(names("arkit"));
    let report = matched(&mesh).report;
    assert!(report.findings[..10].iter().all(|finding| finding.inputs.is_empty()), "{report}");
    assert_eq!(report.driven(), 52);
}

#[test]
fn what_is_missing_is_said_and_nonsense_is_refused() {
    let report = matched(&["eyeBlinkLeft", "Shirt_Fit", "x"]).report;
    assert_eq!(report.missing, ["jawOpen", "mouthClose", "eyeBlinkRight"]);
    let text = report.to_string();
    assert!(text.contains("1 of 3 shapes") && text.contains("Shirt_Fit: 0, the name is not known"), "{text}");
    assert!(text.contains("no shape for: jawOpen, mouthClose, eyeBlinkRight"), "{text}");
    let many: Vec<String> = (0..=OUTPUTS).map(|i| i.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = "x".repeat(NAME + 1);
    for names in [&[][..], &many, &["a", "a"], &[""], &["a\nb"], &[long.as_str()]] {
        assert!(matching(names).is_err());
    }
    assert_eq!(matched(&many[..OUTPUTS]).report.driven(), 0);
}

#[test]
fn closed_lips_stay_closed_under_any_gain() {
    let gained = matched(&names("arkit")).rig.to_json().replacen(
        "\"outputs\"",
        "\"regions\": { \"mouth\": { \"gain\": 4 }, \"jaw\": { \"gain\": 4 } }, \"outputs\"",
        1,
    );
    let gained = from_json(&gained).unwrap();
    let mut retarget = Retarget::new(Arc::clone(&gained));
    let mut out = vec![0.0; gained.controls.len()];
    for seed in 0..50 {
        let mut frame = busy(seed);
        lips(&mut frame, 1.0);
        retarget.apply(&frame, 1.0 / 60.0, &mut out);
        let value = |name: &str| out[gained.index(name).unwrap()];
        assert!(
            value("mouthLowerDownLeft") == 0.0 && value("jawOpen") <= 0.1 && value("mouthClose") >= value("jawOpen")
        );
    }
    assert_eq!(board().controls.len(), crate::rig::BOARD_CONTROLS);
}
