//! What the face moves: meshes, nodes, a tracker.

use emoface::rig::built_in;
use emoface::rig::retarget::Retarget;
use godot::classes::{Engine, MeshInstance3D, Node3D};
use godot::prelude::*;

use super::EmoFacePlayer;
use crate::pose::{Pose, Turned};
use crate::shapes::Shapes;
use crate::tracker::Tracker;

impl EmoFacePlayer {
    /// A property changed that targets or warnings depend on.
    pub(super) fn changed(&mut self) {
        self.targets_stale = true;
        if Engine::singleton().is_editor_hint() && self.base().is_inside_tree() {
            self.base_mut().call_deferred("update_configuration_warnings", &[]);
        }
    }

    /// The meshes to drive: those that are listed, or all with shapes below the face.
    pub fn found_meshes(&self) -> Vec<Gd<MeshInstance3D>> {
        let listed: Vec<_> = self.meshes.iter_shared().flatten().filter(|mesh| mesh.is_instance_valid()).collect();
        if !listed.is_empty() {
            return listed;
        }
        let face = self.face.as_ref().filter(|face| face.is_instance_valid()).map(|face| face.clone().upcast());
        let mut found = Vec::new();
        if let Some(root) = face.or_else(|| self.base().get_parent()) {
            collect(&root, &mut found);
        }
        found
    }

    /// Nodes of head, left and right eye with their turn at rest and their number, for a bake.
    pub fn turned_nodes(&self) -> Vec<(Gd<Node>, Basis, usize)> {
        let nodes = [&self.head, &self.left_eye, &self.right_eye].into_iter().enumerate();
        let turned = |(part, node): (usize, &Option<Gd<Node3D>>)| {
            let node = node.as_ref().filter(|node| node.is_instance_valid())?;
            let rest = self.turned[part].as_ref().filter(|turned| turned.is(node)).map(Turned::rest);
            Some((node.clone().upcast(), rest.unwrap_or_else(|| node.get_basis()), part))
        };
        nodes.filter_map(turned).collect()
    }

    pub(super) fn refresh_if_stale(&mut self) {
        if !self.targets_stale {
            return;
        }
        self.let_go();
        self.targets_stale = false;
        let meshes = self.found_meshes();
        let profile = self.profile.as_ref().map(|profile| profile.bind());
        if !meshes.is_empty() || profile.is_some() {
            match Shapes::of(&meshes, profile.as_deref()) {
                Ok(shapes) => self.shapes = Some(shapes),
                Err(problem) => godot_error!("EmoFacePlayer: {}: {problem}", self.name()),
            }
        }
        drop(profile);
        let nodes = [&self.head, &self.left_eye, &self.right_eye];
        let valid = |node: &Option<Gd<Node3D>>| node.as_ref().filter(|node| node.is_instance_valid()).map(Turned::new);
        self.turned = nodes.map(valid);
        if !self.face_tracker.is_empty() && !Engine::singleton().is_editor_hint() {
            self.tracker = Tracker::register(&self.face_tracker);
        }
    }

    /// Puts everything back as it was, until the next frame.
    pub(super) fn put_back(&mut self) {
        self.shapes.iter_mut().for_each(Shapes::restore);
        self.turned.iter_mut().flatten().for_each(Turned::restore);
    }

    /// Puts everything back as it was, and looks for it again when it is needed.
    pub(super) fn let_go(&mut self) {
        self.put_back();
        (self.shapes, self.turned, self.tracker) = (None, [const { None }; 3], None);
        self.targets_stale = true;
    }

    /// Shows what the actor shows, `seconds` after what was shown before.
    pub(super) fn show(&mut self, seconds: f32) {
        let Some(actor) = &self.actor else { return };
        let frame = actor.frame();
        if let Some(shapes) = &mut self.shapes
            && !shapes.show(frame, seconds)
        {
            self.targets_stale = true;
        }
        if self.turned.iter().any(Option::is_some) {
            let Pose { head, eyes: [left, right], .. } = Pose::of(frame);
            for (turned, turn) in self.turned.iter_mut().zip([head, left, right]) {
                if let Some(turned) = turned {
                    turned.show(&turn);
                }
            }
        }
        if let Some(tracker) = &mut self.tracker {
            tracker.show(frame, seconds);
        }
    }

    /// Where the face stands, when its head is not turned.
    pub(super) fn stands_at(&self) -> Option<Transform3D> {
        if let Some(at) = self.standpoint {
            return Some(at);
        }
        if let Some(at) = self.turned[0].as_ref().and_then(Turned::frame) {
            return Some(at);
        }
        let mesh = self.shapes.as_ref().and_then(Shapes::first_mesh);
        let mesh = mesh.filter(|mesh| mesh.is_instance_valid() && mesh.is_inside_tree());
        mesh.map(|mesh| mesh.get_global_transform())
    }

    pub(super) fn values_on(&self, rig: &str) -> PackedFloat32Array {
        let (Some(actor), Some(rig)) = (&self.actor, built_in(rig)) else { return PackedFloat32Array::new() };
        let mut values = vec![0.0; rig.controls.len()];
        Retarget::new(rig).apply(actor.frame(), 0.0, &mut values);
        PackedFloat32Array::from(values)
    }
}

fn collect(node: &Gd<Node>, found: &mut Vec<Gd<MeshInstance3D>>) {
    if let Ok(mesh) = node.clone().try_cast::<MeshInstance3D>()
        && mesh.get_blend_shape_count() > 0
    {
        found.push(mesh);
    }
    node.get_children().iter_shared().for_each(|child| collect(&child, found));
}
