//! What closed lips promise.

use std::sync::Arc;

use emoface::rig::frame::{self, Frame};
use emoface::rig::retarget::{Retarget, take};
use emoface::rig::{built_in, column, from_json};

use super::support::Lottery;
use super::{FULL, fault};

/// Lips that the board says are closed, and everything else anyhow.
fn closed(lottery: &mut Lottery, together: f32) -> Frame {
    let mut frame: Frame = std::array::from_fn(|_| lottery.below(2001) as f32 / 1000.0 - 1.0);
    for lip in column::LIPS_TOGETHER {
        (frame[lip], frame[lip + column::RIGHT]) = (together, together);
    }
    frame
}

/// A rule and its bounds as functions of the outputs' values.
type Promise = (usize, Box<dyn Fn(&[f32]) -> f32>, Box<dyn Fn(&[f32]) -> f32>);

#[test]
fn closed_lips_obey_every_rule_exactly() {
    let mut lottery = Lottery(11);
    for turn in 0..60 {
        let mut number = |from: f32, to: f32| from + (to - from) * lottery.below(1000) as f32 / 1000.0;
        let (least, greatest, gain, offset) =
            (number(0.0, 0.4), number(0.5, 1.0), number(-2.0, 2.0), number(-0.5, 0.5));
        let (mouth, smoothing) = (number(0.0, 4.0), number(0.0, 1000.0));
        let outputs: Vec<String> = ["jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthLowerDownLeft", "mouthSmileLeft"]
            .iter()
            .map(|input| format!(r#"{{ "name": "{input}", "region": "mouth", "min": -0.3, "gain": 3, "offset": -0.2, "inputs": {{ "{input}": 1 }} }}"#))
            .collect();
        let text = format!(
            r#"{{ "emoface_profile": 1, "name": "x", "outputs": [{}],
                "regions": {{ "mouth": {{ "gain": {mouth}, "smoothing_ms": {smoothing} }} }},
                "closure": [
                    {{ "output": "jawOpen", "min": {least}, "max": {greatest} }},
                    {{ "output": "mouthClose", "min": {{ "output": "jawOpen" }}, "max": {{ "output": "jawOpen" }} }},
                    {{ "output": "mouthFunnel", "max": {{ "output": "mouthClose", "gain": {gain}, "offset": {offset} }} }},
                    {{ "output": "mouthPucker", "min": {{ "output": "mouthFunnel", "gain": {gain} }}, "max": {greatest} }},
                    {{ "output": "mouthLowerDownLeft", "max": 0 }},
                    {{ "output": "mouthSmileLeft", "min": {greatest} }}
                ] }}"#,
            outputs.join(",")
        );
        let no = |sign: f32| move |_: &[f32]| sign * f32::MAX;
        let is = |value: f32| move |_: &[f32]| value;
        let promises: Vec<Promise> = vec![
            (0, Box::new(is(least)), Box::new(is(greatest))),
            (1, Box::new(|out| out[0]), Box::new(|out| out[0])),
            (2, Box::new(no(-1.0)), Box::new(move |out| gain * out[1] + offset)),
            (3, Box::new(move |out| gain * out[2]), Box::new(is(greatest))),
            (4, Box::new(no(-1.0)), Box::new(is(0.0))),
            (5, Box::new(is(greatest)), Box::new(no(1.0))),
        ];
        let rig = from_json(&text).unwrap();
        let (mut retarget, mut out) = (Retarget::new(rig), [0.0; 6]);
        for frame in 0..40 {
            let together = if frame % 3 == 0 { 0.0 } else { 0.951 + 0.0012 * frame as f32 };
            let given = closed(&mut lottery, together);
            retarget.apply(&given, lottery.below(100) as f32 / 1000.0, &mut out);
            assert_eq!(frame::closure(&given), if frame % 3 == 0 { 0.0 } else { 1.0 });
            for (output, min, max) in promises.iter().filter(|_| frame % 3 != 0) {
                let value = out[*output];
                // The output's range comes after all, and max after min.
                let kept = value.max(min(&out)).min(max(&out)).clamp(-0.3, 1.0);
                assert_eq!(value, kept, "turn {turn}, frame {frame}, output {output}: {out:?}\n{text}");
            }
        }
    }
}

#[test]
fn lips_close_gradually_and_from_any_value() {
    let rig = from_json(FULL).unwrap();
    let mut before = f32::MAX;
    for step in 0..=100 {
        let mut frame: Frame = [0.0; _];
        frame[column::JAW_OPEN] = 0.8;
        for lip in column::LIPS_TOGETHER {
            (frame[lip], frame[lip + column::RIGHT]) = (step as f32 / 100.0, step as f32 / 100.0);
        }
        let jaw = take(&rig, &[frame], 60.0)[0][0];
        assert!(jaw <= before + 1e-6 && before - jaw < 0.1 || step == 0, "{step}: {before} {jaw}");
        before = jaw;
    }
    assert!(before <= 0.06);
}

#[test]
fn normalised_outputs_share_one_whole_whatever_is_closed() {
    let oculus = built_in("oculus").unwrap();
    let gained =
        oculus.to_json().replacen("\"normalise\"", "\"regions\": { \"mouth\": { \"gain\": 4 } }, \"normalise\"", 1);
    let mut lottery = Lottery(3);
    for rig in [oculus, from_json(&gained).unwrap()] {
        let (rest, lips) = (rig.index("sil").unwrap(), rig.index("PP").unwrap());
        let mut retarget = Retarget::new(Arc::clone(&rig));
        let mut out = vec![0.0; rig.controls.len()];
        for turn in 0..300 {
            let given = closed(&mut lottery, (turn % 11) as f32 / 10.0);
            retarget.apply(&given, 0.02, &mut out);
            let sum: f32 = out.iter().sum();
            assert!((sum - 1.0).abs() < 1e-5 && out.iter().all(|value| (0.0..=1.0).contains(value)), "{out:?}");
            if frame::closure(&given) == 1.0 {
                assert_eq!((out[lips], out[rest]), (1.0, 0.0));
            }
        }
    }
    let wrong = |from: &str, to: &str| {
        let text = FULL.replacen("\"closure\"", "\"normalise\": { \"rest\": \"Unused\" }, \"closure\"", 1);
        let text = text.replacen("\"min\": -1, ", "", 1).replacen("\"min\": -30, \"max\": 30, ", "", 1);
        fault(&text.replacen(from, to, 1)).2
    };
    assert!(wrong("", "").contains("take numbers as bounds"));
    let whole = r#"{ "output": "Jaw_Open", "max": 0.06 },
    { "output": "Lips_Close", "min": { "output": "Jaw_Open", "gain": 1.0, "offset": 0.0 } }"#;
    let halves = r#"{ "output": "Jaw_Open", "min": 0.6 }, { "output": "Lips_Close", "min": 0.6 }"#;
    assert!(wrong(whole, halves).contains("sum to 1.2"), "{}", wrong(whole, halves));
    let rest = r#"{ "output": "Unused", "max": 0.06 }"#;
    assert!(wrong(whole, rest).contains("what the others leave"));
    assert!(wrong("\"name\": \"Brow\"", "\"name\": \"Brow\", \"min\": -1").contains("range 0 to 1"));
}
