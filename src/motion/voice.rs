//! What the voice tells the behaviours about each frame.
//!
//! Rows of prosody become frames here. A frame's voice is made once, from the rows that the model's look-ahead
//! brings and not one more, however many are there already: so a bake, which runs far ahead, hears what a live face
//! hears.

use crate::audio::accent::{Accents, CONFIRM, Emphasis};
use crate::audio::prosody::Measure;

/// One frame of a voice, as lids, eyes, head and breath want to know it. What comes later is known as far as the
/// model's look-ahead reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Voice {
    /// 0 silent, 1 speaking; eased, so that a plosive's gap is no pause.
    pub speaking: f32,
    /// Loudness between the room (0) and the speaker's usual peaks (1).
    pub loudness: f32,
    /// Pitch in semitones above the speaker's running mean; 0 where nothing is voiced.
    pub pitch: f32,
    /// Strength 0-1 of the pitch accent whose peak this frame is; 0 in all other frames.
    pub accent: f32,
    /// How far emphasis rises at this moment; from about 1 it leads to an accent, in up to a tenth of a second.
    pub rise: f32,
    /// Seconds until speech begins, infinite unless the look-ahead knows.
    pub until_onset: f32,
    /// Seconds since speech began or went silent, whichever is the state now.
    pub since_change: f32,
    /// 0-1: how much this sounds like laughter.
    pub laughter: f32,
}

impl Voice {
    /// Nobody speaks, and nobody has for long.
    pub const SILENT: Self = Self {
        speaking: 0.0,
        loudness: 0.0,
        pitch: 0.0,
        accent: 0.0,
        rise: 0.0,
        until_onset: f32::INFINITY,
        since_change: LONG,
        laughter: 0.0,
    };
}

/// Seconds after which nobody asks how long it has been.
const LONG: f32 = 3_600.0;
/// A frame before all others.
const LONG_AGO: i64 = i64::MIN / 2;
/// Most rows after its own that a frame's voice is made from: a row tells of an accent that many frames back (three
/// to be sure of the peak, one because pitch is that of 42 ms). A model without look-ahead has it later.
const MOST_AHEAD: i64 = CONFIRM as i64 + LAG;
/// Rows of measures kept.
const ROWS: usize = 16;
/// Rows that a sound must last to be speech, and quiet rows that end it: a plosive's gap lasts up to 150 ms.
const ONSET_ROWS: i64 = 2;
const PAUSE_ROWS: i64 = 10;
/// A row's level is that of the 33 ms before it: its middle lies a row back.
const LAG: i64 = 1;
/// Rows in which pitch is the median.
const PITCH_ROWS: usize = 4;
/// Shares of the way that `speaking` goes in a frame (50 ms up, 150 ms down).
const ATTACK: f32 = 1.0 / 3.0;
const RELEASE: f32 = 1.0 / 9.0;

/// A stretch of speech or silence begins.
#[derive(Debug, Clone, Copy)]
struct Change {
    speaking: bool,
    /// Its first frame.
    frame: i64,
}

/// Turns one voice's rows into frames.
#[derive(Debug)]
pub struct Listener {
    ahead: i64,
    measures: [Measure; ROWS],
    accents: Accents,
    /// The newest row, and rows in which sound or quiet has lasted.
    newest: i64,
    run: (bool, i64),
    /// The state at the newest frame, since when, and the change that comes next.
    now: Change,
    next: Option<Change>,
    speaking: f32,
    /// Voices by frame.
    kept: Box<[(i64, Voice)]>,
}

impl Listener {
    /// A listener whose frames trail the rows by `delay`, and are asked for at most `rows` rows after that.
    pub fn new(delay: usize, rows: usize) -> Self {
        let ahead = delay.min(MOST_AHEAD as usize);
        let mut listener = Self {
            ahead: ahead as i64,
            measures: [Measure::default(); ROWS],
            accents: Accents::new(),
            newest: 0,
            run: (false, 0),
            now: Change { speaking: false, frame: 0 },
            next: None,
            speaking: 0.0,
            kept: vec![(LONG_AGO, Voice::SILENT); delay - ahead + rows].into(),
        };
        listener.restart();
        listener
    }

    /// Forgets everything: what comes next comes after a long silence.
    pub fn restart(&mut self) {
        self.now = Change { speaking: false, frame: LONG_AGO };
        (self.next, self.speaking, self.run) = (None, 0.0, (false, 0));
        self.kept.fill((LONG_AGO, Voice::SILENT));
        self.jump();
    }

    /// Leaves rows out.
    pub fn jump(&mut self) {
        self.measures = [Measure::default(); ROWS];
        self.accents = Accents::new();
    }

    /// The voice at `frame`, if it was made lately; silence otherwise.
    pub fn voice(&self, frame: i64) -> Voice {
        let (of, voice) = self.kept[self.slot(frame)];
        if of == frame { voice } else { Voice::SILENT }
    }

    fn slot(&self, frame: i64) -> usize {
        frame.rem_euclid(self.kept.len() as i64) as usize
    }

    /// Hears `row`, which sounds like laughter as much as `laughter` says, and makes the voice of the frame that it
    /// completes.
    pub fn hear(&mut self, row: i64, measure: &Measure, laughter: f32) {
        self.newest = row;
        self.measures[row.rem_euclid(ROWS as i64) as usize] = *measure;
        self.segment(measure.active);
        let emphasis = self.accents.hear(measure);
        let frame = row - self.ahead;
        if let Some(next) = self.next.filter(|next| next.frame <= frame) {
            (self.now, self.next) = (next, None);
        }
        let goal = f32::from(self.now.speaking);
        self.speaking += (goal - self.speaking) * if self.now.speaking { ATTACK } else { RELEASE };
        let Emphasis { accent, rise } = emphasis;
        let voice = Voice { accent, rise, laughter, ..self.make(frame) };
        let slot = self.slot(frame);
        self.kept[slot] = (frame, voice);
    }

    /// Splits the rows into speech and silence.
    fn segment(&mut self, active: bool) {
        let (was, rows) = self.run;
        self.run = if active == was { (was, rows + 1) } else { (active, 1) };
        let (state, lasted) = (self.next.unwrap_or(self.now), self.run.1);
        let enough = if active { ONSET_ROWS } else { PAUSE_ROWS };
        if active != state.speaking && lasted >= enough {
            let first = self.newest - lasted + 1 - LAG;
            self.next = Some(Change { speaking: active, frame: first });
        }
    }

    fn make(&self, frame: i64) -> Voice {
        let until = self.next.filter(|next| next.speaking).map(|next| (next.frame - frame) as f32 / 60.0);
        let measure = |row: i64| &self.measures[row.rem_euclid(ROWS as i64) as usize];
        let later = (frame + LAG..=frame + LAG + 1).filter(|row| *row <= self.newest);
        let (sum, count) = later.map(|row| measure(row).loudness).fold((0.0, 0), |(sum, n), x| (sum + x, n + 1));
        Voice {
            speaking: self.speaking,
            loudness: if count > 0 { sum / count as f32 } else { measure(self.newest).loudness },
            pitch: self.pitch(frame),
            until_onset: until.unwrap_or(f32::INFINITY),
            since_change: ((frame - self.now.frame) as f32 / 60.0).min(LONG),
            ..Voice::SILENT
        }
    }

    /// Median of the voiced rows around `frame`, if two are.
    fn pitch(&self, frame: i64) -> f32 {
        let last = (frame + PITCH_ROWS as i64 - 1).min(self.newest);
        let (mut found, mut count) = ([0.0; PITCH_ROWS], 0);
        for row in last + 1 - PITCH_ROWS as i64..=last {
            let measure = &self.measures[row.rem_euclid(ROWS as i64) as usize];
            if measure.voiced() {
                found[count] = measure.semitones;
                count += 1;
            }
        }
        let found = &mut found[..count];
        found.sort_unstable_by(f32::total_cmp);
        if count < 2 { 0.0 } else { (found[(count - 1) / 2] + found[count / 2]) / 2.0 }
    }
}
