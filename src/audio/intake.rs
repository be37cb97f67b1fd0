//! The wait-free way from the host's audio thread to the worker: a ring of mono samples and a ring of marks.
//!
//! A mark says what happens at a position of the sample stream: another rate, a gap where the ring was full, the
//! end of an utterance, a finished line handed over whole. A mark is always queued before the samples behind it,
//! so that the worker, which counts samples first and reads marks after, never runs past one.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};
use crossbeam_utils::CachePadded;
use rtrb::{Consumer, Producer, RingBuffer};

use super::downmix::{Sample, downmix};
use crate::sync::{AtomicU32, AtomicU64, Ordering};

/// Marks that wait for the worker at most. When full, samples are dropped and counted until it catches up.
const MARKS: usize = 48;

/// What the audio side tells everybody else, without locks.
#[derive(Debug, Default)]
pub struct IntakeState {
    /// Stream time pushed so far: `f64` seconds as bits. Written by the producer only.
    pushed: CachePadded<AtomicU64>,
    /// Samples dropped because the ring was full.
    dropped: AtomicU64,
    /// Interruptions so far; audio pushed under an older number is not spoken.
    generation: CachePadded<AtomicU32>,
}

impl IntakeState {
    /// Seconds of audio pushed, dropped samples included.
    pub fn pushed(&self) -> f64 {
        f64::from_bits(self.pushed.load(Ordering::Acquire))
    }

    /// Samples (mono frames) dropped so far.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Number of interruptions so far.
    pub fn generation(&self) -> u32 {
        self.generation.load(Ordering::Acquire)
    }

    /// Makes everything pushed so far unspoken.
    pub fn interrupt(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}

/// A place in the sample stream where something changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Samples written to the ring before it.
    pub at: u64,
    /// Its stream time in seconds.
    pub time: f64,
    /// Interruptions that the producer knew of.
    pub generation: u32,
    /// What changes.
    pub kind: MarkKind,
}

/// What a [`Mark`] changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MarkKind {
    /// From here on samples come at this rate.
    Stream {
        /// Input rate in Hz.
        rate: u32,
        /// A new utterance, after a finish or an interruption.
        fresh: bool,
        /// Stream time starts again at 0.
        reset: bool,
    },
    /// This many samples at the current rate were dropped.
    Gap(u64),
    /// The next line of the line channel is spoken here.
    Line,
    /// The utterance ends.
    Finish,
}

/// A finished stretch of speech, handed over whole.
#[derive(Debug)]
pub struct Line {
    /// Mono samples.
    pub samples: Box<[f32]>,
}

/// The audio thread's end.
#[derive(Debug)]
pub struct Producing {
    samples: Producer<f32>,
    marks: Producer<Mark>,
    lines: Sender<Line>,
    state: Arc<IntakeState>,
    written: u64,
    rate: u32,
    /// Stream time at which the current rate began, and samples since then.
    since: f64,
    count: u64,
    generation: u32,
    /// Dropped samples that no mark tells of yet.
    gap: u64,
    /// The next samples begin an utterance, and perhaps a new stream.
    fresh: bool,
    reset: bool,
}

/// The worker's end.
#[derive(Debug)]
pub struct Consuming {
    /// Mono samples.
    pub samples: Consumer<f32>,
    /// Changes between them.
    pub marks: Consumer<Mark>,
    /// Lines in the order of their marks.
    pub lines: Receiver<Line>,
    /// Samples taken so far.
    pub taken: u64,
}

/// The two ends of a ring for `capacity` samples.
pub fn intake(capacity: usize, state: Arc<IntakeState>) -> (Producing, Consuming) {
    let (samples_in, samples) = RingBuffer::new(capacity);
    let (marks_in, marks) = RingBuffer::new(MARKS);
    let (lines_in, lines) = unbounded();
    let generation = state.generation();
    state.pushed.store(0f64.to_bits(), Ordering::Release);
    let producing = Producing {
        samples: samples_in,
        marks: marks_in,
        lines: lines_in,
        state,
        written: 0,
        rate: 0,
        since: 0.0,
        count: 0,
        generation,
        gap: 0,
        fresh: true,
        reset: false,
    };
    (producing, Consuming { samples, marks, lines, taken: 0 })
}

impl Producing {
    /// Adds interleaved samples; returns how many frames the ring took. The others are dropped, counted, and
    /// keep their place in time as silence. Wait-free: no lock, no allocation, no system call.
    pub fn push<S: Sample>(&mut self, interleaved: &[S], channels: usize, rate: u32) -> usize {
        let frames = interleaved.len() / channels;
        if frames == 0 {
            return 0;
        }
        // A full ring gets no marks either, so that one gap tells of all that was lost before there is room again.
        if self.samples.slots() == 0 || !self.open(rate) {
            // The old rate is still in force: lose as many of its samples as last equally long.
            self.drop_samples(frames as u64 * u64::from(self.rate) / u64::from(rate));
            return 0;
        }
        let taken = frames.min(self.samples.slots());
        if let Ok(mut chunk) = self.samples.write_chunk(taken) {
            let (first, second) = chunk.as_mut_slices();
            let (now, wrapped) = interleaved.split_at(first.len() * channels);
            downmix(now, channels, first);
            downmix(wrapped, channels, second);
            chunk.commit_all();
            self.written += taken as u64;
        }
        self.advance(taken as u64);
        self.drop_samples((frames - taken) as u64);
        taken
    }

    /// Hands over a finished line. Allocates: control side only. `false` when the mark queue is full.
    pub fn speak(&mut self, samples: Box<[f32]>, rate: u32) -> bool {
        let frames = samples.len() as u64;
        if frames == 0 {
            return true;
        }
        // Both marks or none: a line without its mark would be spoken in another's place.
        if self.marks.slots() < 3 || !self.open(rate) {
            return false;
        }
        if self.lines.send(Line { samples }).is_err() {
            return false;
        }
        let queued = self.mark(MarkKind::Line);
        debug_assert!(queued, "three slots were free");
        self.advance(frames);
        true
    }

    /// Ends the utterance: its last frames become ready as if silence followed. `false` when the mark queue is full.
    pub fn finish(&mut self) -> bool {
        if self.fresh {
            return true;
        }
        if !self.tell_gap() || !self.mark(MarkKind::Finish) {
            return false;
        }
        self.fresh = true;
        true
    }

    /// Starts again at stream time 0; what waits in the ring is not spoken. Control side only.
    pub fn reset(&mut self) {
        self.state.interrupt();
        self.generation = self.state.generation();
        (self.rate, self.since, self.count, self.gap) = (0, 0.0, 0, 0);
        (self.fresh, self.reset) = (true, true);
        self.advance(0);
    }

    /// Makes sure that the worker knows rate, generation and gaps before the next samples.
    fn open(&mut self, rate: u32) -> bool {
        let generation = self.state.generation();
        if generation != self.generation {
            self.generation = generation;
            self.fresh = true;
        }
        if !self.tell_gap() {
            return false;
        }
        if self.fresh || rate != self.rate {
            let since = self.time();
            if !self.mark(MarkKind::Stream { rate, fresh: self.fresh, reset: self.reset }) {
                return false;
            }
            (self.rate, self.since, self.count) = (rate, since, 0);
            (self.fresh, self.reset) = (false, false);
        }
        true
    }

    fn tell_gap(&mut self) -> bool {
        if self.gap > 0 && self.rate != 0 && self.mark(MarkKind::Gap(self.gap)) {
            self.gap = 0;
        }
        self.gap == 0 || self.rate == 0
    }

    fn drop_samples(&mut self, frames: u64) {
        if frames > 0 {
            self.gap += frames;
            self.advance(frames);
            self.state.dropped.fetch_add(frames, Ordering::Relaxed);
        }
    }

    fn advance(&mut self, frames: u64) {
        self.count += frames;
        self.state.pushed.store(self.time().to_bits(), Ordering::Release);
    }

    /// Stream time, from one count a rate, so that no sum of small numbers can drift.
    fn time(&self) -> f64 {
        if self.rate == 0 { self.since } else { self.since + self.count as f64 / f64::from(self.rate) }
    }

    fn mark(&mut self, kind: MarkKind) -> bool {
        let mark = Mark { at: self.written, time: self.time(), generation: self.generation, kind };
        self.marks.push(mark).is_ok()
    }
}
