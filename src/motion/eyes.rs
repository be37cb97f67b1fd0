//! Where eyes look: degrees in place of board units, and what a turned head changes.
//!
//! Directions are yaw (to the character's left) and pitch (up) in degrees. The board's full scale is 40 degrees to
//! either side and down, 30 up; `CTRL_C_eye` is added to `CTRL_L_eye` and `CTRL_R_eye` and the sum kept in
//! [-1, 1] (Epic's Maya rig scripts of MetaHuman DNA Calibration 1.3).

use super::Frame;
use crate::rig::column;

/// Degrees at the ends of the board's eye controls.
const SIDE: f32 = 40.0;
const UP: f32 = 30.0;
const DOWN: f32 = 40.0;
/// Half the distance between the pupils in metres: 62 mm, rounded from the mean of adults (Dodgson 2004: 63 mm).
const HALF_PUPILS: f32 = 0.031;

/// How far eyes turn in the head with ease: sideways, up, down. People rarely go beyond 35 degrees of the possible 50.
const REACH: (f32, f32, f32) = (35.0, 30.0, 35.0);

/// Keeps an eye where eyes go.
pub fn within_reach([yaw, pitch]: [f32; 2]) -> [f32; 2] {
    let (side, up, down) = REACH;
    [yaw.clamp(-side, side), pitch.clamp(-down, up)]
}

/// Board units of a direction.
fn to_board([yaw, pitch]: [f32; 2]) -> [f32; 2] {
    [yaw / SIDE, pitch / if pitch > 0.0 { UP } else { DOWN }]
}

/// Direction that board units mean.
fn to_degrees([left, up]: [f32; 2]) -> [f32; 2] {
    [left * SIDE, up * if up > 0.0 { UP } else { DOWN }]
}

/// Yaw and pitch in degrees, in the head, of the left and of the right eye.
pub fn eye_angles(frame: &Frame) -> [[f32; 2]; 2] {
    [0, column::RIGHT].map(|side| {
        let sum = |both: usize, alone: usize| (frame[both] + frame[alone + side]).clamp(-1.0, 1.0);
        to_degrees([sum(column::EYES_LEFT, column::EYE_LEFT), sum(column::EYES_UP, column::EYE_UP)])
    })
}

/// Points both eyes to `direction` as at something far away: the shared control alone.
pub fn point_both(frame: &mut Frame, direction: [f32; 2]) {
    [frame[column::EYES_LEFT], frame[column::EYES_UP]] = to_board(direction);
}

/// Points the left and the right eye: the shared control takes what both have in common.
pub fn point_each(frame: &mut Frame, angles: [[f32; 2]; 2]) {
    let [left, right] = angles.map(to_board);
    let shared: [f32; 2] = std::array::from_fn(|axis| (left[axis] + right[axis]) / 2.0);
    [frame[column::EYES_LEFT], frame[column::EYES_UP]] = shared;
    for (eye, side) in [(left, 0), (right, column::RIGHT)] {
        frame[column::EYE_LEFT + side] = eye[0] - shared[0];
        frame[column::EYE_UP + side] = eye[1] - shared[1];
    }
}

/// A vector to the left, up and ahead.
type Vector = [f32; 3];

fn vector([yaw, pitch]: [f32; 2]) -> Vector {
    let ((sin_yaw, cos_yaw), (sin_pitch, cos_pitch)) = (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos());
    [sin_yaw * cos_pitch, sin_pitch, cos_yaw * cos_pitch]
}

fn direction([left, up, ahead]: Vector) -> [f32; 2] {
    [left.atan2(ahead).to_degrees(), up.atan2(left.hypot(ahead)).to_degrees()]
}

fn turn(angle: f32, a: f32, b: f32) -> (f32, f32) {
    let (sin, cos) = angle.to_radians().sin_cos();
    (a * cos + b * sin, b * cos - a * sin)
}

/// What is in `direction` for the body, seen by the two eyes of a head at yaw, pitch and roll `head`, which turns
/// first, nods then and tilts last. `nearness` is the inverse of the distance in metres: 0 for far away.
pub fn seen_by_eyes(body: [f32; 2], head: [f32; 3], nearness: f32) -> [[f32; 2]; 2] {
    let [mut left, mut up, mut ahead] = vector(body);
    (left, ahead) = turn(-head[0], left, ahead);
    (up, ahead) = turn(-head[1], up, ahead);
    (left, up) = turn(-head[2], left, up);
    [HALF_PUPILS, -HALF_PUPILS].map(|eye| direction([left - eye * nearness, up, ahead]))
}

/// Where an eye at `eye` in a head at `head` looks, for the body.
pub fn seen_by_body(eye: [f32; 2], head: [f32; 3]) -> [f32; 2] {
    let [mut left, mut up, mut ahead] = vector(eye);
    (left, up) = turn(head[2], left, up);
    (up, ahead) = turn(head[1], up, ahead);
    (left, ahead) = turn(head[0], left, ahead);
    direction([left, up, ahead])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: [f32; 2], b: [f32; 2]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-3)
    }

    #[test]
    fn what_is_written_is_read_and_the_sum_is_kept_in_range() {
        let mut frame: Frame = [0.0; _];
        let angles = [[12.0, -20.0], [15.0, 25.0]];
        point_each(&mut frame, angles);
        assert!(eye_angles(&frame).iter().zip(angles).all(|(a, b)| close(*a, b)), "{:?}", eye_angles(&frame));
        let mut frame: Frame = [0.0; _];
        (frame[column::EYES_LEFT], frame[column::EYE_LEFT], frame[column::EYES_UP]) = (0.8, 0.8, -0.5);
        assert_eq!(eye_angles(&frame), [[40.0, -20.0], [32.0, -20.0]]);
    }

    #[test]
    fn a_turned_head_sees_a_thing_where_it_is() {
        assert!(close(seen_by_eyes([30.0, 0.0], [20.0, 0.0, 0.0], 0.0)[0], [10.0, 0.0]));
        assert!(close(seen_by_eyes([0.0, 10.0], [0.0, 15.0, 0.0], 0.0)[1], [0.0, -5.0]));
        // Tilted to the left shoulder, what is up for the body is up and to the right for the head.
        let tilted = seen_by_eyes([0.0, 10.0], [0.0, 0.0, 30.0], 0.0)[0];
        assert!(tilted[0] < -4.0 && tilted[1] > 8.0, "{tilted:?}");
        for head in [[20.0, -10.0, 5.0], [-40.0, 30.0, -12.0]] {
            let eyes = seen_by_eyes([25.0, 8.0], head, 0.0);
            assert!(close(seen_by_body(eyes[0], head), [25.0, 8.0]));
        }
    }

    #[test]
    fn near_things_turn_the_eyes_in() {
        // 2 atan(31 mm / d): 7.1 degrees at half a metre, 3.6 at one.
        for (distance, expected) in [(0.5, 7.1), (1.0, 3.55), (3.0, 1.18)] {
            let [left, right] = seen_by_eyes([0.0; 2], [0.0; 3], 1.0 / distance);
            assert!((right[0] - left[0] - expected).abs() < 0.05, "{}", right[0] - left[0]);
        }
    }
}
