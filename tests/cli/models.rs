//! Model files that are none: each is refused with a sentence that names the file.

use crate::command::{Folder, emoface, hello, repository};

fn voice() -> Vec<u8> {
    std::fs::read(repository("models/voice.onnx")).unwrap()
}

/// One field at the top of a protobuf message: number and encoded bytes, its tag included.
fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
    fn varint(bytes: &[u8]) -> (u64, usize) {
        let length = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
        (bytes[..length].iter().rev().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7F)), length)
    }
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let (tag, mut length) = varint(bytes);
        let (value, more) = varint(&bytes[length..]);
        length += more;
        match tag & 7 {
            0 => {}
            2 => length += value as usize,
            other => panic!("wire type {other} does not occur at the top of an ONNX file"),
        }
        fields.push((tag >> 3, &bytes[..length]));
        bytes = &bytes[length..];
    }
    fields
}

/// The voice without its metadata (field 14 of ModelProto).
fn stripped() -> Vec<u8> {
    let voice = voice();
    fields(&voice).into_iter().filter(|(number, _)| *number != 14).flat_map(|(_, bytes)| bytes.to_vec()).collect()
}

/// The voice with `manifest` in place of its own.
fn with_manifest(manifest: &str) -> Vec<u8> {
    let field = |tag: u8, body: &[u8]| {
        let (mut bytes, mut length) = (vec![tag], body.len());
        while length >= 0x80 {
            bytes.push(length as u8 | 0x80);
            length >>= 7;
        }
        bytes.push(length as u8);
        bytes.extend(body);
        bytes
    };
    let entry = [field(0x0A, b"emoface.manifest"), field(0x12, manifest.as_bytes())].concat();
    [stripped(), field(0x72, &entry)].concat()
}

/// The voice with `manifest` and one more input of its graph: messages of one field are merged.
fn with_input(manifest: &str, name: &str) -> Vec<u8> {
    let field = |tag: u8, body: &[u8]| [&[tag, body.len() as u8][..], body].concat();
    [with_manifest(manifest), field(0x3A, &field(0x5A, &field(0x0A, name.as_bytes())))].concat()
}

fn manifest() -> serde_json::Value {
    let shown = emoface(["model", "--json"]).quietly();
    serde_json::from_slice(&shown).unwrap()
}

fn refused(folder: &Folder, name: &str, bytes: &[u8], part: &str) {
    let (path, out) = (folder.file(name, bytes), folder.path("out.csv"));
    emoface(["bake", &hello(), "-o", &out, "--model", &path]).says(1, &[name, part]);
    assert!(!folder.names().contains(&"out.csv".to_owned()));
    emoface(["model", &path]).says(1, &[name, part]);
}

#[test]
fn files_that_are_no_model_are_refused() {
    let folder = Folder::new("models");
    let voice = voice();
    refused(&folder, "empty.onnx", b"", "empty");
    refused(&folder, "text.onnx", b"Hello, I am a text file.", "ONNX");
    refused(&folder, "sound.onnx", &std::fs::read(hello()).unwrap(), "ONNX");
    for (index, length) in
        [1, 7, 100, voice.len() / 3, voice.len() / 2, voice.len() - 1000, voice.len() - 1].into_iter().enumerate()
    {
        refused(&folder, &format!("cut{index}.onnx"), &voice[..length], "copy it again");
    }
    let mut noise = 1u64;
    let random: Vec<u8> = std::iter::repeat_with(|| {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (noise >> 56) as u8
    })
    .take(100_000)
    .collect();
    refused(&folder, "random.onnx", &random, "ONNX");
    refused(&folder, "bare.onnx", &stripped(), "emoface.manifest");
    emoface(["bake", &hello(), "-o", "-", "--model", &folder.path("none.onnx")]).says(1, &["none.onnx"]);
    emoface(["bake", &hello(), "-o", "-", "--model", &folder.path("")]).says(1, &[&folder.path("")]);
    emoface(["doctor", "--model", &folder.path("empty.onnx")]).says(1, &["empty.onnx", "empty"]);
}

#[test]
fn manifests_that_do_not_fit_are_refused() {
    let folder = Folder::new("manifests");
    assert_eq!(manifest()["rig"], "board");
    refused(&folder, "nonsense.onnx", &with_manifest("{"), "manifest cannot be read");
    refused(&folder, "bare.onnx", &with_manifest("{}"), "manifest cannot be read");
    let mut case = 0;
    let mut changed = |change: &dyn Fn(&mut serde_json::Value), part: &str| {
        let mut changed = manifest();
        change(&mut changed);
        case += 1;
        refused(&folder, &format!("changed{case}.onnx"), &with_manifest(&changed.to_string()), part);
    };
    changed(&|m| m["format"] = 3.into(), "format 3");
    changed(&|m| m["rig"] = "arkit".into(), "rig arkit");
    changed(&|m| m["sample_rate"] = 48_000.into(), "sample_rate 48000");
    changed(&|m| m["features"]["width"] = 81.into(), "width 81");
    changed(&|m| m["features"]["version"] = 1.into(), "features.version 1");
    changed(&|m| m["emotions"][0] = "joy".into(), "joy");
    changed(&|m| m["look_ahead_frames"] = 1000.into(), "look-ahead");
    changed(&|m| m["look_ahead_frames"] = (-1).into(), "manifest cannot be read");
    changed(&|m| m["look_ahead_frames"] = serde_json::json!([1, 3, 5, 7, 9]), "look_ahead");
    changed(&|m| m["look_ahead_frames"] = serde_json::json!([3, 1]), "ascend");
    changed(&|m| m["look_ahead_default"] = 8.into(), "look_ahead_default");
    changed(&|m| m["state"][0]["input"] = "elsewhere".into(), "no input called 'elsewhere'");
    changed(&|m| m["state"][0]["output"] = "elsewhere".into(), "no output called 'elsewhere'");
    changed(&|m| m["state"][0]["shape"][0] = 7.into(), "shape");
    changed(&|m| m["state"][0]["shape"] = serde_json::json!([3, 3, 3, 3]), "shape");
    changed(&|m| m["state"][0]["shape"] = serde_json::json!([1u64 << 40, 1u64 << 40]), "larger");
    changed(&|m| m["state"][0]["shape"] = serde_json::json!([0]), "empty");
    let mut single = manifest();
    single["look_ahead_frames"] = 3.into();
    single.as_object_mut().unwrap().remove("look_ahead_default");
    refused(&folder, "asked.onnx", &with_input(&single.to_string(), "look_ahead"), "one number as look_ahead_frames");
}

#[test]
fn a_model_tells_its_look_aheads() {
    let frames = match &manifest()["look_ahead_frames"] {
        serde_json::Value::Array(frames) => frames.iter().map(|frames| frames.as_f64().unwrap()).collect(),
        one => vec![one.as_f64().unwrap()],
    };
    // Who tells of the next frame saves smoothing the wait for it.
    let wait = if manifest()["preview"] == true { 0.0 } else { 1.0 };
    let shown = String::from_utf8(emoface(["model"]).quietly()).unwrap();
    for frames in &frames {
        let line = format!("{:.0} ms, {:.0} ms unsmoothed", (frames + wait) * 1000.0 / 60.0, frames * 1000.0 / 60.0);
        assert!(shown.contains(&line), "'{line}' is missing in:\n{shown}");
    }
    assert_eq!(shown.matches("unless asked").count(), usize::from(frames.len() > 1), "{shown}");
}

#[test]
fn a_model_with_its_manifest_rewritten_still_works() {
    let folder = Folder::new("rewritten");
    let mut named = manifest();
    named["name"] = "another voice".into();
    let path = folder.file("named.onnx", &with_manifest(&named.to_string()));
    let shown = String::from_utf8(emoface(["model", &path]).quietly()).unwrap();
    assert!(shown.contains("another voice"), "{shown}");
    let built_in = emoface(["bake", &hello(), "-o", "-"]).quietly();
    assert_eq!(emoface(["bake", &hello(), "-o", "-", "--model", &path]).quietly(), built_in);
}

/// A graph in which one mention of one tensor is misspelt: tract panics on some of these, and a panic inside
/// ort-tract would end the process.
#[test]
fn a_damaged_graph_is_refused_and_ends_no_process() {
    let folder = Folder::new("damaged");
    let voice = voice();
    let mut refusals = 0;
    for name in ["features", "emotion", "controls", "conv1", "hidden_out"] {
        let mentions = voice.windows(name.len()).enumerate().filter(|(_, bytes)| *bytes == name.as_bytes());
        for (index, (at, _)) in mentions.take(6).enumerate() {
            let mut damaged = voice.clone();
            damaged[at] ^= 0x01;
            let path = folder.file(&format!("{name}{index}.onnx"), &damaged);
            let ended = emoface(["bake", &hello(), "-o", "-", "--model", &path]);
            assert!(matches!(ended.code, Some(0 | 1)), "{name} {index}: {ended:?}");
            refusals += usize::from(ended.code == Some(1));
            assert!(ended.code == Some(0) || ended.errors.contains("copy it again") || ended.errors.contains("its "));
        }
    }
    assert!(refusals >= 8, "only {refusals} damaged graphs were refused");
}
