//! What of a head in a glTF file can move: shapes, eyes, the head itself.

use std::collections::HashMap;
use std::sync::Arc;

use emoface::rig::{self, Rig};
use serde_json::Value;

use super::container::Container;
use super::document::{Document, index, list, mesh};
use super::names::{self, Side};
use super::pose::{Pose, Turn};
use crate::cli::Failure;

/// A node whose mesh has shapes of the rig.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    pub node: usize,
    /// For each of the mesh's shapes the rig's control that drives it.
    pub controls: Vec<Option<usize>>,
    /// The weights that the file gives the shapes.
    pub rest: Vec<f32>,
}

/// A node that turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    pub node: usize,
    /// How its parent stands in the world, and itself beside the parent.
    pub parent: Turn,
    pub rest: Pose,
}

/// A head with what moves on it.
#[derive(Debug, Clone)]
pub struct Head {
    pub file: Container,
    pub faces: Vec<Face>,
    /// The eyes, left and right of the character, when they turn instead of having shapes.
    pub eyes: Option<[Joint; 2]>,
    pub head: Option<Joint>,
    /// +1 if the character looks along +z, as glTF says; -1 for VRM 0.x.
    pub facing: f64,
}

impl Head {
    /// A head whose shapes are called like the controls of `rig`.
    pub fn of(document: Document, rig: &Rig) -> Result<Self, Failure> {
        let controls = rig.controls.iter().enumerate();
        let plain: HashMap<_, _> = controls.map(|(at, control)| (names::plain(&control.name), at)).collect();
        let control = |shape: &str| rig.index(shape).or_else(|| plain.get(&names::plain(shape)).copied());
        Self::find(document, control).map_err(|names| {
            let example = rig.controls.first().map_or("", |control| &control.name);
            format!("{names} is called like a control of {} ('{example}', ...)", rig.name).into()
        })
    }

    /// A head whose shapes tell by their names what they are, and the rig that they are.
    pub fn matched(document: Document) -> Result<(Self, Arc<Rig>), Failure> {
        let matching = rig::matching::matching(&document.names())?;
        let found = matching.report.findings.iter().enumerate().filter(|(_, finding)| !finding.inputs.is_empty());
        let driven: HashMap<_, _> = found.map(|(at, finding)| (finding.name.as_str(), at)).collect();
        let head = Self::find(document, |shape| driven.get(shape).copied()).map_err(|names| {
            format!("{names} has a name that is known; describe them in a profile and give it with --profile")
        })?;
        Ok((head, matching.rig))
    }

    /// The error names the shapes, none of which `control` knows.
    fn find(Document { file, shapes }: Document, control: impl Fn(&str) -> Option<usize>) -> Result<Self, String> {
        let nodes = list(&file.json["nodes"]);
        let scene = Scene::new(nodes);
        let face = |node: usize| face(&file.json, node, &shapes[node], &control);
        let faces: Vec<_> = (0..nodes.len()).filter_map(face).collect();
        if faces.is_empty() {
            let first = shapes.iter().flatten().find(|name| !name.is_empty()).map_or("", String::as_str);
            return Err(format!("none of its morph targets ('{first}', ...)"));
        }
        let facing = if file.json["extensions"]["VRM"].is_null() { 1.0 } else { -1.0 };
        let eyes = eyes(&file.json, &scene, &shapes, facing);
        let head = head(&scene, &faces).map(|node| scene.joint(node));
        Ok(Self { faces, eyes, head, facing, file })
    }
}

fn face(json: &Value, node: usize, shapes: &[String], control: impl Fn(&str) -> Option<usize>) -> Option<Face> {
    let controls: Vec<_> = shapes.iter().map(|shape| control(shape)).collect();
    let own = &json["nodes"][node];
    let given = [&own["weights"], &mesh(json, own)?["weights"]].map(list).into_iter().find(|list| !list.is_empty());
    let weight = |at: usize| given.and_then(|given| given.get(at)?.as_f64()).unwrap_or(0.0) as f32;
    let rest = (0..shapes.len()).map(weight).collect();
    controls.iter().any(Option::is_some).then_some(Face { node, controls, rest })
}

/// The nodes as a tree.
struct Scene<'a> {
    nodes: &'a [Value],
    parents: Vec<Option<usize>>,
}

impl<'a> Scene<'a> {
    fn new(nodes: &'a [Value]) -> Self {
        let mut parents = vec![None; nodes.len()];
        for (at, node) in nodes.iter().enumerate() {
            for child in list(&node["children"]).iter().filter_map(index) {
                if let Some(parent) = parents.get_mut(child) {
                    *parent = Some(at);
                }
            }
        }
        Self { nodes, parents }
    }

    fn name(&self, node: usize) -> &'a str {
        self.nodes[node]["name"].as_str().unwrap_or_default()
    }

    /// The node's ancestors, nearest first. A file that goes round in a circle ends somewhere.
    fn above(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parents[node], |node| self.parents[*node]).take(self.nodes.len())
    }

    fn world(&self, node: usize) -> Pose {
        let own = Pose::of(&self.nodes[node]);
        self.above(node).fold(own, |pose, above| pose.under(Pose::of(&self.nodes[above])))
    }

    fn joint(&self, node: usize) -> Joint {
        let parent = self.parents[node].map_or(Pose::ORIGIN, |parent| self.world(parent));
        Joint { node, parent: parent.turn, rest: Pose::of(&self.nodes[node]) }
    }
}

/// The two eyes to turn; none where shapes turn them.
fn eyes(json: &Value, scene: &Scene<'_>, shapes: &[Vec<String>], facing: f64) -> Option<[Joint; 2]> {
    let looks = |node: usize| shapes[node].iter().any(|shape| names::plain(shape).starts_with("eyelook"));
    let nodes = 0..scene.nodes.len();
    if nodes.clone().any(|node| names::of_eye(scene.name(node)) && looks(node)) {
        return None;
    }
    // Bones of a mesh whose own shapes say where its eyes look would turn them twice.
    let skins = nodes.clone().filter(|node| looks(*node)).filter_map(|node| index(&scene.nodes[node]["skin"]));
    let bones = skins.flat_map(|skin| list(&json["skins"][skin]["joints"]).iter().filter_map(index));
    let bones: Vec<_> = bones.collect();
    let find = |side| {
        let mut found = nodes.clone().filter(|node| names::eye(scene.name(*node)) == Some(side));
        // A skinned mesh goes where its bones go, whatever its own node does.
        found.find(|node| !bones.contains(node) && scene.nodes[*node]["skin"].is_null())
    };
    let [mut left, mut right] = [find(Side::Left)?, find(Side::Right)?];
    // Some heads name their eyes as the viewer sees them: the place says which is which.
    if (scene.world(left).place[0] - scene.world(right).place[0]) * facing < -1e-6 {
        std::mem::swap(&mut left, &mut right);
    }
    Some([scene.joint(left), scene.joint(right)])
}

/// The node that turns the whole head: of those called so the one that holds most faces, by being above them or a bone
/// of them, then the highest.
fn head(scene: &Scene<'_>, faces: &[Face]) -> Option<usize> {
    let called = (0..scene.nodes.len()).filter(|node| names::head(scene.name(*node)));
    let holds = |node: usize| faces.iter().filter(|face| scene.above(face.node).any(|above| above == node)).count();
    let is_face = |node: usize| !scene.nodes[node]["mesh"].is_null();
    let depth = |node: usize| scene.above(node).count();
    called.min_by_key(|node| (std::cmp::Reverse(holds(*node)), is_face(*node), depth(*node)))
}
