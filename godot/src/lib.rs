//! emoface for Godot 4: a node that makes any character speak.
//!
//! A thin layer over the Rust crate. In the order in which data flows:
//!
//! ```text
//! AudioStreamPlayer -> decode -> sound -> line \
//! bus, script --------> gate ------------> live -> actor { clock, emoface::face } -> shapes, pose, tracker, bones
//! ```
//!
//! [`clock`], [`sound`], [`gate`], [`line`], [`live`] and [`actor`] know nothing of Godot; [`player`] is the node.
//! Everything runs on Godot's main thread except for emoface's own worker. A frame of the game allocates nothing here,
//! but for a second of sound every second, and what Godot's own classes ask for: a bus gives its sound as a new array,
//! a tracker takes one.

pub mod actor;
pub mod baker;
pub mod bones;
pub mod clock;
pub mod decode;
pub mod engine;
pub mod gate;
pub mod line;
pub mod live;
pub mod player;
pub mod pose;
pub mod profile;
pub mod reduce;
pub mod shapes;
pub mod sound;
pub mod tracker;
pub mod voice;

use godot::init::InitStage;
use godot::prelude::*;

struct EmoFaceExtension;

// SAFETY: the entry point of the library; nothing else defines one, and no memory of Godot is touched before it ran.
#[gdextension]
unsafe impl ExtensionLibrary for EmoFaceExtension {
    fn on_stage_deinit(stage: InitStage) {
        if stage == InitStage::Scene {
            engine::release();
        }
    }
}
