//! The game thread's side: the frame at any stream time, with something sensible where there is none yet.
//!
//! Frames that exist are interpolated and nothing else, so sampling at frame times gives them bit for bit. Beyond
//! the newest frame the face holds for a moment, then eases to an idle one. When the source changes (frames, held, rest)
//! the difference to what was shown last decays to nothing within 120 ms ("inertial blending", Bollo 2018), so
//! that neither an underrun nor an interruption makes the face jump.

use std::sync::Arc;

use crate::idle::Idle;
use crate::live::FaceShared;
use crate::motion::Frame;
use crate::motion::aim::{Aim, GazeCommand};
use crate::motion::behaviours::Behaviours;
use crate::performance::Settings;
use crate::rig::frame;

/// Time in which a change of source is blended over, in seconds.
const BLEND: f64 = 0.12;
/// How long the newest frame is held before the face eases to idle, and how long that takes, in seconds.
const HOLD: f64 = 0.1;
const EASE: f64 = 0.4;
/// Advance assumed when the caller's clock stands still or jumps: at 30 calls a second a blend still ends in time.
const STALLED_STEP: f64 = 1.0 / 30.0;
/// Longer steps of the game's clock are jumps, in seconds.
pub const LONGEST_STEP: f64 = 0.25;
/// Times closer than this to a frame are the frame.
const SNAP: f64 = 1e-6;

/// Where the values of a sample come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Frames of the timeline.
    Frames,
    /// Nothing is ready yet: the newest frame, held and then eased to an idle face.
    Held,
    /// No frame at all, or just interrupted: an idle face.
    Rest,
    /// The time lies before the oldest frame kept, which is given.
    Oldest,
}

/// What a sample is, beside its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampled {
    /// Where the values come from.
    pub source: Source,
    /// Stream time of the newest ready frame in seconds; negative when there is none.
    pub ready: f64,
    /// Stream time pushed so far in seconds.
    pub pushed: f64,
}

/// One consumer of one face.
#[derive(Debug)]
pub struct Sampler {
    /// The game's newest.
    pub settings: Settings,
    /// Where the game wants the eyes; carried out here, at once, not with the delay of the voice.
    pub gaze: GazeCommand,
    aim: Aim,
    /// The gains that the aim shows, on their way to those of the settings.
    behaviours: Behaviours,
    seed: u64,
    shared: Arc<FaceShared>,
    idle: Idle,
    /// What was shown last, before the aim.
    shown: Frame,
    offset: Frame,
    /// Seconds until the offset is gone.
    blending: f64,
    last: Option<(f64, Source, u32)>,
}

impl Sampler {
    /// A sampler that has shown nothing yet. `seed` decides the idle face.
    pub fn new(shared: Arc<FaceShared>, settings: Settings, seed: u64) -> Self {
        let idle = Idle::new(shared.rest.clone(), &settings.mood, seed);
        let mut shown = [0.0; _];
        idle.show(&mut shown);
        Self {
            settings,
            gaze: GazeCommand::Free,
            aim: Aim::new(seed),
            behaviours: settings.behaviours,
            seed,
            shared,
            idle,
            shown,
            offset: [0.0; _],
            blending: 0.0,
            last: None,
        }
    }

    /// Forgets what was shown, as if newly made. Control side.
    pub fn restart(&mut self) {
        (self.last, self.blending) = (None, 0.0);
        self.aim = Aim::new(self.seed);
        self.behaviours = self.settings.behaviours;
        self.idle.restart(&self.settings.mood);
        self.idle.show(&mut self.shown);
        self.shared.note_sampled(0);
    }

    /// The values at stream time `time`, which must be finite. Wait-free.
    pub fn sample(&mut self, time: f64, out: &mut Frame) -> Sampled {
        // A pause of years is none of ours, and the frame number must fit.
        let position = (time * 60.0).clamp(0.0, 1e12);
        let generation = self.shared.intake.generation();
        let newest = self.shared.timeline.newest(generation);
        // Beyond the newest frame nothing is seen: a later line must not count as seen because an idle clock ran on.
        self.shared.note_sampled((position as u64).min(newest.unwrap_or(0)));
        let step = self.last.map_or(0.0, |(last, ..)| time - last);
        let step = if (0.0..LONGEST_STEP).contains(&step) { step } else { STALLED_STEP };
        let source = match newest {
            None => {
                self.idle.advance(step, &self.settings);
                self.idle.show(out);
                Source::Rest
            }
            Some(newest) => self.locate(generation, newest, position, step, out),
        };
        self.blend(time, source, generation, out);
        self.shown = *out;
        self.behaviours.approach(&self.settings.behaviours, step as f32);
        self.aim.apply(step as f32, &self.gaze, &self.behaviours, out);
        Sampled { source, ready: newest.map_or(-1.0, |frame| frame as f64 / 60.0), pushed: self.shared.intake.pushed() }
    }

    fn locate(&mut self, generation: u32, newest: u64, position: f64, step: f64, out: &mut Frame) -> Source {
        let nearest = position.round();
        let (frame, fraction) = if (position - nearest).abs() < SNAP {
            (nearest as u64, 0.0)
        } else {
            (position as u64, (position - position.floor()) as f32)
        };
        if frame > newest || (frame == newest && fraction > 0.0) {
            return self.hold(generation, newest, (position - newest as f64) / 60.0, step, out);
        }
        let timeline = &self.shared.timeline;
        let read = timeline.read(generation, frame, out)
            && (fraction == 0.0 || {
                let mut next: Frame = [0.0; _];
                let read = timeline.read(generation, frame + 1, &mut next);
                out.iter_mut().zip(&next).for_each(|(value, next)| *value += (next - *value) * fraction);
                read
            });
        if read {
            return Source::Frames;
        }
        // The oldest slot may be overwritten at this moment: stay a few frames away from it.
        let oldest = (newest + 3).saturating_sub(timeline.capacity());
        if frame < oldest && timeline.read(generation, oldest, out) {
            return Source::Oldest;
        }
        *out = self.shown;
        Source::Oldest
    }

    fn hold(&mut self, generation: u32, newest: u64, late: f64, step: f64, out: &mut Frame) -> Source {
        if !self.shared.timeline.read(generation, newest, out) {
            *out = self.shown;
            return Source::Held;
        }
        let progress = ((late - HOLD) / EASE).clamp(0.0, 1.0) as f32;
        if progress > 0.0 {
            let ease = progress * progress * (3.0 - 2.0 * progress);
            self.idle.advance(step, &self.settings);
            let mut idle: Frame = [0.0; _];
            self.idle.show(&mut idle);
            out.iter_mut().zip(&idle).for_each(|(value, idle)| *value += (idle - *value) * ease);
        }
        Source::Held
    }

    /// Carries the difference to what was shown over a change of source, and lets it fade.
    fn blend(&mut self, time: f64, source: Source, generation: u32, out: &mut Frame) {
        if let Some((last_time, last_source, last_generation)) = self.last {
            if source != last_source || generation != last_generation {
                for (offset, (shown, value)) in self.offset.iter_mut().zip(self.shown.iter().zip(&*out)) {
                    *offset = shown - value;
                }
                self.blending = BLEND;
            }
            if self.blending > 0.0 {
                let step = time - last_time;
                let step = if step > 0.0 && step < LONGEST_STEP { step } else { STALLED_STEP };
                self.blending = (self.blending - step).max(0.0);
                let left = (self.blending / BLEND) as f32;
                let weight = left * left * (3.0 - 2.0 * left);
                out.iter_mut().zip(&self.offset).for_each(|(value, offset)| *value += offset * weight);
                // What is added was fit for another frame.
                frame::clamp(out);
            }
        }
        self.last = Some((time, source, generation));
    }
}
