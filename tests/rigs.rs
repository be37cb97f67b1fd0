//! The built-in rigs: names, values, closed lips, and the constants that C, C# and GDScript programs name them by.
#![allow(missing_docs, reason = "a test binary")]

#[path = "rigs/angles.rs"]
mod angles;
#[path = "rigs/closure.rs"]
mod closure;
#[path = "rigs/constants.rs"]
mod constants;
#[path = "rigs/names.rs"]
mod names;
#[path = "rigs/pose.rs"]
mod pose;
#[path = "rigs/raw.rs"]
mod raw;
#[path = "rigs/round_trip.rs"]
mod round_trip;
mod support;
#[path = "rigs/visemes.rs"]
mod visemes;
