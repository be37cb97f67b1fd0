//! One character's speaking face, as its owner holds it.

use std::sync::Arc;

use parking_lot::Mutex;
use triple_buffer::{Input, Output, TripleBuffer};
use try_lock::TryLock;

use crate::audio::downmix::{Sample, to_mono};
use crate::audio::format::check_format;
use crate::audio::intake::{Producing, intake};
use crate::core::Core;
use crate::emotion::Emotion;
use crate::error::{Error, Result, invalid};
use crate::live::{FaceShared, LiveFace};
use crate::look_ahead::LookAhead;
use crate::mood::Part;
use crate::motion::Frame;
use crate::motion::aim::GazeCommand;
use crate::motion::behaviours::Behaviours;
use crate::performance::{Casting, Performance, Settings};
use crate::rig::retarget::Retarget;
use crate::rig::{BOARD_CONTROLS, Rig};
use crate::sampler::{LONGEST_STEP, Sampled, Sampler};
use crate::worker::Load;

/// How a face is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceOptions {
    /// Decides blinks and gaze: same seed, same audio, same frames.
    pub seed: u64,
    /// Smooth the model's frames (costs one frame of delay).
    pub smooth: bool,
    /// At most so much later audio may a frame depend on, smoothing included, in milliseconds: the face uses the
    /// longest look-ahead of its model that is not longer. 0 is the model's default. What there is:
    /// [`crate::engine::Engine::look_aheads_ms`].
    pub look_ahead_ms: f32,
    /// What the face does of its own accord, at the start.
    pub behaviours: Behaviours,
    /// Audio that the ring holds until the worker takes it, in milliseconds at 48 kHz.
    pub ring_ms: u32,
    /// Frames kept for the game, in milliseconds: how far the game may sample behind the newest frame.
    pub timeline_ms: u32,
}

impl Default for FaceOptions {
    fn default() -> Self {
        Self { seed: 0, smooth: true, look_ahead_ms: 0.0, behaviours: Behaviours::ALL, ring_ms: 200, timeline_ms: 1000 }
    }
}

impl FaceOptions {
    fn checked(&self) -> Result<()> {
        if !(20..=60_000).contains(&self.ring_ms) {
            return invalid(format!("ring_ms is {}; give 20 to 60000", self.ring_ms));
        }
        if !(250..=600_000).contains(&self.timeline_ms) {
            return invalid(format!("timeline_ms is {}; give 250 to 600000", self.timeline_ms));
        }
        Ok(())
    }
}

/// How a face is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceStats {
    /// Stream time pushed, in seconds.
    pub pushed: f64,
    /// Stream time of the newest ready frame, in seconds; negative when there is none.
    pub ready: f64,
    /// Samples (mono frames) dropped because the ring was full.
    pub dropped: u64,
    /// Frames interpolated because the worker was overloaded.
    pub skipped: u64,
    /// Audio that waited for the worker, in seconds.
    pub behind: f64,
    /// What the worker does about load.
    pub load: Load,
}

struct GameSide {
    sampler: Sampler,
    settings: Input<Settings>,
    newest: Settings,
    /// The rig to show, which the control side may exchange; it takes old ones back, so that nothing is freed here.
    rig: Output<Option<Retarget>>,
    /// When the rig was shown last.
    shown: f64,
}

/// A speaking face. All methods take `&self`: audio, game and control thread share one `Face`.
pub struct Face {
    id: u64,
    shared: Arc<FaceShared>,
    core: Arc<Core>,
    look_ahead: LookAhead,
    worker: usize,
    // try-lock, never blocked on by audio or game: a second thread in the same role is told so, not waited for.
    audio: TryLock<Producing>,
    game: TryLock<GameSide>,
    rig: Mutex<Input<Option<Retarget>>>,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Face {
    pub(crate) fn new(core: Arc<Core>, options: &FaceOptions) -> Result<Self> {
        options.checked()?;
        let look_ahead = LookAhead::live(&core.manifest, options.smooth, options.look_ahead_ms)?;
        let rest = &core.rests[look_ahead.index()];
        let frames = (options.timeline_ms as usize * 60).div_ceil(1000) + 4;
        let shared = Arc::new(FaceShared::new(frames, rest.clone()));
        let (producing, consuming) = intake(options.ring_ms as usize * 48, shared.intake.clone());
        let casting = Casting { seed: options.seed, look_ahead, rows: 1 };
        let newest = Settings { behaviours: core.manifest.left_to_us(options.behaviours), ..Settings::default() };
        let (settings, settings_out) = TripleBuffer::new(&newest).split();
        let performance = Performance::new(&core.manifest, core.tables.clone(), Some(rest.clone()), casting);
        let (id, worker) = core.next_face();
        core.book(worker, look_ahead.index())?;
        let live = LiveFace::new(id, shared.clone(), consuming, settings_out, performance);
        if let Err(error) = core.workers[worker].add(live) {
            core.unbook(worker, look_ahead.index());
            return Err(error);
        }
        let (rig, rig_out) = TripleBuffer::default().split();
        let sampler = Sampler::new(shared.clone(), newest, options.seed);
        let game = TryLock::new(GameSide { sampler, settings, newest, rig: rig_out, shown: 0.0 });
        Ok(Self { id, shared, core, look_ahead, worker, audio: TryLock::new(producing), game, rig: Mutex::new(rig) })
    }

    /// \[audio\] Adds interleaved samples at `rate` Hz; returns the frames taken. What the ring cannot hold is
    /// dropped, counted, and keeps its place in time as silence. Wait-free.
    ///
    /// # Errors
    /// A rate outside 8-192 kHz, no or too many channels, a length that is no multiple of the channels, or
    /// another thread pushing at this moment.
    pub fn push<S: Sample>(&self, interleaved: &[S], channels: u32, rate: f64) -> Result<usize> {
        let rate = check_format(interleaved.len(), channels, rate)?;
        let mut audio = self.audio.try_lock().ok_or(Error::Busy("audio side"))?;
        Ok(audio.push(interleaved, channels as usize, rate))
    }

    /// \[control\] Hands over a finished line of speech at once, however long; it is spoken after what was pushed
    /// before. Allocates.
    ///
    /// # Errors
    /// As [`Face::push`]; or the queue is full of lines and marks.
    pub fn speak<S: Sample>(&self, interleaved: &[S], channels: u32, rate: f64) -> Result<()> {
        let rate = check_format(interleaved.len(), channels, rate)?;
        let samples = to_mono(interleaved, channels as usize).into_boxed_slice();
        let mut audio = self.patiently(&self.audio);
        if audio.speak(samples, rate) { Ok(()) } else { Err(Error::QueueFull) }
    }

    /// \[audio\] Ends the utterance: its last frames become ready as if silence followed. The next push begins a
    /// new one. Wait-free.
    ///
    /// # Errors
    /// The queue is full, or another thread is pushing at this moment: call again.
    pub fn finish(&self) -> Result<()> {
        let mut audio = self.audio.try_lock().ok_or(Error::Busy("audio side"))?;
        if audio.finish() { Ok(()) } else { Err(Error::QueueFull) }
    }

    /// \[any\] Drops what is not spoken yet; the mouth eases to rest within 120 ms and the next push begins a new
    /// utterance at the stream time that is returned. Wait-free.
    pub fn interrupt(&self) -> f64 {
        self.shared.intake.interrupt();
        self.shared.intake.pushed()
    }

    /// \[control\] Starts again: stream time 0, the same blinks and gaze from the beginning, a new utterance.
    pub fn reset(&self) {
        let mut audio = self.patiently(&self.audio);
        // The game side is held too, so that no sample sees the old time with the new stream.
        let mut game = self.patiently(&self.game);
        audio.reset();
        game.sampler.restart();
    }

    /// \[game\] The frame at stream time `time` in seconds. Wait-free.
    ///
    /// # Errors
    /// The time is not a number, or another thread is sampling at this moment; `out` is then untouched.
    pub fn sample(&self, time: f64, out: &mut Frame) -> Result<Sampled> {
        if !time.is_finite() {
            return Err(Error::BadTime);
        }
        let mut game = self.game.try_lock().ok_or(Error::Busy("game side"))?;
        Ok(game.sampler.sample(time, out))
    }

    /// \[control\] The rig that [`Face::sample_rig`] gives from its next call on; `None` is the board. Allocates.
    pub fn set_rig(&self, rig: Option<Arc<Rig>>) {
        // Compiled before the lock, freed by the writer: the game's thread only ever looks.
        let retarget = rig.map(Retarget::new);
        self.rig.lock().write(retarget);
    }

    /// \[game\] As [`Face::sample`], and the same face on the rig of [`Face::set_rig`]: `out` receives one value for
    /// each of its controls; how many that are is returned too. Wait-free.
    ///
    /// # Errors
    /// As [`Face::sample`]; or `out` is smaller than the rig. Nothing is written then.
    pub fn sample_rig(&self, time: f64, frame: &mut Frame, out: &mut [f32]) -> Result<(Sampled, usize)> {
        if !time.is_finite() {
            return Err(Error::BadTime);
        }
        let mut game = self.game.try_lock().ok_or(Error::Busy("game side"))?;
        game.rig.update();
        let needed = game.rig.output_buffer().as_ref().map_or(BOARD_CONTROLS, |rig| rig.rig().controls.len());
        if out.len() < needed {
            return Err(Error::BufferTooSmall { given: out.len(), needed });
        }
        let sampled = game.sampler.sample(time, frame);
        let seconds = time - std::mem::replace(&mut game.shown, time);
        match game.rig.output_buffer_mut() {
            None => out[..needed].copy_from_slice(&frame[..BOARD_CONTROLS]),
            Some(rig) => {
                if !(0.0..LONGEST_STEP).contains(&seconds) {
                    rig.restart();
                }
                rig.apply(frame, seconds as f32, out);
            }
        }
        Ok((sampled, needed))
    }

    /// \[game\] The emotion to ease to from now on. Newest wins. Wait-free.
    ///
    /// # Errors
    /// Another thread is on the game side at this moment.
    pub fn set_emotion(&self, emotion: Emotion) -> Result<()> {
        self.change(|settings| settings.mood.set_whole(emotion))
    }

    /// \[game\] An emotion for one part of the face; `None` gives it that of the whole again. Newest wins. Wait-free.
    ///
    /// # Errors
    /// As [`Face::set_emotion`].
    pub fn set_part_emotion(&self, part: Part, emotion: Option<Emotion>) -> Result<()> {
        self.change(|settings| settings.mood.set_part(part, emotion))
    }

    /// \[game\] What the face does of its own accord. Newest wins. Wait-free.
    ///
    /// # Errors
    /// As [`Face::set_emotion`].
    pub fn set_behaviours(&self, behaviours: Behaviours) -> Result<()> {
        self.change(|settings| settings.behaviours = behaviours)
    }

    /// \[game\] Changes some of what the face does of its own accord. Wait-free if `change` is.
    ///
    /// # Errors
    /// As [`Face::set_emotion`].
    pub fn change_behaviours(&self, change: impl FnOnce(&mut Behaviours)) -> Result<()> {
        self.change(|settings| change(&mut settings.behaviours))
    }

    /// \[game\] Where the eyes look from the next sample on, call it as often as the target moves. Wait-free.
    ///
    /// # Errors
    /// As [`Face::set_emotion`].
    pub fn look(&self, gaze: GazeCommand) -> Result<()> {
        let mut game = self.game.try_lock().ok_or(Error::Busy("game side"))?;
        game.sampler.gaze = gaze;
        Ok(())
    }

    /// \[any\] How the face is doing.
    pub fn stats(&self) -> FaceStats {
        let intake = &self.shared.intake;
        FaceStats {
            pushed: intake.pushed(),
            ready: self.shared.timeline.newest(intake.generation()).map_or(-1.0, |frame| frame as f64 / 60.0),
            dropped: intake.dropped(),
            skipped: self.shared.skipped(),
            behind: self.shared.behind(),
            load: self.core.workers[self.worker].state.load(),
        }
    }

    /// \[any\] How much later audio this face's frames depend on, in milliseconds; [`crate::bake::BakeOptions`] with
    /// the same number give the same frames.
    pub fn look_ahead_ms(&self) -> f32 {
        self.look_ahead.milliseconds()
    }

    /// \[any\] Why the face's worker stopped, if it did.
    pub fn fault(&self) -> Option<&str> {
        self.core.workers[self.worker].state.fault()
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<()> {
        let mut game = self.game.try_lock().ok_or(Error::Busy("game side"))?;
        change(&mut game.newest);
        game.newest.behaviours = self.core.manifest.left_to_us(game.newest.behaviours);
        let newest = game.newest;
        game.sampler.settings = newest;
        game.settings.write(newest);
        Ok(())
    }

    /// Waits for a side whose holder never waits itself. Control side only.
    fn patiently<'a, T>(&self, side: &'a TryLock<T>) -> try_lock::Locked<'a, T> {
        loop {
            match side.try_lock() {
                Some(held) => return held,
                None => std::thread::yield_now(),
            }
        }
    }
}

impl Drop for Face {
    fn drop(&mut self) {
        self.core.workers[self.worker].remove(self.id);
        self.core.unbook(self.worker, self.look_ahead.index());
    }
}
