//! `emoface bake --format glb`: a head of one triangle is animated, and the result read without the code that wrote it.

use serde_json::{Value, json};

use crate::command::{Folder, emoface, hello, table};

/// A glb of `json` and `bin`.
fn container(json: &Value, bin: &[u8]) -> Vec<u8> {
    let mut text = serde_json::to_vec(json).unwrap();
    text.resize(text.len().next_multiple_of(4), b' ');
    let word = |length: usize| (length as u32).to_le_bytes();
    let chunks = [&word(text.len())[..], b"JSON", &text, &word(bin.len()), b"BIN\0", bin].concat();
    [&b"glTF\x02\0\0\0"[..], &word(12 + chunks.len()), &chunks].concat()
}

/// Document and binary data of a glb.
fn parts(glb: &[u8]) -> (Value, Vec<u8>) {
    let word = |at: usize| u32::from_le_bytes(glb[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!((&glb[..8], word(8)), (&b"glTF\x02\0\0\0"[..], glb.len()));
    let json = word(12);
    assert_eq!((&glb[16..20], &glb[24 + json..28 + json]), (&b"JSON"[..], &b"BIN\0"[..]));
    assert!(json % 4 == 0 && word(20 + json) % 4 == 0 && 28 + json + word(20 + json) == glb.len());
    (serde_json::from_slice(&glb[20..20 + json]).unwrap(), glb[28 + json..].to_vec())
}

/// A head that looks along +z: one triangle with three shapes, and two eyes that hang on a bone lying on its side. Its
/// eyes are named as the viewer sees them, as those of real heads are.
fn head() -> (Value, Vec<u8>) {
    let triangle: [f32; 9] = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
    let bin: Vec<u8> = triangle.iter().chain(&[0.0f32; 9]).flat_map(|value| value.to_le_bytes()).collect();
    let accessor = |view: usize, top: f32| {
        let mut accessor = json!({ "bufferView": view, "componentType": 5126, "count": 3, "type": "VEC3" });
        (accessor["min"], accessor["max"]) = (json!([0, 0, 0]), json!([top, top, 0]));
        accessor
    };
    let shape = json!({ "POSITION": 1 });
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let json = json!({
        "asset": { "version": "2.0" },
        "scene": 0,
        "scenes": [{ "nodes": [0] }],
        "nodes": [
            { "name": "Head", "children": [1, 2], "extras": { "kept": true } },
            { "name": "face", "mesh": 0 },
            { "name": "bone", "rotation": [half, 0, 0, half], "children": [3, 4] },
            { "name": "eyeLeft", "translation": [-0.03, 0, 0] },
            { "name": "eyeRight", "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0.03, 0, 0, 1] }
        ],
        "meshes": [{
            "weights": [0, 0, 0.25],
            "extras": { "targetNames": ["jawOpen", "EyeBlink_L", "freckles"] },
            "primitives": [{ "attributes": { "POSITION": 0 }, "targets": [shape, shape, shape] }]
        }],
        "accessors": [accessor(0, 1.0), accessor(1, 0.0)],
        "bufferViews": [{ "buffer": 0, "byteLength": 36 }, { "buffer": 0, "byteOffset": 36, "byteLength": 36 }],
        "buffers": [{ "byteLength": 72 }]
    });
    (json, bin)
}

/// Values of an accessor.
fn values(json: &Value, bin: &[u8], accessor: &Value) -> Vec<f32> {
    let accessor = &json["accessors"][accessor.as_u64().unwrap() as usize];
    let view = &json["bufferViews"][accessor["bufferView"].as_u64().unwrap() as usize];
    let [from, length] = ["byteOffset", "byteLength"].map(|key| view[key].as_u64().unwrap() as usize);
    let floats = bin[from..from + length].chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()));
    let floats: Vec<_> = floats.collect();
    let width = if accessor["type"] == "VEC4" { 4 } else { 1 };
    assert_eq!(
        (floats.len() / width, &accessor["componentType"]),
        (accessor["count"].as_u64().unwrap() as usize, &json!(5126))
    );
    floats
}

/// Times and values of the channel that moves `path` of the node called `node`.
fn track(json: &Value, bin: &[u8], node: &str, path: &str) -> (Vec<f32>, Vec<f32>) {
    let animation = &json["animations"][0];
    let is = |channel: &&Value| {
        let target = &channel["target"];
        json["nodes"][target["node"].as_u64().unwrap() as usize]["name"] == node && target["path"] == path
    };
    let channel = animation["channels"].as_array().unwrap().iter().find(is).expect("a channel");
    let sampler = &animation["samplers"][channel["sampler"].as_u64().unwrap() as usize];
    assert_eq!(sampler["interpolation"], "LINEAR");
    (values(json, bin, &sampler["input"]), values(json, bin, &sampler["output"]))
}

#[test]
fn without_a_head_ours_speaks() {
    let folder = Folder::new("ours");
    let out = folder.path("hello.glb");
    emoface(["bake", &hello(), "-o", &out]).quietly();
    let glb = std::fs::read(&out).unwrap();
    let (json, bin) = parts(&glb);
    validate(&out);
    let (names, rows) = table(&emoface(["bake", &hello(), "-o", "-", "--rig", "arkit"]).quietly());
    let jaw = names.iter().position(|name| name == "jawOpen").unwrap();
    let shapes = 52;
    let weights = track(&json, &bin, "skin", "weights").1;
    assert_eq!(weights.len(), rows.len() * shapes);
    // Apple's order: jawOpen is the eighteenth.
    assert!(rows.iter().zip(weights.chunks_exact(shapes)).all(|(row, weights)| weights[17] == row[jaw]));
    for node in ["head", "eyeLeft", "eyeRight"] {
        assert_eq!(track(&json, &bin, node, "rotation").1.len(), rows.len() * 4, "{node} does not turn");
    }
}

#[test]
fn a_head_gets_the_take_and_keeps_what_it_had() {
    let folder = Folder::new("glb");
    let (before, data) = head();
    let file = folder.file("head.glb", &container(&before, &data));
    let out = folder.path("hello.glb");
    emoface(["bake", &hello(), "-o", &out, "--head", &file, "--rig", "arkit"]).quietly();
    let glb = std::fs::read(&out).unwrap();
    let (json, bin) = parts(&glb);
    validate(&out);

    assert_eq!(bin[..data.len()], data);
    assert_eq!(json["buffers"][0]["byteLength"], json!(bin.len()));
    for key in ["asset", "scene", "scenes", "meshes"] {
        assert_eq!(json[key], before[key], "{key}");
    }
    for key in ["accessors", "bufferViews"] {
        let old = before[key].as_array().unwrap();
        assert_eq!(json[key].as_array().unwrap()[..old.len()], old[..], "{key}");
    }
    assert_eq!(json["nodes"].as_array().unwrap()[..4], before["nodes"].as_array().unwrap()[..4]);
    assert_eq!(json["nodes"][4]["matrix"], Value::Null, "an animated node has no matrix");
    assert_eq!(json["nodes"][4]["translation"], json!([0.03, 0.0, 0.0]));

    let (names, rows) = table(&emoface(["bake", &hello(), "-o", "-", "--rig", "arkit"]).quietly());
    let column = |name: &str| names.iter().position(|own| own == name).unwrap();
    assert_eq!(json["animations"][0]["name"], "hello");
    let (times, weights) = track(&json, &bin, "face", "weights");
    assert!(times.len() == rows.len() && times.iter().enumerate().all(|(k, time)| *time == (k as f64 / 60.0) as f32));
    for (row, weights) in rows.iter().zip(weights.chunks_exact(3)) {
        assert_eq!(weights, [row[column("jawOpen")], row[column("eyeBlinkLeft")], 0.25]);
    }
    assert_eq!(track(&json, &bin, "Head", "rotation").1.len(), rows.len() * 4);

    // The eye at +x is the character's left one, whatever it is called. Under its bone, turned a quarter about x, the
    // world's +x stays +x and +z is the eye's +y: looking left turns that towards +x.
    let turns = track(&json, &bin, "eyeRight", "rotation").1;
    let mut looked = 0;
    for (row, turn) in rows.iter().zip(turns.chunks_exact(4)) {
        let [x, y, z, w] = turn.try_into().unwrap();
        assert!((x * x + y * y + z * z + w * w - 1.0f32).abs() < 1e-4);
        let left = 2.0 * (x * y - w * z);
        let wanted = row[column("eyeLookOutLeft")] - row[column("eyeLookInLeft")];
        if wanted.abs() > 0.02 {
            assert!(left * wanted > 0.0 && (0.4..0.7).contains(&(left / wanted)), "{left} for {wanted}");
            looked += 1;
        }
    }
    assert!(looked > 30, "the eyes of the sample wander");
}

#[test]
fn a_head_is_known_by_its_names() {
    let folder = Folder::new("glb-matched");
    let (mut json, bin) = head();
    for (names, still) in [(["jawOpen", "EyeBlink_L", "freckles"], 2), (["freckles", "viseme_aa", "viseme_PP"], 0)] {
        json["meshes"][0]["extras"]["targetNames"] = json!(names);
        json["meshes"][0]["weights"] = json!([0.25, 0.25, 0.25]);
        let file = folder.file("head.glb", &container(&json, &bin));
        let out = folder.path("hello.glb");
        emoface(["bake", &hello(), "-o", &out, "--head", &file]).quietly();
        validate(&out);
        let (json, bin) = parts(&std::fs::read(&out).unwrap());
        let weights = track(&json, &bin, "face", "weights").1;
        for (shape, name) in names.iter().enumerate() {
            let values: Vec<_> = weights.iter().skip(shape).step_by(3).collect();
            let moves = values.iter().any(|value| **value > 0.3) && values.iter().any(|value| **value < 0.1);
            let rests = values.iter().all(|value| **value == 0.25);
            assert!(if shape == still { rests } else { moves }, "{name}");
        }
    }
}

#[test]
fn a_head_takes_the_names_of_any_rig() {
    let folder = Folder::new("glb-profile");
    let (mut json, bin) = head();
    json["meshes"][0]["extras"]["targetNames"] = json!(["Kiefer 1", "Kiefer 2", "Kiefer 3"]);
    let file = folder.file("head.glb", &container(&json, &bin));
    let out = folder.path("hello.glb");
    emoface(["bake", &hello(), "-o", &out, "--head", &file]).says(1, &["head.glb", "Kiefer 1", "--profile"]);
    emoface(["bake", &hello(), "-o", &out, "--head", &file, "--rig", "vrm"]).says(1, &["head.glb", "vrm", "happy"]);
    let jaw = json!({ "name": "Kiefer 2", "inputs": { "jawOpen": 1 } });
    let profile = json!({ "emoface_profile": 1, "name": "puppet", "outputs": [jaw] });
    let profile = folder.file("puppet.json", profile.to_string().as_bytes());
    emoface(["bake", &hello(), "-o", &out, "--head", &file, "--profile", &profile, "--fps", "30"]).quietly();
    let (json, bin) = parts(&std::fs::read(&out).unwrap());
    let (times, weights) = track(&json, &bin, "face", "weights");
    assert_eq!(times[15], 0.5);
    assert!(weights.chunks_exact(3).any(|weights| weights[1] > 0.15 && weights[0] == 0.0 && weights[2] == 0.25));
}

#[test]
fn heads_that_cannot_be_animated_are_refused_before_the_work() {
    let folder = Folder::new("glb-refused");
    let out = folder.path("hello.glb");
    let no_sound = folder.path("none.wav");
    let (json, bin) = head();
    let refused = |name: &str, bytes: &[u8], part: &str| {
        let file = folder.file(name, bytes);
        emoface(["bake", &no_sound, "-o", &out, "--head", &file]).says(1, &[name, part]);
    };
    let whole = container(&json, &bin);
    refused("text.glb", b"solid head", "no .glb");
    refused("cut.glb", &whole[..whole.len() - 5], "cut off");
    let changed = |change: fn(&mut Value)| {
        let mut json = json.clone();
        change(&mut json);
        container(&json, &bin)
    };
    refused("unnamed.glb", &changed(|json| json["meshes"][0]["extras"] = Value::Null), "no named morph targets");
    refused("far.glb", &changed(|json| json["buffers"][0]["uri"] = "head.bin".into()), "one .glb");
    refused("empty.glb", &container(&json!({}), &[]), "no data");
    refused("list.glb", &container(&json!([1]), &[]), "no data");
    let file = folder.file("head.glb", &whole);
    emoface(["bake", &hello(), "-o", &file, "--head", &file]).says(1, &["overwrite the head"]);
    assert_eq!(std::fs::read(&file).unwrap(), whole);
}

/// Lets Khronos' validator (npm gltf-validator) judge `file` where it is: its folder in EMOFACE_TEST_GLTF_VALIDATOR.
fn validate(file: &str) {
    let Some(validator) = std::env::var_os("EMOFACE_TEST_GLTF_VALIDATOR") else { return };
    let script = "const [validator, file] = process.argv.slice(1);
        require(validator).validateBytes(new Uint8Array(require('fs').readFileSync(file))).then(report => {
            console.log(JSON.stringify(report.issues.messages.filter(message => message.severity < 2)));
        });";
    let said = std::process::Command::new("node").args(["-e", script]).arg(validator).arg(file).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "[]", "{}", String::from_utf8_lossy(&said.stderr));
}
