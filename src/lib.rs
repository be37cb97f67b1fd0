//! Speech in, a living face out: real-time facial animation for games, on the CPU.
//!
//! emoface listens to a character's voice and gives the 174 MetaHuman face-board controls of EmoFace (Liu et al.,
//! IEEE VR 2024) at 60 frames a second, or any other rig made of them ([`rig`]): lips, jaw and tongue from the sound,
//! brows and lids from the mood, eyes, head and breath of their own. Games use it through the C interface in
//! `include/emoface.h` ([`ffi`]); this crate is the same thing for Rust.
//!
//! # Life of a face
//!
//! 1. [`engine::Engine::new`] loads the model and starts a worker thread. \[control\]: may block and allocate.
//! 2. [`engine::Engine::face`] makes a face, with all the memory it will ever need. \[control\]
//! 3. [`face::Face::push`] gives it sound as it is played. \[audio\]: wait-free.
//! 4. The worker turns sound into frames, all faces that are ready in one batch.
//! 5. [`face::Face::sample`] gives the frame at the playback position. \[game\]: wait-free.
//!    [`face::Face::sample_rig`] gives it on the character's own rig, and an idle face where there is no sound.
//! 6. [`face::Face::finish`] ends an utterance, [`face::Face::interrupt`] cuts it short, dropping the face ends it.
//!
//! Allocation happens in steps 1 and 2 (and in [`face::Face::speak`] and [`engine::Engine::bake`]), never in 3 and 5.
//!
//! # Where things are, in the order in which data flows
//!
//! ```text
//! push -> audio::intake -> live -> performance { audio -> [network] -> motion::{smooth, life, limits} } -> timeline
//!         (ring)           (worker)                                                                        (ring)
//!
//! timeline -> sampler { idle, motion::aim } -> rig::retarget
//!             (game)
//! ```
//!
//! [`performance`] is the same for a live face and for [`bake`]; a test holds them equal. [`worker`] runs one
//! [`network::Network`] for many faces. [`rig`], [`emotion`], [`mood`] and [`look_ahead`] hold the words
//! that all of them use.
//!
//! ```
//! use emoface::engine::{Engine, EngineOptions};
//! use emoface::{bake::BakeOptions, rig};
//!
//! let engine = Engine::new(&EngineOptions::default())?;
//! let options = BakeOptions { mood: "happy:0.6".parse()?, ..BakeOptions::default() };
//! let silence = vec![0.0; 16_000];
//! let baked = engine.bake(&silence, 16_000.0, &options)?;
//! assert_eq!(baked.frames.len(), 60);
//! let smile = rig::board().index("CTRL_L_mouth_cornerPull-translateY").expect("the board has it");
//! assert!(baked.frames[30][smile] > 0.2);
//! # Ok::<(), emoface::error::Error>(())
//! ```

pub mod audio;
pub mod bake;
mod core;
pub mod emotion;
pub mod engine;
pub mod error;
pub mod face;
pub mod ffi;
pub mod idle;
#[cfg(feature = "import")]
pub mod import;
pub mod live;
pub mod look_ahead;
pub mod mood;
pub mod motion;
pub mod network;
pub mod performance;
pub mod rest;
pub mod rig;
pub mod sampler;
pub mod statistics;
mod sync;
pub mod timeline;
pub mod wav;
pub mod worker;

/// Version of the C interface; it moves only when something incompatible changes.
pub const ABI_VERSION: u32 = 1;
