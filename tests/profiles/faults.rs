//! What is refused, and how it is said.

use std::sync::Arc;

use emoface::error::Error;
use emoface::motion::Frame;
use emoface::rig::from_json;
use emoface::rig::retarget::Retarget;

use super::support::Lottery;
use super::{FULL, fault};

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
