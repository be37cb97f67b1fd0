//! The nine angles of Live Link Face, in radians.

use super::pose::{frame, near, rig, show, value};

fn angle(pose: &[(&str, f32)], name: &str) -> f32 {
    let arkit = rig("arkit");
    value(&arkit, &show(&arkit, &frame(pose)), name)
}

#[test]
fn the_head_turns_in_radians() {
    for (name, degrees) in [("headYaw", 20.0), ("headPitch", -10.0), ("headRoll", 5.0)] {
        // Live Link Face tilts to the right shoulder, a frame to the left one.
        let degrees_there = if name == "headRoll" { -degrees } else { degrees };
        near(angle(&[(name, degrees)], name), degrees_there.to_radians(), name);
    }
    near(angle(&[("headYaw", 400.0)], "headYaw"), 45.0f32.to_radians(), "a neck turned as far as frames go");
}

/// A recorded frame: eyeLookDown .2802 with eye pitch +.1713; recorded extremes: eyes to the character's right turn by
/// a positive yaw of some 34 degrees, eyes up by a negative pitch.
#[test]
fn eyes_turn_as_live_link_face_records_them() {
    for eye in ["leftEye", "rightEye"] {
        let pitch = |up: f32| angle(&[("C_eye-translateY", up)], &format!("{eye}Pitch"));
        assert!((pitch(-0.2802) - 0.1713).abs() < 0.002, "{}", pitch(-0.2802));
        assert!((-0.5..-0.4).contains(&pitch(1.0)), "{}", pitch(1.0));
        let yaw = |left: f32| angle(&[("C_eye-translateX", left)], &format!("{eye}Yaw"));
        assert!((0.55..0.65).contains(&yaw(-1.0)) && yaw(1.0) == -yaw(-1.0));
        assert_eq!(angle(&[("C_eye-translateX", 1.0)], &format!("{eye}Roll")), 0.0);
    }
    // One eye alone.
    assert_eq!(angle(&[("L_eye-translateX", 1.0)], "rightEyeYaw"), 0.0);
    near(angle(&[("L_eye-translateX", 1.0)], "eyeLookOutLeft"), 1.0, "out");
    near(angle(&[("R_eye-translateX", 1.0)], "eyeLookInRight"), 1.0, "in");
}
