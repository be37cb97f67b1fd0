//! `emoface rigs`, and bakes on rigs other than the board: the library's and a user's own.

use emoface::rig::{self, board};

use crate::command::{Folder, emoface, hello, table};

fn text(arguments: &[&str]) -> String {
    String::from_utf8(emoface(arguments).quietly()).unwrap()
}

#[test]
fn the_lists_list() {
    let all = text(&["rigs"]);
    for rig in rig::BUILT_IN.into_iter().filter_map(rig::built_in) {
        let name = rig.name.as_str();
        let words = [name, &rig.controls.len().to_string()].map(str::to_owned);
        assert!(all.lines().any(|line| line.split_whitespace().take(2).eq(words.iter())), "{name} in\n{all}");
        assert!(text(&["rigs", name, "--names"]).lines().eq(rig.controls.iter().map(|control| &control.name)));
    }
    let jaw = ["4", "CTRL_C_jaw-translateY", "jaw", "0", "to", "1"];
    assert!(text(&["rigs", "board"]).lines().any(|line| line.split_whitespace().eq(jaw)));
    assert!(text(&["rigs", "--names"]).lines().eq(board().controls.iter().map(|control| &control.name)));
    let schema: serde_json::Value = serde_json::from_str(&text(&["rigs", "--schema"])).unwrap();
    assert!(schema["properties"]["outputs"].is_object());
    emoface(["rigs", "puppet"]).says(1, &["puppet"]);
}

#[test]
fn every_rig_is_baked_in_its_own_names_and_ranges() {
    for rig in rig::BUILT_IN.into_iter().filter_map(rig::built_in) {
        let name = rig.name.as_str();
        let (header, rows) = table(&emoface(["bake", &hello(), "-o", "-", "--rig", name]).quietly());
        assert!(header.iter().eq(rig.controls.iter().map(|control| &control.name)), "{name}");
        for row in &rows {
            let in_range = |(value, control): (&f32, &rig::Control)| (control.min..=control.max).contains(value);
            assert!(row.len() == rig.controls.len() && row.iter().zip(&rig.controls).all(in_range), "{name}: {row:?}");
        }
        let json = emoface(["bake", &hello(), "-o", "-", "--rig", name, "--format", "json"]).quietly();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["rig"].as_str(), Some(name));
        let frames: Vec<Vec<f32>> = serde_json::from_value(json["frames"].clone()).unwrap();
        assert_eq!(frames, rows, "{name}");
        let moves = |column: usize| rows.iter().any(|row| (row[column] - rows[0][column]).abs() > 0.1);
        assert!((0..rig.controls.len()).filter(|column| moves(*column)).count() >= 4, "{name} hardly moves");
    }
}

const PUPPET: &str = r#"{
    "emoface_profile": 1,
    "name": "puppet",
    "source": "board",
    "outputs": [
        { "name": "Open", "inputs": { "CTRL_C_jaw-translateY": 0.5 } },
        { "name": "Wide, \"shut\"", "inputs": { "CTRL_L_eye_blink-translateY": 1.0 } }
    ]
}"#;

#[test]
fn a_profile_of_ones_own_is_baked() {
    let folder = Folder::new("profile");
    let puppet = folder.file("puppet.json", PUPPET.as_bytes());
    let csv = text(&["bake", &hello(), "-o", "-", "--profile", &puppet]);
    assert_eq!(csv.lines().next(), Some(r#"Open,"Wide, ""shut""""#));
    let open: Vec<f32> = csv.lines().skip(1).map(|line| line.split_once(',').unwrap().0.parse().unwrap()).collect();
    let rows = table(&emoface(["bake", &hello(), "-o", "-"]).quietly()).1;
    assert!(open.iter().zip(&rows).all(|(open, row)| (open - row[4] / 2.0).abs() < 1e-6));
    assert!(text(&["rigs", &puppet]).contains("puppet: 2 controls"));
    let copy = folder.file("copy.json", text(&["rigs", &puppet, "--json"]).as_bytes());
    assert_eq!(text(&["bake", &hello(), "-o", "-", "--profile", &copy]), csv);
}

#[test]
fn what_is_wrong_with_a_profile_is_said_before_the_work() {
    let folder = Folder::new("wrong-profile");
    let wrong = folder.file("wrong.json", PUPPET.replace("CTRL_C_jaw-translateY", "CTRL_C_jaw").as_bytes());
    let out = folder.path("a.csv");
    let no_sound = folder.path("none.wav");
    emoface(["bake", &no_sound, "-o", &out, "--profile", &wrong]).says(1, &["wrong.json", "line 6", "CTRL_C_jaw"]);
    emoface(["bake", &hello(), "-o", &out, "--profile", &folder.path("none.json")]).says(1, &["none.json"]);
    let both = emoface(["bake", &hello(), "-o", &out, "--profile", &wrong, "--rig", "arkit"]);
    assert_eq!(both.code, Some(2), "{both:?}");
    assert_eq!(folder.names(), ["wrong.json"]);
}

#[test]
fn shapes_are_known_by_their_names() {
    let folder = Folder::new("match");
    let names = folder.file("names.txt", "\u{feff}JawOpen\r\n\r\nfreckles\nMouth_Smile_L\n".as_bytes());
    let out = folder.path("face.json");
    let report = text(&["rigs", "--match", &names, "-o", &out]);
    assert!(report.lines().any(|line| line.contains("freckles")) && report.starts_with("2 of 3"), "{report}");
    assert_eq!(text(&["rigs", "--match", &names, "-o", "-"]), std::fs::read_to_string(&out).unwrap());
    let (header, rows) = table(&emoface(["bake", &hello(), "-o", "-", "--profile", &out]).quietly());
    assert_eq!(header, ["JawOpen", "freckles", "Mouth_Smile_L"]);
    assert!(rows.iter().any(|row| row[0] > 0.15) && rows.iter().all(|row| row[1] == 0.0));
    let unknown = folder.file("unknown.txt", b"freckles\n");
    emoface(["rigs", "--match", &unknown]).says(1, &["unknown.txt", "profile"]);
    emoface(["rigs", "--match", &folder.file("empty.txt", b"\n")]).says(1, &["empty.txt"]);
    emoface(["rigs", "--match", &names, "-o", &names]).says(1, &["overwrite"]);
}
