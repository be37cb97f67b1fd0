//! What a script may ask.

use godot::classes::MeshInstance3D;
use godot::prelude::*;

use super::EmoFacePlayer;
use super::act::process_usec;
use crate::actor::Actor;

#[godot_api(secondary)]
impl EmoFacePlayer {
    /// Whether the character speaks, heard or about to be.
    #[func]
    fn is_speaking(&self) -> bool {
        self.actor.as_ref().is_some_and(Actor::speaking)
    }

    /// The position that is heard of what is spoken, in seconds; 0 for a voice that comes piece by piece.
    #[func]
    fn get_heard_position(&self) -> f64 {
        self.actor.as_ref().map_or(0.0, Actor::position)
    }

    /// How far the face hears ahead, in milliseconds: [member look_ahead_ms] as the model has it.
    #[func]
    fn get_actual_look_ahead_ms(&self) -> f64 {
        self.actor.as_ref().map_or(0.0, |actor| f64::from(actor.face().look_ahead_ms()))
    }

    /// What is shown now, as the values of the rig called [param rig]: [code]board[/code], [code]metahuman[/code],
    /// [code]arkit[/code], [code]oculus[/code] or [code]vrm[/code], in the order of the constants of
    /// [code]EmoFaceRigs[/code]. Empty for another name. For faces that are no meshes.
    #[func]
    fn get_values(&self, rig: GString) -> PackedFloat32Array {
        self.values_on(&rig.to_string())
    }

    /// How the head is turned now, beside the body.
    #[func]
    fn get_head_basis(&self) -> Basis {
        self.pose().map_or(Basis::IDENTITY, |pose| pose.head)
    }

    /// How the left eye is turned now, beside the head.
    #[func]
    fn get_left_eye_basis(&self) -> Basis {
        self.pose().map_or(Basis::IDENTITY, |pose| pose.eyes[0])
    }

    /// How the right eye is turned now, beside the head.
    #[func]
    fn get_right_eye_basis(&self) -> Basis {
        self.pose().map_or(Basis::IDENTITY, |pose| pose.eyes[1])
    }

    /// The meshes that are driven, or would be.
    #[func]
    pub fn get_driven_meshes(&self) -> Array<Gd<MeshInstance3D>> {
        self.found_meshes().into_iter().collect()
    }

    /// How many blend shapes are driven.
    #[func]
    fn get_driven_shape_count(&mut self) -> i64 {
        self.refresh_if_stale();
        self.shapes.as_ref().map_or(0, |shapes| shapes.count() as i64)
    }

    /// What is missing before this node can work, in sentences; the scene tree of the editor shows them as warnings.
    #[func]
    fn get_warnings(&self) -> PackedStringArray {
        self.warnings()
    }

    /// How the face is doing: [code]pushed[/code] and [code]ready[/code], stream time of sound and frames in seconds;
    /// [code]skipped[/code], frames that were interpolated because the machine is too slow; [code]behind[/code], sound
    /// that waits for the worker, in seconds.
    #[func]
    fn get_statistics(&self) -> VarDictionary {
        let mut told = VarDictionary::new();
        if let Some(actor) = &self.actor {
            let stats = actor.face().stats();
            told.set("pushed", stats.pushed);
            told.set("ready", stats.ready);
            told.set("skipped", i64::try_from(stats.skipped).unwrap_or(i64::MAX));
            told.set("behind", stats.behind);
        }
        told
    }

    /// Time that all characters together took in the last frame of the game, in microseconds.
    #[func]
    fn get_process_usec() -> f64 {
        process_usec()
    }
}
