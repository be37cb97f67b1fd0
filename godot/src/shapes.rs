//! Blend shapes of meshes.

use std::sync::Arc;

use emoface::motion::Frame;
use emoface::rig::Rig;
use emoface::rig::retarget::Retarget;
use godot::classes::{ArrayMesh, MeshInstance3D};
use godot::prelude::*;

use crate::profile::{Chosen, EmoFaceProfile, matched};

/// Changes smaller than this are not seen, and cost a call each.
const SEEN: f32 = 1e-4;

/// One shape of a mesh.
#[derive(Debug)]
struct Shape {
    index: i32,
    output: usize,
    gain: f32,
    /// What it was set to last.
    value: f32,
    /// What it was before.
    before: f32,
}

/// The shapes of one mesh that are driven.
#[derive(Debug)]
struct Driven {
    mesh: Gd<MeshInstance3D>,
    shapes: Vec<Shape>,
    /// Shapes of the mesh when it was looked at: another number is another mesh.
    count: i32,
}

/// The shapes of all meshes of a character.
#[derive(Debug)]
pub struct Shapes {
    retarget: Retarget,
    values: Vec<f32>,
    driven: Vec<Driven>,
    shown: bool,
}

/// Names of the shapes of `mesh`, in order.
pub fn names(mesh: &Gd<MeshInstance3D>) -> Vec<String> {
    let Some(shapes) = mesh.get_mesh() else { return Vec::new() };
    let count = mesh.get_blend_shape_count();
    match shapes.try_cast::<ArrayMesh>() {
        Ok(shapes) => (0..count).map(|index| shapes.get_blend_shape_name(index).to_string()).collect(),
        Err(_) => Vec::new(),
    }
}

/// The rig for `meshes`, as `profile` says or as their names do.
///
/// # Errors
/// What is wrong with the profile, or there is no shape at all.
pub fn rig(meshes: &[Gd<MeshInstance3D>], profile: Option<&EmoFaceProfile>) -> Result<Chosen, String> {
    let all: Vec<String> = meshes.iter().flat_map(names).collect();
    match profile {
        Some(profile) => profile.rig(&all),
        None => matched(&all),
    }
}

impl Shapes {
    /// The shapes of `meshes` that `profile`, or their names, give a meaning to.
    ///
    /// # Errors
    /// As [`rig`].
    pub fn of(meshes: &[Gd<MeshInstance3D>], profile: Option<&EmoFaceProfile>) -> Result<Self, String> {
        let Chosen { rig, idle } = rig(meshes, profile)?;
        let driven = meshes.iter().map(|mesh| {
            let shape = |(index, name): (usize, String)| {
                let output = rig.index(&name).filter(|_| !idle.contains(&name))?;
                let gain = profile.map_or(1.0, |profile| profile.gain(&name));
                let before = mesh.get_blend_shape_value(index as i32);
                (gain != 0.0).then_some(Shape { index: index as i32, output, gain, value: before, before })
            };
            let shapes = names(mesh).into_iter().enumerate().filter_map(shape).collect();
            Driven { mesh: mesh.clone(), shapes, count: mesh.get_blend_shape_count() }
        });
        let driven = driven.collect();
        let values = vec![0.0; rig.controls.len()];
        Ok(Self { retarget: Retarget::new(rig), values, driven, shown: false })
    }

    /// How many shapes are driven.
    pub fn count(&self) -> usize {
        self.driven.iter().map(|driven| driven.shapes.len()).sum()
    }

    /// Shows `frame`, which comes `seconds` after the one before. `false` if a mesh is not what it was.
    pub fn show(&mut self, frame: &Frame, seconds: f32) -> bool {
        self.retarget.apply(frame, seconds, &mut self.values);
        self.shown = true;
        let mut same = true;
        for Driven { mesh, shapes, count } in &mut self.driven {
            if !mesh.is_instance_valid() || mesh.get_blend_shape_count() != *count {
                same = false;
                continue;
            }
            for Shape { index, output, gain, value, .. } in shapes {
                let now = self.values[*output] * *gain;
                // Rest is rest exactly: what is almost nothing keeps a mesh from being drawn as it is.
                if (now - *value).abs() > SEEN || (now == 0.0 && *value != 0.0) {
                    mesh.set_blend_shape_value(*index, now);
                    *value = now;
                }
            }
        }
        same
    }

    /// Puts every shape back to what it was before. What does not exist any more stays as it is.
    pub fn restore(&mut self) {
        for Driven { mesh, shapes, count } in &mut self.driven {
            if self.shown && mesh.is_instance_valid() && mesh.get_blend_shape_count() == *count {
                for Shape { index, value, before, .. } in shapes {
                    mesh.set_blend_shape_value(*index, *before);
                    *value = *before;
                }
            }
        }
        self.shown = false;
    }

    /// Each driven shape: its mesh, its name's place in the mesh, and its value in `values` of this rig.
    pub fn each(&self) -> impl Iterator<Item = (&Gd<MeshInstance3D>, i32, usize, f32)> {
        let one = |driven| {
            let Driven { mesh, shapes, .. }: &Driven = driven;
            shapes.iter().map(move |shape| (mesh, shape.index, shape.output, shape.gain))
        };
        self.driven.iter().flat_map(one)
    }

    /// The first mesh that is driven.
    pub fn first_mesh(&self) -> Option<&Gd<MeshInstance3D>> {
        self.driven.first().map(|driven| &driven.mesh)
    }

    /// The rig of the shapes.
    pub fn rig(&self) -> &Arc<Rig> {
        self.retarget.rig()
    }
}
