//! The csv of Epic's Live Link Face: what its importers for Unreal, MotionBuilder, Maya and Blender read.
//!
//! There is no specification; this is the layout of a recording of the app
//! (alexdjulin/LiveLinkFace-CSV-Retarget-For-Motionbuilder, `alex_rom_3.csv`). Importers go by the names of the first
//! two columns and by frames of a 60th second (Unreal's LiveLinkFaceImporter), by the exact order (Blender:
//! nmfisher/blender_livelinkface), by `HH:MM:SS:FF.sss` with exactly three decimals that they cut off (MotionBuilder:
//! the same repository), and by a time code that no two rows share (Maya: aronamao/Maya-Live-Link-CSV-Import). The app
//! itself records every second frame of those 60 when it runs at 30.

use std::io::{self, Write};

use super::gaze::Gaze;
use super::take::Take;
use super::text::fixed;

/// The shapes in the app's order, which has the right before the left for the jaw's and the mouth's sidewards ones.
const SHAPES: [&str; 52] = [
    "EyeBlinkLeft",
    "EyeLookDownLeft",
    "EyeLookInLeft",
    "EyeLookOutLeft",
    "EyeLookUpLeft",
    "EyeSquintLeft",
    "EyeWideLeft",
    "EyeBlinkRight",
    "EyeLookDownRight",
    "EyeLookInRight",
    "EyeLookOutRight",
    "EyeLookUpRight",
    "EyeSquintRight",
    "EyeWideRight",
    "JawForward",
    "JawRight",
    "JawLeft",
    "JawOpen",
    "MouthClose",
    "MouthFunnel",
    "MouthPucker",
    "MouthRight",
    "MouthLeft",
    "MouthSmileLeft",
    "MouthSmileRight",
    "MouthFrownLeft",
    "MouthFrownRight",
    "MouthDimpleLeft",
    "MouthDimpleRight",
    "MouthStretchLeft",
    "MouthStretchRight",
    "MouthRollLower",
    "MouthRollUpper",
    "MouthShrugLower",
    "MouthShrugUpper",
    "MouthPressLeft",
    "MouthPressRight",
    "MouthLowerDownLeft",
    "MouthLowerDownRight",
    "MouthUpperUpLeft",
    "MouthUpperUpRight",
    "BrowDownLeft",
    "BrowDownRight",
    "BrowInnerUp",
    "BrowOuterUpLeft",
    "BrowOuterUpRight",
    "CheekPuff",
    "CheekSquintLeft",
    "CheekSquintRight",
    "NoseSneerLeft",
    "NoseSneerRight",
    "TongueOut",
];

/// Angles in radians behind the shapes: the head, then each eye, each as yaw, pitch, roll.
const ANGLES: [&str; 3] = ["Head", "LeftEye", "RightEye"];

/// Frames that the time code counts in a second, whatever the rate of the rows.
const TIMECODE_RATE: f64 = 60.0;

/// ARKit's name of a shape.
fn arkit(shape: &str) -> String {
    let (first, rest) = shape.split_at(1);
    first.to_ascii_lowercase() + rest
}

/// The first ARKit shape that is not among `names`.
pub fn missing<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    SHAPES.iter().map(|shape| arkit(shape)).find(|shape| !names.clone().any(|name| name == shape))
}

/// Writes `take`, whose rig has all ARKit shapes; one that it has not stays 0.
pub fn write(out: &mut dyn Write, take: &Take) -> io::Result<()> {
    let angles = ANGLES.iter().flat_map(|part| ["Yaw", "Pitch", "Roll"].map(|angle| format!("{part}{angle}")));
    let names: Vec<_> = SHAPES.iter().map(ToString::to_string).chain(angles).collect();
    writeln!(out, "Timecode,BlendShapeCount,{}", names.join(","))?;
    let columns = SHAPES.map(|shape| take.column(&arkit(shape)));
    let gaze = Gaze::of(take);
    for (index, (row, head)) in take.rows.iter().zip(&take.head).enumerate() {
        write!(out, "{},{}", timecode(index, take.fps), names.len())?;
        // By data of the app (think-biq/LLV, `dao.gesichter`: eyes that stay on the phone while the head turns) and by
        // its readers, heads count left, up and the right shoulder as positive, but eyes right and down.
        let [yaw, pitch, roll] = head.map(f32::to_radians);
        let eyes = gaze.map_or_else(Default::default, |gaze| gaze.angles(row));
        let eyes = eyes.iter().flat_map(|eye| [-eye.yaw, -eye.pitch, 0.0]);
        let shapes = columns.iter().map(|column| column.map_or(0.0, |column| row[column]));
        for value in shapes.chain([yaw, pitch, -roll]).chain(eyes) {
            write!(out, ",")?;
            fixed(out, value, 10)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// `HH:MM:SS:FF.sss`: frames of a 60th second and thousandths of such a frame.
fn timecode(index: usize, fps: f64) -> String {
    // Rounded once and as a whole: 59.9996 frames are the next second, not frame 60 of this.
    let thousandths = (index as f64 * TIMECODE_RATE * 1000.0 / fps).round() as u64;
    let (frames, thousandths) = (thousandths / 1000, thousandths % 1000);
    let (seconds, frames) = (frames / 60, frames % 60);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("{:02}:{:02}:{seconds:02}:{frames:02}.{thousandths:03}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(fps: f64) -> Take {
        let names: Vec<_> = SHAPES.iter().map(|shape| arkit(shape)).rev().collect();
        let row: Vec<_> = (0..52).map(|i| (51 - i) as f32 / 100.0).collect();
        Take { rig: "arkit".into(), names, fps, rows: vec![row; 3], head: vec![[90.0, 45.0, -18.0]; 3] }
    }

    #[test]
    fn columns_are_found_by_name_and_angles_have_the_signs_of_the_app() {
        let mut take = take(60.0);
        for (name, value) in [("eyeLookOutLeft", 0.0), ("eyeLookInLeft", 1.0), ("eyeLookUpLeft", 0.0)] {
            let column = take.column(name).unwrap();
            take.rows[1][column] = value;
        }
        let mut text = Vec::new();
        write(&mut text, &take).unwrap();
        let text = String::from_utf8(text).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split(',').collect::<Vec<_>>()).collect();
        assert!(text.ends_with('\n') && !text.contains('\r'));
        assert!(lines.len() == 4 && lines.iter().all(|cells| cells.len() == 63));
        assert_eq!(lines[0][1..3], ["BlendShapeCount", "EyeBlinkLeft"]);
        assert_eq!(lines[2][..4], ["00:00:00:01.000", "61", "0.0000000000", "0.0099999998"]);
        let value = |name: &str| {
            let column = lines[0].iter().position(|cell| *cell == name).unwrap();
            lines[2][column].parse::<f32>().unwrap()
        };
        assert_eq!((value("JawRight"), value("JawLeft"), value("TongueOut")), (0.15, 0.16, 0.51));
        let angles = ["HeadYaw", "HeadPitch", "HeadRoll"].map(value);
        assert!(angles[0] > 1.57 && angles[1] > 0.78 && angles[2] > 0.31, "{angles:?}");
        assert!((value("LeftEyeYaw") - 0.63).abs() < 0.01, "looking to the right is positive");
        assert!(value("LeftEyePitch") > 0.0, "looking down is positive");
    }

    #[test]
    fn time_codes_count_sixtieths_at_every_rate_and_never_repeat() {
        assert_eq!(timecode(61, 60.0), "00:00:01:01.000");
        assert_eq!(timecode(1, 24.0), "00:00:00:02.500");
        assert_eq!(timecode(60 * 60 * 60 * 60 + 59, 60.0), "60:00:00:59.000");
        for fps in [1.0, 23.976, 30.0, 59.94, 120.0, 240.0] {
            let codes: Vec<_> = (0..5000).map(|k| timecode(k, fps)).collect();
            assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{fps}");
            assert!(codes.iter().all(|code| code.len() == 15), "{fps}");
        }
    }

    #[test]
    fn a_missing_shape_is_named() {
        let take = take(60.0);
        let names = || take.names.iter().map(String::as_str);
        assert_eq!(missing(names()), None);
        assert_eq!(missing(names().filter(|name| *name != "jawLeft")).as_deref(), Some("jawLeft"));
    }
}
