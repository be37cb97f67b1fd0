//! Free gaze: where eyes go that nobody commands.
//!
//! In conversation eyes hold the other's face and turn away now and then: for 3.1 s and 0.93 s on average while
//! speaking, for 7.9 s and 0.43 s while listening (Lee, Badler & Badler 2002, "Eyes Alive", from eye tracking).
//! The other stands straight ahead. On the face, eyes go from eye to eye and to the mouth (Rogers, Speelman, Guidetti
//! & Longmuir 2018). More than 70 % of long utterances begin with a look away and end with a look back (Kendon 1967).
//! Sizes are near exponential, nine tenths below 15 degrees (Bahill, Adler & Stark 1975), and the cardinal
//! directions twice as frequent as the diagonals ("Eyes Alive"). A face that is with nobody lets its eyes wander.

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1};
use rand_pcg::Pcg32;

use super::Frame;
use super::behaviours::Attention;
use super::chance::log_normal;
use super::eyes::{point_both, within_reach};
use super::fixation::Fixation;
use super::saccade::{Saccade, distance};
use super::voice::Voice;
use crate::emotion::EMOTIONS;
use crate::rig::channel;

/// Mean seconds and their variation for which a speaker and a listener hold the other's face, and look away.
const SPEAKING: Regards = Regards { hold: (3.13, 1.0), away: (0.93, 0.86) };
const LISTENING: Regards = Regards { hold: (7.92, 0.2), away: (0.43, 0.55) };
/// The same for one point of the face, one point away, and one point of a wander (design values: fixations in
/// scenes last a third of a second, but a face in a game that moves its eyes that often looks hunted).
const ON_FACE: (f32, f32) = (1.0, 0.6);
const ON_POINT: (f32, f32) = (0.8, 0.5);
const WANDERING: (f32, f32) = (1.6, 0.7);
/// Shortest fixation in seconds: saccades follow each other after 150-200 ms at the earliest.
const SHORTEST: f32 = 0.2;
/// Least size of a saccade to another point, in degrees.
const LEAST: f32 = 1.0;
/// Half the distance of two eyes and the height of the mouth on a face 1.2 m away, in degrees.
const FACE: (f32, f32) = (1.5, 3.5);
/// Share of the looks at a face that go to the mouth.
const MOUTH: f64 = 0.3;
/// A look away: the least size, and the mean of the exponential on top, in degrees.
const AWAY: (f32, f32) = (5.0, 4.3);
/// The same for the points of a wander, and the share of them that lie straight ahead.
const WANDER: (f32, f32) = (1.5, 4.8);
const AHEAD: f64 = 0.35;
/// Eyes at ease stay within this, sideways, up and down, in degrees.
const EASE: (f32, f32, f32) = (25.0, 15.0, 20.0);
/// Share of long utterances that begin with a look away, and that end with a look back.
const KENDON: f32 = 0.7;
/// Silence after which speech is a new utterance, and after which it counts as ended, in seconds.
const NEW_UTTERANCE: f32 = 1.0;
const ENDED: f32 = 0.25;

/// Mean seconds and coefficient of variation.
struct Regards {
    hold: (f32, f32),
    away: (f32, f32),
}

/// What eyes are at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Regard {
    Face,
    Away,
    Wander,
}

/// How an emotion changes where eyes go. Design values: eyes avert in fear and sadness and hold in anger (Adams & Kleck
/// 2003), disgust turns away, and sad eyes are low.
struct Mood {
    /// Multiplies looks away and divides looks at a face.
    averse: f32,
    /// Share of looks away that go down.
    down: f32,
}

impl Mood {
    fn of(frame: &Frame) -> Self {
        let weights: &[f32] = &frame[channel::EMOTION..][..EMOTIONS.len()];
        let [angry, disgust, fear, _happy, _neutral, sad, _surprise] = weights else {
            return Self { averse: 1.0, down: 0.0 };
        };
        Self { averse: (1.0 + 0.4 * disgust + 0.5 * fear + 0.4 * sad - 0.3 * angry).max(0.5), down: 0.6 * sad }
    }
}

/// One face's free gaze.
#[derive(Debug)]
pub struct Gaze {
    random: Pcg32,
    fixation: Fixation,
    regard: Regard,
    /// The point that the eyes are at, and where they point in fact, in degrees.
    at: [f32; 2],
    direction: [f32; 2],
    saccade: Option<Saccade>,
    /// Seconds until the regard ends, and until the eyes go on to its next point.
    regard_left: f32,
    point_left: f32,
    talking: bool,
    /// The look at the end of the utterance has been decided on.
    ended: bool,
}

impl Gaze {
    /// Eyes straight ahead, decided by `seed`.
    pub fn new(seed: u64) -> Self {
        let mut random = Pcg32::seed_from_u64(seed ^ 0x6A5E);
        let regard_left = SPEAKING.hold.0 * random.random::<f32>();
        let point_left = ON_FACE.0 * random.random::<f32>();
        let fixation = Fixation::new(seed);
        Self {
            random,
            fixation,
            regard: Regard::Wander,
            at: [0.0; 2],
            direction: [0.0; 2],
            saccade: None,
            regard_left,
            point_left,
            talking: false,
            ended: true,
        }
    }

    /// Lives through `seconds` and points the eyes of `values`; the network's own shared gaze is replaced. Gives the
    /// size in degrees of a saccade that starts. `gain` multiplies the distances from straight ahead.
    pub fn act(
        &mut self,
        seconds: f32,
        voice: &Voice,
        attention: Attention,
        gain: f32,
        values: &mut Frame,
    ) -> Option<f32> {
        let mood = Mood::of(values);
        self.regard_left -= seconds;
        self.point_left -= seconds;
        self.follow_voice(voice, attention, &mood);
        let over = self.point_left <= 0.0 || self.regard_left <= 0.0;
        let mut started = None;
        if over && self.saccade.is_none() && self.fixation.settled() {
            started = self.move_on(&mood, gain);
        }
        if let Some(saccade) = &mut self.saccade {
            self.direction = saccade.step(seconds);
            if saccade.landed() {
                (self.at, self.saccade) = (self.direction, None);
                self.fixation.restart();
            }
        } else {
            let unrest = self.fixation.step(seconds);
            self.direction = std::array::from_fn(|axis| self.at[axis] + unrest[axis] * gain.min(1.0));
        }
        point_both(values, within_reach(self.direction));
        started
    }

    /// Notes beginnings and ends of utterances, and changes the regard with them.
    fn follow_voice(&mut self, voice: &Voice, attention: Attention, mood: &Mood) {
        let speaks = voice.speaking >= 0.5 || voice.until_onset.is_finite();
        if speaks {
            self.ended = false;
            if !self.talking {
                self.talking = true;
                let away = self.random.random::<f32>() < KENDON;
                self.begin(if away { Regard::Away } else { Regard::Face }, mood);
            }
        } else if self.talking && voice.since_change > NEW_UTTERANCE {
            self.talking = false;
        } else if !self.ended && voice.since_change > ENDED {
            self.ended = true;
            if self.regard == Regard::Away && self.random.random::<f32>() < KENDON {
                self.begin(Regard::Face, mood);
            }
        }
        let company = self.talking || attention == Attention::Listening;
        if company == (self.regard == Regard::Wander) {
            self.begin(if company { Regard::Face } else { Regard::Wander }, mood);
        }
    }

    /// Begins `regard`, draws how long it lasts, and has the eyes move.
    fn begin(&mut self, regard: Regard, mood: &Mood) {
        let regards = if self.talking { &SPEAKING } else { &LISTENING };
        self.regard_left = match regard {
            Regard::Face => log_normal(&mut self.random, regards.hold.0, regards.hold.1) / mood.averse,
            Regard::Away => log_normal(&mut self.random, regards.away.0, regards.away.1) * mood.averse,
            Regard::Wander => f32::INFINITY,
        }
        .max(SHORTEST);
        (self.regard, self.point_left) = (regard, 0.0);
    }

    /// Goes to the next point, of the next regard if this one is over; gives the size of the saccade.
    fn move_on(&mut self, mood: &Mood, gain: f32) -> Option<f32> {
        if self.regard_left <= 0.0 {
            self.begin(if self.regard == Regard::Face { Regard::Away } else { Regard::Face }, mood);
        }
        let (mean, variation) = match self.regard {
            Regard::Face => ON_FACE,
            Regard::Away => ON_POINT,
            Regard::Wander => WANDERING,
        };
        self.point_left = log_normal(&mut self.random, mean, variation).max(SHORTEST);
        let point = self.point(mood);
        let (side, up, down) = EASE;
        let goal = within_reach([point[0].clamp(-side, side) * gain, point[1].clamp(-down, up) * gain]);
        let saccade = Saccade::new(self.direction, goal);
        // Next to where the eyes are there is nothing to go to; micro-saccades see to that.
        (distance(self.at, goal) >= LEAST * gain.min(1.0)).then(|| {
            self.saccade = Some(saccade);
            saccade.size()
        })
    }

    fn point(&mut self, mood: &Mood) -> [f32; 2] {
        let random = &mut self.random;
        let (least, mean) = match self.regard {
            Regard::Face if random.random_bool(MOUTH) => return [0.0, -FACE.1],
            Regard::Face => return [if random.random() { FACE.0 } else { -FACE.0 }, 0.0],
            Regard::Wander if random.random_bool(AHEAD) => return [0.0; 2],
            Regard::Away => AWAY,
            Regard::Wander => WANDER,
        };
        let exponential: f32 = Exp1.sample(random);
        let size = least + mean * exponential;
        let down = random.random::<f32>() < mood.down;
        let [left, rise] = if down { [0.0, -1.0] } else { cardinal(random) };
        [size * left, size * rise]
    }
}

/// Percentages of "Eyes Alive" for saccades to the right, up, left and down; each diagonal has the share of its
/// neighbourhood: 6.5, 7.4, 7.9 and 7.8.
const DIRECTIONS: [f32; 8] = [15.54, 6.46, 17.69, 7.44, 16.80, 7.89, 20.38, 7.79];

/// A unit vector to the left and up, along one of eight directions or a little beside it.
pub(super) fn cardinal(random: &mut Pcg32) -> [f32; 2] {
    let mut draw = random.random_range(0.0..DIRECTIONS.iter().sum::<f32>());
    let mut sector = 0;
    while sector < 7 && draw >= DIRECTIONS[sector] {
        draw -= DIRECTIONS[sector];
        sector += 1;
    }
    let degrees = sector as f32 * 45.0 + random.random_range(-10.0..10.0);
    let (sin, cos) = degrees.to_radians().sin_cos();
    [-cos, sin]
}
