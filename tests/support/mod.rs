//! What the integration tests share: the sample voice, a stand-in network, and a way to watch a live face.
#![allow(dead_code, missing_docs, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use emoface::bake::BakeOptions;
use emoface::engine::{Engine, EngineOptions};
use emoface::error::{Error, Result};
use emoface::face::{Face, FaceOptions};
use emoface::motion::Frame;
use emoface::network::delays::Delays;
use emoface::network::manifest::Manifest;
use emoface::network::{Batch, Network, NetworkSource};
use emoface::rig::BOARD_CONTROLS;
use emoface::sampler::Source;

pub const PATIENCE: Duration = Duration::from_secs(30);

/// The engine with the built-in voice: on the backend compiled in, or, when `EMOFACE_TEST_ONNXRUNTIME` names a
/// library, on that. `ci/test` runs the same tests both ways.
pub fn engine() -> Engine {
    let onnxruntime = std::env::var_os("EMOFACE_TEST_ONNXRUNTIME").map(PathBuf::from);
    Engine::new(&EngineOptions { onnxruntime, ..EngineOptions::default() }).expect("the built-in voice loads")
}

/// The sample voice of the repository: mono samples and rate.
pub fn hello() -> (Vec<f32>, u32) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello.wav");
    let mut reader = hound::WavReader::open(path).expect("examples/hello.wav is there");
    let rate = reader.spec().sample_rate;
    let samples = reader.samples::<i16>().map(|s| f32::from(s.expect("16-bit samples")) / 32_768.0);
    (samples.collect(), rate)
}

/// `seconds` of the sample voice at another rate (linear interpolation: good enough to be other audio).
pub fn voice_at(rate: u32, seconds: f64) -> Vec<f32> {
    let (hello, own) = hello();
    let step = f64::from(own) / f64::from(rate);
    let at = |i: usize| hello[i % hello.len()];
    (0..(seconds * f64::from(rate)) as usize)
        .map(|i| {
            let position = i as f64 * step;
            let (low, weight) = (position as usize, position.fract() as f32);
            at(low) + (at(low + 1) - at(low)) * weight
        })
        .collect()
}

/// Room for everything, so that a test may push as fast as it likes.
pub fn roomy() -> FaceOptions {
    FaceOptions { seed: 7, ring_ms: 60_000, timeline_ms: 120_000, ..FaceOptions::default() }
}

/// The bake that belongs to a live face of `engine` made with `options`.
pub fn bake_options(engine: &Engine, options: &FaceOptions) -> BakeOptions {
    let FaceOptions { seed, smooth, behaviours, .. } = *options;
    // Unasked, a bake hears further ahead than a live face.
    let usual = (engine.look_ahead(smooth) * 1000.0) as f32;
    let look_ahead_ms = if options.look_ahead_ms == 0.0 { usual } else { options.look_ahead_ms };
    BakeOptions { seed, smooth, look_ahead_ms, behaviours, ..BakeOptions::default() }
}

/// Waits until the face's newest frame is `frame`.
pub fn wait_ready(face: &Face, frame: usize) {
    let start = Instant::now();
    while face.stats().ready < frame as f64 / 60.0 - 1e-9 {
        assert!(start.elapsed() < PATIENCE, "frame {frame} never came: {:?} {:?}", face.stats(), face.fault());
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The face's frames `0..count`, which must be there.
pub fn frames(face: &Face, count: usize) -> Vec<Frame> {
    let mut out: Frame = [0.0; _];
    (0..count)
        .map(|k| {
            let sampled = face.sample(k as f64 / 60.0, &mut out).expect("sampling works");
            assert_eq!(sampled.source, Source::Frames, "frame {k} of {count}");
            out
        })
        .collect()
}

/// Pushes `mono` in pieces of the sizes that `chunk` gives, finishes, and returns all frames.
pub fn perform(face: &Face, mono: &[f32], rate: u32, mut chunk: impl FnMut() -> usize) -> Vec<Frame> {
    let mut rest = mono;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(chunk().clamp(1, rest.len()));
        assert_eq!(face.push(now, 1, f64::from(rate)).expect("pushing works"), now.len());
        rest = later;
    }
    face.finish().expect("finishing works");
    let count = (mono.len() as f64 * 60.0 / f64::from(rate) - 1e-4).ceil() as usize;
    wait_ready(face, count - 1);
    frames(face, count)
}

/// Greatest difference between two takes of equal length.
pub fn difference(a: &[Frame], b: &[Frame]) -> f32 {
    assert_eq!(a.len(), b.len(), "takes of different length");
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

/// Frames of the stand-in's look-aheads.
pub const WAITS: [usize; 3] = [1, 3, 7];
/// Its state: a memory of all it heard, and what that was in the last rows, the newest first.
const KEPT: usize = 2 + WAITS[2];

/// A small recurrent stand-in whose answer depends on all it heard; it can be slow, fail or panic on demand. It is no
/// wiser for waiting longer: what it says of a frame is the same at each look-ahead, but for an emotion's strength.
pub struct StandIn {
    manifest: Manifest,
    orders: Arc<Orders>,
}

/// What a [`StandIn`] should do, changeable while it runs.
#[derive(Debug, Default)]
pub struct Orders {
    /// Microseconds that each face and step takes.
    pub cost: AtomicU64,
    /// 1: return an error, 2: panic.
    pub misbehave: AtomicU64,
}

pub struct StandInSource(pub Arc<Orders>);

impl NetworkSource for StandInSource {
    fn load(&self) -> Result<Box<dyn Network>> {
        let mut manifest = built_in_manifest();
        manifest.state.truncate(1);
        manifest.state[0].shape = vec![KEPT];
        manifest.look_ahead_frames = Delays::Several(WAITS.to_vec());
        manifest.look_ahead_default = None;
        manifest.preview = false;
        Ok(Box::new(StandIn { manifest, orders: self.0.clone() }))
    }

    fn describe(&self) -> String {
        "stand-in".into()
    }
}

/// The manifest of the built-in voice, read without starting any backend.
pub fn built_in_manifest() -> Manifest {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/voice.onnx");
    Manifest::read(&std::fs::read(path).expect("models/voice.onnx is there")[..]).expect("its manifest is sound")
}

impl Network for StandIn {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn run(&mut self, batch: Batch<'_>) -> Result<()> {
        match self.orders.misbehave.load(Ordering::Relaxed) {
            1 => return Err(Error::Backend("told to fail".into())),
            2 => panic!("told to panic"),
            _ => {}
        }
        let cost = self.orders.cost.load(Ordering::Relaxed) * (batch.faces * batch.steps) as u64;
        if cost > 0 {
            std::thread::sleep(Duration::from_micros(cost));
        }
        for face in 0..batch.faces {
            for step in 0..batch.steps {
                let row = face * batch.steps + step;
                let loudness = batch.features[row * 80..][..80].iter().sum::<f32>() / 80.0;
                let wait = WAITS[batch.look_ahead[face]];
                let state = &mut batch.state[face * KEPT..][..KEPT];
                state[0] = 0.9 * state[0] + 0.1 * loudness;
                state.copy_within(1..KEPT - 1, 2);
                state[1] = state[0];
                let (memory, angry) = (state[1 + wait], batch.emotion[row * 7] * (0.1 + 0.02 * wait as f32));
                for (i, control) in batch.controls[row * BOARD_CONTROLS..][..BOARD_CONTROLS].iter_mut().enumerate() {
                    *control = (memory * (1.0 + i as f32 * 0.01)).tanh() * 0.5 + angry;
                }
            }
        }
        Ok(())
    }
}

/// An engine around the stand-in.
pub fn stand_in_engine(orders: &Arc<Orders>) -> Engine {
    Engine::with_source(Arc::new(StandInSource(orders.clone())), 1).expect("the stand-in loads")
}

/// Deterministic numbers for tests.
pub struct Lottery(pub u64);

impl Lottery {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    pub fn noise(&mut self, n: usize, gain: f32) -> Vec<f32> {
        (0..n).map(|_| gain * (self.below(65_536) as f32 / 32_768.0 - 1.0)).collect()
    }
}
