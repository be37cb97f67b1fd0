//! What hours of a simulated life look like, in the figures that studies of people report.
//!
//! `emoface life` prints them, tests hold them against the ranges of the literature. Each [`Observer`] watches the
//! finished frames and nothing else, so what is measured is what a viewer sees.

mod breath;
mod gaze;
mod head;
mod lids;
pub mod talk;

use crate::emotion::{EMOTIONS, Emotion};
use crate::motion::Frame;
use crate::motion::behaviours::{Attention, Behaviours};
use crate::motion::life::Life;
use crate::motion::voice::Voice;
use crate::rig::channel;

use self::talk::Talk;

/// Frames in a second.
pub const FRAME_RATE: f64 = 60.0;

/// What a face is doing all the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Speaks in phrases with pauses.
    Speaking,
    /// Is silent and listens.
    Listening,
    /// Is silent and with nobody.
    Idle,
}

impl State {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Speaking, Self::Listening, Self::Idle];
}

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// How long, in hours.
    pub hours: f64,
    /// Decides the life and the talk.
    pub seed: u64,
    /// What the face does.
    pub state: State,
    /// What it feels.
    pub emotion: Emotion,
    /// How much of each behaviour it shows; `attention` follows from the state.
    pub behaviours: Behaviours,
}

impl Scene {
    /// An hour of a neutral face.
    pub fn hour(seed: u64, state: State) -> Self {
        Self { hours: 1.0, seed, state, emotion: Emotion::default(), behaviours: Behaviours::ALL }
    }

    /// Lives through it and shows each frame, with the voice that it belongs to.
    pub fn play(&self, mut show: impl FnMut(&Frame, &Voice)) {
        let mut life = Life::new(self.seed);
        let mut talk = Talk::new(self.seed);
        let attention = if self.state == State::Idle { Attention::Idle } else { Attention::Listening };
        let behaviours = Behaviours { attention, ..self.behaviours };
        let frames = (self.hours * 3_600.0 * FRAME_RATE) as i64;
        for number in 0..frames {
            let voice = if self.state == State::Speaking { talk.next_frame() } else { Voice::SILENT };
            let mut frame: Frame = [0.0; _];
            frame[channel::EMOTION..][..EMOTIONS.len()].copy_from_slice(self.emotion.weights());
            life.act(number, &voice, &behaviours, &mut frame);
            show(&frame, &voice);
        }
    }
}

/// One number about a life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// What it is about, such as `blinks`.
    pub group: &'static str,
    /// What it is, such as `rate`.
    pub name: &'static str,
    /// Its value; not a number where nothing was seen that could be measured.
    pub value: f64,
    /// Unit of the value, such as `/min`.
    pub unit: &'static str,
    /// Where it lies in people, and who says so.
    pub people: Option<([f64; 2], &'static str)>,
}

impl Figure {
    /// Whether the value is where it lies in people; `None` when nobody has measured.
    pub fn lifelike(&self) -> Option<bool> {
        self.people.map(|([least, most], _)| (least..=most).contains(&self.value))
    }
}

/// Watches a life and sums it up.
pub trait Observer {
    /// Sees the next frame and the voice that it belongs to.
    fn see(&mut self, frame: &Frame, voice: &Voice);

    /// What was seen, of a face that was in `state` all the time.
    fn figures(&self, state: State) -> Vec<Figure>;
}

/// Measures a scene with all observers.
pub fn measure(scene: &Scene) -> Vec<Figure> {
    let mut observers: [Box<dyn Observer>; 4] = [
        Box::<lids::Lids>::default(),
        Box::<gaze::Eyes>::default(),
        Box::<head::Head>::default(),
        Box::<breath::Breath>::default(),
    ];
    scene.play(|frame, voice| observers.iter_mut().for_each(|observer| observer.see(frame, voice)));
    observers.iter().flat_map(|observer| observer.figures(scene.state)).collect()
}

/// The value below which the share `q` of `values` lies; not a number when there are none.
fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((q * sorted.len() as f64) as usize).or(sorted.last()).copied().unwrap_or(f64::NAN)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
