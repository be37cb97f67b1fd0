//! What a worker does, whole and in parts: `cargo bench --bench worker`.
//!
//! A step is one frame (1/60 s) of every face. Divide by the faces and by 1.667 for the cost of 10 ms of one face.
#![allow(missing_docs, reason = "criterion's macros")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use emoface::audio::features::{FeatureTables, Features, WIDTH};
use emoface::audio::laugh::Laugh;
use emoface::audio::prosody::Prosody;
use emoface::audio::resample::Resampler;
use emoface::bake::BakeOptions;
use emoface::engine::{Engine, EngineOptions};
use emoface::look_ahead::LookAhead;
use emoface::motion::behaviours::Behaviours;
use emoface::motion::life::Life;
use emoface::motion::voice::{Listener, Voice};
use emoface::network::backend::Choice;
use emoface::network::onnx::OnnxModel;
use emoface::network::{Batch, Network, NetworkSource};
use emoface::performance::{Casting, Performance};

/// Eyes and lids alone.
const EYES: Behaviours = Behaviours { blink: 1.0, gaze: 1.0, ..Behaviours::NONE };

const CROWDS: [usize; 4] = [1, 4, 16, 64];

/// The sample voice at 16 kHz.
fn voice() -> Vec<f32> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hello.wav");
    let mut reader = hound::WavReader::open(path).expect("the sample voice is there");
    assert_eq!(reader.spec().channels, 1);
    let samples: Vec<f32> = reader.samples::<i16>().map(|s| f32::from(s.expect("16-bit samples")) / 32_768.0).collect();
    let mut voice = Vec::new();
    Resampler::new(reader.spec().sample_rate).process(&samples, &mut voice);
    voice
}

fn choice() -> Choice {
    std::env::var_os("EMOFACE_TEST_ONNXRUNTIME").map_or(Choice::Tract, |path| Choice::OnnxRuntime(path.into()))
}

fn network() -> Box<dyn Network> {
    OnnxModel::open(None, choice()).and_then(|model| model.load()).expect("the built-in voice loads")
}

/// A live face with one of the model's look-aheads, so that a crowd has all of them.
fn casting(network: &dyn Network, seed: u64) -> Casting {
    let all: Vec<_> = LookAhead::all(network.manifest(), true).collect();
    Casting { seed, look_ahead: all[seed as usize % all.len()], rows: 1 }
}

fn parts(c: &mut Criterion) {
    let voice = voice();
    let tables = FeatureTables::new();
    let mut group = c.benchmark_group("one face, one frame");
    group.bench_function("resample 48 kHz (800 samples)", |b| {
        let (mut resampler, mut out) = (Resampler::new(48_000), Vec::with_capacity(1_024));
        b.iter(|| {
            out.clear();
            resampler.process(black_box(&voice[..800]), &mut out);
        });
    });
    group.bench_function("features", |b| {
        let (mut features, mut at) = (Features::new(tables.clone()), 0);
        b.iter(|| {
            at = (at + 267) % (voice.len() - 267);
            features.push(&voice[at..at + 267]);
            black_box(features.next_row().map(|(number, _)| number))
        });
    });
    group.bench_function("prosody and laughter", |b| {
        let (mut features, mut at) = (Features::new(tables.clone()), 0);
        let (mut prosody, mut laugh, mut listener) = (Prosody::new(), Laugh::new(), Listener::new(4, 1));
        // Rows of a spoken sentence, so that pitch is sought as often as in speech.
        let rows: Vec<_> = std::iter::from_fn(|| {
            at += 267;
            features.push(voice.get(at - 267..at)?);
            let (_, row) = features.next_row()?;
            let row = *row;
            Some((row, features.fresh().concat()))
        })
        .collect();
        let mut number = 0;
        b.iter(|| {
            let (row, fresh) = &rows[number % rows.len()];
            let laughter = laugh.hear(row);
            listener.hear(number as i64, &prosody.measure([fresh, &[]]), laughter);
            number += 1;
            black_box(listener.voice(number as i64 - 5))
        });
    });
    for (name, behaviours) in [
        ("life: eyes and lids", EYES),
        ("life: head", Behaviours { head_yaw: 1.0, head_pitch: 1.0, head_roll: 1.0, ..Behaviours::NONE }),
        ("life: brows, breath, laughter", Behaviours { brows: 1.0, breath: 1.0, laughter: 1.0, ..Behaviours::NONE }),
        ("life: all", Behaviours::ALL),
    ] {
        group.bench_function(name, |b| {
            let (mut life, mut frame) = (Life::new(1), 0);
            let mut values = [0.0; _];
            b.iter(|| {
                frame += 1;
                let accent = if frame % 60 == 0 { 0.8 } else { 0.0 };
                let (pitch, rise) = ((frame % 50) as f32 * 0.1, (frame % 60) as f32 * 0.02);
                let voice =
                    Voice { speaking: 1.0, loudness: 0.5, pitch, accent, rise, since_change: 1.0, ..Voice::SILENT };
                values = [0.1; _];
                life.act(frame, black_box(&voice), &behaviours, &mut values);
                black_box(values[0])
            });
        });
    }
    group.bench_function("smoothing, behaviours, limits", |b| {
        let network = network();
        let casting = casting(network.as_ref(), 1);
        let mut performance = Performance::new(network.manifest(), tables.clone(), None, casting);
        performance.begin(0.0, 16_000);
        let (answer, mut number) = (vec![0.3; network.manifest().answer_width()], 0);
        b.iter(|| {
            number += 1;
            black_box(performance.accept(number, &answer))
        });
    });
    group.finish();

    let mut group = c.benchmark_group("network");
    let mut network = network();
    let (state_len, answer_width) = (network.manifest().state_len(), network.manifest().answer_width());
    for faces in CROWDS {
        group.throughput(Throughput::Elements(faces as u64));
        group.bench_function(BenchmarkId::from_parameter(faces), |b| {
            let (features, emotion) = (vec![0.1; faces * WIDTH], vec![0.0; faces * 7]);
            let (mut state, mut controls) = (vec![0.0; faces * state_len], vec![0.0; faces * answer_width]);
            let look_ahead = vec![0; faces];
            b.iter(|| {
                let batch = Batch {
                    faces,
                    steps: 1,
                    features: &features,
                    emotion: &emotion,
                    look_ahead: &look_ahead,
                    state: &mut state,
                    controls: &mut controls,
                };
                network.run(batch).expect("the network runs");
            });
        });
    }
    group.finish();
}

/// Everything a worker does for one frame of each face, 48 kHz audio in, finished frame out.
fn steps(c: &mut Criterion) {
    let voice: Vec<f32> = voice();
    let tables = FeatureTables::new();
    let mut network = network();
    let (state_len, answer_width) = (network.manifest().state_len(), network.manifest().answer_width());
    let mut group = c.benchmark_group("worker step");
    for faces in CROWDS {
        group.throughput(Throughput::Elements(faces as u64));
        group.bench_function(BenchmarkId::from_parameter(faces), |b| {
            let mut crowd: Vec<_> = (0..faces as u64)
                .map(|seed| {
                    let casting = casting(network.as_ref(), seed);
                    let mut performance = Performance::new(network.manifest(), tables.clone(), None, casting);
                    performance.begin(0.0, 48_000);
                    performance.hear(&voice[..800]);
                    performance
                })
                .collect();
            let (mut features, mut emotion) = (vec![0.0; faces * WIDTH], vec![0.0; faces * 7]);
            let (mut state, mut controls) = (vec![0.0; faces * state_len], vec![0.0; faces * answer_width]);
            let look_ahead: Vec<_> = crowd.iter().map(|face| face.look_ahead().index()).collect();
            let mut at = 0;
            b.iter(|| {
                at = (at + 800) % (voice.len() - 800);
                let mut number = 0;
                for (i, face) in crowd.iter_mut().enumerate() {
                    face.hear(&voice[at..at + 800]);
                    let row = face.next_row(&mut features[i * WIDTH..][..WIDTH], &mut emotion[i * 7..][..7]);
                    number = row.expect("800 samples are one frame");
                    state[i * state_len..][..state_len].copy_from_slice(face.state());
                }
                let batch = Batch {
                    faces,
                    steps: 1,
                    features: &features,
                    emotion: &emotion,
                    look_ahead: &look_ahead,
                    state: &mut state,
                    controls: &mut controls,
                };
                network.run(batch).expect("the network runs");
                for (i, face) in crowd.iter_mut().enumerate() {
                    face.state().copy_from_slice(&state[i * state_len..][..state_len]);
                    black_box(face.accept(number, &controls[i * answer_width..][..answer_width]));
                }
            });
        });
    }
    group.finish();
}

fn bake(c: &mut Criterion) {
    let onnxruntime = std::env::var_os("EMOFACE_TEST_ONNXRUNTIME").map(Into::into);
    let engine = Engine::new(&EngineOptions { onnxruntime, ..EngineOptions::default() }).expect("the voice loads");
    let minute: Vec<f32> = voice().into_iter().cycle().take(60 * 16_000).collect();
    let mut group = c.benchmark_group("bake");
    group.sample_size(10);
    group.bench_function("a minute", |b| {
        b.iter(|| black_box(engine.bake(&minute, 16_000.0, &BakeOptions::default()).expect("a minute is baked")));
    });
    group.finish();
}

/// Our resampler beside rubato's sinc resampler of about the same quality, in one run.
fn resamplers(c: &mut Criterion) {
    use rubato::audioadapter_buffers::direct::InterleavedSlice;
    use rubato::{
        Async, FixedAsync, Resampler as _, SincInterpolationParameters, SincInterpolationType, WindowFunction,
    };
    let second: Vec<f32> = (0..44_100).map(|i| (i as f32 * 0.05).sin()).collect();
    let mut group = c.benchmark_group("one second of 44.1 kHz to 16 kHz");
    group.bench_function("emoface", |b| {
        let (mut resampler, mut out) = (Resampler::new(44_100), Vec::with_capacity(17_000));
        b.iter(|| {
            out.clear();
            second.chunks_exact(441).for_each(|chunk| resampler.process(chunk, &mut out));
            black_box(out.len())
        });
    });
    group.bench_function("rubato sinc", |b| {
        let parameters = SincInterpolationParameters {
            sinc_len: 96,
            f_cutoff: Some(0.912),
            interpolation: SincInterpolationType::Linear,
            oversampling_factor: 160,
            window: WindowFunction::BlackmanHarris2,
        };
        let mut resampler = Async::<f32>::new_sinc(16_000.0 / 44_100.0, 1.0, &parameters, 441, 1, FixedAsync::Input)
            .expect("the parameters are sound");
        let mut out = vec![0.0; 1_024];
        b.iter(|| {
            for chunk in second.chunks_exact(441) {
                let input = InterleavedSlice::new(chunk, 1, 441).expect("one channel");
                let mut output = InterleavedSlice::new_mut(&mut out, 1, 1_024).expect("one channel");
                black_box(resampler.process_into_buffer(&input, &mut output, None).expect("it runs"));
            }
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = Criterion::default().sample_size(30); targets = parts, steps, bake, resamplers }
criterion_main!(benches);
