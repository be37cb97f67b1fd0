//! How a frame turns head and eyes, as rotations of Godot: Y up, the face looks along +Z, left is the character's.

use emoface::motion::Frame;
use emoface::motion::eyes::eye_angles;
use emoface::rig::{channel, column};
use godot::classes::Node3D;
use godot::prelude::*;

/// Turns of a face, beside how it is at rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// The head, beside the body.
    pub head: Basis,
    /// The left and the right eye, beside the head.
    pub eyes: [Basis; 2],
    /// How far the jaw is open, 0 to 1.
    pub jaw: f32,
}

/// Turned to the left, then nodded up, then tilted to the left shoulder, in degrees.
fn turn(left: f32, up: f32, tilt: f32) -> Basis {
    let about = |axis: Vector3, degrees: f32| Basis::from_axis_angle(axis, degrees.to_radians());
    about(Vector3::UP, left) * about(Vector3::RIGHT, -up) * about(Vector3::BACK, -tilt)
}

impl Pose {
    /// The pose of `frame`.
    pub fn of(frame: &Frame) -> Self {
        let [yaw, pitch, roll] = [channel::HEAD_YAW, channel::HEAD_PITCH, channel::HEAD_ROLL].map(|part| frame[part]);
        let eyes = eye_angles(frame).map(|[left, up]| turn(left, up, 0.0));
        Self { head: turn(yaw, pitch, roll), eyes, jaw: frame[column::JAW_OPEN].clamp(0.0, 1.0) }
    }
}

/// A node that is turned, and how it was before.
#[derive(Debug)]
pub struct Turned {
    node: Gd<Node3D>,
    rest: Basis,
    shown: Basis,
}

impl Turned {
    /// Takes hold of `node` as it is now.
    pub fn new(node: &Gd<Node3D>) -> Self {
        let rest = node.get_basis();
        Self { node: node.clone(), rest, shown: rest }
    }

    /// Whether it holds `node`.
    pub fn is(&self, node: &Gd<Node3D>) -> bool {
        self.node.instance_id_unchecked() == node.instance_id_unchecked()
    }

    /// How it was before.
    pub fn rest(&self) -> Basis {
        self.rest
    }

    /// Turns it by `turn`, in its own place.
    pub fn show(&mut self, turn: &Basis) {
        let now = self.rest * *turn;
        if now != self.shown && self.node.is_instance_valid() {
            self.node.set_basis(now);
            self.shown = now;
        }
    }

    /// Where it stands in the world when it is not turned.
    pub fn frame(&self) -> Option<Transform3D> {
        if !self.node.is_instance_valid() || !self.node.is_inside_tree() {
            return None;
        }
        let own = Transform3D::new(self.rest, self.node.get_position());
        let parent = self.node.get_parent().and_then(|parent| parent.try_cast::<Node3D>().ok());
        Some(parent.map_or(own, |parent| parent.get_global_transform() * own))
    }

    /// Turns it back, if it is turned.
    pub fn restore(&mut self) {
        if self.shown != self.rest && self.node.is_instance_valid() {
            self.node.set_basis(self.rest);
            self.shown = self.rest;
        }
    }
}

/// Yaw and pitch in degrees and distance in metres of `target`, seen from a face that stands at `frame`.
pub fn seen_from(frame: &Transform3D, target: Vector3) -> [f32; 3] {
    let basis = frame.basis.orthonormalized();
    let to = basis.transposed() * (target - frame.origin);
    [to.x.atan2(to.z).to_degrees(), to.y.atan2(to.x.hypot(to.z)).to_degrees(), to.length()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(values: &[(usize, f32)]) -> Frame {
        let mut frame = [0.0; _];
        values.iter().for_each(|(channel, value)| frame[*channel] = *value);
        frame
    }

    #[test]
    fn left_is_plus_x_up_is_plus_y_and_tilt_goes_to_the_left_shoulder() {
        let ahead = Vector3::BACK;
        let pose = Pose::of(&frame(&[(channel::HEAD_YAW, 30.0)]));
        assert!((pose.head * ahead).x > 0.49);
        let pose = Pose::of(&frame(&[(channel::HEAD_PITCH, 30.0)]));
        assert!((pose.head * ahead).y > 0.49);
        let pose = Pose::of(&frame(&[(channel::HEAD_ROLL, 30.0)]));
        assert!((pose.head * Vector3::UP).x > 0.49);
        let pose = Pose::of(&frame(&[(column::EYES_LEFT, 0.5), (column::EYES_UP, 0.5), (column::JAW_OPEN, 0.3)]));
        let [left, right] = pose.eyes.map(|eye| eye * ahead);
        assert!(left.x > 0.3 && left.y > 0.2 && left == right && pose.jaw == 0.3, "{left} {right}");
    }

    #[test]
    fn a_target_is_seen_where_it_is() {
        let here = Transform3D::new(Basis::from_axis_angle(Vector3::UP, 1.0), Vector3::new(1.0, 2.0, 3.0));
        let target = here * Vector3::new(1.0, 0.0, 1.0);
        let [yaw, pitch, distance] = seen_from(&here, target);
        assert!((yaw - 45.0).abs() < 1e-3 && pitch.abs() < 1e-3 && (distance - 2f32.sqrt()).abs() < 1e-5);
        assert!(seen_from(&here, here * Vector3::new(0.0, 1.0, 1.0))[1] > 44.9);
    }
}
