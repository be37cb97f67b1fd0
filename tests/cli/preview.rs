//! The page: written whole, with the data that a bake has, in the size that was promised, and errors that help.
//! What a browser makes of it is tested in examples/preview.

use std::io::Read;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::command::{Folder, emoface, hello, repository, table};

/// What the promised size leaves for everything but the sound.
const ROOM: usize = 3 << 20;

/// The data element of a page.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once(r#"<script type="application/json" id="data">"#).expect("a data element");
    let (data, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(data).expect("the data is json")
}

fn unpacked(packed: &Value) -> Vec<u8> {
    let bytes = BASE64_STANDARD.decode(packed.as_str().expect("a text")).unwrap();
    let mut whole = Vec::new();
    flate2::read::ZlibDecoder::new(bytes.as_slice()).read_to_end(&mut whole).unwrap();
    whole
}

/// Rows of a packed take.
fn rows(take: &Value) -> Vec<Vec<f32>> {
    let (width, count) = (take["controls"].as_array().unwrap().len(), take["count"].as_u64().unwrap() as usize);
    let scale = take["scale"].as_f64().unwrap() as f32;
    let bytes = unpacked(&take["data"]);
    let (low, high) = bytes.split_at(width * count);
    let mut rows = vec![vec![0.0; width]; count];
    for column in 0..width {
        let mut value = 0i16;
        for (row, at) in rows.iter_mut().zip(column * count..) {
            let code = u16::from_le_bytes([low[at], high[at]]);
            value = value.wrapping_add((code >> 1) as i16 ^ -((code & 1) as i16));
            row[column] = f32::from(value) / scale;
        }
    }
    rows
}

fn names(take: &Value) -> Vec<String> {
    serde_json::from_value(take["controls"].clone()).unwrap()
}

fn preview(options: &[&str]) -> Value {
    let hello = hello();
    let page = emoface(["preview", &hello, "-o", "-"].iter().chain(options)).quietly();
    data(std::str::from_utf8(&page).unwrap())
}

#[test]
fn a_page_holds_the_sound_the_head_and_a_take_of_each_emotion() {
    let folder = Folder::new("page");
    let voice = folder.file("a<b>.wav", &std::fs::read(hello()).unwrap());
    assert!(emoface(["preview", &voice]).quietly().is_empty());
    assert_eq!(folder.names(), ["a<b>.html", "a<b>.wav"], "the page is called like the sound");
    let page = std::fs::read_to_string(folder.path("a<b>.html")).unwrap();
    let data = data(&page);
    assert_eq!(data["title"], "a<b>.wav");
    assert_eq!(unpacked(&data["head"]), std::fs::read(repository("models/head/head.glb")).unwrap());
    let given = emoface::wav::read(hello().as_ref()).unwrap();
    let sound = emoface::wav::read_from(unpacked(&data["audio"]).as_slice(), "page".as_ref()).unwrap();
    assert_eq!((sound.samples.len(), sound.rate), (given.samples.len(), given.rate));
    assert!(sound.samples.iter().zip(&given.samples).all(|(a, b)| (a - b).abs() < 1e-4));
    let takes = data["takes"].as_array().unwrap();
    let names: Vec<_> = takes.iter().map(|take| take["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["neutral", "angry", "disgust", "fear", "happy", "sad", "surprise"]);
    let others = page.len() - data["audio"].as_str().unwrap().len();
    assert!(others <= ROOM, "{others} bytes beside the sound");
    // Nothing to fetch: every address in the page is one of a namespace or of a licence.
    let addresses = page.match_indices("src=\"http").chain(page.match_indices("href=\"http"));
    assert_eq!(addresses.count(), 0);
}

#[test]
fn a_long_sound_has_one_take_unasked() {
    let folder = Folder::new("long");
    let long = folder.path("long.wav");
    let spec =
        hound::WavSpec { channels: 1, sample_rate: 8000, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut wav = hound::WavWriter::create(&long, spec).unwrap();
    (0..8000 * 121).for_each(|_| wav.write_sample(0i16).unwrap());
    wav.finalize().unwrap();
    emoface(["preview", &long]).quietly();
    let page = data(&std::fs::read_to_string(folder.path("long.html")).unwrap());
    assert_eq!(page["takes"].as_array().unwrap().len(), 1);
}

#[test]
fn its_takes_are_the_bakes() {
    let page = preview(&["--emotion", "happy:0.5", "--compare", "sad"]);
    for (index, mood) in ["happy:0.5", "sad"].iter().enumerate() {
        let bake = emoface(["bake", &hello(), "-o", "-", "--rig", "arkit", "--emotion", mood]).quietly();
        let (header, baked) = table(&bake);
        let take = &page["takes"][index];
        assert_eq!(names(take), header);
        let packed = rows(take);
        assert_eq!(packed.len(), baked.len());
        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 0.5001 / 8192.0;
        assert!(packed.iter().flatten().zip(baked.iter().flatten()).all(near), "{mood}");
    }
    assert_eq!(page["takes"].as_array().unwrap().len(), 2);
    assert_eq!(page["takes"][0]["name"], "happy 0.50");
}

#[test]
fn takes_from_elsewhere_come_along_and_need_no_sound() {
    let folder = Folder::new("elsewhere");
    let csv = folder.file("hand.csv", b"jawOpen,mouthClose\n0.1,0\n0.5,0.1\n");
    let page = preview(&["--compare", &csv]);
    assert_eq!(page["takes"].as_array().unwrap().len(), 1, "one bake beside what was asked for");
    assert_eq!(page["files"][0]["name"], "hand.csv");
    assert_eq!(unpacked(&page["files"][0]["data"]), std::fs::read(&csv).unwrap());
    let silent = emoface(["preview", &csv, "-o", "-"]).quietly();
    let silent = data(std::str::from_utf8(&silent).unwrap());
    assert_eq!((&silent["audio"], silent["takes"].as_array().unwrap().len()), (&Value::Null, 0));
    emoface(["preview", &csv, "-o", "-", "--compare", "happy"]).says(1, &["hand.csv", "without a sound"]);
}

#[test]
fn a_profile_gives_its_own_controls_and_still_turns_the_head() {
    let folder = Folder::new("profile");
    let profile = |name: &str| {
        let text = format!(
            r#"{{ "emoface_profile": 1, "name": "loud",
                  "outputs": [{{ "name": "{name}", "gain": 0.5, "inputs": {{ "jawOpen": 1 }} }}] }}"#
        );
        folder.file(&format!("{name}.json"), text.as_bytes())
    };
    let page = preview(&["--emotion", "neutral", "--profile", &profile("jawOpen")]);
    let plain = preview(&["--emotion", "neutral"]);
    let still = preview(&["--emotion", "neutral", "--behaviours", "all=0"]);
    let column = |page: &Value, name: &str| {
        let index = names(&page["takes"][0]).iter().position(|control| control == name).expect(name);
        rows(&page["takes"][0]).iter().map(|row| row[index]).collect::<Vec<_>>()
    };
    let halved = column(&plain, "jawOpen").into_iter().zip(column(&page, "jawOpen"));
    assert!(halved.clone().any(|(jaw, _)| jaw > 0.1));
    assert!(halved.into_iter().all(|(jaw, half)| (0.5 * jaw - half).abs() < 2.0 / 8192.0));
    for turn in ["headYaw", "eyeLookOutLeft"] {
        assert_eq!(column(&page, turn), column(&plain, turn));
    }
    assert!(column(&plain, "headPitch").iter().any(|angle| angle.abs() > 0.01));
    assert!(column(&still, "headPitch").iter().all(|angle| *angle == 0.0));
    let rigs: Value = serde_json::from_slice(&unpacked(&page["rigs"])).unwrap();
    let rigs: Vec<_> = rigs.as_array().unwrap().iter().map(|rig| rig["name"].as_str().unwrap()).collect();
    assert_eq!(rigs, ["metahuman", "arkit", "loud"]);
    let nobody = profile("Nobody");
    emoface(["preview", &hello(), "-o", "-", "--profile", &nobody]).says(1, &["Nobody.json", "--head"]);
}

#[test]
fn what_is_wrong_is_said_before_anything_is_written() {
    let folder = Folder::new("wrong");
    let out = folder.path("out.html");
    let uneven = folder.file("uneven.csv", b"jawOpen,mouthClose\n0.1\n");
    let says = |options: &[&str], parts: &[&str]| {
        emoface(["preview", &hello(), "-o", &out].iter().chain(options)).says(1, parts);
    };
    says(&["--compare", "hapy"], &["--compare", "hapy", "csv or json"]);
    says(&["--compare", &uneven], &["uneven.csv", "row 1 has 1 cells"]);
    says(&["--compare", &folder.path("none.csv")], &["none.csv"]);
    says(&["--head", &uneven], &["uneven.csv"]);
    says(&["--profile", &folder.path("none.json")], &["none.json"]);
    emoface(["preview", &uneven, "-o", &uneven]).says(1, &["uneven.csv", "overwritten"]);
    assert_eq!(folder.names(), ["uneven.csv"]);
}
