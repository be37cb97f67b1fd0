//! The command line of the importer.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::checkpoint::{TINY, file, find, tensors};

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("emoface-import-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn import(input: &Path, output: &Path, more: &[&str]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_emoface"))
        .arg("import")
        .args([input, Path::new("-o"), output])
        .args(more)
        .output()
        .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

#[test]
fn a_checkpoint_is_imported_verified_and_its_licence_told() {
    let folder = Folder::new("sound");
    let (input, model) = (folder.write("c.pth", &file(&tensors(&TINY, 1))), folder.0.join("m.onnx"));
    for precision in ["fp32", "bf16", "fp16"] {
        let (output, said) = import(&input, &model, &["--precision", precision, "--verify"]);
        assert_eq!(output.status.code(), Some(0), "{said}");
        for part in ["transformer of 2 layers, 128 wide", "head of 3 layers", "agrees", "CC BY-NC 4.0", "emoface bake"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(output.stdout.is_empty());
    }
}

/// Its windows trail the sound by more than a ring holds: the self-test must give them time.
#[cfg(feature = "tract")]
#[test]
fn the_doctor_finds_an_imported_model_healthy() {
    let folder = Folder::new("healthy");
    let (input, model) = (folder.write("c.pth", &file(&tensors(&TINY, 1))), folder.0.join("m.onnx"));
    let (output, said) = import(&input, &model, &[]);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let doctor = Command::new(env!("CARGO_BIN_EXE_emoface")).arg("doctor").arg("--model").arg(&model).output();
    let doctor = doctor.expect("the command runs");
    let report = String::from_utf8_lossy(&doctor.stdout);
    assert_eq!(doctor.status.code(), Some(0), "{report}");
    assert!(report.contains("of work for each") && report.contains("PASS"), "{report}");
}

#[test]
fn nothing_is_written_where_the_import_fails() {
    let folder = Folder::new("broken");
    let mut broken = tensors(&TINY, 1);
    find(&mut broken, "out_fn.bias").values[0] = f32::NAN;
    let input = folder.write("c.pth", &file(&broken));
    let older = folder.write("m.onnx", b"an older model");
    let (output, said) = import(&input, &older, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("out_fn.bias"), "{said}");
    assert_eq!(std::fs::read(&older).expect("it is there"), b"an older model");
    assert_eq!(std::fs::read_dir(&folder.0).expect("it is there").count(), 2, "something was left behind");
}

#[test]
fn the_checkpoint_itself_is_never_overwritten() {
    let folder = Folder::new("itself");
    let bytes = file(&tensors(&TINY, 1));
    let input = folder.write("c.pth", &bytes);
    let (output, said) = import(&input, &input, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("the checkpoint itself"), "{said}");
    assert!(std::fs::read(&input).expect("it is there") == bytes);
}

#[test]
fn an_odd_checkpoint_is_imported_with_a_warning() {
    let folder = Folder::new("odd");
    let mut odd = tensors(&TINY, 1);
    find(&mut odd, "encoder.layers.2.self_attn.in_proj_bias").values[0] = 0.5;
    let (output, said) = import(&folder.write("c.pth", &file(&odd)), &folder.0.join("m.onnx"), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said.contains("warning") && said.contains("batch_first"), "{said}");
    assert!(folder.0.join("m.onnx").is_file());
}
