//! A live face on its worker: takes audio from the intake, paces itself by what the game has seen, and fills the
//! timeline.

use std::sync::Arc;

use triple_buffer::Output;

use crate::audio::intake::{Consuming, IntakeState, Line, Mark, MarkKind};
use crate::look_ahead::LookAhead;
use crate::motion::Frame;
use crate::performance::{Performance, Settings};
use crate::rest::Rest;
use crate::rig::CHANNELS;
use crate::sync::{AtomicU32, AtomicU64, Ordering};
use crate::timeline::Timeline;

/// Samples taken from the ring at a time.
const BLOCK: usize = 512;
/// Frames that the worker leaves between its newest frame and the oldest that the game may still read.
const MARGIN: u64 = 8;
/// A gap longer than this is jumped over instead of heard as silence, in seconds.
const LONGEST_HEARD_GAP: f64 = 0.25;

/// What a face's threads share.
#[derive(Debug)]
pub struct FaceShared {
    /// The audio side's counters.
    pub intake: Arc<IntakeState>,
    /// The frames.
    pub timeline: Timeline,
    /// The resting face.
    pub rest: Arc<Rest>,
    /// Frame that the game sampled last.
    sampled: AtomicU64,
    /// Frames that were jumped over under overload, and the audio not yet worked off, in microseconds.
    skipped: AtomicU64,
    behind: AtomicU32,
}

impl FaceShared {
    /// Shared state of a face that keeps `frames` frames.
    pub fn new(frames: usize, rest: Arc<Rest>) -> Self {
        Self {
            intake: Arc::default(),
            timeline: Timeline::new(frames, CHANNELS),
            rest,
            sampled: AtomicU64::new(0),
            skipped: AtomicU64::new(0),
            behind: AtomicU32::new(0),
        }
    }

    /// The game has seen `frame`.
    pub fn note_sampled(&self, frame: u64) {
        self.sampled.store(frame, Ordering::Relaxed);
    }

    /// Frames that were interpolated because the worker was overloaded.
    pub fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }

    /// Seconds of audio that waited for the worker when it last looked.
    pub fn behind(&self) -> f64 {
        f64::from(self.behind.load(Ordering::Relaxed)) * 1e-6
    }
}

/// A face as its worker sees it.
#[derive(Debug)]
pub struct LiveFace {
    /// Tells faces apart.
    pub id: u64,
    shared: Arc<FaceShared>,
    intake: Consuming,
    settings: Output<Settings>,
    performance: Performance,
    generation: u32,
    /// Audio of an older generation, or none yet: wait for a fresh stream mark.
    discarding: bool,
    rate: u32,
    /// Stream time at a count of samples taken; with the rate it tells the time of every later sample.
    anchor: (f64, u64),
    line: Option<(Line, usize)>,
    /// First frame since the last interruption: what the game saw before that says nothing about what it will see.
    since: u64,
    published: Option<(u64, Frame)>,
}

impl LiveFace {
    /// A face that has heard nothing.
    pub fn new(
        id: u64,
        shared: Arc<FaceShared>,
        intake: Consuming,
        settings: Output<Settings>,
        performance: Performance,
    ) -> Self {
        let generation = shared.intake.generation();
        Self {
            id,
            shared,
            intake,
            settings,
            performance,
            generation,
            discarding: true,
            rate: 0,
            anchor: (0.0, 0),
            line: None,
            since: 0,
            published: None,
        }
    }

    /// The network's state.
    pub fn state(&mut self) -> &mut [f32] {
        self.performance.state()
    }

    /// How far the face's frames trail its audio.
    pub fn look_ahead(&self) -> LookAhead {
        self.performance.look_ahead()
    }

    /// Writes the next row for the network, if there is one and the game has room for what comes of it.
    pub fn next_row(&mut self, features: &mut [f32], emotion: &mut [f32]) -> Option<i64> {
        self.performance.settings = *self.settings.read();
        loop {
            self.notice_interruption();
            if self.must_wait() {
                return None;
            }
            if let Some(number) = self.performance.next_row(features, emotion) {
                return Some(number);
            }
            if !self.take_audio() {
                return None;
            }
        }
    }

    /// Takes the network's answer and publishes what it completes.
    pub fn accept(&mut self, number: i64, answer: &[f32]) {
        self.notice_interruption();
        if let Some((frame, values)) = self.performance.accept(number, answer) {
            self.publish(frame, &values);
        }
    }

    /// Notes how much audio waits, for the game to see.
    pub fn report(&self) {
        let waiting = self.intake.samples.slots() as f64 / f64::from(self.rate.max(1));
        self.shared.behind.store((waiting * 1e6) as u32, Ordering::Relaxed);
    }

    /// Under overload: leaves out the audio in the ring but for the newest part; frames between are interpolated.
    pub fn skip_stale(&mut self, keep_seconds: f64) {
        let keep = (f64::from(self.rate) * keep_seconds) as usize;
        let stale = self.intake.samples.slots() > 2 * keep && self.pressed();
        if self.discarding || self.line.is_some() || !stale {
            return;
        }
        while self.intake.samples.slots() > keep {
            let until_mark = match self.intake.marks.peek().copied() {
                Ok(mark) if mark.at > self.intake.taken => (mark.at - self.intake.taken) as usize,
                // Lost audio within the stale part: its time is left out like the rest.
                Ok(Mark { kind: MarkKind::Gap(_), time, at, .. }) if self.intake.marks.pop().is_ok() => {
                    self.anchor = (time, at);
                    continue;
                }
                // Utterances, lines and rates are worked off in order.
                Ok(_) => break,
                Err(_) => usize::MAX,
            };
            let stale = (self.intake.samples.slots() - keep).min(until_mark);
            let Ok(chunk) = self.intake.samples.read_chunk(stale) else { break };
            chunk.commit_all();
            self.intake.taken += stale as u64;
        }
        let (time, at) = self.anchor;
        self.performance.jump(time + (self.intake.taken - at) as f64 / f64::from(self.rate), self.rate);
    }

    /// The timeline is full of frames that the game has not seen. A ring that fills up beats that: then the
    /// game does not look at this face, and it is better to lose old frames than new audio.
    fn must_wait(&self) -> bool {
        let seen = self.shared.sampled.load(Ordering::Relaxed).max(self.since);
        let ahead = (self.performance.next_frame().max(0) as u64).saturating_sub(seen);
        ahead + MARGIN > self.shared.timeline.capacity() && !self.pressed()
    }

    /// The ring is more than half full: if nothing is done, new audio will be lost.
    fn pressed(&self) -> bool {
        2 * self.intake.samples.slots() > self.intake.samples.buffer().capacity()
    }

    fn notice_interruption(&mut self) {
        let generation = self.shared.intake.generation();
        if generation != self.generation {
            self.generation = generation;
            self.discarding = true;
            self.line = None;
            self.published = None;
            self.performance.interrupt();
        }
    }

    /// Hears the next stretch of audio, or applies the next mark. `false` when there is neither.
    fn take_audio(&mut self) -> bool {
        if let Some((line, position)) = &mut self.line {
            let rest = &line.samples[*position..];
            let block = &rest[..rest.len().min(BLOCK)];
            self.performance.hear(block);
            *position += block.len();
            if *position == line.samples.len() {
                self.line = None;
            }
            return true;
        }
        // Samples are counted before marks are read: their producer queues marks first (see `audio::intake`).
        let waiting = self.intake.samples.slots();
        let until_mark = match self.intake.marks.peek() {
            Ok(mark) if mark.at == self.intake.taken => {
                if let Ok(mark) = self.intake.marks.pop() {
                    self.apply(mark);
                }
                return true;
            }
            Ok(mark) => (mark.at - self.intake.taken) as usize,
            Err(_) => usize::MAX,
        };
        let count = waiting.min(until_mark).min(BLOCK);
        if count == 0 {
            return false;
        }
        if let Ok(chunk) = self.intake.samples.read_chunk(count) {
            if !self.discarding {
                let (first, second) = chunk.as_slices();
                self.performance.hear(first);
                self.performance.hear(second);
            }
            chunk.commit_all();
            self.intake.taken += count as u64;
        }
        true
    }

    fn apply(&mut self, mark: Mark) {
        let current = mark.generation == self.generation;
        self.anchor = (mark.time, mark.at);
        match mark.kind {
            MarkKind::Stream { rate, fresh, reset } => {
                self.rate = rate;
                // Also when an interruption has overtaken it: the stream time of all that follows starts again.
                if reset {
                    self.performance.reset();
                    self.published = None;
                }
                if fresh && current {
                    self.performance.begin(mark.time, rate);
                    if std::mem::take(&mut self.discarding) {
                        self.since = self.performance.next_frame().max(0) as u64;
                    }
                } else if !self.discarding {
                    self.performance.change_rate(mark.time, rate);
                }
            }
            MarkKind::Gap(samples) if !self.discarding => {
                let seconds = samples as f64 / f64::from(self.rate.max(1));
                if seconds > LONGEST_HEARD_GAP {
                    self.performance.jump(mark.time, self.rate);
                } else {
                    self.performance.hear_silence(samples);
                }
            }
            MarkKind::Gap(_) => {}
            MarkKind::Line => {
                let line = self.intake.lines.try_recv().ok();
                let samples = line.as_ref().map_or(0, |line| line.samples.len());
                self.anchor.0 += samples as f64 / f64::from(self.rate.max(1));
                self.line = line.filter(|_| current && !self.discarding).map(|line| (line, 0));
            }
            MarkKind::Finish if !self.discarding => _ = self.performance.finish(mark.time),
            MarkKind::Finish => {}
        }
    }

    fn publish(&mut self, frame: u64, values: &Frame) {
        if let Some((last, before)) = self.published.take() {
            self.bridge(last, &before, frame, values);
        }
        self.shared.timeline.publish(self.generation, frame, values);
        self.published = Some((frame, *values));
    }

    /// Fills frames that were jumped over by interpolation, so that the timeline has no holes.
    fn bridge(&self, last: u64, before: &Frame, frame: u64, values: &Frame) {
        let missing = frame.saturating_sub(last + 1);
        if missing == 0 {
            return;
        }
        self.shared.skipped.fetch_add(missing, Ordering::Relaxed);
        let kept = missing.min(self.shared.timeline.capacity());
        for between in frame - kept..frame {
            let weight = (between - last) as f32 / (frame - last) as f32;
            let mixed: Frame = std::array::from_fn(|i| before[i] + (values[i] - before[i]) * weight);
            self.shared.timeline.publish(self.generation, between, &mixed);
        }
    }
}
