//! `emoface doctor`, and ONNX Runtime libraries that are none: a sentence, and neither a crash nor a wait.

use crate::command::{Folder, emoface, hello};

#[test]
fn the_doctor_finds_this_build_healthy() {
    let report = String::from_utf8(emoface(["doctor"]).quietly()).unwrap();
    for part in ["emoface ", "C interface", "processor", "backend", "compiled in", "SHA-256", "look-ahead", "PASS"] {
        assert!(report.contains(part), "'{part}' is missing in:\n{report}");
    }
    assert!(report.contains(env!("CARGO_PKG_VERSION")) && !report.contains("FAIL"), "{report}");
}

#[test]
fn a_wrong_onnx_runtime_is_named_and_refused() {
    let folder = Folder::new("runtimes");
    let text = folder.file("libtext.so", b"no library");
    let none = folder.path("libnone.so");
    for (path, part) in [
        (none.as_str(), "no such file"),
        ("libonnxruntime.so", "not absolute"),
        (&text, "not a loadable library"),
        (&folder.path(""), "no such file"),
    ] {
        emoface(["bake", &hello(), "-o", "-", "--onnxruntime", path]).says(1, &[path, part]);
        let ended = emoface(["doctor", "--onnxruntime", path]);
        ended.says(1, &[path, part]);
        assert!(String::from_utf8(ended.out).unwrap().contains("FAIL"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_is_no_onnx_runtime_is_refused() {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    // The C library of this very process: a real library with nothing of ONNX Runtime in it.
    let libc =
        maps.lines().filter_map(|line| line.split_whitespace().last()).find(|path| path.contains("libc")).unwrap();
    emoface(["bake", &hello(), "-o", "-", "--onnxruntime", libc]).says(1, &[libc, "OrtGetApiBase"]);
}

/// Runs when `EMOFACE_TEST_ONNXRUNTIME` names a real library.
#[test]
fn a_real_onnx_runtime_is_used() {
    let Ok(library) = std::env::var("EMOFACE_TEST_ONNXRUNTIME") else {
        eprintln!("EMOFACE_TEST_ONNXRUNTIME is not set: no ONNX Runtime to test with");
        return;
    };
    let report = String::from_utf8(emoface(["doctor", "--onnxruntime", &library]).quietly()).unwrap();
    assert!(report.contains("ONNX Runtime 1.") && report.contains(&library) && report.contains("PASS"), "{report}");
}
