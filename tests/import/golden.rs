//! Checkpoints that EmoFace's own code wrote, under the names of its time and of today.
//!
//! The files lie beside the repository (`../shared/golden/emoface_tiny`, or where `EMOFACE_GOLDEN` says).

use std::path::PathBuf;

use emoface::import::Precision;

use super::imported;

#[test]
fn old_and_new_names_give_the_same_model() {
    let usual = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/golden/emoface_tiny"));
    let folder = std::env::var_os("EMOFACE_GOLDEN").map_or_else(usual, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is not there; EMOFACE_GOLDEN may name another folder", folder.display());
        return;
    }
    let read = |name: &str| std::fs::read(folder.join(name)).expect("the golden files are whole");
    let (old, warnings) = imported(&read("checkpoint.pth"), Precision::Fp32).expect("the old names are known");
    // Every tensor of it is random, queries and keys too.
    assert!(warnings.len() == 1 && warnings[0].contains("batch_first"), "{warnings:?}");
    let (new, _) = imported(&read("checkpoint_new.pth"), Precision::Fp32).expect("the new names are known");
    assert!(old == new, "the names made a difference");
}
