//! `emoface doctor`: what this installation is, and whether a live performance equals its bake.

use std::sync::Arc;
use std::time::{Duration, Instant};

use emoface::ABI_VERSION;
use emoface::audio::features::FeatureTables;
use emoface::bake::{BakeOptions, bake};
use emoface::engine::Engine;
use emoface::error::Error;
use emoface::face::{Face, FaceOptions};
use emoface::motion::Frame;
use emoface::network::NetworkSource;
use emoface::network::hearing::Mode;
use emoface::network::onnx::OnnxModel;
use emoface::sampler::Source;
use sha2::{Digest, Sha256};

use super::phrase::{self, phrase};
use super::{Ending, Failure, ModelArgs};

/// Greatest difference allowed between a live frame and its bake.
const TOLERANCE: f32 = 1e-5;
/// Pieces in which the phrase is pushed: one sample, a host's buffers, and sizes that divide nothing.
const PIECES: [usize; 7] = [1, 480, 4801, 333, 1024, 2205, 61];
/// Performances before the machine counts as too busy.
const ATTEMPTS: usize = 5;
/// How long the worker may take over one piece.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints what there is and tests it; fails if anything is wrong.
pub fn run(args: &ModelArgs) -> Result<Ending, Failure> {
    line("emoface", env!("CARGO_PKG_VERSION"));
    line("C interface", format_args!("version {ABI_VERSION}"));
    line("processor", processor());
    let started = Instant::now();
    let opened = args.open();
    let culprit = if matches!(opened, Err(Error::Backend(_))) { "backend" } else { "model" };
    let model = Arc::new(checked(culprit, opened.map_err(Failure::from))?);
    line("backend", model.describe());
    let manifest = model.manifest();
    line("model", format_args!("{} {} ({})", manifest.name, manifest.version, model.origin()));
    line("", format_args!("{} bytes, SHA-256 {}", model.bytes().len(), hex(&Sha256::digest(model.bytes()))));
    let engine = checked("engine", Engine::with_source(model.clone(), 1).map_err(Failure::from))?;
    line("loaded in", format_args!("{:.0} ms", started.elapsed().as_secs_f64() * 1000.0));
    let (mut frames, mut difference, mut took) = (0, 0.0f32, 0.0);
    let look_aheads = engine.look_aheads_ms(true).into_iter().zip(engine.look_aheads_ms(false));
    for (number, (smooth, raw)) in look_aheads.enumerate() {
        let what = if number == 0 { "look-ahead" } else { "" };
        line(what, format_args!("{smooth:.0} ms, {raw:.0} ms unsmoothed"));
        if let Some(pace) = engine.paces().get(number) {
            line("", format_args!("{}: {} live faces a worker", pace.describe(), pace.faces()));
            if pace.faces() == 0 {
                continue;
            }
        }
        let report = checked("self-test", self_test(&engine, model.as_ref(), smooth))?;
        frames += report.frames;
        difference = difference.max(report.difference);
        took += report.took;
    }
    if frames == 0 {
        line("self-test", "SKIPPED: this machine does not keep up with this model live; bakes are not concerned");
        return Ok(Ending::Done);
    }
    let speed = frames as f64 / 60.0 / took;
    line(
        "self-test",
        format_args!("PASS: {frames} live frames equal their bake (greatest difference {difference:.1e})"),
    );
    line("speed", format_args!("a bake runs {speed:.0} times faster than real time here, on one core"));
    Ok(Ending::Done)
}

fn line(what: &str, value: impl std::fmt::Display) {
    println!("{what:<13}{value}");
}

/// Leaves a FAIL line where the value would have stood.
fn checked<T>(what: &str, result: Result<T, Failure>) -> Result<T, Failure> {
    if result.is_err() {
        line(what, "FAIL");
    }
    result
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Report {
    frames: usize,
    difference: f32,
    /// Seconds of the bake.
    took: f64,
}

/// Speaks the phrase live and compares every frame with the bake.
fn self_test(engine: &Engine, model: &OnnxModel, look_ahead_ms: f32) -> Result<Report, Failure> {
    let phrase = phrase();
    let mut network = model.load()?;
    let started = Instant::now();
    let rate = f64::from(phrase::RATE);
    let options = BakeOptions { look_ahead_ms, mode: Some(Mode::Live), ..BakeOptions::default() };
    let baked = bake(network.as_mut(), FeatureTables::new(), &phrase, rate, &options)?.frames;
    let took = started.elapsed().as_secs_f64();
    if !moves(&baked) {
        return Err("the phrase did not move the jaw at all; the model or its backend is broken".into());
    }
    let face = perform(engine, &phrase, baked.len(), look_ahead_ms)?;
    let mut difference = 0.0f32;
    let mut live: Frame = [0.0; _];
    for (index, frame) in baked.iter().enumerate() {
        let sampled = face.sample(index as f64 / 60.0, &mut live)?;
        if sampled.source != Source::Frames {
            return Err(format!("live frame {index} is missing").into());
        }
        let worst = live.iter().zip(frame).map(|(live, baked)| (live - baked).abs()).fold(0.0, f32::max);
        if worst.is_nan() || worst > TOLERANCE {
            return Err(format!("live frame {index} differs from its bake by {worst}, over {TOLERANCE}").into());
        }
        difference = difference.max(worst);
    }
    Ok(Report { frames: baked.len(), difference, took })
}

/// A face that has spoken the whole phrase. A worker that the system kept from working for a moment skips audio, as
/// it should; that says nothing about this installation, so the face then tries again.
fn perform(engine: &Engine, phrase: &[f32], frames: usize, look_ahead_ms: f32) -> Result<Face, Failure> {
    let timeline_ms = 1000 * (phrase::SECONDS as u32 + 2);
    // No frame can be waited for before the look-ahead is over: the ring must hold that much, and what it usually does.
    let usual = FaceOptions::default();
    let ring_ms = usual.ring_ms + look_ahead_ms as u32;
    let options = FaceOptions { timeline_ms, look_ahead_ms, ring_ms, ..usual };
    for _ in 0..ATTEMPTS {
        let face = engine.face(&options)?;
        speak(&face, phrase)?;
        wait(&face, (frames - 1) as f64 / 60.0)?;
        let stats = face.stats();
        if stats.dropped + stats.skipped == 0 {
            return Ok(face);
        }
    }
    Err("the machine is too busy for the live path; close other programs and try again".into())
}

fn moves(frames: &[Frame]) -> bool {
    let jaw = frames.iter().map(|frame| frame[emoface::rig::column::JAW_OPEN]);
    jaw.clone().fold(f32::MIN, f32::max) - jaw.fold(f32::MAX, f32::min) > 0.01
}

/// Pushes the phrase piece by piece, no faster than the worker follows, so that a slow machine drops nothing.
fn speak(face: &Face, phrase: &[f32]) -> Result<(), Failure> {
    let look_ahead = f64::from(face.look_ahead_ms()) / 1000.0;
    let mut rest = phrase;
    for size in PIECES.iter().cycle() {
        let (piece, later) = rest.split_at((*size).min(rest.len()));
        face.push(piece, 1, f64::from(phrase::RATE))?;
        rest = later;
        if rest.is_empty() {
            break;
        }
        wait(face, face.stats().pushed - look_ahead - 3.0 / 60.0)?;
    }
    face.finish()?;
    Ok(())
}

/// Waits until the frame at `time` is ready; there is none before 0.
fn wait(face: &Face, time: f64) -> Result<(), Failure> {
    let started = Instant::now();
    while time > 0.0 && face.stats().ready < time - 1e-6 {
        if let Some(fault) = face.fault() {
            return Err(fault.into());
        }
        if started.elapsed() > PATIENCE {
            return Err(format!("no frame came within {} s", PATIENCE.as_secs()).into());
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    Ok(())
}

/// Architecture, cores, and the instructions that the network's speed depends on.
fn processor() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let features = features().join(" ");
    let features = if features.is_empty() { "no vector instructions known" } else { &features };
    format!("{}, {cores} cores usable, {features}", std::env::consts::ARCH)
}

#[cfg(target_arch = "x86_64")]
fn features() -> Vec<&'static str> {
    let found = [
        ("sse4.1", is_x86_feature_detected!("sse4.1")),
        ("avx", is_x86_feature_detected!("avx")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("f16c", is_x86_feature_detected!("f16c")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
        ("avx512vnni", is_x86_feature_detected!("avx512vnni")),
    ];
    found.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

#[cfg(target_arch = "aarch64")]
fn features() -> Vec<&'static str> {
    use std::arch::is_aarch64_feature_detected;
    let found = [
        ("neon", is_aarch64_feature_detected!("neon")),
        ("fp16", is_aarch64_feature_detected!("fp16")),
        ("dotprod", is_aarch64_feature_detected!("dotprod")),
        ("i8mm", is_aarch64_feature_detected!("i8mm")),
        ("sve", is_aarch64_feature_detected!("sve")),
    ];
    found.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn features() -> Vec<&'static str> {
    Vec::new()
}
