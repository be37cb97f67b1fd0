//! The clients in `tests/clients`, compiled and run.

use std::path::PathBuf;
use std::process::Command;

use crate::tools::{
    compile, compile_cs, have, library, mono, program, root, run, run_silently, scratch, unity_sources,
};

const C: &[&str] = &["-std=c11"];
const CPP: &[&str] = &["-std=c++17"];

fn client(name: &str) -> PathBuf {
    root().join("tests/clients").join(name)
}

fn hello() -> PathBuf {
    root().join("examples/hello.wav")
}

/// Runs a client that must say so when all is well: a crash at exit or an early exit is none.
fn passes(command: &mut Command) {
    assert!(run(command).ends_with("all as it should be\n"), "{command:?} did not come to its end");
}

#[test]
fn c_speaks_live_what_it_bakes() {
    if have("cc") {
        passes(program(compile("cc", &client("live.c"), "live", C)).arg(hello()));
    }
}

#[test]
fn cpp_speaks_live_what_it_bakes() {
    if have("c++") {
        passes(program(compile("c++", &client("live.cpp"), "live_cpp", CPP)).arg(hello()));
        // As game engines build.
        let flags = ["-std=c++17", "-fno-exceptions", "-fno-rtti"];
        compile("c++", &client("live.cpp"), "live_cpp_bare", &flags);
    }
}

#[test]
fn c_sharp_speaks_live_what_it_bakes() {
    if have("mcs") && have("mono") {
        let mut sources = unity_sources();
        sources.push(client("Live.cs"));
        passes(mono(&compile_cs(&sources, "Live.exe")).arg(hello()));
    }
}

#[test]
fn c_example_of_the_readme_runs() {
    if have("cc") {
        let source = client("readme.c");
        let text = std::fs::read_to_string(&source).expect("readme.c is read");
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 20, "the example has {lines} lines; 20 fit into a head");
        assert!(run(&mut program(compile("cc", &source, "readme", C))).ends_with("(done)\n"));
    }
}

#[test]
fn c_misuse_is_refused_and_the_face_goes_on() {
    if have("cc") {
        passes(program(compile("cc", &client("border.c"), "border", C)).arg(hello()).arg(bad_models()));
    }
}

#[test]
fn c_rigs_live_what_they_bake_and_are_exchanged_whole() {
    if have("cc") {
        passes(program(compile("cc", &client("rigs.c"), "rigs", C)).arg(hello()));
    }
}

/// Clients under the address and undefined-behaviour sanitizers: what the library writes to the caller's memory, and
/// what it leaves behind, is watched.
#[test]
fn c_clients_are_clean_under_sanitizers() {
    if !have("clang") {
        return;
    }
    let flags = ["-std=c11", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    let sanitized = |name: &str| {
        let path = compile("clang", &client(name), &format!("{name}.sanitized"), &flags);
        let symbols = run_silently(Command::new("nm").arg(&path));
        assert!(symbols.contains("__asan_init") && symbols.contains("__ubsan_handle"), "the sanitizers are in");
        let mut command = program(path);
        command.env("ASAN_OPTIONS", "detect_leaks=1:allocator_may_return_null=1").arg(hello());
        command
    };
    passes(&mut sanitized("live.c"));
    passes(&mut sanitized("rigs.c"));
    passes(sanitized("border.c").arg(bad_models()));
}

#[test]
fn c_audio_and_game_calls_are_quiet() {
    if cfg!(all(target_os = "linux", target_env = "gnu")) && have("cc") {
        passes(&mut program(compile("cc", &client("quiet.c"), "quiet", C)));
    }
}

#[test]
fn c_the_library_can_be_loaded_again_and_again() {
    if cfg!(target_os = "linux") && have("cc") {
        passes(program(compile("cc", &client("reload.c"), "reload", C)).arg(library()));
    }
}

/// A folder of files that are no models.
fn bad_models() -> PathBuf {
    let folder = scratch().join("models");
    std::fs::create_dir_all(&folder).expect("the folder is made");
    let voice = std::fs::read(root().join("models/voice.onnx")).expect("the voice is read");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("the model is written");
    write("empty.onnx", &[]);
    write("cut.onnx", &voice[..voice.len() / 2]);
    write("text.onnx", b"This is no model but a sentence about one.\n");
    // Field 7 of ModelProto, an empty graph: ONNX, but without a manifest.
    write("bare.onnx", &[0x3a, 0]);
    write("outputs.onnx", &replaced(&voice, b"controls", b"controlz"));
    write("width.onnx", &replaced(&voice, b"\"width\": 80", b"\"width\": 81"));
    folder
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len(), "the file's structure stays as it is");
    let mut bytes = bytes.to_vec();
    let places: Vec<_> = (0..bytes.len() - old.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
    assert!(!places.is_empty(), "the model holds {}", String::from_utf8_lossy(old));
    places.iter().for_each(|at| bytes[*at..][..new.len()].copy_from_slice(new));
    bytes
}
