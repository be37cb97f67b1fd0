//! What is missing before this node can work, for the scene tree of the editor.

use godot::classes::AudioServer;
use godot::prelude::*;

use super::EmoFacePlayer;
use crate::shapes::Shapes;
use crate::voice::Voice;

impl EmoFacePlayer {
    pub(super) fn warnings(&self) -> PackedStringArray {
        let mut warnings = PackedStringArray::new();
        let mut warn = |text: &str| warnings.push(text);
        match &self.audio_player {
            Some(node) if node.is_instance_valid() && Voice::of(node).is_none() => {
                warn("audio_player is no AudioStreamPlayer, AudioStreamPlayer2D or AudioStreamPlayer3D.");
            }
            Some(_) => {}
            None if self.capture_bus.is_empty() => warn(
                "There is no voice to listen to. Set audio_player to the audio player of this character, or \
                 capture_bus to a bus; or ignore this if a script calls push_pcm() or speak() for a silent face.",
            ),
            None => {}
        }
        if !self.capture_bus.is_empty() && AudioServer::singleton().get_bus_index(&self.capture_bus) < 0 {
            warn(&format!("There is no audio bus called '{}'. See the panel Audio below.", self.capture_bus));
        }
        let meshes = self.found_meshes();
        let elsewhere = !self.face_tracker.is_empty() || self.head.is_some() || self.left_eye.is_some();
        if meshes.is_empty() && !elsewhere {
            warn(
                "No mesh with blend shapes is found. Set face to the character's node, or list its meshes; if the \
                 shapes are gone, look at the import settings of the model.",
            );
        }
        let profile = self.profile.as_ref().map(|profile| profile.bind());
        if !meshes.is_empty() || profile.is_some() {
            match Shapes::of(&meshes, profile.as_deref()) {
                Err(problem) => warn(&format!("The profile cannot be used: {problem}")),
                Ok(shapes) if !meshes.is_empty() && shapes.count() == 0 => warn(
                    "None of the blend shapes has a name that is known. Set profile to an EmoFaceProfile that says \
                     what they are.",
                ),
                Ok(_) => {}
            }
        }
        warnings
    }
}
