//! The node that makes a character speak.

mod act;
mod commands;
mod queries;
mod settings;
mod speech;
mod targets;
mod warnings;

use emoface::emotion::Emotion;
use emoface::mood::Mood;
use emoface::motion::aim::GazeCommand;
use emoface::motion::behaviours::Behaviours;
use godot::classes::notify::NodeNotification;
use godot::classes::{AudioEffectCapture, Engine, MeshInstance3D, Node3D};
use godot::prelude::*;

use crate::actor::Actor;
use crate::gate::Gate;
use crate::pose::{Pose, Turned};
use crate::profile::EmoFaceProfile;
use crate::shapes::Shapes;
use crate::sound::Sound;
use crate::tracker::Tracker;
use crate::voice::Latency;

pub use self::settings::Look;

/// Makes a character speak: listens to its voice and moves its face.
///
/// Add it to a character's scene, point [member audio_player] at the [AudioStreamPlayer], [AudioStreamPlayer2D] or
/// [AudioStreamPlayer3D] of its voice, and press play: whatever that player plays is spoken. The blend shapes of all
/// meshes below the parent (or [member face]) are driven, if their names are known ones (ARKit, visemes, VRM, Unified
/// Expressions, Character Creator, MetaHuman); a [EmoFaceProfile] describes others. Between lines the face lives on:
/// it blinks, looks around and breathes.
///
/// ```gdscript
/// $EmoFacePlayer.speak(preload("res://hello.wav"))
/// await $EmoFacePlayer.finished
/// ```
///
/// Voices that no player plays come from a bus ([member capture_bus], also for a microphone) or piece by piece from a
/// script ([method push_pcm]). The face follows what is heard: the output's latency, pauses, seeks, loops and pitch
/// are allowed for. Everything runs on the CPU, without a network connection; one worker thread serves all characters.
#[derive(GodotClass)]
#[class(tool, base = Node)]
pub struct EmoFacePlayer {
    /// The [AudioStreamPlayer], [AudioStreamPlayer2D] or [AudioStreamPlayer3D] that plays the character's voice.
    #[export]
    #[var(
        set = set_audio_player,
        hint = NODE_TYPE,
        hint_string = "AudioStreamPlayer,AudioStreamPlayer2D,AudioStreamPlayer3D"
    )]
    audio_player: Option<Gd<Node>>,
    /// Speak whatever [member audio_player] plays, whoever starts it. When off, only [method speak] does.
    #[export]
    follow: bool,
    /// An audio bus whose sound is the character's voice, such as that of a microphone or a voice chat. Empty for
    /// none. An effect that listens is added to the bus while the node is in the scene.
    #[export]
    #[var(set = set_capture_bus)]
    capture_bus: StringName,

    #[export_group(name = "Face")]
    /// All meshes with blend shapes at and below this node are driven. The parent, if empty.
    #[export]
    #[var(set = set_face)]
    face: Option<Gd<Node3D>>,
    /// The meshes that are driven, in place of those of [member face].
    #[export]
    #[var(set = set_meshes)]
    meshes: Array<Option<Gd<MeshInstance3D>>>,
    /// What moves which blend shape. Found by the names of the shapes, if empty.
    #[export]
    #[var(set = set_profile)]
    profile: Option<Gd<EmoFaceProfile>>,
    /// A node that turns as the head does. For a head that is a bone, add [EmoFaceBones] to the skeleton.
    #[export]
    #[var(set = set_head)]
    head: Option<Gd<Node3D>>,
    /// A node that turns as the left eye does; the character's left.
    #[export]
    #[var(set = set_left_eye)]
    left_eye: Option<Gd<Node3D>>,
    /// A node that turns as the right eye does.
    #[export]
    #[var(set = set_right_eye)]
    right_eye: Option<Gd<Node3D>>,
    /// Name of an [XRFaceTracker] that this character is, such as [code]/user/face_tracker[/code], for avatars that are
    /// driven by face tracking. Empty for none. Each character needs a name of its own.
    #[export]
    #[var(set = set_face_tracker)]
    face_tracker: StringName,

    #[export_group(name = "Emotion", prefix = "emotion_")]
    /// How much of the emotions below is shown.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_intensity: f32,
    /// Anger. Emotions may be mixed; weights of more than 1 together are scaled to 1.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_angry: f32,
    /// Disgust.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_disgust: f32,
    /// Fear.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_fear: f32,
    /// Happiness.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_happy: f32,
    /// Nothing in particular. What the others leave over is neutral as well.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_neutral: f32,
    /// Sadness.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_sad: f32,
    /// Surprise.
    #[export(range = (0.0, 1.0, 0.01))]
    emotion_surprise: f32,

    #[export_group(name = "Life")]
    /// What the eyes, and a part of it the head, look at. The eyes wander, if empty.
    #[export]
    look_at: Option<Gd<Node3D>>,
    /// How often the eyes blink, 1 as people do.
    #[export(range = (0.0, 4.0, 0.05))]
    blink_gain: f32,
    /// How far the eyes wander, 1 as people's.
    #[export(range = (0.0, 4.0, 0.05))]
    gaze_gain: f32,
    /// How far the head moves, 1 as people's.
    #[export(range = (0.0, 4.0, 0.05))]
    head_gain: f32,
    /// How far the brows rise with the accents of speech, 1 as people's.
    #[export(range = (0.0, 4.0, 0.05))]
    brow_gain: f32,
    /// How much is seen of breath and swallowing, 1 as in people.
    #[export(range = (0.0, 4.0, 0.05))]
    breath_gain: f32,
    /// How much the face laughs when the voice does, 1 as in people.
    #[export(range = (0.0, 4.0, 0.05))]
    laughter_gain: f32,
    /// The character listens to somebody while it does not speak: steadier eyes.
    #[export]
    listening: bool,

    #[export_group(name = "Model")]
    /// At most so much later sound may a moment of the face depend on, in milliseconds: 33 answers soonest, 67 is the
    /// usual, 133 the best for lines that are known beforehand. 0 is the model's own choice. A change ends what is
    /// spoken.
    #[export(range = (0.0, 133.0, 1.0))]
    #[var(set = set_look_ahead_ms)]
    look_ahead_ms: f32,
    /// Decides blinks and gaze. Characters with the same number blink together. A change ends what is spoken.
    #[export]
    #[var(set = set_seed)]
    seed: i64,

    latency: Latency,
    actor: Option<Actor>,
    /// Why there is no actor: said once.
    fault: Option<String>,
    current: Option<InstanceId>,
    /// Decoded sounds, the newest last: lines repeat.
    sounds: Vec<(InstanceId, std::sync::Arc<Sound>)>,
    /// A stream that cannot be decoded is said once.
    refused: Option<InstanceId>,
    /// A stream that is over although its player plays on.
    done: Option<InstanceId>,
    capture: Option<(StringName, Gd<AudioEffectCapture>)>,
    gate: Gate,
    targets_stale: bool,
    shapes: Option<Shapes>,
    turned: [Option<Turned>; 3],
    tracker: Option<Tracker>,
    look: Look,
    /// Where the face is in the world, if bones say so.
    standpoint: Option<Transform3D>,
    previewing: bool,
    /// Emotions of parts of the face.
    parts: [Option<Emotion>; 4],
    /// What the face was told last.
    told: Option<(Mood, Behaviours, GazeCommand)>,
    base: Base<Node>,
}

#[godot_api]
impl INode for EmoFacePlayer {
    fn init(base: Base<Node>) -> Self {
        Self::at_rest(base)
    }

    fn enter_tree(&mut self) {
        self.targets_stale = true;
        if !Engine::singleton().is_editor_hint() {
            self.open_capture();
            self.wake();
        }
    }

    fn exit_tree(&mut self) {
        self.close_capture();
        self.let_go();
        self.standpoint = None;
    }

    fn process(&mut self, delta: f64) {
        if self.previewing || !Engine::singleton().is_editor_hint() {
            self.act(delta);
        }
    }

    fn on_notification(&mut self, what: NodeNotification) {
        // What a preview shows is no part of the scene: the next frame shows it again.
        if what == NodeNotification::EDITOR_PRE_SAVE {
            self.put_back();
        }
    }

    fn get_configuration_warnings(&self) -> PackedStringArray {
        self.warnings()
    }
}

#[godot_api]
impl EmoFacePlayer {
    /// The voice is heard from now on.
    #[signal]
    fn started();

    /// The voice is over: heard to its end, stopped or interrupted.
    #[signal]
    fn finished();

    /// There should be frames and there are none: pieces of a voice come too late, or the machine is too slow.
    #[signal]
    fn underrun();

    #[func]
    fn set_audio_player(&mut self, node: Option<Gd<Node>>) {
        self.audio_player = node;
        self.changed();
    }

    #[func]
    fn set_capture_bus(&mut self, bus: StringName) {
        self.close_capture();
        self.capture_bus = bus;
        if self.base().is_inside_tree() && !Engine::singleton().is_editor_hint() {
            self.open_capture();
        }
        self.changed();
    }

    #[func]
    fn set_face(&mut self, node: Option<Gd<Node3D>>) {
        self.face = node;
        self.changed();
    }

    #[func]
    fn set_meshes(&mut self, meshes: Array<Option<Gd<MeshInstance3D>>>) {
        self.meshes = meshes;
        self.changed();
    }

    #[func]
    fn set_profile(&mut self, profile: Option<Gd<EmoFaceProfile>>) {
        self.profile = profile;
        self.changed();
    }

    #[func]
    fn set_head(&mut self, node: Option<Gd<Node3D>>) {
        self.head = node;
        self.changed();
    }

    #[func]
    fn set_left_eye(&mut self, node: Option<Gd<Node3D>>) {
        self.left_eye = node;
        self.changed();
    }

    #[func]
    fn set_right_eye(&mut self, node: Option<Gd<Node3D>>) {
        self.right_eye = node;
        self.changed();
    }

    #[func]
    fn set_face_tracker(&mut self, name: StringName) {
        self.face_tracker = name;
        self.changed();
    }

    #[func]
    fn set_look_ahead_ms(&mut self, milliseconds: f32) {
        self.look_ahead_ms = milliseconds;
        self.recast();
    }

    #[func]
    fn set_seed(&mut self, seed: i64) {
        self.seed = seed;
        self.recast();
    }
}

impl EmoFacePlayer {
    /// What bones turn by; `None` as long as there is nothing to show.
    pub fn pose(&self) -> Option<Pose> {
        self.actor.as_ref().map(|actor| Pose::of(actor.frame()))
    }

    /// The profile, for a bake.
    pub fn profile(&self) -> Option<GdRef<'_, EmoFaceProfile>> {
        self.profile.as_ref().map(|profile| profile.bind())
    }

    /// The audio player's node, for a bake.
    pub fn voice_node(&self) -> Option<Gd<Node>> {
        self.audio_player.clone().filter(|node| node.is_instance_valid())
    }

    /// Look-ahead of a bake: all of its sound is known, so 0 is the longest.
    pub fn bake_look_ahead_ms(&self) -> f32 {
        self.look_ahead_ms
    }

    /// Bones say where the face stands when its head is not turned by this node.
    pub fn stand(&mut self, at: Transform3D) {
        self.standpoint = Some(at);
    }
}
