//! Two backends, one code path: the same curves from ort-tract and from a real ONNX Runtime.
//!
//! A process has one backend, so each take is baked by the `emoface` command in a process of its own.

use std::path::PathBuf;
use std::process::Command;

use emoface::engine::{Engine, EngineOptions};
use emoface::error::Error;
use emoface::look_ahead::LookAhead;
use emoface::network::manifest::Manifest;

/// The ONNX Runtime that `ci/test` fetched. Without one these tests have nothing to compare, and say so.
fn onnxruntime() -> Option<PathBuf> {
    let path = std::env::var_os("EMOFACE_TEST_ONNXRUNTIME").map(PathBuf::from);
    if path.is_none() {
        eprintln!("SKIPPED: EMOFACE_TEST_ONNXRUNTIME names no ONNX Runtime library (ci/test sets it)");
    }
    path
}

fn bake(arguments: &[&str]) -> Vec<Vec<f32>> {
    let voice = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hello.wav");
    let output = Command::new(env!("CARGO_BIN_EXE_emoface"))
        .args(["bake", voice, "-o", "-", "--format", "csv", "--emotion", "happy:0.5"])
        .args(arguments)
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("csv is text");
    let row = |line: &str| line.split(',').map(|cell| cell.parse().expect("csv holds numbers")).collect();
    text.lines().skip(1).map(row).collect()
}

#[test]
fn both_backends_give_the_same_curves() {
    let Some(library) = onnxruntime() else { return };
    let library = library.to_str().expect("a printable path");
    let voice = &include_bytes!("../models/voice.onnx")[..];
    let manifest = Manifest::read(voice).expect("the voice is sound");
    for look_ahead in LookAhead::all(&manifest, true) {
        let ms = look_ahead.milliseconds().to_string();
        let tract = bake(&["--look-ahead", &ms]);
        let runtime = bake(&["--look-ahead", &ms, "--onnxruntime", library]);
        assert_eq!(tract.len(), runtime.len());
        let pairs = tract.iter().flatten().zip(runtime.iter().flatten());
        let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "the backends differ by {worst} at {ms} ms");
    }
}

#[test]
fn a_process_keeps_its_first_backend_and_says_so() {
    let Some(library) = onnxruntime() else { return };
    let on = |onnxruntime| Engine::new(&EngineOptions { onnxruntime, ..EngineOptions::default() });
    let engine = on(Some(library.clone())).expect("ONNX Runtime loads");
    assert!(engine.backend().contains(library.to_str().expect("a printable path")), "{}", engine.backend());
    let Err(Error::Backend(message)) = on(None) else { panic!("a second backend was let in") };
    assert!(message.contains("already runs on ONNX Runtime"), "{message}");
    on(Some(library)).expect("the same backend again");
}
