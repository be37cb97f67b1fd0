//! Lines as animations: computed once, played by an AnimationPlayer without any of this.

use emoface::bake::BakeOptions;
use emoface::motion::Frame;
use emoface::rig::retarget;
use godot::classes::animation::{InterpolationType, TrackType};
use godot::classes::{Animation, AudioStream, MeshInstance3D, Skeleton3D};
use godot::prelude::*;

use crate::bones::EmoFaceBones;
use crate::decode::decode;
use crate::engine;
use crate::player::EmoFacePlayer;
use crate::pose::Pose;
use crate::reduce::keys;
use crate::shapes::{Shapes, names};

/// Makes an [Animation] of a line: tracks for blend shapes, for nodes and bones of head and eyes, and one that plays
/// the sound.
///
/// ```gdscript
/// var animation := EmoFaceBaker.new().bake($EmoFacePlayer, preload("res://hello.wav"))
/// var library := AnimationLibrary.new()
/// library.add_animation("hello", animation)
/// $AnimationPlayer.add_animation_library("speech", library)
/// $AnimationPlayer.play("speech/hello")
/// ```
///
/// It looks as the live face does: with the emotions, gains, seed and profile of the [EmoFacePlayer]. That node should
/// not be at work on the same meshes while the animation plays: disable its processing, or leave it out of the game.
#[derive(GodotClass)]
#[class(tool, init, base = RefCounted)]
pub struct EmoFaceBaker {
    /// Moments a second from which keys are made.
    #[export(range = (10.0, 120.0, 1.0))]
    #[init(val = 60.0)]
    fps: f64,
    /// How far values may be off between keys, which makes the animation smaller: shapes go from 0 to 1. 0 keeps every
    /// moment.
    #[export(range = (0.0, 0.05, 0.0005))]
    #[init(val = 0.002)]
    tolerance: f32,
    /// Bake nodes and bones of head and eyes, too.
    #[export]
    #[init(val = true)]
    with_head: bool,
    /// Play the sound with the [member EmoFacePlayer.audio_player].
    #[export]
    #[init(val = true)]
    with_sound: bool,
    base: Base<RefCounted>,
}

#[godot_api]
impl EmoFaceBaker {
    /// The animation of [param stream] on the character of [param player], for an [AnimationPlayer] whose root node is
    /// the parent of [param player]. [code]null[/code] if it cannot be made; the reason is in the log.
    #[func]
    fn bake(&self, player: Option<Gd<EmoFacePlayer>>, stream: Option<Gd<AudioStream>>) -> Option<Gd<Animation>> {
        let root = player.as_ref().and_then(|player| player.get_parent());
        self.bake_below(player, stream, root)
    }

    /// As [method bake], for an [AnimationPlayer] whose root node is [param root].
    #[func]
    fn bake_below(
        &self,
        player: Option<Gd<EmoFacePlayer>>,
        stream: Option<Gd<AudioStream>>,
        root: Option<Gd<Node>>,
    ) -> Option<Gd<Animation>> {
        let (Some(player), Some(stream), Some(root)) = (player, stream, root) else {
            godot_error!("EmoFaceBaker: a bake needs an EmoFacePlayer with a parent, and a stream");
            return None;
        };
        self.animation(&player, &stream, &root).inspect_err(|problem| godot_error!("EmoFaceBaker: {problem}")).ok()
    }
}

impl EmoFaceBaker {
    fn animation(
        &self,
        player: &Gd<EmoFacePlayer>,
        stream: &Gd<AudioStream>,
        root: &Gd<Node>,
    ) -> Result<Gd<Animation>, String> {
        let sound = decode(stream)?;
        let fps = if self.fps.is_finite() { self.fps.clamp(10.0, 120.0) } else { 60.0 };
        let baked = {
            let player = player.bind();
            let options = BakeOptions {
                mood: player.mood(),
                seed: player.face_seed(),
                look_ahead_ms: player.bake_look_ahead_ms(),
                behaviours: player.behaviours(),
                ..BakeOptions::default()
            };
            let engine = engine::shared()?;
            engine.bake(sound.samples(), sound.rate(), &options).map_err(|error| error.to_string())?
        };
        let frames = baked.at_rate(fps).frames;
        let mut animation = Animation::new_gd();
        animation.set_length(sound.seconds().max(1.0 / fps) as f32);
        let mut track = Track { animation: &mut animation, root, fps, tolerance: self.tolerance.max(0.0) };
        let player = player.bind();
        shapes(&player, &frames, &mut track)?;
        if self.with_head {
            let poses: Vec<Pose> = frames.iter().map(Pose::of).collect();
            for (node, rest, part) in player.turned_nodes() {
                let rotation = |pose: &Pose| (rest * [pose.head, pose.eyes[0], pose.eyes[1]][part]).get_quaternion();
                track.rotation(&node, None, poses.iter().map(rotation));
            }
            bones(root, &player.to_gd(), &poses, &mut track);
        }
        if let Some(voice) = player.voice_node().filter(|_| self.with_sound) {
            track.sound(&voice, stream);
        }
        drop(player);
        Ok(animation)
    }
}

/// Where tracks go.
struct Track<'a> {
    animation: &'a mut Gd<Animation>,
    root: &'a Gd<Node>,
    fps: f64,
    tolerance: f32,
}

impl Track<'_> {
    fn add(&mut self, kind: TrackType, node: &Gd<Node>, rest: Option<&str>) -> i32 {
        let path = self.root.get_path_to(node).to_string();
        let path = rest.map_or(path.clone(), |rest| format!("{path}:{rest}"));
        let track = self.animation.add_track(kind);
        self.animation.track_set_path(track, &NodePath::from(path.as_str()));
        track
    }

    fn shape(&mut self, mesh: &Gd<MeshInstance3D>, name: &str, values: &[[f32; 1]]) {
        let track = self.add(TrackType::BLEND_SHAPE, &mesh.clone().upcast(), Some(name));
        self.animation.track_set_interpolation_type(track, InterpolationType::LINEAR);
        for key in keys(values, self.tolerance) {
            self.animation.blend_shape_track_insert_key(track, key as f64 / self.fps, values[key][0]);
        }
    }

    fn rotation(&mut self, node: &Gd<Node>, bone: Option<&str>, rotations: impl Iterator<Item = Quaternion>) {
        let mut before = Quaternion::IDENTITY;
        let near = |now: Quaternion| {
            // The same rotation has two quaternions: those next to each other should be of one kind.
            let now = if before.dot(now) < 0.0 { -now } else { now };
            before = now;
            [now.x, now.y, now.z, now.w]
        };
        let values: Vec<[f32; 4]> = rotations.map(near).collect();
        let track = self.add(TrackType::ROTATION_3D, node, bone);
        for key in keys(&values, self.tolerance * 0.1) {
            let [x, y, z, w] = values[key];
            let rotation = Quaternion::new(x, y, z, w).normalized();
            self.animation.rotation_track_insert_key(track, key as f64 / self.fps, rotation);
        }
    }

    fn sound(&mut self, voice: &Gd<Node>, stream: &Gd<AudioStream>) {
        let track = self.add(TrackType::AUDIO, voice, None);
        self.animation.audio_track_insert_key(track, 0.0, stream);
    }
}

fn shapes(player: &EmoFacePlayer, frames: &[Frame], track: &mut Track) -> Result<(), String> {
    let meshes = player.found_meshes();
    if meshes.is_empty() {
        return Ok(());
    }
    let shapes = Shapes::of(&meshes, player.profile().as_deref())?;
    let take = retarget::take(shapes.rig(), frames, track.fps);
    for (mesh, index, output, gain) in shapes.each() {
        let values: Vec<[f32; 1]> = take.iter().map(|values| [values[output] * gain]).collect();
        // A shape that never moves needs no track.
        if let Some(name) = names(mesh).get(index as usize)
            && values.iter().any(|[value]| value.abs() > track.tolerance.max(1e-4))
        {
            track.shape(mesh, name, &values);
        }
    }
    Ok(())
}

/// Bones that an [`EmoFaceBones`] below `node` turns for `player`.
fn bones(node: &Gd<Node>, player: &Gd<EmoFacePlayer>, poses: &[Pose], track: &mut Track) {
    if let Ok(bones) = node.clone().try_cast::<EmoFaceBones>() {
        let skeleton: Option<Gd<Skeleton3D>> = bones.get_skeleton();
        let bones = bones.bind();
        let Some(skeleton) = skeleton.filter(|_| bones.belongs_to(player)) else { return };
        let all: Vec<_> = poses.iter().map(|pose| bones.rotations(&skeleton, pose)).collect();
        for nth in 0..all.first().map_or(0, Vec::len) {
            let name = skeleton.get_bone_name(all[0][nth].0).to_string();
            track.rotation(&skeleton.clone().upcast(), Some(&name), all.iter().map(|turns| turns[nth].1));
        }
    }
    node.get_children().iter_shared().for_each(|child| bones(&child, player, poses, track));
}
