//! The worker: one thread, one network, many faces, all that are ready in one batch.
//!
//! It polls. The audio thread never wakes anybody, which would be a system call; a millisecond of sleep is little
//! beside the look-ahead. Commands from the control side come through a channel, which also wakes an idle worker.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use once_cell::sync::OnceCell;
use parking_lot::Mutex;

use crate::emotion::EMOTIONS;
use crate::error::{Error, Result, panic_text};
use crate::live::LiveFace;
use crate::network::{Batch, Network};
use crate::sync::{AtomicU32, Ordering};

/// Faces in one call of the network.
pub const BATCH: usize = 32;
const POLL: Duration = Duration::from_millis(1);
/// With nothing to do for `DROWSY`, the worker looks less often.
const DROWSY: Duration = Duration::from_millis(500);
const SLOW_POLL: Duration = Duration::from_millis(4);
/// Work that has not come to an end for this long means that the machine cannot keep up.
const OVERLOADED: Duration = Duration::from_millis(120);
/// Audio that overloaded faces keep, in seconds.
const KEEP_SECONDS: f64 = 0.06;

/// What the worker does about load; the numbers only rise with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Load {
    /// Every frame is computed in time.
    Full = 0,
    /// Frames come late; rings and look-ahead still hide it.
    Late = 1,
    /// Stale audio is left out, its frames are interpolated.
    Skipping = 2,
}

enum Command {
    Add(Box<LiveFace>),
    Remove(u64),
    Stop,
}

/// What the worker tells the control side.
#[derive(Debug, Default)]
pub struct WorkerState {
    load: AtomicU32,
    fault: OnceCell<String>,
}

impl WorkerState {
    /// How the worker copes.
    pub fn load(&self) -> Load {
        match self.load.load(Ordering::Relaxed) {
            0 => Load::Full,
            1 => Load::Late,
            _ => Load::Skipping,
        }
    }

    /// Why the worker stopped, if it did.
    pub fn fault(&self) -> Option<&str> {
        self.fault.get().map(String::as_str)
    }
}

/// A running worker. Dropping it stops and joins the thread.
#[derive(Debug)]
pub struct Worker {
    commands: Sender<Command>,
    thread: Option<JoinHandle<()>>,
    /// Shared with whoever wants to know how it goes.
    pub state: Arc<WorkerState>,
    /// Share of its time that its faces take, as it was measured before.
    pub booked: Mutex<f64>,
}

impl Worker {
    /// Starts a thread around `network`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(network: Box<dyn Network>) -> Result<Self> {
        let (commands, inbox) = unbounded();
        let state = Arc::new(WorkerState::default());
        let shared = state.clone();
        let run = move || {
            let mut shift = Shift::new(network, shared.clone());
            let outcome = catch_unwind(AssertUnwindSafe(|| shift.work(&inbox)));
            let fault = match outcome {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(panic) => panic_text(panic.as_ref()),
            };
            // Set once; the faces stay where they are and hold still.
            let _ = shared.fault.set(fault);
        };
        let thread = std::thread::Builder::new()
            .name("emoface worker".into())
            .spawn(run)
            .map_err(|error| Error::Backend(format!("no worker thread could be started: {error}")))?;
        Ok(Self { commands, thread: Some(thread), state, booked: Mutex::new(0.0) })
    }

    /// Gives the worker a face.
    ///
    /// # Errors
    /// The worker stopped.
    pub fn add(&self, face: LiveFace) -> Result<()> {
        // A worker that told its fault may still be on its way out, with its ears open.
        if self.state.fault().is_some() {
            return Err(self.stopped());
        }
        self.commands.send(Command::Add(Box::new(face))).map_err(|_| self.stopped())
    }

    /// Takes a face away.
    pub fn remove(&self, id: u64) {
        // A stopped worker holds no faces any more.
        let _ = self.commands.send(Command::Remove(id));
    }

    fn stopped(&self) -> Error {
        self.state.fault().map_or(Error::ShutDown, |fault| Error::Poisoned(fault.into()))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The thread's own data. All buffers are made here, once.
struct Shift {
    network: Box<dyn Network>,
    state: Arc<WorkerState>,
    state_len: usize,
    row_width: usize,
    answer_width: usize,
    faces: Vec<LiveFace>,
    /// Place in `faces` and row number of each member of the batch.
    batch: Vec<(usize, i64)>,
    features: Vec<f32>,
    emotion: Vec<f32>,
    look_ahead: Vec<usize>,
    states: Vec<f32>,
    controls: Vec<f32>,
    /// When the present stretch of unbroken work began.
    busy_since: Option<Instant>,
    last_work: Instant,
}

impl Shift {
    fn new(network: Box<dyn Network>, state: Arc<WorkerState>) -> Self {
        let manifest = network.manifest();
        let (state_len, row_width, answer_width) =
            (manifest.state_len(), manifest.row_width(), manifest.answer_width());
        Self {
            network,
            state,
            state_len,
            row_width,
            answer_width,
            faces: Vec::new(),
            batch: Vec::with_capacity(BATCH),
            features: vec![0.0; BATCH * row_width],
            emotion: vec![0.0; BATCH * EMOTIONS.len()],
            look_ahead: vec![0; BATCH],
            states: vec![0.0; BATCH * state_len],
            controls: vec![0.0; BATCH * answer_width],
            busy_since: None,
            last_work: Instant::now(),
        }
    }

    fn work(&mut self, inbox: &Receiver<Command>) -> Result<()> {
        loop {
            let wait = self.patience();
            let command = match wait {
                Some(Duration::ZERO) => inbox.try_recv().map_err(|_| RecvTimeoutError::Timeout),
                Some(wait) => inbox.recv_timeout(wait),
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match command {
                Ok(Command::Add(face)) => self.faces.push(*face),
                Ok(Command::Remove(id)) => self.faces.retain(|face| face.id != id),
                Ok(Command::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let worked = self.round()?;
            self.judge_load(worked);
        }
    }

    /// How long to sleep before the next look; `None` when only a command can bring work.
    fn patience(&self) -> Option<Duration> {
        if self.faces.is_empty() {
            None
        } else if self.busy_since.is_some() {
            Some(Duration::ZERO)
        } else if self.last_work.elapsed() > DROWSY {
            Some(SLOW_POLL)
        } else {
            Some(POLL)
        }
    }

    /// One row of every face that has one, in batches. Whether there was any.
    fn round(&mut self) -> Result<bool> {
        let mut worked = false;
        let mut next = 0;
        while next < self.faces.len() {
            self.batch.clear();
            while next < self.faces.len() && self.batch.len() < BATCH {
                self.collect(next);
                next += 1;
            }
            if !self.batch.is_empty() {
                worked = true;
                self.run_batch()?;
            }
        }
        Ok(worked)
    }

    fn collect(&mut self, index: usize) {
        let slot = self.batch.len();
        let features = &mut self.features[slot * self.row_width..][..self.row_width];
        let emotion = &mut self.emotion[slot * EMOTIONS.len()..][..EMOTIONS.len()];
        let face = &mut self.faces[index];
        if let Some(number) = face.next_row(features, emotion) {
            self.states[slot * self.state_len..][..self.state_len].copy_from_slice(face.state());
            self.look_ahead[slot] = face.look_ahead().index();
            self.batch.push((index, number));
        }
        face.report();
    }

    fn run_batch(&mut self) -> Result<()> {
        let faces = self.batch.len();
        self.network.run(Batch {
            faces,
            steps: 1,
            features: &self.features[..faces * self.row_width],
            emotion: &self.emotion[..faces * EMOTIONS.len()],
            look_ahead: &self.look_ahead[..faces],
            state: &mut self.states[..faces * self.state_len],
            controls: &mut self.controls[..faces * self.answer_width],
        })?;
        for (slot, (index, number)) in self.batch.iter().enumerate() {
            let face = &mut self.faces[*index];
            face.state().copy_from_slice(&self.states[slot * self.state_len..][..self.state_len]);
            face.accept(*number, &self.controls[slot * self.answer_width..][..self.answer_width]);
        }
        Ok(())
    }

    /// Late after `OVERLOADED` of unbroken work; after twice that stale audio is skipped. Back to full as soon as
    /// the worker finds nothing left to do.
    fn judge_load(&mut self, worked: bool) {
        let now = Instant::now();
        let load = if worked {
            self.last_work = now;
            let busy = now - *self.busy_since.get_or_insert(now);
            if busy > 2 * OVERLOADED {
                self.faces.iter_mut().for_each(|face| face.skip_stale(KEEP_SECONDS));
                Load::Skipping
            } else if busy > OVERLOADED {
                Load::Late
            } else {
                Load::Full
            }
        } else {
            self.busy_since = None;
            Load::Full
        };
        self.state.load.store(load as u32, Ordering::Relaxed);
    }
}
