//! Bones of a skeleton that turn as head, eyes and jaw do.

use godot::classes::{ISkeletonModifier3D, Skeleton3D, SkeletonModifier3D};
use godot::prelude::*;

use crate::player::EmoFacePlayer;
use crate::pose::Pose;

/// Turns bones of its [Skeleton3D] as an [EmoFacePlayer] turns head, eyes and jaw.
///
/// Add it below the skeleton. It turns bones further from where animations have put them, so a character may walk
/// and speak; [member SkeletonModifier3D.influence] says how far. The character has to face +Z at rest, as imported
/// models do.
#[derive(GodotClass)]
#[class(tool, init, base = SkeletonModifier3D)]
pub struct EmoFaceBones {
    /// The node whose face these bones are of.
    #[export]
    player: Option<Gd<EmoFacePlayer>>,
    /// The bone that turns as the head does. Names that the skeleton does not have are left out.
    #[export]
    #[init(val = GString::from("Head"))]
    head_bone: GString,
    /// The bone of the character's left eye.
    #[export]
    #[init(val = GString::from("LeftEye"))]
    left_eye_bone: GString,
    /// The bone of the character's right eye.
    #[export]
    #[init(val = GString::from("RightEye"))]
    right_eye_bone: GString,
    /// The bone of the jaw, for faces whose jaw is no blend shape. Empty for none.
    #[export]
    jaw_bone: GString,
    /// How far the jaw turns when it is all open, in degrees.
    #[export(range = (0.0, 60.0, 0.5))]
    #[init(val = 25.0)]
    jaw_degrees: f32,
    base: Base<SkeletonModifier3D>,
}

#[godot_api]
impl ISkeletonModifier3D for EmoFaceBones {
    fn process_modification(&mut self) {
        let Some(mut skeleton) = self.base().get_skeleton() else { return };
        let Some(mut player) = self.player.clone().filter(|player| player.is_instance_valid()) else { return };
        if let Some(place) = self.place(&skeleton) {
            player.bind_mut().stand(place);
        }
        let Some(pose) = player.bind().pose() else { return };
        for (name, turn) in self.turns(&pose) {
            let bone = skeleton.find_bone(name);
            if bone >= 0 {
                let now = skeleton.get_bone_pose_rotation(bone) * local(&skeleton, bone, &turn);
                skeleton.set_bone_pose_rotation(bone, now.normalized());
            }
        }
    }

    fn get_configuration_warnings(&self) -> PackedStringArray {
        let mut warnings = PackedStringArray::new();
        let Some(skeleton) = self.base().get_skeleton() else { return warnings };
        if self.player.as_ref().is_none_or(|player| !player.is_instance_valid()) {
            warnings.push("Set player to the EmoFacePlayer of this character.");
        }
        if self.names().iter().all(|name| skeleton.find_bone(*name) < 0) {
            warnings.push("The skeleton has none of these bones. Set head_bone and the others to their names.");
        }
        warnings
    }
}

impl EmoFaceBones {
    fn names(&self) -> [&GString; 4] {
        [&self.head_bone, &self.left_eye_bone, &self.right_eye_bone, &self.jaw_bone]
    }

    /// Bones and their turns in directions of the body at rest.
    fn turns(&self, pose: &Pose) -> [(&GString, Basis); 4] {
        let jaw = Basis::from_axis_angle(Vector3::RIGHT, (self.jaw_degrees * pose.jaw).to_radians());
        let [head, left, right, jaw_bone] = self.names();
        [(head, pose.head), (left, pose.eyes[0]), (right, pose.eyes[1]), (jaw_bone, jaw)]
    }

    /// Whether these are bones of `player`'s face.
    pub fn belongs_to(&self, player: &Gd<EmoFacePlayer>) -> bool {
        self.player.as_ref().is_some_and(|own| own.instance_id_unchecked() == player.instance_id_unchecked())
    }

    /// Numbers of the bones, and their rotations for `pose` when nothing else moves them.
    pub fn rotations(&self, skeleton: &Gd<Skeleton3D>, pose: &Pose) -> Vec<(i32, Quaternion)> {
        let rotation = |(name, turn): (&GString, Basis)| {
            let bone = skeleton.find_bone(name);
            let rest = || skeleton.get_bone_rest(bone).basis.get_quaternion();
            (bone >= 0).then(|| (bone, (rest() * local(skeleton, bone, &turn)).normalized()))
        };
        self.turns(pose).into_iter().filter_map(rotation).collect()
    }

    /// Where the face is in the world: at the head's bone, looking where the body does.
    fn place(&self, skeleton: &Gd<Skeleton3D>) -> Option<Transform3D> {
        let bone = skeleton.find_bone(&self.head_bone);
        if bone < 0 || !skeleton.is_inside_tree() {
            return None;
        }
        let (now, rest) = (skeleton.get_bone_global_pose(bone), skeleton.get_bone_global_rest(bone));
        let turned = now.basis.orthonormalized() * rest.basis.orthonormalized().transposed();
        Some(skeleton.get_global_transform() * Transform3D::new(turned, now.origin))
    }
}

/// A turn in directions of the body at rest, in those of a bone.
fn local(skeleton: &Gd<Skeleton3D>, bone: i32, turn: &Basis) -> Quaternion {
    let rest = skeleton.get_bone_global_rest(bone).basis.orthonormalized();
    (rest.transposed() * *turn * rest).get_quaternion()
}
