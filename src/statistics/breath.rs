//! Breath and swallows, as somebody counts them who sees the throat.

use super::{FRAME_RATE, Figure, Observer, State, mean, quantile};
use crate::motion::Frame;
use crate::motion::voice::Voice;
use crate::rig::column;

/// A throat hollow by this much breathes in.
const BREATH: f32 = 0.1;

/// Counts breaths and swallows.
#[derive(Debug, Default)]
pub struct Breath {
    frame: u64,
    hollow: bool,
    swallows: bool,
    breaths: u64,
    in_speech: u64,
    swallowed: Vec<u64>,
    swallowed_in_speech: u64,
}

impl Observer for Breath {
    fn see(&mut self, frame: &Frame, voice: &Voice) {
        let speaks = voice.speaking > 0.9;
        let hollow = frame[column::THROAT_IN] >= BREATH;
        if hollow && !std::mem::replace(&mut self.hollow, hollow) {
            self.breaths += 1;
            self.in_speech += u64::from(speaks);
        }
        self.hollow = hollow;
        let swallows = frame[column::SWALLOW] > 0.01;
        if swallows && !self.swallows {
            self.swallowed.push(self.frame);
            self.swallowed_in_speech += u64::from(speaks);
        }
        self.swallows = swallows;
        self.frame += 1;
    }

    fn figures(&self, state: State) -> Vec<Figure> {
        let minutes = self.frame as f64 / FRAME_RATE / 60.0;
        let gaps: Vec<f64> = self.swallowed.windows(2).map(|w| (w[1] - w[0]) as f64 / FRAME_RATE).collect();
        let silent = state != State::Speaking;
        let rate = if silent { ([11.5, 20.5], "12-20 at rest") } else { ([4.0, 20.0], "fewer than at rest") };
        let gap = silent.then_some(([40.0, 120.0], "about one a minute; design"));
        let figure = |name, value, unit, people| Figure { group: "breath", name, value, unit, people };
        vec![
            figure("breaths", self.breaths as f64 / minutes, "/min", Some(rate)),
            figure("breaths begun in mid-speech", self.in_speech as f64, "", Some(([0.0, 0.0], "by definition"))),
            figure("swallows", self.swallowed.len() as f64 / minutes, "/min", None),
            figure("between swallows, mean", mean(&gaps), "s", gap),
            figure("between swallows, median", quantile(&gaps, 0.5), "s", None),
            figure("swallows in speech", self.swallowed_in_speech as f64, "", Some(([0.0, 0.0], "by definition"))),
        ]
    }
}
