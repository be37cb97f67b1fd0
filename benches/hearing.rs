//! Models that hear sound themselves, in their three modes: what a second of speech costs.
//!
//! ```sh
//! EMOFACE_BENCH_MODELS=fp32.onnx:int8.onnx EMOFACE_TEST_ONNXRUNTIME=/full/path/libonnxruntime.so \
//!     cargo bench --bench hearing
//! ```
//!
//! `cargo run --release --example random_checkpoint` makes a checkpoint of EmoFace's size, `emoface import` a model of
//! it. Divide by the seconds in each name. Without an ONNX Runtime the backend compiled in is measured.
#![allow(missing_docs, reason = "criterion's macros")]

use std::path::PathBuf;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use emoface::audio::features::FeatureTables;
use emoface::audio::resample::Resampler;
use emoface::bake::{BakeOptions, bake};
use emoface::network::NetworkSource;
use emoface::network::backend::Choice;
use emoface::network::hearing::Mode;
use emoface::network::onnx::OnnxModel;

/// Seconds of speech for each mode; a live window is run again for every hop, so it gets less.
const SECONDS: [(Mode, usize); 3] = [(Mode::Whole, 10), (Mode::Progressive, 10), (Mode::Live, 2)];

/// The sample voice at 16 kHz, again and again.
fn voice(seconds: usize) -> Vec<f32> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hello.wav");
    let mut reader = hound::WavReader::open(path).expect("the sample voice is there");
    let samples: Vec<f32> = reader.samples::<i16>().map(|s| f32::from(s.expect("16-bit samples")) / 32_768.0).collect();
    let mut voice = Vec::new();
    Resampler::new(reader.spec().sample_rate).process(&samples, &mut voice);
    voice.iter().copied().cycle().take(seconds * 16_000).collect()
}

fn modes(c: &mut Criterion) {
    let Some(models) = std::env::var_os("EMOFACE_BENCH_MODELS") else {
        eprintln!("nothing to measure: EMOFACE_BENCH_MODELS names no models");
        return;
    };
    let runtime = std::env::var_os("EMOFACE_TEST_ONNXRUNTIME").map(PathBuf::from);
    for path in std::env::split_paths(&models) {
        let choice = runtime.clone().map_or(Choice::Tract, Choice::OnnxRuntime);
        let model = OnnxModel::open(Some(path.clone()), choice).expect("the model opens");
        let mut network = model.load_for_bakes().expect("the model loads");
        let mut group = c.benchmark_group(path.file_stem().unwrap_or_default().to_string_lossy());
        // Each sample one bake: a full-size network takes a second for one.
        group.sample_size(10).sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(1));
        group.measurement_time(Duration::from_millis(1));
        for (mode, seconds) in SECONDS {
            let audio = voice(seconds);
            // The live mode's usual hop of 200 ms.
            let options = BakeOptions { mode: Some(mode), look_ahead_ms: 700.0, ..BakeOptions::default() };
            group.bench_function(format!("{mode:?}, {seconds} s").to_lowercase(), |b| {
                b.iter(|| bake(network.as_mut(), FeatureTables::new(), &audio, 16_000.0, &options).expect("it bakes"));
            });
        }
    }
}

criterion_group!(benches, modes);
criterion_main!(benches);
