//! What is read: the whole format, the chain above a profile, and the schema that says the same.

use std::sync::Arc;

use emoface::motion::Frame;
use emoface::rig::retarget::take;
use emoface::rig::{self, BUILT_IN, PROFILE_SCHEMA, Rig, column, from_json, region::REGIONS};
use serde_json::Value;

use super::{FULL, fault};

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
