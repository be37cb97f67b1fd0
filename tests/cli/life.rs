//! `emoface life`: a table for people, JSON for programs, and hours in no time.

use serde_json::Value;

use crate::command::emoface;

#[test]
fn the_table_names_its_states_figures_and_sources() {
    let table = String::from_utf8(emoface(["life", "--hours", "0.2", "--seed", "3"]).quietly()).unwrap();
    for part in ["speaking, 0.2 h, seed 3", "listening", "idle", "blinks", "rate", "/min", "Doughty 2001", "saccades"] {
        assert!(table.contains(part), "'{part}' is missing in:\n{table}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 110), "{table}");
    let again = String::from_utf8(emoface(["life", "--hours", "0.2", "--seed", "3"]).quietly()).unwrap();
    assert_eq!(table, again);
}

#[test]
fn the_json_holds_the_state_asked_for() {
    let arguments = ["life", "--hours", "0.5", "--state", "speaking", "--emotion", "sad", "--json"];
    let figures: Vec<Value> = serde_json::from_slice(&emoface(arguments).quietly()).unwrap();
    assert!(figures.iter().all(|figure| figure["state"] == "speaking"));
    let rate = figures.iter().find(|figure| figure["group"] == "blinks" && figure["name"] == "rate").unwrap();
    let value = rate["value"].as_f64().unwrap();
    assert!((5.0..32.5).contains(&value), "{value}");
    assert_eq!(rate["lifelike"], true);
    assert_eq!(rate["people"]["source"], "Doughty 2001");
}

#[test]
fn hours_without_end_and_unknown_states_are_refused() {
    for arguments in [["life", "--hours", "1e9"], ["life", "--hours", "NaN"], ["life", "--state", "asleep"]] {
        let ended = emoface(arguments);
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
}
