//! Profiles as their writers meet them: what is refused and how it is said, and what closed lips promise.

mod support;

use std::sync::Arc;

use emoface::error::Error;
use emoface::motion::{Frame, limits};
use emoface::rig::retarget::{Retarget, take};
use emoface::rig::{self, BUILT_IN, PROFILE_SCHEMA, Rig, built_in, column, from_json, region::REGIONS};
use serde_json::Value;
use support::Lottery;

/// A profile with everything that a profile can have.
const FULL: &str = r#"{
  "$schema": "profile.schema.json",
  "emoface_profile": 1,
  "name": "hero",
  "source": "arkit",
  "regions": { "mouth": { "gain": 1.1 }, "brows": { "gain": 0.8, "smoothing_ms": 40 } },
  "outputs": [
    { "name": "Jaw_Open", "region": "jaw", "inputs": { "jawOpen": 0.9 } },
    { "name": "Lips_Pucker", "region": "mouth", "gain": 1.0, "offset": 0.0, "min": 0.0, "max": 1.0,
      "curve": [[0, 0], [0.5, 0.7], [1, 1]],
      "inputs": [ { "input": "mouthPucker", "weight": 1.0 },
                  { "input": "mouthFunnel", "weight": 0.3, "curve": [[0, 0], [1, 1]] },
                  { "input": "mouthClose", "weight": 1.0, "times": "jawOpen" } ] },
    { "name": "Lips_Close", "inputs": { "mouthClose": 1, "CTRL_expressions_mouthPressUL": 0.1 } },
    { "name": "Lower_Down", "inputs": { "mouthLowerDownLeft": 0.5, "mouthLowerDownRight": 0.5 } },
    { "name": "Brow", "min": -1, "inputs": { "browInnerUp": 1, "browDownLeft": -1, "emotionSad": 0.2 } },
    { "name": "Nod", "min": -30, "max": 30, "inputs": { "headPitch": 1 } },
    { "name": "Unused" }
  ],
  "closure": [
    { "output": "Jaw_Open", "max": 0.06 },
    { "output": "Lips_Close", "min": { "output": "Jaw_Open", "gain": 1.0, "offset": 0.0 } },
    { "output": "Lower_Down", "max": 0.0 }
  ]
}"#;

fn fault(text: &str) -> (usize, usize, String) {
    match from_json(text) {
        Err(Error::Profile { line, column, problem }) => (line, column, problem),
        other => panic!("{other:?} for {text}"),
    }
}

#[test]
fn a_full_profile_is_read_and_run() {
    let rig = from_json(FULL).unwrap();
    assert_eq!((rig.name.as_str(), rig.controls.len()), ("hero", 7));
    let regions: Vec<_> = rig.controls.iter().map(|control| control.region).collect();
    assert_eq!(regions, ["jaw", "mouth", "jaw", "mouth", "brows", "head", "head"]);
    let mut frame: Frame = [0.0; _];
    (frame[column::JAW_OPEN], frame[rig::channel::HEAD_PITCH]) = (0.5, -20.0);
    let values = take(&rig, &[frame], 60.0).remove(0);
    assert!((values[0] - 0.45).abs() < 1e-6 && values[5] == -20.0 && values[6] == 0.0, "{values:?}");
    assert_eq!(from_json(&rig.to_json()).unwrap().to_json(), rig.to_json());
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    // What to change in the full profile, words of the sentence, and where the fault then is.
    let cases = [
        ("\"jawOpen\": 0.9", "\"jawOpne\": 0.9", "no `jawOpne`; did you mean `jawOpen`?", "jawOpne"),
        ("\"region\": \"jaw\"", "\"region\": \"chin\"", "give one of mouth, jaw", "chin"),
        ("\"arkit\"", "\"arkti\"", "did you mean `arkit`?", "arkti"),
        ("\"brows\": {", "\"eyebrows\": {", "no region is called `eyebrows`", "eyebrows"),
        ("\"gain\": 1.1", "\"gain\": 4.5", "give 0 to 4", "mouth"),
        ("\"smoothing_ms\": 40", "\"smoothing_ms\": -1", "give 0 to 1000", "brows"),
        ("\"Lips_Close\", \"inputs\"", "\"Jaw_Open\", \"inputs\"", "names must differ", "Jaw_Open\", \"inputs"),
        ("\"min\": -30, \"max\": 30", "\"min\": 30, \"max\": -30", "above its max", "Nod"),
        ("\"output\": \"Lower_Down\"", "\"output\": \"LowerDown\"", "did you mean `Lower_Down`?", "LowerDown\", \"max"),
        ("\"max\": 0.06", "\"max\": -0.5", "cannot be reached", "Jaw_Open\", \"max"),
        ("\"max\": 0.06", "\"max\": 0.06, \"min\": 0.1", "swap them", "Jaw_Open\", \"max"),
        (", \"max\": 0.06", "", "it says nothing", "Jaw_Open\" }"),
        ("\"Lower_Down\", \"max\"", "\"Jaw_Open\", \"max\"", "this one before it", "Jaw_Open\", \"max\": 0.0 }"),
        ("\"Lower_Down\", \"max\"", "\"Lips_Close\", \"max\"", "an earlier rule has", "Lips_Close\", \"max"),
        (
            "\"output\": \"Jaw_Open\", \"gain\"",
            "\"output\": \"Lips_Close\", \"gain\"",
            "follow itself",
            "Lips_Close\", \"min",
        ),
        ("\"times\": \"jawOpen\"", "\"times\": \"jaw\"", "did you mean `jawOpen`?", "jaw\" }"),
        ("\"emoface_profile\": 1", "\"emoface_profile\": 2", "reads format 1", "{"),
        ("[0.5, 0.7]", "[0.0, 0.7]", "must rise", ", [1, 1]],\n"),
        ("[[0, 0], [1, 1]]", "[[0, 0]]", "two knots", "] },\n"),
        (
            "\"gain\": 1.0, \"offset\"",
            "\"gian\": 1.0, \"offset\"",
            "unknown field `gian`, expected one of",
            "\": 1.0, \"off",
        ),
        ("\"jawOpen\": 0.9", "\"jawOpen\": 2e6", "too great", " } },\n    { \"name\": \"Lips_Pucker"),
        ("\"jawOpen\": 0.9", "\"jawOpen\": \"0.9\"", "expected a number", "\" } },\n"),
        ("\"jawOpen\": 0.9", "\"jawOpen\": 1, \"jawOpen\": 2", "twice", "jawOpen\": 2"),
        ("\"name\": \"Unused\"", "\"name\": \"\"", "must not be empty", "\" }\n"),
        ("\"name\": \"Unused\"", "\"nam\": 1", "unknown field `nam`", "\": 1 }\n"),
        ("\"name\": \"hero\",", "", "missing field `name`", "END"),
        ("\"max\": 0.0 }", "\"max\": null }", "expected a number or", " }\n  ]\n}"),
        ("\"name\": \"hero\",", "\"name\": \"he\\u0000ro\",", "control characters", "{"),
    ];
    let mut misplaced = Vec::new();
    for (from, to, words, place) in cases {
        let text = FULL.replacen(from, to, 1);
        assert_ne!(text, FULL, "{from}");
        let (line, column, problem) = fault(&text);
        assert!(problem.contains(words), "{to}: {problem}");
        let before = &text[..text.find(place).unwrap_or(text.len() - 1)];
        let at = (before.matches('\n').count() + 1, before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1);
        // serde_json names the last character that it has read, or the one after.
        if line != at.0 || column.abs_diff(at.1) > 1 {
            misplaced.push(format!("{to}: {line}:{column}, not {at:?}: {problem}"));
        }
    }
    assert!(misplaced.is_empty(), "{misplaced:#?}");
    for text in ["", "{", "[]", "\"x\"", "{\"emoface_profile\": 1}", "nul"] {
        let (line, column, problem) = fault(text);
        assert!(line == 1 && column >= 1 && !problem.is_empty(), "{text}");
    }
}

#[test]
fn absurd_profiles_are_refused() {
    let profile = |outputs: &str| format!(r#"{{"emoface_profile":1,"name":"x","outputs":[{outputs}]}}"#);
    let outputs = |n: usize| (0..n).map(|i| format!(r#"{{"name":"{i}"}}"#)).collect::<Vec<_>>().join(",");
    assert!(from_json(&profile(&outputs(1024))).is_ok());
    assert!(fault(&profile(&outputs(1025))).2.contains("give 1 to 1024"));
    assert!(fault(&profile("")).2.contains("give 1 to 1024"));
    let terms = |n: usize| {
        let term = r#"{"input":"jawOpen","curve":[[0,0],[1,1]]}"#;
        profile(&format!(r#"{{"name":"a","inputs":[{}]}}"#, vec![term; n].join(",")))
    };
    assert!(from_json(&terms(16_384)).is_ok());
    assert!(fault(&terms(16_385)).2.contains("at most 16384"));
    let knots = |n: usize| {
        let knots: Vec<_> = (0..n).map(|i| format!("[{i},0]")).collect();
        profile(&format!(r#"{{"name":"a","curve":[{}]}}"#, knots.join(",")))
    };
    assert!(from_json(&knots(64)).is_ok());
    assert!(fault(&knots(65)).2.contains("more than 64"));
    let named = |n: usize| profile(&format!(r#"{{"name":"{}"}}"#, "x".repeat(n)));
    assert!(from_json(&named(256)).is_ok());
    assert!(fault(&named(257)).2.contains("too long"));
    assert!(fault(&" ".repeat((4 << 20) + 1)).2.contains("at most"));
    for open in ["[", "{\"a\":", "{\"outputs\":["] {
        assert!(from_json(&open.repeat(100_000)).is_err(), "no stack is deep enough");
    }
    let inputs = format!(r#"{{"name":"a","inputs":{{"{}":1}}}}"#, "j".repeat(1_000_000));
    assert!(fault(&profile(&inputs)).2.contains("has no"));
}

#[test]
fn no_mutation_of_a_profile_panics() {
    let words =
        ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "1e999", "-1e6", "1e-300", "0", "\\u0000", "\u{1F600}"];
    let words =
        words.into_iter().chain(["jawOpen", "\"times\"", "\"curve\": [[0,1],[1,0]],", "\"min\": 0.5,", "\"region\":"]);
    let words: Vec<&str> =
        words.chain(["\"normalise\": {\"rest\": \"Unused\"},", "\"closure\"", "\"source\": \"vrm\","]).collect();
    let whole: Vec<char> = FULL.chars().collect();
    let (mut lottery, mut sound) = (Lottery(5), 0);
    for _ in 0..6_000 {
        let mut text = whole.clone();
        for _ in 0..=lottery.below(3) {
            let at = lottery.below(text.len());
            let end = (at + lottery.below(12)).min(text.len());
            match lottery.below(4) {
                0 => drop(text.drain(at..end)),
                1 => text[at] = char::from(b' ' + lottery.below(95) as u8),
                2 => drop(text.splice(at..at, words[lottery.below(words.len())].chars())),
                _ => {
                    let copy: Vec<char> = text[at..end].to_vec();
                    let to = lottery.below(text.len());
                    drop(text.splice(to..to, copy));
                }
            }
        }
        let text: String = text.into_iter().collect();
        match from_json(&text) {
            Ok(rig) => {
                sound += 1;
                let mut out = vec![0.0; rig.controls.len()];
                let frame: Frame = std::array::from_fn(|i| [1.0, -1.0, f32::NAN, 1e30][i % 4]);
                Retarget::new(Arc::clone(&rig)).apply(&frame, 0.02, &mut out);
                for (value, control) in out.iter().zip(&rig.controls) {
                    assert!((control.min..=control.max).contains(value), "{value} in\n{text}");
                }
                assert_eq!(from_json(&rig.to_json()).unwrap().to_json(), rig.to_json(), "{text}");
            }
            Err(Error::Profile { line, column, problem }) => {
                assert!(line >= 1 && column >= 1 && line <= text.lines().count().max(1), "{line}:{column} {problem}");
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!((200..5_000).contains(&sound), "{sound} mutations were sound: the test tests little");
}

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
            let together = if frame % 3 == 0 { 0.0 } else { 0.851 + 0.0037 * frame as f32 };
            let given = closed(&mut lottery, together);
            retarget.apply(&given, lottery.below(100) as f32 / 1000.0, &mut out);
            assert_eq!(limits::closure(&given), if frame % 3 == 0 { 0.0 } else { 1.0 });
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
            if limits::closure(&given) == 1.0 {
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

/// The keys that the parser takes where `text` has the key `?`.
fn keys(text: &str) -> Vec<String> {
    let problem = fault(text).2;
    let listed = problem.split("expected ").nth(1).unwrap_or_else(|| panic!("{problem}"));
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_says_what_the_parser_does() {
    let schema: Value = serde_json::from_str(PROFILE_SCHEMA).unwrap();
    let profile = |inside: &str| format!(r#"{{"emoface_profile":1,"name":"x",{inside}}}"#);
    let output = |inside: &str| profile(&format!(r#""outputs":[{{"name":"a",{inside}}}]"#));
    let rule = |inside: &str| profile(&format!(r#""outputs":[{{"name":"a"}}],"closure":[{{"output":"a",{inside}}}]"#));
    let places = [
        ("", profile(r#""?":1"#)),
        ("/properties/normalise", profile(r#""normalise":{"?":1}"#)),
        ("/$defs/output", output(r#""?":1"#)),
        ("/$defs/term", output(r#""inputs":[{"?":1}]"#)),
        ("/$defs/tuning", profile(r#""regions":{"mouth":{"?":1}}"#)),
        ("/$defs/rule", rule(r#""?":1"#)),
        ("/$defs/bound/anyOf/1", rule(r#""max":{"?":1}"#)),
    ];
    for (place, text) in places {
        let described = schema.pointer(&format!("{place}/properties")).and_then(Value::as_object).unwrap();
        assert_eq!(schema.pointer(&format!("{place}/additionalProperties")), Some(&Value::Bool(false)), "{place}");
        let mut parsed = keys(&text);
        parsed.sort();
        assert_eq!(parsed, described.keys().cloned().collect::<Vec<_>>(), "{place}");
    }
    let at = |pointer: &str| schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
    assert_eq!(*at("/$defs/region/enum"), serde_json::json!(REGIONS));
    assert_eq!(*at("/properties/source/enum"), serde_json::json!(BUILT_IN));
    assert_eq!((at("/properties/outputs/maxItems"), at("/$defs/curve/maxItems")), (&1024.into(), &64.into()));
    let described = at("/$defs/output/properties/inputs/description").as_str().unwrap();
    assert!(rig::channel::NAMES.iter().all(|name| described.contains(name)));
}

#[test]
fn a_profile_reads_the_whole_chain_above_it() {
    let text = |source: &str| {
        format!(
            r#"{{ "emoface_profile": 1, "name": "x", "source": "{source}", "outputs": [
                {{ "name": "raw", "inputs": {{ "CTRL_expressions_jawOpen": 1 }} }},
                {{ "name": "board", "inputs": {{ "CTRL_C_jaw-translateY": 1 }} }},
                {{ "name": "yaw", "min": -90, "max": 90, "inputs": {{ "headYaw": 1 }} }} ] }}"#
        )
    };
    let mut frame: Frame = [0.0; _];
    (frame[column::JAW_OPEN], frame[rig::channel::HEAD_YAW]) = (0.4, 12.0);
    for source in ["metahuman", "arkit", "oculus", "vrm"] {
        let rig: Arc<Rig> = from_json(&text(source)).unwrap();
        let values = take(&rig, &[frame], 60.0).remove(0);
        assert!((values[0] - 0.4).abs() < 0.05 && values[1] == 0.4 && values[2] == 12.0, "{source}: {values:?}");
    }
    assert!(fault(&text("board")).2.contains("the source board has no `CTRL_expressions_jawOpen`"));
}
