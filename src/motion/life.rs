//! Life: what a face does of its own accord while it speaks, listens or waits.
//!
//! Eyes first, since lids and head follow them; then lids, head and breath. All chance comes from one seed.

use super::Frame;
use super::blink::Blink;
use super::gaze::Gaze;
use super::voice::Voice;

/// How much of each behaviour a face shows: 0 none, 1 as measured in people, up to 4.
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

    const fn uniform(gain: f32) -> Self {
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

impl Default for Behaviours {
    fn default() -> Self {
        Self::ALL
    }
}

/// One face's life.
#[derive(Debug)]
pub struct Life {
    blink: Blink,
    gaze: Gaze,
}

impl Life {
    /// A life decided by `seed`, before its first frame.
    pub fn new(seed: u64) -> Self {
        Self { blink: Blink::new(seed), gaze: Gaze::new(seed) }
    }

    /// Lives through `frame`, of which `voice` tells, and adds what shows of it to `values`. Frames must not go back.
    pub fn act(&mut self, frame: i64, _voice: &Voice, behaviours: &Behaviours, values: &mut Frame) {
        if behaviours.gaze > 0.0 {
            self.gaze.apply(frame, values);
        }
        if behaviours.blink > 0.0 {
            self.blink.apply(frame, values);
        }
    }
}
