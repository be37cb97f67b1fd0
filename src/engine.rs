//! The engine: models, workers, and what all faces share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use parking_lot::Mutex;

use crate::audio::features::FeatureTables;
use crate::bake::{self, BakeOptions, Baked};
use crate::core::Core;
use crate::error::{Result, invalid};
use crate::face::{Face, FaceOptions};
use crate::look_ahead::LookAhead;
use crate::motion::Frame;
use crate::network::NetworkSource;
use crate::network::backend::Choice;
use crate::network::manifest::Manifest;
use crate::network::onnx::OnnxModel;
use crate::network::pace::Pace;
use crate::rest::Rest;
use crate::worker::Worker;

/// How an engine is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EngineOptions {
    /// Worker threads, 1-16; 0 means 1. One serves dozens of faces.
    pub workers: u32,
    /// A model file instead of the built-in voice.
    pub model: Option<PathBuf>,
    /// Absolute path of an ONNX Runtime library instead of the backend compiled in.
    pub onnxruntime: Option<PathBuf>,
}

/// The root object. To share it, share a reference or an `Arc`.
pub struct Engine {
    core: Arc<Core>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("model", &self.core.manifest.name).finish_non_exhaustive()
    }
}

impl Engine {
    /// Loads the model and starts the workers. \[control\]
    ///
    /// # Errors
    /// The options, the backend or the model cannot be used.
    pub fn new(options: &EngineOptions) -> Result<Self> {
        let choice = options.onnxruntime.clone().map_or(Choice::Tract, Choice::OnnxRuntime);
        Self::with_source(Arc::new(OnnxModel::open(options.model.clone(), choice)?), options.workers)
    }

    /// An engine around any source of networks. \[control\]
    ///
    /// # Errors
    /// The source does not load, or the number of workers is absurd.
    pub fn with_source(source: Arc<dyn NetworkSource>, workers: u32) -> Result<Self> {
        if workers > 16 {
            return invalid(format!("{workers} worker threads; give 1 to 16"));
        }
        let tables = FeatureTables::new();
        let mut network = source.load()?;
        let manifest = network.manifest().clone();
        let looks = 0..manifest.look_ahead_frames.frames().len();
        let rests = match network.known() {
            // Every window of a model that hears sound sees the same silence.
            Some(_) => {
                let rest = Arc::new(Rest::of(network.as_mut(), tables.clone(), 0)?);
                looks.map(|_| rest.clone()).collect()
            }
            None => {
                let rests =
                    looks.map(|look_ahead| Rest::of(network.as_mut(), tables.clone(), look_ahead).map(Arc::new));
                rests.collect::<Result<_>>()?
            }
        };
        let paces = network.paces().to_vec();
        let mut started = vec![Worker::start(network)?];
        for _ in 1..workers {
            started.push(Worker::start(source.load()?)?);
        }
        let (bakers, faces) = (Mutex::default(), AtomicU64::new(0));
        let core = Core { workers: started, manifest, tables, rests, paces, source, bakers, faces };
        Ok(Self { core: Arc::new(core) })
    }

    /// A new face. \[control\]
    ///
    /// # Errors
    /// The options are out of range, or the worker stopped.
    pub fn face(&self, options: &FaceOptions) -> Result<Face> {
        Face::new(self.core.clone(), options)
    }

    /// Frames of known audio, in the caller's thread, faster than real time. \[control\]
    ///
    /// # Errors
    /// The audio's format cannot be used, or the model failed.
    pub fn bake(&self, mono: &[f32], rate: f64, options: &BakeOptions) -> Result<Baked> {
        let mut frames = Vec::new();
        self.bake_in_parts(mono, rate, options, &mut |part| frames.extend_from_slice(part))?;
        Ok(Baked { frames })
    }

    /// [`Engine::bake`], whose frames `part` gets as they come. \[control\]
    ///
    /// # Errors
    /// As [`Engine::bake`]; the frames given until then are good.
    pub fn bake_in_parts(
        &self,
        mono: &[f32],
        rate: f64,
        options: &BakeOptions,
        part: &mut dyn FnMut(&[Frame]),
    ) -> Result<()> {
        let idle = self.core.bakers.lock().pop();
        let mut network = idle.map_or_else(|| self.core.source.load_for_bakes(), Ok)?;
        let baked = bake::bake_in_parts(network.as_mut(), self.core.tables.clone(), mono, rate, options, part);
        self.core.bakers.lock().push(network);
        baked
    }

    /// The model's manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.core.manifest
    }

    /// What a live face of each look-ahead costs on this machine, as it was measured when the engine was made; empty for
    /// a model like the built-in voice, which costs next to nothing.
    pub fn paces(&self) -> &[Pace] {
        &self.core.paces
    }

    /// Worker threads.
    pub fn workers(&self) -> u32 {
        self.core.workers.len() as u32
    }

    /// Backend, version and origin in one line.
    pub fn backend(&self) -> String {
        self.core.source.describe()
    }

    /// How much later audio a frame of a usual face depends on, in seconds: the model's look-ahead and the smoother's.
    pub fn look_ahead(&self, smooth: bool) -> f64 {
        LookAhead::live(&self.core.manifest, smooth, 0.0).map_or(0.0, |usual| usual.seconds())
    }

    /// The look-aheads from which faces and bakes may choose, ascending, in milliseconds.
    pub fn look_aheads_ms(&self, smooth: bool) -> Vec<f32> {
        LookAhead::all(&self.core.manifest, smooth).map(|one| one.milliseconds()).collect()
    }
}
