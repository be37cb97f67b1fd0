//! A line that is known from beginning to end: handed to the face a little ahead of what is heard.
//!
//! The face hears a line from a moment before the place that is heard (silence before its beginning), so that lips are
//! right from the first frame on. After a seek and after a pause the line is handed over again from there; a line that
//! is paused is a face at rest.

use std::sync::Arc;

use emoface::error::{Error, Result};
use emoface::face::Face;

use crate::clock::{Heard, HeardClock, Reading};
use crate::sound::Sound;

/// Silence before the beginning, beside the time until it is heard, in seconds: the face is at rest in it.
const LEAD: f64 = 0.1;
/// Sound before a place in the middle, in seconds: with half a second of it the jaw is off by up to 0.010 on average in
/// the second after a seek, with this by 0.006.
const PREROLL: f64 = 2.0;
/// The face has this much of the line before it is heard, and gets it in such portions, in seconds.
const AHEAD: f64 = 2.0;
const PORTION: f64 = 1.0;
/// Frames of a face in a second.
const FRAMES: f64 = 60.0;
/// A player that begins this far from where it was told to has been told otherwise, in seconds.
const ELSEWHERE: f64 = 0.25;
/// A player that ends this close to the end has played all, in seconds, beside the time between two frames.
const END: f64 = 0.1;
/// A player that was told to play and does not has been told otherwise, in seconds.
const PATIENCE: f64 = 0.5;

/// What the audio player does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hearing {
    /// There is none: the line runs on the game's time.
    Nobody,
    /// It plays.
    Playing(Reading),
    /// It is paused.
    Paused,
    /// It does not play, at this wall time in seconds.
    Stopped(f64),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// Nothing is heard yet, for so many seconds.
    Waiting(f64),
    Heard,
    Parked,
    /// The player is done; what it mixed is still heard.
    Ringing,
}

/// What is to be shown of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    /// The frame at this stream time.
    At(f64),
    /// A face at rest, for now.
    Rest,
    /// Nothing more: the line is over.
    Over,
    /// Nothing more: somebody stopped it.
    Stopped,
}

/// A line on a face.
#[derive(Debug)]
pub struct Line {
    sound: Arc<Sound>,
    clock: HeardClock,
    state: State,
    /// The position that is heard, in seconds of the sound.
    heard: f64,
    /// What was read last: latency and rate.
    last: Option<Reading>,
    /// Stream time of the face at the sample `from`.
    base: f64,
    from: i64,
    /// Samples before this one are with the face.
    handed: i64,
    finished: bool,
}

impl Line {
    /// Begins `sound` at `at` seconds; what is mixed now is heard `latency` seconds later.
    ///
    /// # Errors
    /// The face does not take the sound: its rate is out of range.
    pub fn begin(face: &Face, sound: Arc<Sound>, at: f64, latency: f64) -> Result<Self> {
        let mut line = Self {
            sound,
            clock: HeardClock::default(),
            state: State::Waiting(0.0),
            heard: at,
            last: None,
            base: 0.0,
            from: 0,
            handed: 0,
            finished: false,
        };
        line.start(face, if at > 0.0 { at } else { -latency.clamp(0.0, 1.0) - LEAD })?;
        Ok(line)
    }

    /// Whether anything has been heard yet.
    pub fn heard(&self) -> bool {
        !matches!(self.state, State::Waiting(_)) && self.heard >= 0.0
    }

    /// The position that is heard, in seconds of the sound.
    pub fn position(&self) -> f64 {
        self.heard.clamp(0.0, self.sound.seconds())
    }

    /// Lets `seconds` of the game pass and says what to show.
    ///
    /// # Errors
    /// The face does not take the sound.
    pub fn step(&mut self, face: &Face, hearing: &Hearing, seconds: f64) -> Result<Shown> {
        let shown = match hearing {
            Hearing::Nobody => self.unheard(seconds),
            Hearing::Playing(reading) => self.playing(face, reading)?,
            Hearing::Paused => self.park(face),
            Hearing::Stopped(now) => self.stopped(*now, seconds),
        };
        if shown == Shown::Rest {
            return Ok(shown);
        }
        self.hand_over(face)?;
        Ok(shown)
    }

    fn unheard(&mut self, seconds: f64) -> Shown {
        // The first step's time passed before the line was there.
        let seconds = if self.state == State::Heard { seconds } else { 0.0 };
        self.state = State::Heard;
        self.heard = (self.heard + seconds).max(0.0);
        self.show()
    }

    fn playing(&mut self, face: &Face, reading: &Reading) -> Result<Shown> {
        self.last = Some(*reading);
        match (self.state, self.clock.read(reading)) {
            (State::Parked, Heard::At(at) | Heard::Jumped(at)) | (_, Heard::Jumped(at)) => self.start(face, at)?,
            (State::Waiting(_), Heard::At(at)) if (at.max(0.0) - self.heard.max(0.0)).abs() > ELSEWHERE => {
                self.start(face, at)?;
            }
            (_, Heard::At(at)) => self.heard = at,
        }
        self.state = State::Heard;
        // A loop is told by its next round; a player that plays on without one has nothing more for the face.
        Ok(if self.heard > self.sound.seconds() + 1.0 { Shown::Over } else { Shown::At(self.time()) })
    }

    fn park(&mut self, face: &Face) -> Shown {
        if self.state != State::Parked {
            face.interrupt();
            (self.state, self.clock) = (State::Parked, HeardClock::default());
        }
        Shown::Rest
    }

    fn stopped(&mut self, now: f64, seconds: f64) -> Shown {
        let (latency, rate) = self.last.map_or((0.0, 1.0), |last| (last.latency, last.rate));
        match self.state {
            State::Waiting(waited) if waited + seconds < PATIENCE => {
                self.state = State::Waiting(waited + seconds);
                Shown::At(self.time())
            }
            State::Waiting(_) | State::Parked => Shown::Stopped,
            State::Heard => {
                let mixed = self.clock.run_on(now, rate) + latency * rate;
                if mixed + (END + seconds) * rate < self.sound.seconds() {
                    return Shown::Stopped;
                }
                self.state = State::Ringing;
                self.ring(now, rate)
            }
            State::Ringing => self.ring(now, rate),
        }
    }

    fn ring(&mut self, now: f64, rate: f64) -> Shown {
        self.heard = self.clock.run_on(now, rate);
        self.show()
    }

    fn show(&self) -> Shown {
        if self.heard >= self.sound.seconds() { Shown::Over } else { Shown::At(self.time()) }
    }

    /// Stream time of what is heard.
    pub fn time(&self) -> f64 {
        let start = self.from as f64 / self.sound.rate();
        self.base + (self.heard - start).max(0.0)
    }

    fn start(&mut self, face: &Face, at: f64) -> Result<()> {
        self.base = face.interrupt();
        self.heard = at;
        self.from = self.sound.place(if at > 0.0 { (at - PREROLL).max(-LEAD) } else { at });
        // A little more of it, so that the frames stand where those of a bake do: in between they are others.
        let beginning = self.base - self.from as f64 / self.sound.rate();
        let frame = (beginning * FRAMES).ceil() / FRAMES;
        self.from -= ((frame - beginning) * self.sound.rate()).round() as i64;
        (self.handed, self.finished) = (self.from, false);
        self.hand_over(face)
    }

    fn hand_over(&mut self, face: &Face) -> Result<()> {
        let end = self.sound.samples().len() as i64;
        let wanted = self.sound.place(self.heard + AHEAD).min(end);
        while self.handed < wanted {
            let to = (self.handed + self.sound.place(PORTION)).min(end);
            match face.speak(&self.sound.stretch(self.handed, to), 1, self.sound.rate()) {
                Ok(()) => self.handed = to,
                // The worker is behind: the next frame of the game asks again.
                Err(Error::QueueFull) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        if self.handed >= end && !self.finished {
            self.finished = face.finish().is_ok();
        }
        Ok(())
    }
}
