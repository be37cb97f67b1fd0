//! Saccades, fixations and looks away, as an eye tracker finds them.

use super::{FRAME_RATE, Figure, Observer, State, mean, quantile};
use crate::motion::Frame;
use crate::motion::eyes::eye_angles;
use crate::motion::voice::Voice;

/// Degrees a second above which an eye makes a saccade; drift is slower by ten times.
const SACCADE_SPEED: f64 = 3.0;
/// Saccades below this size, in degrees, are micro-saccades.
const MICRO: f64 = 1.0;
/// Eyes within this many degrees of straight ahead look at the other's face.
const FACE: f64 = 4.6;

/// One saccade: first frame, number of frames, its way in degrees, and its greatest speed in degrees a second.
#[derive(Debug, Clone, Copy)]
struct Saccade {
    start: u64,
    frames: u64,
    way: [f64; 2],
    peak: f64,
}

impl Saccade {
    fn size(&self) -> f64 {
        self.way[0].hypot(self.way[1])
    }
}

/// Finds saccades and looks away.
#[derive(Debug, Default)]
pub struct Eyes {
    frame: u64,
    last: Option<[f64; 2]>,
    current: Option<Saccade>,
    saccades: Vec<Saccade>,
    /// Whether the eyes are on the face, since which frame, and how long each look was, in seconds.
    on_face: bool,
    since: u64,
    looks: [Vec<f64>; 2],
    frames_on_face: u64,
    farthest: [f64; 2],
}

impl Observer for Eyes {
    fn see(&mut self, frame: &Frame, _voice: &Voice) {
        let at = eye_angles(frame)[0].map(f64::from);
        if let Some(last) = self.last {
            let step = [at[0] - last[0], at[1] - last[1]];
            let speed = step[0].hypot(step[1]) * FRAME_RATE;
            if speed > SACCADE_SPEED {
                let fresh = Saccade { start: self.frame, frames: 0, way: [0.0; 2], peak: 0.0 };
                let saccade = self.current.get_or_insert(fresh);
                saccade.frames += 1;
                saccade.way = [saccade.way[0] + step[0], saccade.way[1] + step[1]];
                saccade.peak = saccade.peak.max(speed);
            } else if let Some(saccade) = self.current.take() {
                self.saccades.push(saccade);
                self.landed(at);
            }
        }
        self.frames_on_face += u64::from(self.on_face);
        self.farthest = [self.farthest[0].max(at[0].abs()), self.farthest[1].max(at[1].abs())];
        self.last = Some(at);
        self.frame += 1;
    }

    fn figures(&self, state: State) -> Vec<Figure> {
        let minutes = self.frame as f64 / FRAME_RATE / 60.0;
        let (micro, large): (Vec<&Saccade>, Vec<&Saccade>) =
            self.saccades.iter().partition(|saccade| saccade.size() < MICRO);
        let sizes: Vec<f64> = large.iter().map(|saccade| saccade.size()).collect();
        let small = sizes.iter().filter(|size| **size < 15.0).count() as f64 / sizes.len() as f64;
        let of_size = |range: std::ops::Range<f64>, of: fn(&&Saccade) -> f64| {
            let chosen = large.iter().filter(|saccade| range.contains(&saccade.size()));
            mean(&chosen.map(of).collect::<Vec<_>>())
        };
        let fixations: Vec<f64> = large.windows(2).map(|pair| self.pause(pair[0], pair[1])).collect();
        let figure = |name, value, unit, people| Figure { group: "gaze", name, value, unit, people };
        let micro_sizes: Vec<f64> = micro.iter().map(|saccade| saccade.size()).collect();
        let mut figures = vec![
            figure("saccades", sizes.len() as f64 / minutes, "/min", None),
            figure("saccade size, median", quantile(&sizes, 0.5), "degrees", None),
            figure("saccade size, 90 %", quantile(&sizes, 0.9), "degrees", None),
            figure("saccades below 15 degrees", small, "of all", Some(([0.86, 1.0], "Bahill 1975"))),
            figure("along the axes, to diagonal", axes(&large), "x", Some(([1.3, 4.0], "Lee 2002"))),
            // A saccade of 38 ms shows in 2 or 3 frames of 16.7 ms.
            figure(
                "duration at 4-6 degrees",
                of_size(4.0..6.0, |s| s.frames as f64) / FRAME_RATE,
                "s",
                Some(([0.03, 0.055], "Becker 1989")),
            ),
            figure(
                "duration at 9-11 degrees",
                of_size(9.0..11.0, |s| s.frames as f64) / FRAME_RATE,
                "s",
                Some(([0.045, 0.07], "Becker 1989")),
            ),
            // Between frames, eyes are faster than any frame shows.
            figure(
                "peak speed at 4-6 degrees",
                of_size(4.0..6.0, |s| s.peak),
                "degrees/s",
                Some(([120.0, 271.0], "PMC6143243")),
            ),
            figure(
                "peak speed at 14-16 degrees",
                of_size(14.0..16.0, |s| s.peak),
                "degrees/s",
                Some(([252.0, 452.0], "PMC6143243")),
            ),
            figure("between saccades, 1 %", quantile(&fixations, 0.01), "s", Some(([0.15, 2.0], "Carpenter 1988"))),
            figure("between saccades, mean", mean(&fixations), "s", None),
            figure(
                "micro-saccades",
                micro_sizes.len() as f64 / minutes / 60.0,
                "/s",
                Some(([1.0, 2.0], "Martinez-Conde 2004")),
            ),
            figure(
                "micro-saccade size, 95 %",
                quantile(&micro_sizes, 0.95),
                "degrees",
                Some(([0.05, 1.0], "Martinez-Conde 2004")),
            ),
            figure("farthest sideways", self.farthest[0], "degrees", Some(([0.0, 26.0], "design"))),
            figure("farthest in height", self.farthest[1], "degrees", Some(([0.0, 21.0], "design"))),
        ];
        let (hold, away, mutual) = match state {
            State::Speaking => ([2.5, 3.8], [0.7, 1.2], [0.41, 0.8]),
            State::Listening => ([6.5, 9.0], [0.35, 0.6], [0.7, 0.97]),
            State::Idle => return figures,
        };
        let share = self.frames_on_face as f64 / self.frame as f64;
        figures.push(figure("look at the face, mean", mean(&self.looks[1]), "s", Some((hold, "Lee 2002"))));
        figures.push(figure("look away, mean", mean(&self.looks[0]), "s", Some((away, "Lee 2002"))));
        figures.push(figure("time on the face", share, "of all", Some((mutual, "Argyle & Cook 1976, Lee 2002"))));
        figures
    }
}

impl Eyes {
    fn landed(&mut self, at: [f64; 2]) {
        let on_face = at[0].hypot(at[1]) < FACE;
        if on_face != self.on_face {
            let look = (self.frame - self.since) as f64 / FRAME_RATE;
            self.looks[usize::from(self.on_face)].push(look);
            (self.on_face, self.since) = (on_face, self.frame);
        }
    }

    /// Seconds between two saccades.
    fn pause(&self, first: &Saccade, second: &Saccade) -> f64 {
        (second.start - first.start - first.frames) as f64 / FRAME_RATE
    }
}

/// How much more saccades point along the axes than between them, by equal shares of the circle.
fn axes(saccades: &[&Saccade]) -> f64 {
    let along = |saccade: &&&Saccade| {
        let degrees = saccade.way[1].atan2(saccade.way[0]).to_degrees().rem_euclid(90.0);
        !(22.5..67.5).contains(&degrees)
    };
    let along = saccades.iter().filter(along).count() as f64;
    along / (saccades.len() as f64 - along)
}
