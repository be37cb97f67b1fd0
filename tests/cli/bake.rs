//! `emoface bake`: the board in three formats, the options, and files that are whole or not there.

use emoface::look_ahead::LookAhead;
use emoface::network::backend::Choice;
use emoface::network::onnx::OnnxModel;
use emoface::rig::board;

use crate::command::{Folder, emoface, emoface_with, hello, numbers, table};

fn bake(options: &[&str]) -> Vec<Vec<f32>> {
    let hello = hello();
    table(&emoface(["bake", &hello, "-o", "-"].iter().chain(options)).quietly()).1
}

fn column(rows: &[Vec<f32>], name: &str) -> Vec<f32> {
    let index = board().index(name).unwrap();
    rows.iter().map(|row| row[index]).collect()
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

#[test]
fn a_csv_has_one_line_of_names_and_one_row_a_frame() {
    let folder = Folder::new("csv");
    let out = folder.path("hello.csv");
    assert!(emoface(["bake", &hello(), "-o", &out]).quietly().is_empty());
    assert_eq!(folder.names(), ["hello.csv"], "temporary files are left");
    let (header, rows) = table(&std::fs::read(&out).unwrap());
    let names: Vec<_> = board().controls.iter().map(|control| control.name.as_str()).collect();
    assert_eq!(header, names);
    let wav = emoface::wav::read(hello().as_ref()).unwrap();
    assert_eq!(rows.len(), (wav.seconds() * 60.0).ceil() as usize);
    for row in &rows {
        assert_eq!(row.len(), names.len());
        let in_range = |(value, control): (&f32, &emoface::rig::Control)| (control.min..=control.max).contains(value);
        assert!(row.iter().zip(&board().controls).all(in_range));
    }
    let jaw = column(&rows, "CTRL_C_jaw-translateY");
    assert!(jaw.iter().any(|jaw| *jaw > 0.15) && jaw.iter().any(|jaw| *jaw < 0.06), "the jaw does not speak");
}

#[test]
fn json_says_the_same_and_what_it_is() {
    let json =
        emoface(["bake", &hello(), "-o", "-", "--format", "json", "--emotion", "happy:0.5", "--seed", "9"]).quietly();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        (json["rig"].as_str(), json["fps"].as_f64(), json["seed"].as_u64()),
        (Some("board"), Some(60.0), Some(9))
    );
    assert_eq!(json["emotion"]["happy"].as_f64(), Some(0.5));
    assert!(json["model"].as_str().is_some_and(|model| model.contains(' ')));
    assert_eq!(json["controls"].as_array().unwrap().len(), 174);
    let frames: Vec<Vec<f32>> = serde_json::from_value(json["frames"].clone()).unwrap();
    assert_eq!(frames, bake(&["--emotion", "happy:0.5", "--seed", "9"]));
    let head: Vec<[f32; 3]> = serde_json::from_value(json["head"].clone()).unwrap();
    assert_eq!(head.len(), frames.len());
    assert!(head.iter().flatten().all(|angle| angle.abs() <= 45.0), "a head turned too far: {head:?}");
}

#[test]
fn the_original_format_has_no_header_and_six_decimals() {
    let folder = Folder::new("original");
    let out = folder.path("hello.emoface");
    emoface(["bake", &hello(), "-o", &out]).quietly();
    let text = std::fs::read_to_string(&out).unwrap();
    let rows: Vec<_> = text.lines().map(numbers).collect();
    let exact = bake(&[]);
    assert_eq!(rows.len(), exact.len());
    assert!(rows.iter().flatten().zip(exact.iter().flatten()).all(|(six, exact)| (six - exact).abs() < 0.6e-6));
    let decimals = |cell: &str| cell.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 6);
    assert!(text.lines().flat_map(|line| line.split(',')).all(decimals));
}

#[test]
fn options_do_what_they_say() {
    let neutral = bake(&[]);
    let angry = bake(&["--emotion", "angry"]);
    let brow = |rows: &[Vec<f32>]| mean(&column(rows, "CTRL_L_brow_down-translateY"));
    assert!(brow(&angry) > brow(&neutral) + 0.1, "{} {}", brow(&angry), brow(&neutral));
    let inner = |rows: &[Vec<f32>]| mean(&column(rows, "CTRL_R_brow_raiseIn-translateY"));
    assert!(inner(&bake(&["--emotion", "sad:0.6,surprise:0.4"])) > inner(&neutral) + 0.1);

    let shut = |rows: &[Vec<f32>]| column(rows, "CTRL_L_eye_blink-translateY").iter().any(|lid| *lid > 0.9);
    let wanders = |rows: &[Vec<f32>]| column(rows, "CTRL_C_eye-translateX").iter().any(|eye| *eye != 0.0);
    let still = bake(&["--no-blink", "--no-gaze"]);
    assert!(shut(&neutral) && wanders(&neutral) && !shut(&still) && !wanders(&still));
    assert_ne!(bake(&["--no-smooth"]), neutral);
    assert_ne!(bake(&["--seed", "1"]), neutral);
    assert_eq!(bake(&["--seed", "0", "--rig", "board", "--fps", "60"]), neutral);
    for fps in ["1", "23.976", "30", "240"] {
        let count = (neutral.len() as f64 * fps.parse::<f64>().unwrap() / 60.0).ceil() as usize;
        assert_eq!(bake(&["--fps", fps]).len(), count, "{fps}");
    }
    assert_eq!(bake(&["--fps", "30"])[7], neutral[14]);
}

#[test]
fn wrong_usage_is_told_apart() {
    let hello = hello();
    let folder = Folder::new("usage");
    let (out, text) = (folder.path("a.csv"), folder.path("a.txt"));
    let joy = ["bake", &hello, "-o", &out, "--emotion", "joy"];
    let wrong: &[&[&str]] = &[
        &["bake", &hello],
        &["bake", "-o", &out],
        &["bake", &hello, "-o", &text],
        &["bake", &hello, "-o", &out, "--plot", "a.gif"],
        &["bake", &hello, "-o", &out, "--rig", "puppet"],
        &["bake", &hello, "-o", &out, "--seed", "-1"],
        &["speak"],
        &joy,
    ];
    for arguments in wrong {
        let ended = emoface(*arguments);
        assert_eq!((ended.code, ended.out.len()), (Some(2), 0), "{arguments:?}: {ended:?}");
        assert!(ended.errors.starts_with("error: "), "{}", ended.errors);
    }
    assert!(emoface(joy).errors.contains("angry, disgust, fear"), "the known emotions are not named");
    for spec in ["", "happy:", "happy:2", "happy:-1", "happy:NaN", "happy:0.8,sad:0.8", "happy;0.3"] {
        assert_eq!(emoface(["bake", &hello, "-o", &out, "--emotion", spec]).code, Some(2), "'{spec}' passed");
    }
    for fps in ["0", "241", "NaN", "-60", "many"] {
        assert_eq!(emoface(["bake", &hello, "-o", &out, &format!("--fps={fps}")]).code, Some(2), "'{fps}' passed");
    }
    assert!(folder.names().is_empty());
}

#[test]
fn a_failure_leaves_what_was_there() {
    let folder = Folder::new("whole");
    let old = folder.file("old.csv", b"precious");
    emoface(["bake", &folder.path("none.wav"), "-o", &old]).says(1, &["none.wav"]);
    let text = folder.file("text.wav", b"this is not a sound at all");
    emoface(["bake", &text, "-o", &old]).says(1, &["text.wav", "no WAV"]);
    assert_eq!(std::fs::read(&old).unwrap(), b"precious");
    emoface(["bake", &hello(), "-o", &folder.path("none/a.csv")]).says(1, &["a.csv", "no folder"]);
    emoface(["bake", &hello(), "-o", &folder.path(""), "--format", "csv"]).says(1, &["folder"]);
    let voice = folder.file("voice.wav", &std::fs::read(hello()).unwrap());
    emoface(["bake", &voice, "-o", &voice, "--format", "csv"]).says(1, &["overwrite"]);
    assert_eq!(folder.names(), ["old.csv", "text.wav", "voice.wav"]);
    emoface(["bake", &voice, "-o", &old]).quietly();
    let mut permissions = std::fs::metadata(&old).unwrap().permissions();
    assert!(std::fs::metadata(&old).unwrap().len() > 10_000);
    permissions.set_readonly(true);
    std::fs::set_permissions(&old, permissions).unwrap();
    emoface(["bake", &voice, "-o", &old]).says(1, &["old.csv", "read-only"]);
}

#[test]
fn pipes_are_read_and_written() {
    let bytes = std::fs::read(hello()).unwrap();
    let piped = emoface_with(["bake", "-", "-o", "-"], &bytes).quietly();
    assert_eq!(table(&piped).1, bake(&[]));
    emoface_with(["bake", "-", "-o", "-"], b"").says(1, &["standard input", "empty"]);
}

#[cfg(unix)]
#[test]
fn devices_and_links_are_written_through() {
    let folder = Folder::new("links");
    emoface(["bake", &hello(), "-o", "/dev/null", "--format", "csv"]).quietly();
    let real = folder.file("real.csv", b"");
    let link = folder.path("link.csv");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    emoface(["bake", &hello(), "-o", &link]).quietly();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::metadata(&real).unwrap().len() > 10_000);
}

#[test]
fn help_is_there() {
    for command in [&["--help"][..], &["bake", "--help"]] {
        let help = String::from_utf8(emoface(command).quietly()).unwrap();
        assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{help}");
    }
    let version = String::from_utf8(emoface(["--version"]).quietly()).unwrap();
    assert_eq!(version.trim(), format!("emoface {}", env!("CARGO_PKG_VERSION")));
}

/// The look-aheads that the voice offers, in whole milliseconds.
fn look_aheads() -> Vec<String> {
    let model = OnnxModel::open(None, Choice::Tract).unwrap();
    LookAhead::all(model.manifest(), true).map(|one| format!("{:.0}", one.milliseconds())).collect()
}

#[test]
fn a_bake_hears_as_far_ahead_as_asked_and_the_longest_unasked() {
    let looks = look_aheads();
    let takes: Vec<_> = looks.iter().map(|ms| bake(&["--look-ahead", ms])).collect();
    assert!(takes[takes.len() - 1] == bake(&[]));
    assert!(takes.windows(2).all(|pair| pair[0] != pair[1]), "--look-ahead changes nothing");
    // A page has the same take.
    let folder = Folder::new("look_ahead");
    let page = |options: &[&str]| {
        let (hello, out) = (hello(), folder.path("page.html"));
        let basis = ["preview", &hello, "-o", &out, "--emotion", "neutral"];
        emoface(basis.iter().chain(options)).quietly();
        std::fs::read(&out).unwrap()
    };
    let shortest = page(&["--look-ahead", &looks[0]]);
    assert_eq!(shortest == page(&[]), looks.len() == 1);
    for command in ["bake", "preview"] {
        emoface([command, &hello(), "-o", &folder.path("out.csv"), "--look-ahead", "9"])
            .says(1, &["offers", &looks[0]]);
    }
    for wrong in ["0", "-67", "NaN", "inf", "far"] {
        let option = format!("--look-ahead={wrong}");
        let ended = emoface(["bake", &hello(), "-o", "-", &option]);
        assert!(ended.code == Some(2) && ended.errors.contains("give milliseconds"), "{wrong}: {ended:?}");
    }
}
