//! Closed lips stay closed on every rig, in every emotion, however far the mouth is turned up.

use std::sync::Arc;

use super::pose::{near, rig, value};
use super::support::{engine, hello};
use emoface::bake::BakeOptions;
use emoface::emotion::EMOTIONS;
use emoface::motion::Frame;
use emoface::rig::frame::{CLOSED, CLOSING, closure};
use emoface::rig::region::REGIONS;
use emoface::rig::{Rig, column, from_json, retarget};

/// The rig with every region turned up to `gain`.
fn turned_up(name: &str, gain: f32) -> Arc<Rig> {
    let json = rig(name).to_json();
    let regions: Vec<_> = REGIONS.iter().map(|region| format!("\"{region}\": {{ \"gain\": {gain} }}")).collect();
    let (head, rest) = json.split_once("\"outputs\"").expect("a profile has outputs");
    from_json(&format!("{head}\"regions\": {{ {} }}, \"outputs\"{rest}", regions.join(", "))).unwrap()
}

/// The sample sentence, which has twelve closures, in each emotion at full strength.
fn takes() -> Vec<(&'static str, Vec<Frame>)> {
    let (engine, (samples, rate)) = (engine(), hello());
    let take = |emotion: &&'static str| {
        let options = BakeOptions { mood: emotion.parse().unwrap(), ..BakeOptions::default() };
        (*emotion, engine.bake(&samples, f64::from(rate), &options).unwrap().frames)
    };
    EMOTIONS.iter().map(take).collect()
}

fn is_closed(rig: &Arc<Rig>, values: &[f32]) {
    let at = |name: &str| value(rig, values, name);
    match rig.name.as_str() {
        "metahuman" => {
            let raw = |name: &str| at(&format!("CTRL_expressions_{name}"));
            for side in ["L", "R"] {
                for lip in ["U", "D"] {
                    assert_eq!(raw(&format!("mouthLipsTogether{lip}{side}")), 1.0);
                    assert!(raw(&format!("mouthFunnel{lip}{side}")) <= 0.04);
                }
                assert_eq!(raw(&format!("mouthLowerLipDepress{side}")), 0.0);
                assert_eq!(raw(&format!("mouthUpperLipRaise{side}")), 0.0);
                assert!(raw(&format!("jawChinRaiseU{side}")) <= 0.8 * raw(&format!("jawChinRaiseD{side}")) + 1e-6);
            }
            assert!(raw("jawOpen") <= 0.15);
        }
        "arkit" => {
            assert!(at("jawOpen") <= 0.08);
            near(at("mouthClose"), at("jawOpen") + 0.012, "mouthClose");
            for side in ["Left", "Right"] {
                assert_eq!(at(&format!("mouthLowerDown{side}")) + at(&format!("mouthUpperUp{side}")), 0.0);
                assert!(at(&format!("noseSneer{side}")) <= 0.08);
            }
            // What opens the lips by itself, in millimetres of the two heads that were measured.
            let opening = 14.0 * at("mouthFunnel") + 5.9 * at("mouthShrugUpper") - 4.3 * at("mouthShrugLower")
                + 4.9 * at("jawForward")
                + 4.4 * (at("noseSneerLeft") + at("noseSneerRight"))
                + 1.9 * at("mouthPucker");
            assert!(opening < 2.0, "the lips part by {opening} mm");
        }
        "oculus" => {
            assert_eq!(at("PP"), 1.0);
            assert_eq!(values.iter().sum::<f32>(), 1.0);
        }
        "vrm" => assert_eq!(["aa", "ih", "ou", "ee", "oh"].map(at), [0.0; 5]),
        other => panic!("what is closed on {other}?"),
    }
}

#[test]
fn lips_close_in_every_emotion_at_twice_the_gain() {
    let takes = takes();
    for name in ["metahuman", "arkit", "oculus", "vrm"] {
        for gain in [1.0, 2.0] {
            let rig = turned_up(name, gain);
            for (emotion, frames) in &takes {
                let shown = retarget::take(&rig, frames, 60.0);
                let shut: Vec<_> = frames.iter().zip(&shown).filter(|(frame, _)| closure(frame) == 1.0).collect();
                assert!(shut.len() >= 20, "{emotion} closes in only {} frames", shut.len());
                shut.iter().for_each(|(_, values)| is_closed(&rig, values));
            }
        }
    }
}

#[test]
fn a_closure_comes_and_goes_without_a_jump() {
    let arkit = rig("arkit");
    let jaw = arkit.index("jawOpen").unwrap();
    let mut last = None;
    for step in 0..=200 {
        let mut frame: Frame = [0.0; _];
        frame[column::JAW_OPEN] = 0.4;
        for side in [0, column::RIGHT] {
            column::LIPS_TOGETHER.iter().for_each(|lip| frame[lip + side] = step as f32 / 200.0);
        }
        let now = retarget::take(&arkit, &[frame], 60.0).remove(0)[jaw];
        assert!(last.is_none_or(|last: f32| (0.0..0.01).contains(&(last - now))), "at {step}");
        last = Some(now);
    }
}

/// The page and the recipe close lips by the same edges.
#[test]
fn the_edges_of_a_closure_are_the_same_in_every_language() {
    let read = |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let page = read("examples/preview/src/rig.ts");
    assert!(page.contains(&format!("const CLOSING = {CLOSING};\nconst CLOSED = {CLOSED};\n")));
    assert!(read("models/recipe/rigs/spoken.py").contains(&format!("CLOSING, CLOSED = {CLOSING}, {CLOSED} ")));
}
