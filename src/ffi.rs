//! The C ABI: the only `extern "C"` functions of the library, and nothing else but their conversions.
//!
//! Habits of every function here: its body is one call of `boundary::control`, `boundary::hot` or
//! `boundary::plain`, which let nothing unwind into C; pointers go through `memory` and handles through `handle`
//! before they are believed; outputs are written when all else has succeeded. What C needs to know is in the
//! comments of the functions, which cbindgen copies to `include/emoface.h` under the conventions of
//! `cbindgen.toml`.

// Names are C's. The safety contract of all functions stands once, at the head of the header.
#![allow(
    non_camel_case_types,
    clippy::missing_safety_doc,
    rustdoc::broken_intra_doc_links,
    rustdoc::private_intra_doc_links
)]

pub mod bake;
mod boundary;
pub mod engine;
pub mod expression;
pub mod face;
mod fields;
mod handle;
pub mod last_error;
pub mod library;
pub mod live;
mod memory;
pub mod names;
pub mod objects;
pub mod rig;
pub mod status;
pub mod structs;
