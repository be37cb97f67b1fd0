//! Models that hear sound themselves, and models that were not made for the board: whole, progressive, live.
#![cfg(feature = "tract")]
#![allow(missing_docs, reason = "tests")]

mod golden;
#[path = "../support/mod.rs"]
mod support;
mod toy;

use std::sync::Arc;

use emoface::audio::features::FeatureTables;
use emoface::bake::{BakeOptions, bake, bake_in_parts};
use emoface::engine::Engine;
use emoface::error::Error;
use emoface::face::FaceOptions;
use emoface::motion::Frame;
use emoface::motion::behaviours::Behaviours;
use emoface::network::NetworkSource;
use emoface::network::backend::Choice;
use emoface::network::hearing::Mode;
use emoface::network::onnx::OnnxModel;
use emoface::rig;
use serde_json::{Value, json};
use support::{hello, voice_at};

const RATE: u32 = 16_000;

fn model(bytes: Vec<u8>) -> Result<Arc<OnnxModel>, Error> {
    let runtime = std::env::var_os("EMOFACE_TEST_ONNXRUNTIME");
    let choice = runtime.map_or(Choice::Tract, |path| Choice::OnnxRuntime(path.into()));
    OnnxModel::from_bytes(bytes.into(), "toy".into(), choice).map(Arc::new)
}

fn toy() -> Arc<OnnxModel> {
    model(toy::sound(&toy::sound_manifest())).expect("the toy is sound")
}

/// The model's frames in `mode`, untouched.
fn plain(model: &OnnxModel, audio: &[f32], mode: Mode) -> Vec<Frame> {
    let options = BakeOptions { mode: Some(mode), behaviours: Behaviours::NONE, ..BakeOptions::default() };
    let mut network = model.load_for_bakes().expect("the toy loads");
    bake(network.as_mut(), FeatureTables::new(), audio, f64::from(RATE), &options).expect("the toy bakes").frames
}

fn column(frames: &[Frame], name: &str) -> Vec<f32> {
    let index = rig::board().index(name).expect("the board has it");
    frames.iter().map(|frame| frame[index]).collect()
}

fn greatest_difference(a: &[Frame], b: &[Frame]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn outputs_reach_the_controls_that_the_manifest_names() {
    let audio = voice_at(RATE, 3.0);
    let frames = plain(&toy(), &audio, Mode::Whole);
    assert_eq!(frames.len(), 180);
    let (jaw, left) = (column(&frames, "CTRL_C_jaw-translateY"), column(&frames, "CTRL_L_mouth_cornerPull-translateY"));
    let right = column(&frames, "CTRL_R_mouth_cornerPull-translateY");
    let range = |values: &[f32]| values.iter().fold((1.0f32, 0.0f32), |(a, b), v| (a.min(*v), b.max(*v)));
    assert!(range(&jaw).1 - range(&jaw).0 > 0.05, "the jaw must move: {:?}", range(&jaw));
    // A sigmoid, and half of one.
    assert!(range(&left).1 > 0.5 && range(&right).1 <= 0.5, "{:?} {:?}", range(&left), range(&right));
    // 30 frames a second become 60: every second one lies in the middle of its neighbours before smoothing.
    let raw =
        BakeOptions { mode: Some(Mode::Whole), behaviours: Behaviours::NONE, smooth: false, ..Default::default() };
    let mut network = toy().load_for_bakes().unwrap();
    let raw = bake(network.as_mut(), FeatureTables::new(), &audio, f64::from(RATE), &raw).unwrap().frames;
    let jaw = column(&raw, "CTRL_C_jaw-translateY");
    for three in jaw[..170].windows(3).step_by(2) {
        assert!((three[1] - (three[0] + three[2]) / 2.0).abs() < 1e-6, "{three:?}");
    }
}

#[test]
fn progressive_windows_give_the_whole_where_the_encoder_sees_no_further() {
    // Four chunks of 4 s and a rest.
    let audio = voice_at(RATE, 17.3);
    let (whole, progressive) = (plain(&toy(), &audio, Mode::Whole), plain(&toy(), &audio, Mode::Progressive));
    assert_eq!(whole.len(), 1038);
    let difference = greatest_difference(&whole, &progressive);
    assert!(difference < 1e-5, "{difference}");
    // With less context than the encoder sees they must differ: the test above can fail.
    let mut manifest = toy::sound_manifest();
    manifest["audio"]["context"] = json!({"left": 0.0, "right": 0.0});
    manifest["audio"]["chunk_seconds"] = 60.into();
    let blind = model(toy::sound(&manifest)).unwrap();
    let (whole, progressive) = (plain(&blind, &audio, Mode::Whole), plain(&blind, &audio, Mode::Progressive));
    assert!(greatest_difference(&whole, &progressive) > 1e-3);
}

#[test]
fn first_frames_come_before_the_last_sound_is_worked_off() {
    let audio = voice_at(RATE, 30.0);
    let mut manifest = toy::sound_manifest();
    manifest["audio"]["chunk_seconds"] = 60.into();
    let mut network = model(toy::sound(&manifest)).unwrap().load_for_bakes().unwrap();
    let options = BakeOptions { mode: Some(Mode::Progressive), ..BakeOptions::default() };
    let mut parts = Vec::new();
    let mut part = |frames: &[Frame]| parts.push(frames.len());
    bake_in_parts(network.as_mut(), FeatureTables::new(), &audio, f64::from(RATE), &options, &mut part).unwrap();
    assert!(parts.len() >= 7 && parts[0] <= 240, "{parts:?}");
    assert_eq!(parts.iter().sum::<usize>(), 1800);
}

#[test]
fn any_length_of_sound_bakes() {
    for samples in [0, 1, 9, 266, 267, 324, 325, 400, 5_333, 64_000, 64_001] {
        let audio = voice_at(RATE, 5.0)[..samples].to_vec();
        for mode in [Mode::Whole, Mode::Progressive, Mode::Live] {
            let frames = plain(&toy(), &audio, mode);
            assert_eq!(frames.len(), samples * 60 / RATE as usize, "{samples} samples, {mode:?}");
            assert!(frames.iter().flatten().all(|value| value.is_finite()));
        }
    }
}

#[test]
fn a_live_face_gives_what_a_live_bake_gives() {
    let engine = Engine::with_source(toy(), 1).unwrap();
    let (audio, rate) = hello();
    for look_ahead_ms in engine.look_aheads_ms(true) {
        let options = FaceOptions { look_ahead_ms, ..support::roomy() };
        let baked = BakeOptions { mode: Some(Mode::Live), ..support::bake_options(&engine, &options) };
        let baked = engine.bake(&audio, f64::from(rate), &baked).unwrap().frames;
        let face = engine.face(&options).unwrap();
        for piece in audio.chunks(777) {
            face.push(piece, 1, f64::from(rate)).unwrap();
        }
        face.finish().unwrap();
        support::wait_ready(&face, baked.len() - 1);
        let live = support::frames(&face, baked.len());
        let difference = greatest_difference(&live, &baked);
        assert!(difference < 1e-5, "{look_ahead_ms} ms: {difference}");
    }
}

#[test]
fn live_windows_come_near_the_whole() {
    // The statistics are learned as the voice speaks; after some seconds the same sound gives nearly the same frames.
    let mut manifest = toy::sound_manifest();
    manifest["audio"]["grid"] = "time".into();
    manifest["audio"]["chunk_seconds"] = 60.into();
    let toy = model(toy::sound(&manifest)).unwrap();
    let audio = voice_at(RATE, 20.0);
    let (whole, live) = (plain(&toy, &audio, Mode::Whole), plain(&toy, &audio, Mode::Live));
    let (whole, live) = (column(&whole[600..], "CTRL_C_jaw-translateY"), column(&live[600..], "CTRL_C_jaw-translateY"));
    let correlation = correlation(&whole, &live);
    assert!(correlation > 0.98, "{correlation}");
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    let mean = |values: &[f32]| values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| {
        a.iter().zip(b).map(|(a, b)| f(f64::from(*a) - mean_a, f64::from(*b) - mean_b)).sum::<f64>()
    };
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

#[test]
fn the_model_says_which_behaviours_are_ours() {
    let audio = voice_at(RATE, 12.0);
    let bake = |behaviours| {
        let options = BakeOptions { behaviours, ..BakeOptions::default() };
        let mut network = toy().load_for_bakes().unwrap();
        bake(network.as_mut(), FeatureTables::new(), &audio, f64::from(RATE), &options).unwrap().frames
    };
    let (all, none) = (bake(Behaviours::ALL), bake(Behaviours::NONE));
    let moved = |name| {
        let (all, none) = (column(&all, name), column(&none, name));
        all.iter().zip(&none).any(|(a, b)| (a - b).abs() > 0.1)
    };
    assert!(moved("CTRL_L_eye_blink-translateY"));
    assert!(!moved("CTRL_L_brow_raiseOut-translateY") && !moved("CTRL_C_eye-translateX"));
}

#[test]
fn features_and_columns_go_together() {
    let engine = Engine::with_source(model(toy::features()).unwrap(), 1).unwrap();
    let audio = voice_at(RATE, 2.0);
    let jaw = |mood: &str| {
        let options = BakeOptions { mood: mood.parse().unwrap(), behaviours: Behaviours::NONE, ..Default::default() };
        column(&engine.bake(&audio, f64::from(RATE), &options).unwrap().frames, "CTRL_C_jaw-translateY")
    };
    let (neutral, happy) = (jaw("neutral"), jaw("happy"));
    assert_eq!(neutral.len(), 120);
    assert!(neutral.iter().all(|value| (0.0..=0.5).contains(value)) && neutral[60] > 0.05);
    // Where the sigmoid is not at its end.
    let further = happy.iter().zip(&neutral).filter(|(happy, neutral)| *happy > neutral).count();
    assert!(further > 60 && happy.iter().zip(&neutral).all(|(happy, neutral)| happy >= neutral), "{further}");
}

#[test]
fn what_is_no_number_is_nothing() {
    // Three outputs of about a half, each as far as a float reaches, add up to more than that.
    let mut manifest = toy::sound_manifest();
    for column in 0..3 {
        manifest["columns"][column]["board"] = json!({"CTRL_C_jaw-translateY": 3.4e38});
    }
    let frames = plain(&model(toy::sound(&manifest)).unwrap(), &vec![0.0; 16_000], Mode::Whole);
    assert_eq!(frames.len(), 60);
    assert!(frames.iter().flatten().all(|value| value.is_finite()));
}

#[test]
fn manifests_that_no_graph_fits_are_refused() {
    let refused = |change: &dyn Fn(&mut Value), part: &str| {
        let mut manifest = toy::sound_manifest();
        change(&mut manifest);
        let said = model(toy::sound(&manifest)).expect_err(part).to_string();
        assert!(said.contains(part), "{said}");
    };
    refused(&|m| m["columns"][0]["board"] = json!({"CTRL_C_jaw": 1.0}), "which the board does not have");
    refused(&|m| m["columns"].as_array_mut().unwrap().truncate(2), "'controls' has shape");
    refused(&|m| m["audio"]["front"]["width"] = 5.into(), "'features' has shape");
    refused(&|m| m["audio"]["front"]["stride"] = 0.into(), "front.stride 0");
    refused(&|m| m["audio"]["front"]["kernel"] = 1_000_000.into(), "front.kernel 1000000");
    refused(&|m| m["audio"]["context"]["right"] = 1e9.into(), "audio.context");
    let endless = |m: &mut Value| {
        m["audio"]["front"]["stride"] = 1.into();
        m["audio"]["context"] = json!({"left": 30.0, "right": 30.0});
    };
    refused(&endless, "larger than any face could carry");
    refused(&|m| m["audio"]["chunk_seconds"] = 0.into(), "chunk_seconds is 0");
    refused(&|m| m["audio"]["encoder"]["output"] = "nothing".into(), "nothing");
    refused(&|m| m["audio"]["head"]["input"] = "audio".into(), "controls");
    refused(&|m| m["audio"]["filter"] = Value::Null, "there is no audio.filter");
    refused(&|m| m["behaviours"] = json!(["sneeze"]), "'sneeze'");
    refused(&|m| m["smooth"] = json!({"back": 1, "ahead": 1, "order": 4}), "which is no filter");
    refused(&|m| m["frame_rate"] = 0.into(), "frame_rate is 0");
    refused(&|m| m["emotions"] = json!(["angry"]), "emotions angry");
    refused(&|m| m["features"] = json!({"kind": "logmel", "version": 2, "width": 80}), "either features or audio");
    refused(&|m| m["preview"] = true.into(), "for models that hear features");
    refused(&|m| m["format"] = 3.into(), "has format 3");
}
