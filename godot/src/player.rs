//! The node that makes a character speak.

mod act;
mod settings;
mod speech;
mod targets;
mod warnings;

use emoface::emotion::Emotion;
use emoface::mood::Mood;
use emoface::motion::aim::GazeCommand;
use emoface::motion::behaviours::Behaviours;
use godot::classes::notify::NodeNotification;
use godot::classes::{AudioEffectCapture, AudioStream, Engine, MeshInstance3D, Node3D};
use godot::prelude::*;

use crate::actor::Actor;
use crate::clock::Pace;
use crate::decode;
use crate::gate::Gate;
use crate::pose::{Pose, Turned};
use crate::profile::EmoFaceProfile;
use crate::shapes::Shapes;
use crate::sound::Sound;
use crate::tracker::Tracker;
use crate::voice::Latency;

pub use self::settings::Look;
pub use act::process_usec;

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

    /// Speaks [param stream] from its beginning: [member audio_player] plays it, if there is one, or else the face
    /// moves without sound. What was spoken is over. Returns whether the sound can be spoken; the reason is in the log.
    #[func]
    fn speak(&mut self, stream: Option<Gd<AudioStream>>) -> bool {
        self.speak_stream(stream)
    }

    /// Speaks a sound that a script has as a whole, such as text to speech: [param samples] between -1 and 1 at
    /// [param rate] Hz, interleaved if there are several [param channels]. As [method speak].
    #[func]
    fn speak_pcm(&mut self, samples: PackedFloat32Array, rate: f64, #[opt(default = 1)] channels: i64) -> bool {
        self.speak_samples(&samples, rate, channels)
    }

    /// A piece of a voice that somebody else plays or will play: [param samples] between -1 and 1 at [param rate] Hz,
    /// interleaved if there are several [param channels]. The first piece begins an utterance, [method finish] or a
    /// second without any ends it. The face takes the pieces in at the pace of time, so they may come in bursts; call
    /// [method set_heard] if you know better what is heard.
    #[func]
    fn push_pcm(&mut self, samples: PackedFloat32Array, rate: f64, #[opt(default = 1)] channels: i64) {
        self.push(&decode::mono(&samples, channels), rate, 0.0, Pace::Burst);
    }

    /// As [method push_pcm], for the stereo frames of Godot's audio classes.
    #[func]
    fn push_frames(&mut self, frames: PackedVector2Array, rate: f64) {
        let mut mono = Vec::with_capacity(frames.len());
        decode::add_frames(&frames, &mut mono);
        self.push(&mono, rate, 0.0, Pace::Burst);
    }

    /// As [method push_pcm], for little-endian samples of 16 bits, as most services for text to speech send them.
    #[func]
    fn push_pcm16(&mut self, bytes: PackedByteArray, rate: f64, #[opt(default = 1)] channels: i64) {
        let sound = Sound::from_pcm16(bytes.as_slice(), channels.clamp(1, 64) as usize, rate);
        self.push(sound.samples(), rate, 0.0, Pace::Burst);
    }

    /// Says that [param seconds] of the voice that is being pushed have been heard by now.
    #[func]
    fn set_heard(&mut self, seconds: f64) {
        if let Some(actor) = self.actor.as_mut().filter(|_| seconds.is_finite()) {
            actor.set_heard(seconds);
        }
    }

    /// No more pieces of this voice come; [signal finished] follows when they are all heard.
    #[func]
    fn finish(&mut self) {
        if let Some(actor) = &mut self.actor {
            actor.finish();
        }
    }

    /// Stops speaking at once, the [member audio_player] as well. The mouth eases to rest within 120 ms.
    #[func]
    fn interrupt(&mut self) {
        self.cut_short();
    }

    /// Reads the samples of [param stream] now, so that [method speak] need not: for long sounds that are not WAV.
    #[func]
    fn prepare(&mut self, stream: Option<Gd<AudioStream>>) -> bool {
        stream.is_some_and(|stream| self.sound(&stream).is_some())
    }

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

    /// Eyes and head look at a [param point] of the world until something else is said.
    #[func]
    fn look_at_point(&mut self, point: Vector3) {
        self.look = Look::At(point);
    }

    /// The eyes look anywhere but at the last target.
    #[func]
    fn look_away(&mut self) {
        self.look = Look::Away;
    }

    /// The eyes wander, or follow [member look_at] if there is one.
    #[func]
    fn look_free(&mut self) {
        self.look = Look::Free;
    }

    /// Sets the emotions, and others for parts of the face, from a text such as [code]happy:0.6;brows=angry:0.8[/code].
    /// Parts are brows, eyes, nose and mouth. Returns whether it was understood.
    #[func]
    fn set_mood(&mut self, mood: GString) -> bool {
        self.read_mood(&mood.to_string())
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

    /// Looks for meshes and shapes again. Only needed if meshes were added or renamed.
    #[func]
    fn refresh(&mut self) {
        self.targets_stale = true;
    }

    /// What is missing before this node can work, in sentences; the scene tree of the editor shows them as warnings.
    #[func]
    fn get_warnings(&self) -> PackedStringArray {
        self.warnings()
    }

    /// Lets the editor show the face: it lives, and speaks what [member audio_player] plays. The meshes are put back as
    /// they were when it ends. In a game there is no need for it.
    #[func]
    fn preview(&mut self, on: bool) {
        self.show_in_editor(on);
    }

    /// Whether the editor shows the face.
    #[func]
    fn is_previewing(&self) -> bool {
        self.previewing
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

    /// Version of emoface.
    #[func]
    fn get_version() -> GString {
        GString::from(env!("CARGO_PKG_VERSION"))
    }

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
