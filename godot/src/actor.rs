//! One character's face in time: which moment of its stream to show, and the frame at that moment.
//!
//! While somebody speaks, time is what is heard of the voice; between lines it is the game's, so that the face goes on
//! living. No Godot types.

use std::sync::Arc;

use emoface::engine::Engine;
use emoface::error::{Error, Result};
use emoface::face::{Face, FaceOptions};
use emoface::motion::Frame;
use emoface::rig::CHANNELS;
use emoface::sampler::Source;

use crate::clock::Pace;
use crate::line::{Hearing, Line, Shown};
use crate::live::Live;
use crate::sound::Sound;

#[derive(Debug)]
enum Speech {
    None,
    Line(Line),
    Live(Live),
}

/// What happened in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Events {
    /// The voice is heard from now on.
    pub started: bool,
    /// The voice is over, to its end or because somebody stopped it.
    pub finished: bool,
    /// There should be frames and there are none: sound is missing or the worker is behind.
    pub underrun: bool,
}

/// A character's face.
#[derive(Debug)]
pub struct Actor {
    face: Face,
    speech: Speech,
    /// Stream time shown last.
    time: f64,
    frame: Frame,
    started: bool,
    starved: bool,
}

impl Actor {
    /// A face at rest.
    ///
    /// # Errors
    /// The options are out of range, or the engine's worker stopped.
    pub fn new(engine: &Engine, options: &FaceOptions) -> Result<Self> {
        let face = engine.face(options)?;
        Ok(Self { face, speech: Speech::None, time: 0.0, frame: [0.0; CHANNELS], started: false, starved: false })
    }

    /// The face itself, for its mood, behaviours and gaze.
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// What is shown.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Whether somebody speaks, heard or about to be.
    pub fn speaking(&self) -> bool {
        !matches!(self.speech, Speech::None)
    }

    /// The position that is heard of a line, in seconds; 0 for other voices.
    pub fn position(&self) -> f64 {
        match &self.speech {
            Speech::Line(line) => line.position(),
            _ => 0.0,
        }
    }

    /// Speaks `sound` from `at` seconds on, in place of what was spoken; mixed now, it is heard `latency` seconds
    /// later.
    ///
    /// # Errors
    /// The sound's rate is out of range.
    pub fn speak(&mut self, sound: Arc<Sound>, at: f64, latency: f64) -> Result<()> {
        if !(8_000.0..=192_000.0).contains(&sound.rate()) {
            return Err(Error::BadRate(sound.rate()));
        }
        (self.started, self.speech) = (false, Speech::None);
        self.speech = Speech::Line(Line::begin(&self.face, sound, at, latency)?);
        Ok(())
    }

    /// A piece of a voice, mono samples at `rate` Hz. Returns how many samples were dropped because nobody took them.
    ///
    /// # Errors
    /// The rate is out of range.
    pub fn push(&mut self, mono: &[f32], rate: f64, latency: f64, pace: Pace) -> Result<usize> {
        if !(8_000.0..=192_000.0).contains(&rate) {
            return Err(Error::BadRate(rate));
        }
        if !matches!(&self.speech, Speech::Live(live) if live.takes(rate)) {
            self.started = false;
            self.speech = Speech::Live(Live::begin(&self.face, rate, latency, pace));
        }
        match &mut self.speech {
            Speech::Live(live) => Ok(live.push(mono)),
            _ => Ok(0),
        }
    }

    /// No more pieces of this voice come.
    pub fn finish(&mut self) {
        if let Speech::Live(live) = &mut self.speech {
            live.finish();
        }
    }

    /// Says that so many seconds of the voice that is pushed have been heard by now.
    pub fn set_heard(&mut self, seconds: f64) {
        if let Speech::Live(live) = &mut self.speech {
            live.set_heard(seconds);
        }
    }

    /// Cuts the voice short: the mouth eases to rest. Returns whether there was one.
    pub fn interrupt(&mut self) -> bool {
        self.face.interrupt();
        !matches!(std::mem::replace(&mut self.speech, Speech::None), Speech::None)
    }

    /// Lets `seconds` of the game pass, which may be 0, and makes the frame.
    ///
    /// # Errors
    /// The face does not take the sound; the voice is over then.
    pub fn step(&mut self, seconds: f64, hearing: &Hearing) -> Result<Events> {
        let stepped = self.tick(seconds, hearing);
        if stepped.is_err() {
            self.interrupt();
        }
        let sampled = self.face.sample(self.time, &mut self.frame)?;
        let mut events = stepped?;
        // The frame at the very end of what is known is held by design; what is late by less is not seen.
        let late = self.speaking() && sampled.source == Source::Held && self.time - sampled.ready > 0.05;
        let starved = late || std::mem::take(&mut events.underrun);
        events.underrun = starved && !self.starved;
        self.starved = starved;
        Ok(events)
    }

    fn tick(&mut self, seconds: f64, hearing: &Hearing) -> Result<Events> {
        let mut events = Events::default();
        let (time, heard, over) = match &mut self.speech {
            Speech::None => (self.time + seconds, false, false),
            Speech::Line(line) => match line.step(&self.face, hearing, seconds)? {
                Shown::At(time) => (time, line.heard(), false),
                Shown::Rest => (self.time + seconds, false, false),
                Shown::Over => (line.time().max(self.time), line.heard(), true),
                Shown::Stopped => {
                    self.face.interrupt();
                    (self.time + seconds, false, true)
                }
            },
            Speech::Live(live) => {
                let progress = live.step(&self.face, seconds)?;
                events.underrun = progress.dry;
                (progress.time, progress.heard, progress.over)
            }
        };
        self.time = time;
        events.started = heard && !self.started;
        self.started |= heard;
        if over {
            self.speech = Speech::None;
            events.finished = true;
        }
        Ok(events)
    }
}

#[cfg(test)]
mod tests;
