//! What the shared library shows to the outside.

use std::process::Command;

use crate::tools::{have, library, root, run_silently};

#[test]
fn library_exports_the_functions_of_the_header_and_nothing_else() {
    if !have("nm") {
        return;
    }
    let symbols = run_silently(Command::new("nm").args(["-D", "--defined-only", "--format=posix"]).arg(library()));
    let mut exported: Vec<_> = symbols.lines().filter_map(|line| line.split(' ').next()).collect();
    exported.sort_unstable();
    let header = std::fs::read_to_string(root().join("include/emoface.h")).expect("the header is read");
    let functions = header.split("extern \"C\" {").nth(1).expect("functions stand in extern \"C\"");
    let functions = functions.lines().filter(|line| !line.starts_with(['/', '#', ' '])).collect::<String>();
    let mut declared: Vec<_> = functions
        .split('(')
        .filter_map(|part| part.rsplit([' ', '*', ';']).next())
        .filter(|name| name.starts_with("emoface_"))
        .collect();
    declared.sort_unstable();
    declared.dedup();
    assert_eq!(exported, declared);
    assert!(exported.len() > 25);
}

#[test]
fn library_has_a_soname() {
    if !cfg!(target_os = "linux") || !have("readelf") {
        return;
    }
    let dynamic = run_silently(Command::new("readelf").arg("-dW").arg(library()));
    assert!(dynamic.contains("soname: [libemoface.so]"), "build.rs sets it");
}
