//! A frame of the game.

use std::cell::Cell;
use std::time::{Duration, Instant};

use godot::classes::Engine;
use godot::prelude::*;

use super::EmoFacePlayer;
use crate::actor::Actor;
use crate::engine;
use crate::line::Hearing;

/// Smoothing of rigs takes no longer steps, in seconds.
const LONGEST_STEP: f64 = 0.25;

/// Time that players took: the frame of the game, so far in it, and in the one before.
#[derive(Clone, Copy, Default)]
struct Spent {
    frame: u64,
    now: Duration,
    before: Duration,
}

thread_local! {
    static SPENT: Cell<Spent> = const { Cell::new(Spent { frame: 0, now: Duration::ZERO, before: Duration::ZERO }) };
}

fn spend(time: Duration) {
    let frame = Engine::singleton().get_process_frames();
    let mut spent = SPENT.get();
    if spent.frame != frame {
        let before = if spent.frame + 1 == frame { spent.now } else { Duration::ZERO };
        spent = Spent { frame, now: Duration::ZERO, before };
    }
    spent.now += time;
    SPENT.set(spent);
}

/// Time that all players took in the last whole frame of the game, in microseconds.
pub fn process_usec() -> f64 {
    spend(Duration::ZERO);
    SPENT.get().before.as_secs_f64() * 1e6
}

impl EmoFacePlayer {
    /// Makes the face, if there is none and none has failed.
    pub(super) fn wake(&mut self) {
        if self.actor.is_some() || self.fault.is_some() {
            return;
        }
        let options = self.face_options();
        let made = engine::shared().and_then(|engine| Actor::new(&engine, &options).map_err(|error| error.to_string()));
        match made {
            Ok(actor) => (self.actor, self.told) = (Some(actor), None),
            Err(problem) => {
                godot_error!("EmoFacePlayer: {}: {problem}", self.name());
                self.fault = Some(problem);
            }
        }
    }

    /// Another seed or look-ahead: the face is made again.
    pub(super) fn recast(&mut self) {
        if self.actor.is_some() || self.fault.take().is_some() {
            self.cut_short();
            self.actor = None;
            self.wake();
        }
    }

    /// One frame of the game, `delta` seconds after the one before.
    pub(super) fn act(&mut self, delta: f64) {
        let begun = Instant::now();
        self.wake();
        self.refresh_if_stale();
        self.drain();
        let hearing = self.listen();
        let gaze = self.gaze();
        self.tell(gaze);
        let delta = if delta.is_finite() { delta.max(0.0) } else { 0.0 };
        let Some(actor) = &mut self.actor else { return };
        let events = match actor.step(delta, &hearing) {
            Ok(events) => events,
            Err(error) => {
                godot_error!("EmoFacePlayer: {}: {error}", self.name());
                self.current = None;
                self.signals().finished().emit();
                return;
            }
        };
        self.show(delta.min(LONGEST_STEP) as f32);
        spend(begun.elapsed());
        // Before anybody is told: who is may speak again.
        if events.finished {
            // A player that plays on although its line is over has nothing more to say.
            self.done = self.current.take().filter(|_| matches!(hearing, Hearing::Playing(_)));
        }
        if events.started {
            self.signals().started().emit();
        }
        if events.underrun {
            self.signals().underrun().emit();
        }
        if events.finished {
            self.signals().finished().emit();
        }
    }

    pub(super) fn is_speaking_live(&self) -> bool {
        self.current.is_none() && self.actor.as_ref().is_some_and(Actor::speaking)
    }

    pub(super) fn show_in_editor(&mut self, on: bool) {
        if on == self.previewing {
            return;
        }
        self.previewing = on;
        self.base_mut().set_process(true);
        if !on {
            self.cut_short();
            self.let_go();
            self.actor = None;
        }
    }
}
