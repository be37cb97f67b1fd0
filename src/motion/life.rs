//! Life: what a face does of its own accord while it speaks, listens or waits.
//!
//! Eyes first, since lids and head follow them; then lids, head and breath. All chance comes from one seed.

use super::blink::Blink;
use super::breath::Breath;
use super::brows::Brows;
use super::eyes::eye_angles;
use super::gaze::Gaze;
use super::head::Head;
use super::laughter::Laughter;
use super::voice::Voice;
use super::{Frame, lids};

/// Greatest gain of a behaviour.
pub const MAX_GAIN: f32 = 4.0;

/// How much of each behaviour a face shows: 0 none, 1 as measured in people, up to [`MAX_GAIN`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Behaviours {
    /// Blinks: multiplies their rate.
    pub blink: f32,
    /// Wandering gaze: multiplies its size.
    pub gaze: f32,
    /// Head turns.
    pub head_yaw: f32,
    /// Nods.
    pub head_pitch: f32,
    /// Head tilts.
    pub head_roll: f32,
    /// Brows that rise with the accents of speech.
    pub brows: f32,
    /// Breath, throat and swallowing.
    pub breath: f32,
    /// Cheeks, lids and corners that laugh when the voice does.
    pub laughter: f32,
    /// What a silent face is about.
    pub attention: Attention,
}

/// What a face does while it does not speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attention {
    /// Nothing in particular.
    #[default]
    Idle,
    /// Listens to somebody: steadier eyes.
    Listening,
}

impl Behaviours {
    /// All behaviours as in people.
    pub const ALL: Self = Self::uniform(1.0);
    /// None: the frames are the model's alone.
    pub const NONE: Self = Self::uniform(0.0);

    /// The same gain for each.
    pub const fn uniform(gain: f32) -> Self {
        Self {
            blink: gain,
            gaze: gain,
            head_yaw: gain,
            head_pitch: gain,
            head_roll: gain,
            brows: gain,
            breath: gain,
            laughter: gain,
            attention: Attention::Idle,
        }
    }
}

impl Behaviours {
    /// Moves the gains towards those of `goal`, for `seconds`, so that a turned head never jumps to another gain.
    pub fn approach(&mut self, goal: &Self, seconds: f32) {
        /// Time constant in seconds: calm, and over before anybody waits for it.
        const PACE: f32 = 0.2;
        /// Gains this close are there.
        const ARRIVED: f32 = 1e-3;
        self.attention = goal.attention;
        if self == goal {
            return;
        }
        let step = 1.0 - (-seconds / PACE).exp();
        let gains = [
            (&mut self.blink, goal.blink),
            (&mut self.gaze, goal.gaze),
            (&mut self.head_yaw, goal.head_yaw),
            (&mut self.head_pitch, goal.head_pitch),
            (&mut self.head_roll, goal.head_roll),
            (&mut self.brows, goal.brows),
            (&mut self.breath, goal.breath),
            (&mut self.laughter, goal.laughter),
        ];
        for (gain, goal) in gains {
            let left = goal - *gain;
            *gain = if left.abs() < ARRIVED { goal } else { *gain + left * step };
        }
    }
}

impl Default for Behaviours {
    fn default() -> Self {
        Self::ALL
    }
}

/// Longest time lived through in one step, in seconds: frames left out under overload are not made up for.
const LONGEST_STEP: f32 = 0.25;

/// One face's life.
#[derive(Debug)]
pub struct Life {
    last: Option<i64>,
    /// The gains as they show; those asked for from the first frame on.
    shown: Option<Behaviours>,
    gaze: Gaze,
    blink: Blink,
    head: Head,
    brows: Brows,
    breath: Breath,
    laughter: Laughter,
}

impl Life {
    /// A life decided by `seed`, before its first frame.
    pub fn new(seed: u64) -> Self {
        Self {
            last: None,
            shown: None,
            gaze: Gaze::new(seed),
            blink: Blink::new(seed),
            head: Head::new(seed),
            brows: Brows::new(seed),
            breath: Breath::new(seed),
            laughter: Laughter::new(),
        }
    }

    /// Lives through `frame`, of which `voice` tells, and adds what shows of it to `values`. Frames must not go back.
    pub fn act(&mut self, frame: i64, voice: &Voice, behaviours: &Behaviours, values: &mut Frame) {
        let frames = self.last.map_or(1, |last| frame.saturating_sub(last));
        let seconds = (frames as f32 / 60.0).clamp(0.0, LONGEST_STEP);
        self.last = Some(frame);
        let shown = self.shown.get_or_insert(*behaviours);
        shown.approach(behaviours, seconds);
        let behaviours = &{ *shown };
        let shift = if behaviours.gaze > 0.0 { self.eyes(seconds, voice, behaviours, values) } else { None };
        if behaviours.blink > 0.0 {
            self.blink.act(seconds, voice, shift, behaviours.blink, values);
        }
        let Behaviours { head_yaw, head_pitch, head_roll, brows, breath, laughter, .. } = *behaviours;
        if head_yaw > 0.0 || head_pitch > 0.0 || head_roll > 0.0 {
            self.head.act(seconds, voice, behaviours, values);
        }
        if brows > 0.0 {
            self.brows.act(seconds, voice, brows, values);
        }
        if breath > 0.0 {
            self.breath.act(seconds, voice, breath, values);
        }
        if laughter > 0.0 {
            self.laughter.act(seconds, voice, laughter, values);
        }
    }

    /// Eyes, and lids that follow them; gives the size of a gaze shift that starts.
    fn eyes(&mut self, seconds: f32, voice: &Voice, behaviours: &Behaviours, values: &mut Frame) -> Option<f32> {
        let shift = self.gaze.act(seconds, voice, behaviours.attention, behaviours.gaze, values);
        lids::follow(values, [0.0; 2], eye_angles(values).map(|eye| eye[1]));
        shift
    }
}
