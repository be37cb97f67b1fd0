//! The performance of one face: audio in, finished frames out, the same for live and bake.
//!
//! Everything between the ring and the timeline except the network itself, which its owner runs for many faces
//! at once: `next_row` gives what the network should hear, `accept` takes what it answered. What comes out
//! depends on the audio, the emotion at each row and the seed, never on when or in which pieces it was heard.

use std::sync::Arc;

use crate::audio::features::{FeatureTables, Features, ROW_RATE, WIDTH};
use crate::audio::grid::{first_frame_from, sample_at};
use crate::audio::laugh::Laugh;
use crate::audio::prosody::Prosody;
use crate::audio::resample::Resampler;
use crate::emotion::{EMOTIONS, Emotion};
use crate::look_ahead::LookAhead;
use crate::mood::{Mood, Part, Shown};
use crate::motion::behaviours::Behaviours;
use crate::motion::life::Life;
use crate::motion::smooth::Smoother;
use crate::motion::voice::Listener;
use crate::motion::{Controls, Frame, limits};
use crate::network::manifest::Manifest;
use crate::rest::Rest;
use crate::rig::frame::clamp;
use crate::rig::{BOARD_CONTROLS, channel};

/// What may change while a face lives; the newest setting wins.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// What to feel from now on; shown emotions ease to it.
    pub mood: Mood,
    /// What the face does of its own accord.
    pub behaviours: Behaviours,
}

/// What is fixed when a performance begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Casting {
    /// Decides blinks and gaze.
    pub seed: u64,
    /// How far frames trail the audio.
    pub look_ahead: LookAhead,
    /// Rows that are asked for before the first of them is accepted: 1 live, up to [`MOST_ROWS`] in a bake.
    pub rows: usize,
}

/// Rows that may be asked for before the first of them is accepted.
pub const MOST_ROWS: usize = 64;

/// One face's audio, network state and motion.
#[derive(Debug)]
pub struct Performance {
    /// Newest wins; takes effect with the next row.
    pub settings: Settings,
    casting: Casting,
    features: Features,
    prosody: Prosody,
    laugh: Laugh,
    listener: Listener,
    resampler: Option<Resampler>,
    resampled: Vec<f32>,
    /// 16 kHz index of the next sample.
    heard: i64,
    state: Vec<f32>,
    /// Whether the network hears sound instead of features.
    hears_sound: bool,
    smoother: Smoother,
    life: Life,
    /// The mouth's emotion that the network hears now; `None` until the first row, which starts at its goal.
    emotion: Option<Emotion>,
    /// The mood of the frames that come out, which trail the network's.
    mood: Shown,
    rest: Option<Arc<Rest>>,
    /// First frame of the utterance, and the first after it once that is known.
    first: i64,
    end: Option<i64>,
    last: Option<(i64, Controls)>,
}

impl Performance {
    /// A performance that has heard nothing. Without `rest`, parts of the face cannot feel differently.
    pub fn new(manifest: &Manifest, tables: Arc<FeatureTables>, rest: Option<Arc<Rest>>, casting: Casting) -> Self {
        Self {
            settings: Settings::default(),
            casting,
            features: Features::new(tables),
            prosody: Prosody::new(),
            laugh: Laugh::new(),
            listener: Listener::new(casting.look_ahead.frames(), casting.rows),
            resampler: None,
            resampled: Vec::with_capacity(1040),
            heard: 0,
            state: vec![0.0; manifest.state_len()],
            hears_sound: manifest.audio.is_some(),
            smoother: Smoother::new(casting.look_ahead.window()),
            life: Life::new(casting.seed),
            emotion: None,
            mood: Shown::default(),
            rest,
            first: 0,
            end: Some(0),
            last: None,
        }
    }

    /// How far its frames trail the audio.
    pub fn look_ahead(&self) -> LookAhead {
        self.casting.look_ahead
    }

    /// Begins an utterance at stream time `time` with audio at `rate` Hz, as if silence came before.
    pub fn begin(&mut self, time: f64, rate: u32) {
        self.first = first_frame_from(time);
        self.end = None;
        self.heard = sample_at(time);
        self.features.restart(self.heard);
        self.prosody.restart();
        self.laugh = Laugh::new();
        self.listener.restart();
        self.listen_at(rate);
        self.state.fill(0.0);
        let last = self.last.as_ref().filter(|(frame, _)| frame + 1 == self.first).map(|(_, values)| values);
        self.smoother.restart(last);
    }

    /// Leaves out audio: goes on at stream time `time` in the same utterance. The network's next answer is as
    /// good a frame as any, although it stands before `time`.
    pub fn jump(&mut self, time: f64, rate: u32) {
        self.first = self.next_frame();
        self.heard = sample_at(time);
        self.features.jump(self.heard);
        self.prosody.jump();
        self.listener.jump();
        self.listen_at(rate);
        self.smoother.restart(None);
    }

    /// Forgets everything, as if newly made.
    pub fn reset(&mut self) {
        self.life = Life::new(self.casting.seed);
        (self.emotion, self.last, self.end) = (None, None, Some(0));
        self.mood = Shown::default();
    }

    /// Goes on at another input rate from stream time `time`.
    pub fn change_rate(&mut self, time: f64, rate: u32) {
        let target = sample_at(time);
        if let Some(old) = &mut self.resampler {
            // Silence pushes out what the old filter still holds, up to the first sample of the new rate.
            self.resampled.clear();
            while self.heard + (self.resampled.len() as i64) < target {
                old.process(&[0.0; 64], &mut self.resampled);
            }
            self.resampled.truncate((target - self.heard).max(0) as usize);
            self.heard += self.resampled.len() as i64;
            self.features.push(&self.resampled);
        }
        self.listen_at(rate);
    }

    /// A resampler as if silence came before; the old one when it fits, since a live face should not allocate.
    fn listen_at(&mut self, rate: u32) {
        match &mut self.resampler {
            Some(resampler) if resampler.rate() == rate => resampler.restart(),
            other => *other = Some(Resampler::new(rate)),
        }
    }

    /// Hears mono samples at the current rate.
    pub fn hear(&mut self, samples: &[f32]) {
        if let Some(resampler) = &mut self.resampler {
            self.resampled.clear();
            resampler.process(samples, &mut self.resampled);
            self.heard += self.resampled.len() as i64;
            self.features.push(&self.resampled);
        }
    }

    /// Hears `count` samples of silence.
    pub fn hear_silence(&mut self, mut count: u64) {
        const BLOCK: [f32; 256] = [0.0; 256];
        while count > 0 {
            let n = count.min(BLOCK.len() as u64);
            self.hear(&BLOCK[..n as usize]);
            count -= n;
        }
    }

    /// Ends the utterance at stream time `time`: the frames before it complete as if silence followed. Whether it had
    /// not ended yet.
    pub fn finish(&mut self, time: f64) -> bool {
        if let Some(resampler) = &self.resampler
            && self.end.is_none()
        {
            let delay = self.casting.look_ahead.frames() + 2;
            let silence = f64::from(resampler.rate()) * (delay as f64 / f64::from(ROW_RATE) + 0.01);
            self.end = Some(first_frame_from(time));
            self.hear_silence(silence as u64);
            return true;
        }
        false
    }

    /// Drops the utterance where it stands.
    pub fn interrupt(&mut self) {
        self.last = None;
        self.end = Some(0);
    }

    /// Whether the utterance has given all its frames.
    pub fn done(&self) -> bool {
        self.end.is_some_and(|end| self.last.as_ref().map_or(self.first, |(frame, _)| frame + 1) >= end)
    }

    /// Frame that the next finished row may lead to, for pacing.
    pub fn next_frame(&self) -> i64 {
        self.last.as_ref().map_or(self.first, |(frame, _)| (frame + 1).max(self.first))
    }

    /// Writes the next row for the network and returns its number, when its audio is there.
    pub fn next_row(&mut self, heard: &mut [f32], emotion: &mut [f32]) -> Option<i64> {
        if self.done() {
            return None;
        }
        let (number, row) = self.features.next_row()?;
        if !self.hears_sound {
            heard[..WIDTH].copy_from_slice(row);
        }
        let laughter = self.laugh.hear(row);
        if self.hears_sound {
            give_sound(self.features.fresh(), heard);
        }
        // Kept by frame, since a bake asks for many rows before it accepts the first.
        let measure = self.prosody.measure(self.features.fresh());
        self.listener.hear(number, &measure, laughter);
        let shown = match &mut self.emotion {
            Some(shown) => {
                shown.ease_towards(self.settings.mood.of(Part::Mouth));
                shown
            }
            none => none.insert(*self.settings.mood.of(Part::Mouth)),
        };
        emotion.copy_from_slice(shown.weights());
        Some(number)
    }

    /// The network's state for this face.
    pub fn state(&mut self) -> &mut [f32] {
        &mut self.state
    }

    /// Takes the network's answer to row `number`, of one frame or with an opinion of the next one; gives the frame that it
    /// completes.
    pub fn accept(&mut self, number: i64, answer: &[f32]) -> Option<(u64, Frame)> {
        let raw = number - self.casting.look_ahead.model_frames() as i64;
        if raw < self.first {
            return None;
        }
        let smooth = match answer.as_chunks::<BOARD_CONTROLS>().0 {
            [controls, opinion] if self.casting.look_ahead.smooths_at_once() => {
                self.smoother.push_with(controls, opinion)
            }
            [controls, ..] => self.smoother.push(controls)?,
            [] => return None,
        };
        let frame = number - self.casting.look_ahead.frames() as i64;
        if self.end.is_some_and(|end| frame >= end) {
            return None;
        }
        let mut values: Frame = [0.0; _];
        values[..BOARD_CONTROLS].copy_from_slice(&smooth);
        self.mood.follow(&self.settings.mood);
        values[channel::EMOTION..][..EMOTIONS.len()].copy_from_slice(self.mood.whole().weights());
        if let Some(rest) = &self.rest {
            rest.tint(&self.mood, &mut values);
        }
        let voice = self.listener.voice(frame);
        (values[channel::SPEAKING], values[channel::LAUGHTER]) = (voice.speaking, voice.laughter);
        self.life.act(frame, &voice, &self.settings.behaviours, &mut values);
        limits::close_lips(&mut values);
        clamp(&mut values);
        self.last = Some((frame, smooth));
        Some((frame as u64, values))
    }
}

/// Writes a row of sound: how many samples, then these.
fn give_sound(fresh: [&[f32]; 2], row: &mut [f32]) {
    let [count, row @ ..] = row else { return };
    let mut given = 0;
    for (place, sample) in row.iter_mut().zip(fresh.into_iter().flatten()) {
        *place = *sample;
        given += 1;
    }
    *count = given as f32;
}
