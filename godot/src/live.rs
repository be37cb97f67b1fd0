//! A voice that is given piece by piece: from a bus, a microphone, a voice chat, text to speech.

use emoface::error::{Error, Result};
use emoface::face::Face;

use crate::clock::{LiveClock, Pace};

/// A voice that says nothing for so long is done, in seconds.
const SILENT: f64 = 1.0;
/// Sound that waits for the worker at most, in seconds; what is older is dropped.
const WAITING: f64 = 60.0;

/// A voice on a face.
#[derive(Debug)]
pub struct Live {
    clock: LiveClock,
    pace: Pace,
    rate: f64,
    pending: Vec<f32>,
    /// Stream time at which the voice begins, and up to which the face has it.
    begin: f64,
    end: f64,
    begun: bool,
    finishing: bool,
    finished: bool,
    /// Seconds without sound, and whether some came since the last step.
    dry: f64,
    fed: bool,
}

/// How a voice stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Stream time to show.
    pub time: f64,
    /// Whether anything of it is heard yet.
    pub heard: bool,
    /// There should be more sound and there is none.
    pub dry: bool,
    /// All of it is shown.
    pub over: bool,
}

impl Live {
    /// A new utterance of sound at `rate` Hz, heard `latency` seconds after it is given.
    pub fn begin(face: &Face, rate: f64, latency: f64, pace: Pace) -> Self {
        let base = face.interrupt();
        let look_ahead = f64::from(face.look_ahead_ms()) * 1e-3;
        // Silence for as long as the face trails the voice: so there are frames to show from now on.
        let lead = -LiveClock::new(0.0, look_ahead, latency).at();
        let pending = vec![0.0; (lead * rate) as usize];
        let begin = base + pending.len() as f64 / rate;
        Self {
            clock: LiveClock::new(begin, look_ahead, latency),
            pace,
            rate,
            pending,
            begin,
            end: base,
            begun: false,
            finishing: false,
            finished: false,
            dry: 0.0,
            fed: true,
        }
    }

    /// Whether more sound at `rate` Hz belongs to this utterance.
    pub fn takes(&self, rate: f64) -> bool {
        !self.finishing && rate == self.rate
    }

    /// More mono samples. Returns how many old ones were dropped because nobody took them.
    pub fn push(&mut self, mono: &[f32]) -> usize {
        self.pending.extend_from_slice(mono);
        self.fed = true;
        let most = (WAITING * self.rate) as usize;
        let dropped = self.pending.len().saturating_sub(most);
        self.pending.drain(..dropped);
        dropped
    }

    /// No more sound comes.
    pub fn finish(&mut self) {
        self.finishing = true;
    }

    /// Says that `seconds` of the voice have been heard by now.
    pub fn set_heard(&mut self, seconds: f64) {
        self.clock.set(self.begin + seconds);
    }

    /// Lets `seconds` pass.
    ///
    /// # Errors
    /// The face does not take the sound.
    pub fn step(&mut self, face: &Face, seconds: f64) -> Result<Progress> {
        // The first step's time passed before the voice was there.
        let seconds = if std::mem::replace(&mut self.begun, true) { seconds } else { 0.0 };
        self.hand_over(face)?;
        let all = self.end + self.pending.len() as f64 / self.rate;
        let time = match self.finished {
            // The last of it is shown at the pace of time: nothing more comes to steer by.
            true => {
                self.clock.set(self.clock.at() + seconds);
                self.clock.at()
            }
            false => self.clock.advance(seconds, all, self.pace),
        };
        let fed = std::mem::take(&mut self.fed);
        let silent = !fed && !self.finishing && self.clock.dry(all);
        self.dry = if silent { self.dry + seconds } else { 0.0 };
        if self.dry > SILENT {
            self.finish();
        }
        let over = self.finished && time >= self.end;
        Ok(Progress { time, heard: time >= self.begin, dry: self.dry > 2.0 * LiveClock::MARGIN, over })
    }

    fn hand_over(&mut self, face: &Face) -> Result<()> {
        if !self.pending.is_empty() {
            match face.speak(&self.pending, 1, self.rate) {
                Ok(()) => self.pending.clear(),
                Err(Error::QueueFull) => return Ok(()),
                Err(error) => return Err(error),
            }
            self.end = face.stats().pushed;
        }
        if self.finishing && !self.finished {
            self.finished = face.finish().is_ok();
        }
        Ok(())
    }
}
