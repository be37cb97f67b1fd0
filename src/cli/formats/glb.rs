//! A glTF head with the take as an animation of it: what engines, Blender and three.js open.
//!
//! What the file held stays as it is; its binary data is only appended to. Head and eyes turn in the world's axes, y up
//! and the face towards +z (Khronos glTF 2.0, 3.4), whatever the axes of their bones.

mod container;
mod document;
mod head;
mod names;
mod pose;

use std::io::{self, Write};

use serde_json::{Value, json};

pub use self::document::Document;
pub use self::head::Head;

use self::head::{Face, Joint};
use self::pose::Turn;
use super::gaze::Gaze;
use super::take::Take;

const FLOAT: u32 = 5126;

/// Writes `head` with an animation called `name`: `take` on its shapes, `arkit`'s gaze and the head's turns on its
/// joints.
pub fn write(out: &mut dyn Write, head: &Head, name: &str, take: &Take, arkit: &Take) -> io::Result<()> {
    if take.rows.is_empty() {
        return head.file.write(out);
    }
    let mut animation = Animation::new(head, take);
    let mut done: Vec<(&Face, usize)> = Vec::new();
    for face in &head.faces {
        // Meshes of one head have the same shapes: one sampler serves all.
        let same = done.iter().find(|(other, _)| other.controls == face.controls && other.rest == face.rest);
        let sampler = same.map(|(_, sampler)| *sampler).unwrap_or_else(|| {
            let value = |row: &Vec<f32>, at: usize| face.controls[at].map_or(face.rest[at], |column| row[column]);
            let weights = |row| (0..face.rest.len()).map(move |at| value(row, at));
            animation.sampler("SCALAR", take.rows.iter().flat_map(weights))
        });
        done.push((face, sampler));
        animation.channel(sampler, face.node, "weights");
    }
    if let Some(joint) = head.head {
        let turns = take.head.iter().map(|angles| turn(angles.map(f64::from).map(f64::to_radians), head.facing));
        animation.turns(joint, turns);
    }
    if let (Some(eyes), Some(gaze)) = (head.eyes, Gaze::of(arkit)) {
        for (side, joint) in eyes.into_iter().enumerate() {
            let angles = arkit.rows.iter().map(|row| gaze.angles(row)[side]);
            animation.turns(joint, angles.map(|eye| turn([eye.yaw.into(), eye.pitch.into(), 0.0], head.facing)));
        }
    }
    animation.finish(name).write(out)
}

/// Yaw (+ to the character's left), pitch (+ up) and roll (+ to the left shoulder) in radians as a turn in the world.
fn turn([yaw, pitch, roll]: [f64; 3], facing: f64) -> Turn {
    let nod = Turn::about(0, -pitch * facing).after(Turn::about(2, -roll * facing));
    Turn::about(1, yaw).after(nod)
}

/// A file while an animation is added to it.
struct Animation {
    file: container::Container,
    times: usize,
    samplers: Vec<Value>,
    channels: Vec<Value>,
}

impl Animation {
    fn new(head: &Head, take: &Take) -> Self {
        let mut new = Self { file: head.file.clone(), times: 0, samplers: vec![], channels: vec![] };
        let frames = take.rows.len();
        let time = |k: usize| (k as f64 / take.fps) as f32;
        new.times = new.accessor("SCALAR", (0..frames).map(time));
        let accessor = &mut new.file.json["accessors"][new.times];
        accessor["min"] = json!([time(0)]);
        accessor["max"] = json!([time(frames - 1)]);
        new
    }

    /// Appends to a list of the document; gives the place.
    fn push(&mut self, list: &str, item: Value) -> usize {
        if !self.file.json[list].is_array() {
            self.file.json[list] = json!([]);
        }
        let Some(items) = self.file.json[list].as_array_mut() else { return 0 };
        items.push(item);
        items.len() - 1
    }

    fn accessor(&mut self, kind: &str, values: impl Iterator<Item = f32>) -> usize {
        let bin = &mut self.file.bin;
        bin.resize(bin.len().next_multiple_of(4), 0);
        let from = bin.len();
        values.for_each(|value| bin.extend(value.to_le_bytes()));
        let length = bin.len() - from;
        let components = if kind == "VEC4" { 4 } else { 1 };
        let view = self.push("bufferViews", json!({ "buffer": 0, "byteOffset": from, "byteLength": length }));
        let count = length / 4 / components;
        self.push("accessors", json!({ "bufferView": view, "componentType": FLOAT, "count": count, "type": kind }))
    }

    fn sampler(&mut self, kind: &str, values: impl Iterator<Item = f32>) -> usize {
        let output = self.accessor(kind, values);
        self.samplers.push(json!({ "input": self.times, "interpolation": "LINEAR", "output": output }));
        self.samplers.len() - 1
    }

    fn channel(&mut self, sampler: usize, node: usize, path: &str) {
        self.channels.push(json!({ "sampler": sampler, "target": { "node": node, "path": path } }));
    }

    /// Turns `joint` in the world's axes, frame by frame.
    fn turns(&mut self, joint: Joint, turns: impl Iterator<Item = Turn>) {
        let node = &mut self.file.json["nodes"][joint.node];
        if let Some(parts) = node.as_object_mut()
            && parts.remove("matrix").is_some()
        {
            // The specification wants no matrix on a node that is animated.
            parts.insert("translation".into(), json!(joint.rest.place));
            parts.insert("rotation".into(), json!(joint.rest.turn.0));
            parts.insert("scale".into(), json!(joint.rest.size));
        }
        let mut last = joint.rest.turn.0;
        let own = turns.flat_map(|turn| {
            let mut now = joint.parent.back().after(turn).after(joint.parent).after(joint.rest.turn).0;
            // Both signs are the same turn; the nearer one is the short way to interpolate.
            if now.iter().zip(last).map(|(now, last)| now * last).sum::<f64>() < 0.0 {
                now = now.map(|part| -part);
            }
            last = now;
            now.map(|part| part as f32)
        });
        let values: Vec<_> = own.collect();
        let sampler = self.sampler("VEC4", values.into_iter());
        self.channel(sampler, joint.node, "rotation");
    }

    fn finish(mut self, name: &str) -> container::Container {
        let (samplers, channels) = (std::mem::take(&mut self.samplers), std::mem::take(&mut self.channels));
        self.push("animations", json!({ "name": name, "samplers": samplers, "channels": channels }));
        self.file.json["buffers"][0]["byteLength"] = json!(self.file.bin.len());
        self.file
    }
}

#[cfg(test)]
mod tests {
    use super::container::Container;
    use super::*;
    use emoface::rig;
    use std::f64::consts::FRAC_PI_2;

    /// A head with a bone, a skin, eyes, and every member that is looked at.
    fn head() -> Value {
        json!({
            "nodes": [
                { "name": "Head", "children": [1, 2, 3] },
                { "name": "face", "mesh": 0, "skin": 0, "weights": [0, 0.5] },
                { "name": "eyeLeft", "translation": [0.03, 0, 0], "rotation": [0, 0, 0, 1], "scale": [1, 1, 1] },
                { "name": "eyeRight", "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -0.03, 0, 0, 1] }
            ],
            "skins": [{ "joints": [0] }],
            "meshes": [{
                "extras": { "targetNames": ["jawOpen"] },
                "primitives": [{ "targets": [{ "POSITION": 0 }, { "POSITION": 1 }] }]
            }],
            "accessors": [{}, { "name": "eyeLookInLeft" }],
            "bufferViews": [],
            "animations": [],
            "buffers": [{ "byteLength": 0 }],
            "extensions": { "VRM": null }
        })
    }

    /// Writes a take on the head in `json`, if it can be.
    fn animate(json: &Value) -> Result<Vec<u8>, crate::cli::Failure> {
        let mut glb = Vec::new();
        Container::of(json.clone()).write(&mut glb)?;
        let document = Document::new(Container::read(&glb)?)?;
        let (head, rig) = Head::matched(document)?;
        let frames = vec![[0.1; _]; 2];
        let arkit = Take::new(&rig::built_in("arkit").ok_or("no rig arkit")?, &frames, 60.0);
        let mut out = Vec::new();
        write(&mut out, &head, "take", &Take::new(&rig, &frames, 60.0), &arkit)?;
        Ok(out)
    }

    /// `json` and all that it holds, as JSON pointers.
    fn places(json: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match json {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(k, item)| places(item, &format!("{at}/{k}"), found))
            }
            Value::Object(items) => items.iter().for_each(|(key, item)| places(item, &format!("{at}/{key}"), found)),
            _ => {}
        }
    }

    #[test]
    fn no_document_makes_the_writer_panic() {
        assert!(animate(&head()).is_ok());
        let mut all = Vec::new();
        places(&head(), "", &mut all);
        let odd = [
            json!(null),
            json!(-1),
            json!(1e308),
            json!(7),
            json!([]),
            json!({}),
            json!([[0]]),
            json!("eyeLeft"),
            json!([3, 0, 1]),
        ];
        for place in &all {
            for odd in &odd {
                let mut json = head();
                if let Some(value) = json.pointer_mut(place) {
                    *value = odd.clone();
                }
                let _ = animate(&json);
            }
        }
    }

    #[test]
    fn heads_turn_the_way_their_angles_say() {
        let close = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
        let (left, up, ahead) = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
        assert!(close(turn([FRAC_PI_2, 0.0, 0.0], 1.0).apply(ahead), left));
        assert!(close(turn([0.0, FRAC_PI_2, 0.0], 1.0).apply(ahead), up));
        assert!(close(turn([0.0, 0.0, FRAC_PI_2], 1.0).apply(up), left));
        // Of one that looks along -z, left is -x.
        let (right, back) = ([-1.0, 0.0, 0.0], [0.0, 0.0, -1.0]);
        assert!(close(turn([FRAC_PI_2, 0.0, 0.0], -1.0).apply(back), right));
        assert!(close(turn([0.0, FRAC_PI_2, 0.0], -1.0).apply(back), up));
        assert!(close(turn([0.0, 0.0, FRAC_PI_2], -1.0).apply(up), right));
    }
}
