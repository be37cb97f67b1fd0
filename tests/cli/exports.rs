//! What other programs import: Live Link Face csv and mouth cues, read here as those programs read them.

use crate::command::{Ended, Folder, emoface, hello, table};

/// The first line of a recording of the app.
const LIVE_LINK_FACE: &str = "Timecode,BlendShapeCount,EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft,EyeLookOutLeft,\
EyeLookUpLeft,EyeSquintLeft,EyeWideLeft,EyeBlinkRight,EyeLookDownRight,EyeLookInRight,EyeLookOutRight,EyeLookUpRight,\
EyeSquintRight,EyeWideRight,JawForward,JawRight,JawLeft,JawOpen,MouthClose,MouthFunnel,MouthPucker,MouthRight,\
MouthLeft,MouthSmileLeft,MouthSmileRight,MouthFrownLeft,MouthFrownRight,MouthDimpleLeft,MouthDimpleRight,\
MouthStretchLeft,MouthStretchRight,MouthRollLower,MouthRollUpper,MouthShrugLower,MouthShrugUpper,MouthPressLeft,\
MouthPressRight,MouthLowerDownLeft,MouthLowerDownRight,MouthUpperUpLeft,MouthUpperUpRight,BrowDownLeft,BrowDownRight,\
BrowInnerUp,BrowOuterUpLeft,BrowOuterUpRight,CheekPuff,CheekSquintLeft,CheekSquintRight,NoseSneerLeft,NoseSneerRight,\
TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw,LeftEyePitch,LeftEyeRoll,RightEyeYaw,RightEyePitch,RightEyeRoll";

/// One row of a Live Link Face csv: 60ths of a second, and the values.
fn live_link_row(line: &str) -> (f64, Vec<f32>) {
    let cells: Vec<_> = line.split(',').collect();
    assert_eq!((cells.len(), cells[1]), (63, "61"), "{line}");
    // As the MotionBuilder importer does: the last four characters are the fraction, the rest are four integers.
    let (whole, fraction) = cells[0].split_at(cells[0].len() - 4);
    let parts: Vec<u32> = whole.split(':').map(|part| part.parse().unwrap()).collect();
    let [hours, minutes, seconds, frames] = parts[..] else { panic!("{line}") };
    assert!(whole.len() == 11 && fraction.starts_with('.') && minutes < 60 && seconds < 60 && frames < 60, "{line}");
    let sixtieths = f64::from(((hours * 60 + minutes) * 60 + seconds) * 60 + frames);
    let decimals = |cell: &&&str| cell.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 10);
    assert!(cells[2..].iter().all(|cell| decimals(&cell)), "{line}");
    let values = cells[2..].iter().map(|cell| cell.parse().unwrap()).collect();
    (sixtieths + format!("0{fraction}").parse::<f64>().unwrap(), values)
}

fn live_link(options: &[&str]) -> Vec<(f64, Vec<f32>)> {
    let csv = emoface(["bake", &hello(), "-o", "-", "--format", "livelink"].iter().chain(options)).quietly();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.ends_with('\n') && !csv.contains('\r') && csv.is_ascii());
    assert_eq!(csv.lines().next(), Some(LIVE_LINK_FACE));
    csv.lines().skip(1).map(live_link_row).collect()
}

#[test]
fn live_link_face_csv_says_what_the_arkit_rig_does() {
    let rows = live_link(&[]);
    let (names, arkit) = table(&emoface(["bake", &hello(), "-o", "-", "--rig", "arkit"]).quietly());
    assert_eq!(rows.len(), arkit.len());
    for (at, shape) in LIVE_LINK_FACE.split(',').skip(2).take(52).enumerate() {
        let name = shape[..1].to_lowercase() + &shape[1..];
        let column = names.iter().position(|own| *own == name).unwrap();
        let same = |((_, values), row): (&(f64, Vec<f32>), &Vec<f32>)| (values[at] - row[column]).abs() < 1e-6;
        assert!(rows.iter().zip(&arkit).all(same), "{shape}");
    }
    assert!(rows.iter().enumerate().all(|(k, (time, _))| *time == k as f64));
    let jaw = |row: &(f64, Vec<f32>)| row.1[17];
    assert!(rows.iter().any(|row| jaw(row) > 0.15) && rows.iter().any(|row| jaw(row) < 0.06));
    // Columns 3 and 2 look out and in, 55 is that eye's yaw: + away from the character's left.
    let against = |(_, values): &(f64, Vec<f32>)| (values[3] - values[2]) * values[55] <= 0.0;
    assert!(rows.iter().all(against) && rows.iter().any(|(_, values)| values[55] != 0.0));
    let json = emoface(["bake", &hello(), "-o", "-", "--format", "json"]).quietly();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let head: Vec<[f32; 3]> = serde_json::from_value(json["head"].clone()).unwrap();
    let close = |(values, [yaw, pitch, roll]): (&[f32], &[f32; 3])| {
        let own = [yaw.to_radians(), pitch.to_radians(), -roll.to_radians()];
        values.iter().zip(own).all(|(value, own)| (value - own).abs() < 1e-6)
    };
    assert!(rows.iter().map(|(_, values)| &values[52..55]).zip(&head).all(close));
}

#[test]
fn live_link_face_time_codes_count_sixtieths_at_any_rate() {
    for (fps, step) in [("30", 2.0), ("24", 2.5), ("120", 0.5)] {
        let rows = live_link(&["--fps", fps]);
        assert!(rows.iter().enumerate().all(|(k, (time, _))| (time - k as f64 * step).abs() < 1e-9), "{fps}");
    }
}

fn misused(ended: &Ended, parts: &[&str]) {
    assert_eq!((ended.code, ended.out.len()), (Some(2), 0), "{ended:?}");
    assert!(ended.errors.starts_with("error: "), "{}", ended.errors);
    parts.iter().for_each(|part| assert!(ended.errors.contains(part), "'{part}' is missing in: {}", ended.errors));
}

#[test]
fn formats_refuse_rigs_that_they_cannot_hold() {
    let folder = Folder::new("refusals");
    let hello = hello();
    let bake = |options: &[&str]| emoface(["bake", &hello].iter().copied().chain(options.iter().copied()));
    let [csv, cues, emo] = ["a.csv", "a.tsv", "a.emoface"].map(|name| folder.path(name));
    misused(&bake(&["-o", &csv, "--format", "livelink", "--rig", "board"]), &["52 ARKit shapes", "eyeBlinkLeft"]);
    misused(&bake(&["-o", &cues, "--rig", "arkit"]), &["board"]);
    misused(&bake(&["-o", &emo, "--rig", "metahuman"]), &["board", "csv"]);
    misused(&bake(&["-o", &csv, "--head", "head.glb"]), &["glb"]);
    assert!(folder.names().is_empty());
}

/// Seconds and shapes of a Rhubarb tsv.
fn cues(text: &str) -> Vec<(f64, char)> {
    let cue = |line: &str| {
        let (time, shape) = line.split_once('\t').expect("a tab");
        assert!(time.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 2), "{line}");
        assert!(shape.len() == 1 && "ABCDEFGHX".contains(shape), "{line}");
        (time.parse().unwrap(), shape.chars().next().unwrap())
    };
    text.lines().map(cue).collect()
}

#[test]
fn cues_follow_the_voice_from_rest_to_rest() {
    let folder = Folder::new("cues");
    let out = folder.path("hello.tsv");
    emoface(["bake", &hello(), "-o", &out]).quietly();
    let cues = cues(&std::fs::read_to_string(&out).unwrap());
    let seconds = emoface::wav::read(hello().as_ref()).unwrap().seconds();
    assert_eq!(cues[0], (0.0, 'X'), "the sample begins with silence");
    assert_eq!(*cues.last().unwrap(), ((seconds * 100.0).floor() / 100.0, 'X'));
    let spoken = &cues[..cues.len() - 1];
    for pair in spoken.windows(2) {
        assert!(pair[1].0 - pair[0].0 >= 0.07 && pair[0].1 != pair[1].1, "{pair:?}");
    }
    // Please Move My Big Blue laMP, Very warM Boots By the Pool; Found Five Very.
    let count = |shape: char| spoken.iter().filter(|(_, own)| *own == shape).count();
    assert!((7..=16).contains(&count('A')) && (3..=7).contains(&count('G')), "{cues:?}");
    assert!(count('F') >= 1 && count('B') >= 2 && count('C') + count('D') >= 3, "{cues:?}");
}
