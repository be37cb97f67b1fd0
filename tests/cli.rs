//! The command line, run as a user runs it: what it writes, what it says, how it ends.
#![cfg(feature = "cli")]
#![allow(missing_docs, reason = "a test binary")]

#[path = "cli/backends.rs"]
mod backends;
#[path = "cli/bake.rs"]
mod bake;
#[path = "cli/command.rs"]
mod command;
#[path = "cli/exports.rs"]
mod exports;
#[path = "cli/gltf.rs"]
mod gltf;
#[path = "cli/life.rs"]
mod life;
#[path = "cli/models.rs"]
mod models;
#[path = "cli/pictures.rs"]
mod pictures;
#[path = "cli/preview.rs"]
mod preview;
#[path = "cli/rigs.rs"]
mod rigs;
#[path = "cli/sheet.rs"]
mod sheet;
#[path = "cli/sounds.rs"]
mod sounds;
