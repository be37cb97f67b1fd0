//! Where eyes turn, from the ARKit shapes that say where they look.

use std::f32::consts::PI;

use super::take::Take;

/// Degrees that a shape of 1 turns an eye: out, in, up, down. Fitted to the eye angles beside the shapes in a Live Link
/// Face recording (alexdjulin/LiveLinkFace-CSV-Retarget-For-Motionbuilder, `alex_rom_3.csv`, 4030 frames; the fit
/// leaves 0.15 degrees).
const DEGREES: [f32; 4] = [33.1, 36.1, 25.8, 35.3];

/// One eye's angles in radians: + to the character's left, + up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Angles {
    pub yaw: f32,
    pub pitch: f32,
}

/// Finds the shapes of both eyes in the rows of a take.
#[derive(Debug, Clone, Copy)]
pub struct Gaze {
    /// Columns of out, in, up and down of the left eye, then of the right.
    columns: [[usize; 4]; 2],
}

impl Gaze {
    /// The gaze of `take`; `None` if its rig has not all eight shapes.
    pub fn of(take: &Take) -> Option<Self> {
        let eye = |side: &str| -> Option<[usize; 4]> {
            let column = |way: &str| take.column(&format!("eyeLook{way}{side}"));
            Some([column("Out")?, column("In")?, column("Up")?, column("Down")?])
        };
        Some(Self { columns: [eye("Left")?, eye("Right")?] })
    }

    /// Left and right eye in `row`.
    pub fn angles(&self, row: &[f32]) -> [Angles; 2] {
        let eye = |columns: [usize; 4], outwards: f32| {
            let [out, inn, up, down] = std::array::from_fn(|i| row[columns[i]] * DEGREES[i] * PI / 180.0);
            Angles { yaw: outwards * (out - inn), pitch: up - down }
        };
        [eye(self.columns[0], 1.0), eye(self.columns[1], -1.0)]
    }
}
