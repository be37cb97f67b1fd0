//! Properties that the face is told of: mood, behaviours, gaze.

use emoface::emotion::{EMOTIONS, Emotion};
use emoface::face::{Face, FaceOptions};
use emoface::mood::{Mood, PARTS};
use emoface::motion::aim::GazeCommand;
use emoface::motion::behaviours::{Attention, Behaviours, MAX_GAIN};
use godot::prelude::*;

use super::EmoFacePlayer;
use crate::pose::seen_from;

/// What the eyes were told.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Look {
    /// To follow the property, or to wander.
    #[default]
    Free,
    /// To look at a point of the world.
    At(Vector3),
    /// To look away.
    Away,
}

impl EmoFacePlayer {
    /// A player of which nobody has set anything.
    pub(super) fn at_rest(base: Base<Node>) -> Self {
        Self {
            audio_player: None,
            follow: true,
            capture_bus: StringName::default(),
            face: None,
            meshes: Array::new(),
            profile: None,
            head: None,
            left_eye: None,
            right_eye: None,
            face_tracker: StringName::default(),
            emotion_intensity: 1.0,
            emotion_angry: 0.0,
            emotion_disgust: 0.0,
            emotion_fear: 0.0,
            emotion_happy: 0.0,
            emotion_neutral: 0.0,
            emotion_sad: 0.0,
            emotion_surprise: 0.0,
            look_at: None,
            blink_gain: 1.0,
            gaze_gain: 1.0,
            head_gain: 1.0,
            brow_gain: 1.0,
            breath_gain: 1.0,
            laughter_gain: 1.0,
            listening: false,
            look_ahead_ms: 0.0,
            seed: 0,
            latency: Default::default(),
            actor: None,
            fault: None,
            current: None,
            sounds: Vec::new(),
            refused: None,
            done: None,
            capture: None,
            gate: Default::default(),
            targets_stale: true,
            shapes: None,
            turned: [const { None }; 3],
            tracker: None,
            look: Look::Free,
            standpoint: None,
            previewing: false,
            parts: [None; 4],
            told: None,
            base,
        }
    }

    /// How the face is made.
    pub(super) fn face_options(&self) -> FaceOptions {
        let seed = self.seed.cast_unsigned();
        FaceOptions { seed, look_ahead_ms: self.look_ahead_ms, behaviours: self.behaviours(), ..FaceOptions::default() }
    }

    /// Weights of the sliders; what is no number counts as none.
    pub(super) fn emotion(&self) -> Emotion {
        let weights = [
            self.emotion_angry,
            self.emotion_disgust,
            self.emotion_fear,
            self.emotion_happy,
            self.emotion_neutral,
            self.emotion_sad,
            self.emotion_surprise,
        ];
        let sound = |weight: f32| if weight.is_finite() { weight.clamp(0.0, 1.0) } else { 0.0 };
        Emotion::new(weights.map(sound), sound(self.emotion_intensity)).unwrap_or_default()
    }

    /// The mood of a bake, or of the face as it should be now.
    pub fn mood(&self) -> Mood {
        let mut mood = Mood::from(self.emotion());
        PARTS.into_iter().zip(self.parts).for_each(|(part, emotion)| mood.set_part(part, emotion));
        mood
    }

    /// What the face does of its own accord.
    pub fn behaviours(&self) -> Behaviours {
        let gain = |gain: f32| if gain.is_finite() { gain.clamp(0.0, MAX_GAIN) } else { 1.0 };
        let head = gain(self.head_gain);
        Behaviours {
            blink: gain(self.blink_gain),
            gaze: gain(self.gaze_gain),
            head_yaw: head,
            head_pitch: head,
            head_roll: head,
            brows: gain(self.brow_gain),
            breath: gain(self.breath_gain),
            laughter: gain(self.laughter_gain),
            attention: if self.listening { Attention::Listening } else { Attention::Idle },
        }
    }

    /// Seed of the face, for a bake that looks like it.
    pub fn face_seed(&self) -> u64 {
        self.seed.cast_unsigned()
    }

    pub(super) fn read_mood(&mut self, text: &str) -> bool {
        let mood: Mood = match text.parse() {
            Ok(mood) => mood,
            Err(error) => {
                godot_error!("EmoFacePlayer.set_mood: {error}");
                return false;
            }
        };
        let sliders = [
            &mut self.emotion_angry,
            &mut self.emotion_disgust,
            &mut self.emotion_fear,
            &mut self.emotion_happy,
            &mut self.emotion_neutral,
            &mut self.emotion_sad,
            &mut self.emotion_surprise,
        ];
        const { assert!(EMOTIONS.len() == 7) };
        sliders.into_iter().zip(mood.whole().weights()).for_each(|(slider, weight)| *slider = *weight);
        self.emotion_intensity = 1.0;
        self.parts = PARTS.map(|part| (mood.of(part) != mood.whole()).then(|| *mood.of(part)));
        true
    }

    /// Tells the face what changed. Other threads never hold these sides, so nothing is lost.
    pub(super) fn tell(&mut self, gaze: GazeCommand) {
        let (mood, behaviours) = (self.mood(), self.behaviours());
        let Some(actor) = &self.actor else { return };
        let face: &Face = actor.face();
        let told = self.told.replace((mood, behaviours, gaze));
        if told.is_none_or(|(before, ..)| before != mood) {
            let _ = face.set_emotion(*mood.whole());
            for (part, emotion) in PARTS.into_iter().zip(self.parts) {
                let _ = face.set_part_emotion(part, emotion);
            }
        }
        if told.is_none_or(|(_, before, _)| before != behaviours) {
            let _ = face.set_behaviours(behaviours);
        }
        if told.is_none_or(|(.., before)| before != gaze) {
            let _ = face.look(gaze);
        }
    }

    /// Where the eyes are to look.
    pub(super) fn gaze(&self) -> GazeCommand {
        let point = match self.look {
            Look::Away => return GazeCommand::Avert,
            Look::At(point) => Some(point),
            Look::Free => {
                let target = self.look_at.as_ref().filter(|node| node.is_instance_valid() && node.is_inside_tree());
                target.map(|target| target.get_global_position())
            }
        };
        match (point, self.stands_at()) {
            (Some(point), Some(frame)) => {
                let [yaw, pitch, distance] = seen_from(&frame, point);
                GazeCommand::LookAt { yaw, pitch, distance: distance.max(0.01) }
            }
            _ => GazeCommand::Free,
        }
    }
}
