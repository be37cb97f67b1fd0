//! Life: what a face does of its own accord while it speaks, listens or waits.
//!
//! Eyes first, since lids and head follow them; then lids, head and breath. All chance comes from one seed.

use super::behaviours::Behaviours;
use super::blink::Blink;
use super::breath::Breath;
use super::brows::Brows;
use super::eyes::eye_angles;
use super::gaze::Gaze;
use super::head::Head;
use super::laughter::Laughter;
use super::voice::Voice;
use super::{Frame, lids};

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
