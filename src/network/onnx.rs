//! ONNX networks through `ort`, the same code on both backends.

use std::path::PathBuf;

use prost::bytes::Bytes;

use once_cell::sync::OnceCell;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;

use super::backend::{self, Active, Choice};
use super::chain::Chain;
use super::columns::Columns;
use super::cut::Graph;
use super::hearing::ContextSpec;
use super::manifest::{LOOK_AHEAD, Manifest};
use super::window::{Paces, SlidingWindow};
use super::{Batch, Network, NetworkSource};
use crate::emotion::EMOTIONS;
use crate::error::{Error, Result};

/// The voice that ships inside the library.
const BUILT_IN: &[u8] = include_bytes!("../../models/voice.onnx");

/// A model file in memory with its manifest, ready to load on the process's backend.
#[derive(Debug)]
pub struct OnnxModel {
    origin: String,
    bytes: Bytes,
    manifest: Manifest,
    active: &'static Active,
    /// What the live windows of a model that hears sound cost here.
    paces: OnceCell<Paces>,
}

impl OnnxModel {
    /// The built-in voice, or the model at `path`, on `choice`.
    ///
    /// # Errors
    /// The backend or the model cannot be used; the message says why.
    pub fn open(path: Option<PathBuf>, choice: Choice) -> Result<Self> {
        match path {
            None => Self::from_bytes(Bytes::from_static(BUILT_IN), "built in".into(), choice),
            Some(path) => {
                let bytes: Vec<u8> = std::fs::read(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
                Self::from_bytes(bytes.into(), path.display().to_string(), choice)
            }
        }
    }

    /// The model in `bytes`; `origin` names it in messages.
    ///
    /// # Errors
    /// As [`OnnxModel::open`].
    pub fn from_bytes(bytes: Bytes, origin: String, choice: Choice) -> Result<Self> {
        let refused = |problem| Error::Model { origin: origin.clone(), problem };
        let manifest = Manifest::read(bytes.clone()).map_err(refused)?;
        if let Some(audio) = &manifest.audio {
            let graph = Graph::read(&bytes).map_err(refused)?;
            for (inputs, output) in Chain::stages(audio).into_iter().flatten() {
                graph.check(&inputs, output).map_err(refused)?;
            }
        }
        #[cfg(feature = "tract")]
        if choice == Choice::Tract && *bytes != *BUILT_IN {
            super::rehearsal::rehearse(&bytes, &manifest).map_err(refused)?;
        }
        let active = backend::activate(choice)?;
        Ok(Self { origin, bytes, manifest, active, paces: OnceCell::new() })
    }

    /// The same model, whose windows see `context` around the frames that they give, instead of what its manifest says;
    /// nothing changes for a model that does not hear sound itself.
    ///
    /// # Errors
    /// The seconds are out of range.
    pub fn with_context(mut self, context: ContextSpec) -> Result<Self> {
        if let Some(audio) = &mut self.manifest.audio {
            audio.context = context;
            let checked = audio.check();
            checked.map_err(|problem| Error::Model { origin: self.origin.clone(), problem })?;
        }
        self.manifest.fit_windows();
        self.paces = OnceCell::new();
        Ok(self)
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// "built in" or the file's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    fn problem(&self, error: impl std::fmt::Display) -> Error {
        Error::Model { origin: self.origin.clone(), problem: format!("{error} (on {})", self.active.describe()) }
    }

    /// A session of a graph. Without full optimisation ort-tract is 13 times slower, and it knows only one thread.
    fn session(&self, graph: &[u8], threads: usize) -> ort::Result<Session> {
        let mut builder = Session::builder(self.active.environment())?
            .with_optimization_level(GraphOptimizationLevel::All)
            .map_err(ort::Error::<()>::from)?;
        if matches!(self.active.choice(), Choice::OnnxRuntime(_)) {
            builder = builder.with_intra_threads(threads).map_err(ort::Error::<()>::from)?;
            builder = builder.with_inter_threads(1).map_err(ort::Error::<()>::from)?;
            builder = builder.with_intra_op_spinning(false).map_err(ort::Error::<()>::from)?;
        }
        builder.commit_from_memory(graph)
    }

    /// The stages of a model that hears sound.
    fn chain(&self, threads: usize) -> Result<Option<Chain>> {
        let Some(audio) = &self.manifest.audio else { return Ok(None) };
        let graph = Graph::read(&self.bytes).map_err(|problem| self.problem(problem))?;
        let chain = Chain::new(audio.clone(), self.columns()?, |(inputs, output)| {
            let stage = graph.cut(inputs, output).map_err(|problem| self.problem(problem))?;
            self.session(&stage, threads).map_err(|error| self.problem(error))
        })?;
        Ok(Some(chain))
    }

    fn columns(&self) -> Result<Columns> {
        self.manifest.outputs().map_err(|problem| self.problem(problem))
    }
}

impl NetworkSource for OnnxModel {
    /// On one thread that does not spin: a game owns the cores.
    fn load(&self) -> Result<Box<dyn Network>> {
        if let Some(chain) = self.chain(1)? {
            let mut window = SlidingWindow::new(chain, self.manifest.clone()).map_err(|error| self.problem(error))?;
            // Measured once: every worker must offer the same.
            let paces = self.paces.get_or_try_init(|| window.measure()).map_err(|error| self.problem(error))?;
            window.offer(paces);
            return Ok(Box::new(window));
        }
        let session = self.session(&self.bytes, 1).map_err(|error| self.problem(error))?;
        let columns = self.columns()?;
        let mut network = OnnxNetwork {
            session,
            outputs: Vec::new(),
            columns,
            manifest: self.manifest.clone(),
            look_ahead: Vec::new(),
            states: vec![Vec::new(); self.manifest.state.len()],
        };
        // One step proves the shapes that the file left open.
        let mut state = vec![0.0; self.manifest.state_len()];
        let features = vec![0.0; self.manifest.row_width()];
        let mut controls = vec![0.0; self.manifest.answer_width()];
        let trial = Batch {
            faces: 1,
            steps: 1,
            features: &features,
            emotion: &[0.0; EMOTIONS.len()],
            look_ahead: &[self.manifest.default_look_ahead()],
            state: &mut state,
            controls: &mut controls,
        };
        network.run(trial).map_err(|error| self.problem(error))?;
        Ok(Box::new(network))
    }

    fn load_for_bakes(&self) -> Result<Box<dyn Network>> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        match self.chain(threads)? {
            None => self.load(),
            Some(chain) => {
                let window = SlidingWindow::new(chain, self.manifest.clone());
                Ok(Box::new(window.map_err(|error| self.problem(error))?))
            }
        }
    }

    fn describe(&self) -> String {
        self.active.describe()
    }
}

struct OnnxNetwork {
    session: Session,
    manifest: Manifest,
    columns: Columns,
    /// What the model answers, where that is not the board's controls.
    outputs: Vec<f32>,
    /// `[faces, delays]`: 1 at the delay that the face uses, 0 elsewhere. Empty for a graph that is not asked.
    look_ahead: Vec<f32>,
    /// One dense `[faces, ...]` buffer for each state tensor.
    states: Vec<Vec<f32>>,
}

impl Network for OnnxNetwork {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn run(&mut self, batch: Batch<'_>) -> Result<()> {
        self.gather(&batch);
        self.point(&batch);
        let rows = batch.faces * batch.steps;
        let Self { session, manifest, columns, look_ahead, states, outputs } = self;
        let failed = |error| Error::Backend(format!("inference failed: {error}"));
        if *columns == Columns::BOARD {
            return run_session(session, manifest, look_ahead, states, batch).map_err(failed);
        }
        outputs.resize(rows * manifest.answers() * columns.width(), 0.0);
        let Batch { faces, steps, features, emotion, look_ahead: looks, state, controls } = batch;
        let own = Batch { faces, steps, features, emotion, look_ahead: looks, state, controls: outputs };
        run_session(session, manifest, look_ahead, states, own).map_err(failed)?;
        columns.to_board(outputs, controls);
        Ok(())
    }
}

impl OnnxNetwork {
    /// Splits the face-major state into one buffer for each tensor.
    fn gather(&mut self, batch: &Batch<'_>) {
        let stride = self.manifest.state_len();
        let mut offset = 0;
        for (spec, buffer) in self.manifest.state.iter().zip(&mut self.states) {
            buffer.clear();
            for face in 0..batch.faces {
                buffer.extend_from_slice(&batch.state[face * stride + offset..][..spec.len()]);
            }
            offset += spec.len();
        }
    }

    /// Points each face to its delay.
    fn point(&mut self, batch: &Batch<'_>) {
        let delays = self.manifest.look_ahead_frames.inputs();
        self.look_ahead.clear();
        self.look_ahead.resize(batch.faces * delays, 0.0);
        if delays > 0 {
            for (face, chosen) in self.look_ahead.chunks_exact_mut(delays).zip(batch.look_ahead) {
                face.iter_mut().skip(*chosen).take(1).for_each(|value| *value = 1.0);
            }
        }
    }
}

fn run_session(
    session: &mut Session,
    manifest: &Manifest,
    look_ahead: &[f32],
    states: &[Vec<f32>],
    batch: Batch<'_>,
) -> ort::Result<()> {
    let (faces, steps) = (batch.faces, batch.steps);
    let mut inputs: Vec<(&str, SessionInputValue<'_>)> = Vec::with_capacity(3 + states.len());
    inputs
        .push(("features", TensorRef::from_array_view(([faces, steps, manifest.row_width()], batch.features))?.into()));
    inputs.push(("emotion", TensorRef::from_array_view(([faces, steps, EMOTIONS.len()], batch.emotion))?.into()));
    if !look_ahead.is_empty() {
        let delays = manifest.look_ahead_frames.inputs();
        inputs.push((LOOK_AHEAD, TensorRef::from_array_view(([faces, delays], look_ahead))?.into()));
    }
    for (spec, buffer) in manifest.state.iter().zip(states) {
        let shape: Vec<usize> = std::iter::once(faces).chain(spec.shape.iter().copied()).collect();
        inputs.push((&spec.input, TensorRef::from_array_view((shape, buffer.as_slice()))?.into()));
    }
    let outputs = session.run(inputs)?;
    let output = |name: &str, length: usize| -> ort::Result<&[f32]> {
        let value = outputs.get(name).ok_or_else(|| ort::Error::new(format!("no output '{name}'")))?;
        let (shape, values) = value.try_extract_tensor::<f32>()?;
        if values.len() == length {
            return Ok(values);
        }
        Err(ort::Error::new(format!("output '{name}' has shape {shape:?}, {length} values were expected")))
    };
    batch.controls.copy_from_slice(output("controls", batch.controls.len())?);
    let stride = manifest.state_len();
    let mut offset = 0;
    for spec in &manifest.state {
        let values = output(&spec.output, faces * spec.len())?;
        for (face, value) in values.chunks_exact(spec.len()).enumerate() {
            batch.state[face * stride + offset..][..spec.len()].copy_from_slice(value);
        }
        offset += spec.len();
    }
    Ok(())
}
