//! Where nodes stand and how they are turned at rest.

use serde_json::Value;

/// A rotation as a unit quaternion x, y, z, w.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn(pub [f64; 4]);

impl Turn {
    pub const NONE: Self = Self([0.0, 0.0, 0.0, 1.0]);

    /// A turn of `angle` radians about the axis of that number: 0 x, 1 y, 2 z.
    pub fn about(axis: usize, angle: f64) -> Self {
        let mut turn = [0.0, 0.0, 0.0, (angle / 2.0).cos()];
        turn[axis] = (angle / 2.0).sin();
        Self(turn)
    }

    /// `inner` first, then `self`.
    pub fn after(self, inner: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, inner.0);
        Self([
            d * e + a * h + b * g - c * f,
            d * f - a * g + b * h + c * e,
            d * g + a * f - b * e + c * h,
            d * h - a * e - b * f - c * g,
        ])
    }

    /// The turn back.
    pub fn back(self) -> Self {
        let [x, y, z, w] = self.0;
        Self([-x, -y, -z, w])
    }

    /// The same turn with length 1; none if it has no length.
    fn unit(self) -> Self {
        let length = self.0.iter().map(|part| part * part).sum::<f64>().sqrt();
        if length > 1e-9 && length.is_finite() { Self(self.0.map(|part| part / length)) } else { Self::NONE }
    }

    fn of_matrix(m: [[f64; 3]; 3]) -> Self {
        // Columns; the largest of the four components first, so that nothing is divided by little.
        let at = |row: usize, column: usize| m[column][row];
        let [x, y, z] = [0, 1, 2].map(|i| at(i, i));
        let squares = [1.0 + x - y - z, 1.0 - x + y - z, 1.0 - x - y + z, 1.0 + x + y + z];
        let differences = [at(2, 1) - at(1, 2), at(0, 2) - at(2, 0), at(1, 0) - at(0, 1)];
        let sums = [at(2, 1) + at(1, 2), at(0, 2) + at(2, 0), at(1, 0) + at(0, 1)];
        let [dx, dy, dz] = differences;
        let [yz, zx, xy] = sums;
        let largest = (0..4).max_by(|a, b| squares[*a].total_cmp(&squares[*b])).unwrap_or(3);
        let own = squares[largest];
        Self(match largest {
            0 => [own, xy, zx, dx],
            1 => [xy, own, yz, dy],
            2 => [zx, yz, own, dz],
            _ => [dx, dy, dz, own],
        })
        .unit()
    }

    /// `point` after the turn.
    pub fn apply(self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let turned = self.after(Self([x, y, z, 0.0])).after(self.back()).0;
        [turned[0], turned[1], turned[2]]
    }
}

/// Place, turn and size of a node beside its parent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    pub place: [f64; 3],
    pub turn: Turn,
    pub size: [f64; 3],
}

impl Pose {
    /// The pose of `node`, whichever way it is written.
    pub fn of(node: &Value) -> Self {
        if let Some(matrix) = numbers::<16>(&node["matrix"]) {
            return Self::of_matrix(&matrix);
        }
        let turn = numbers(&node["rotation"]).map_or(Turn::NONE, Turn);
        let place = numbers(&node["translation"]).unwrap_or_default();
        Self { place, turn: turn.unit(), size: numbers(&node["scale"]).unwrap_or([1.0; 3]) }
    }

    fn of_matrix(m: &[f64; 16]) -> Self {
        let mut columns = [0, 4, 8].map(|first| [m[first], m[first + 1], m[first + 2]]);
        let mut size = columns.map(|[x, y, z]| (x * x + y * y + z * z).sqrt());
        let [[a, b, c], [d, e, f], [g, h, i]] = columns;
        if a * (e * i - f * h) - d * (b * i - c * h) + g * (b * f - c * e) < 0.0 {
            size[0] = -size[0];
        }
        for (column, size) in columns.iter_mut().zip(size) {
            *column = column.map(|part| if size == 0.0 { 0.0 } else { part / size });
        }
        Self { place: [m[12], m[13], m[14]], turn: Turn::of_matrix(columns), size }
    }

    /// This pose seen from where `parent` stands. Shear is left out, as turns cannot hold it.
    pub fn under(self, parent: Self) -> Self {
        let scaled = std::array::from_fn(|i| self.place[i] * parent.size[i]);
        let turned = parent.turn.apply(scaled);
        Self {
            place: std::array::from_fn(|i| parent.place[i] + turned[i]),
            turn: parent.turn.after(self.turn).unit(),
            size: std::array::from_fn(|i| parent.size[i] * self.size[i]),
        }
    }

    pub const ORIGIN: Self = Self { place: [0.0; 3], turn: Turn::NONE, size: [1.0; 3] };
}

fn numbers<const N: usize>(value: &Value) -> Option<[f64; N]> {
    let list: Vec<_> = value.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
    list.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::f64::consts::FRAC_PI_2;

    fn close(a: [f64; 3], b: [f64; 3]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9)
    }

    #[test]
    fn turns_follow_the_right_hand() {
        assert!(close(Turn::about(1, FRAC_PI_2).apply([0.0, 0.0, 1.0]), [1.0, 0.0, 0.0]));
        assert!(close(Turn::about(0, FRAC_PI_2).apply([0.0, 1.0, 0.0]), [0.0, 0.0, 1.0]));
        let both = Turn::about(2, FRAC_PI_2).after(Turn::about(1, FRAC_PI_2));
        assert!(close(both.apply([0.0, 0.0, 1.0]), [0.0, 1.0, 0.0]), "the inner one comes first");
    }

    #[test]
    fn a_matrix_says_the_same_as_its_parts() {
        for (axis, angle) in [(0, 0.3), (1, 3.0), (2, -2.2), (0, 3.1), (2, -3.1)] {
            for size in [[1.0, 2.0, 0.5], [-1.0, 1.0, 1.0]] {
                let turn = Turn::about(axis, angle).after(Turn::about((axis + 1) % 3, 0.4));
                let column = |i: usize| {
                    let mut unit = [0.0; 3];
                    unit[i] = size[i];
                    let [x, y, z] = turn.apply(unit);
                    [x, y, z, 0.0]
                };
                let matrix = [column(0), column(1), column(2), [5.0, 6.0, 7.0, 1.0]].concat();
                let pose = Pose::of(&json!({ "matrix": matrix }));
                assert!(close(pose.place, [5.0, 6.0, 7.0]) && close(pose.size, size), "{pose:?}");
                assert!(close(pose.turn.apply([1.0, 2.0, 3.0]), turn.apply([1.0, 2.0, 3.0])), "{axis} {angle}");
            }
        }
    }

    #[test]
    fn children_go_with_their_parents() {
        let parent = Pose { place: [1.0, 0.0, 0.0], turn: Turn::about(1, FRAC_PI_2), size: [2.0; 3] };
        let child = Pose::of(&json!({ "translation": [0, 0, 1] })).under(parent);
        assert!(close(child.place, [3.0, 0.0, 0.0]));
        assert_eq!(Pose::of(&json!({ "rotation": [0, 0, 0, 0] })), Pose::ORIGIN);
    }
}
