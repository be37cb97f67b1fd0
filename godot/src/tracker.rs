//! An `XRFaceTracker`, for avatars that are built to be driven by face tracking (`XRFaceModifier3D` and others).
//!
//! Called by name: the classes are experimental in Godot 4, and a typed binding would ask for its exact version.

use std::sync::Arc;

use emoface::motion::Frame;
use emoface::rig::retarget::Retarget;
use emoface::rig::{Rig, built_in};
use godot::classes::{ClassDb, XrServer};
use godot::prelude::*;

/// Shapes of a tracker (`FT_MAX` of Godot 4.3 to 4.7).
const SHAPES: usize = 143;

/// ARKit's shapes as a tracker numbers them (Godot's `XRFaceTracker.BlendShapeEntry`, the Unified Expressions). Where
/// there are parts and a sum of them (`MOUTH_CORNER_PULL`, `MOUTH_SMILE`), both are given: who reads takes either.
const TABLE: [(&str, &[usize]); 52] = [
    ("browDownLeft", &[19, 21, 108]),
    ("browDownRight", &[18, 20, 107]),
    ("browInnerUp", &[22, 23]),
    ("browOuterUpLeft", &[25]),
    ("browOuterUpRight", &[24]),
    ("cheekPuff", &[34, 35, 115]),
    ("cheekSquintLeft", &[33]),
    ("cheekSquintRight", &[32]),
    ("eyeBlinkLeft", &[9]),
    ("eyeBlinkRight", &[8]),
    ("eyeLookDownLeft", &[7]),
    ("eyeLookDownRight", &[3]),
    ("eyeLookInLeft", &[5]),
    ("eyeLookInRight", &[1]),
    ("eyeLookOutLeft", &[4]),
    ("eyeLookOutRight", &[0]),
    ("eyeLookUpLeft", &[6]),
    ("eyeLookUpRight", &[2]),
    ("eyeSquintLeft", &[11]),
    ("eyeSquintRight", &[10]),
    ("eyeWideLeft", &[13]),
    ("eyeWideRight", &[12]),
    ("jawForward", &[42]),
    ("jawLeft", &[41]),
    ("jawOpen", &[38]),
    ("jawRight", &[40]),
    ("mouthClose", &[39]),
    ("mouthDimpleLeft", &[79]),
    ("mouthDimpleRight", &[78]),
    ("mouthFrownLeft", &[75, 137]),
    ("mouthFrownRight", &[74, 136]),
    ("mouthFunnel", &[52, 53, 54, 55, 122, 123, 124]),
    ("mouthLeft", &[67, 69, 132]),
    ("mouthLowerDownLeft", &[63]),
    ("mouthLowerDownRight", &[62]),
    ("mouthPressLeft", &[83]),
    ("mouthPressRight", &[82]),
    ("mouthPucker", &[56, 57, 58, 59, 125, 126, 127]),
    ("mouthRight", &[66, 68, 131]),
    ("mouthRollLower", &[48, 49, 120]),
    ("mouthRollUpper", &[46, 47, 119]),
    ("mouthShrugLower", &[81]),
    ("mouthShrugUpper", &[80]),
    ("mouthSmileLeft", &[71, 134]),
    ("mouthSmileRight", &[70, 133]),
    ("mouthStretchLeft", &[77]),
    ("mouthStretchRight", &[76]),
    ("mouthUpperUpLeft", &[61]),
    ("mouthUpperUpRight", &[60]),
    ("noseSneerLeft", &[27]),
    ("noseSneerRight", &[26]),
    ("tongueOut", &[86]),
];

/// A face tracker that this character is.
#[derive(Debug)]
pub struct Tracker {
    tracker: Gd<RefCounted>,
    retarget: Retarget,
    values: Vec<f32>,
    /// Output of the rig and shapes of the tracker.
    pairs: Vec<(usize, &'static [usize])>,
}

impl Tracker {
    /// Registers a tracker called `name`; `None` where the engine was built without XR.
    pub fn register(name: &StringName) -> Option<Self> {
        let rig: Arc<Rig> = built_in("arkit")?;
        let mut tracker = ClassDb::singleton().instantiate("XRFaceTracker").try_to::<Gd<RefCounted>>().ok()?;
        tracker.set("name", &name.to_variant());
        XrServer::singleton().call("add_tracker", &[tracker.to_variant()]);
        let pairs = TABLE.iter().filter_map(|(name, shapes)| Some((rig.index(name)?, *shapes))).collect();
        let values = vec![0.0; rig.controls.len()];
        Some(Self { tracker, retarget: Retarget::new(rig), values, pairs })
    }

    /// Shows `frame`, which comes `seconds` after the one before.
    pub fn show(&mut self, frame: &Frame, seconds: f32) {
        self.retarget.apply(frame, seconds, &mut self.values);
        let mut shapes = [0.0f32; SHAPES];
        for (output, numbers) in &self.pairs {
            numbers.iter().for_each(|number| shapes[*number] = self.values[*output]);
        }
        self.tracker.set("blend_shapes", &PackedFloat32Array::from(shapes).to_variant());
    }
}

impl Drop for Tracker {
    fn drop(&mut self) {
        XrServer::singleton().call("remove_tracker", &[self.tracker.to_variant()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_all_of_arkit_and_each_shape_once() {
        let rig = built_in("arkit").unwrap();
        let mut numbers: Vec<usize> = TABLE.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
        assert!(TABLE.iter().all(|(name, _)| rig.index(name).is_some()));
        numbers.sort_unstable();
        let all = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
        assert!(numbers.iter().all(|number| *number < SHAPES));
    }
}
