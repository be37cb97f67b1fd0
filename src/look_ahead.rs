//! The look-ahead of a face: how much later audio its frames depend on, asked for in milliseconds.
//!
//! Audio that is known already, a bake or a line of text to speech, can be heard far ahead; a conversation cannot
//! wait. A model may therefore answer with several delays, and each face uses one of them for as long as it lives: a
//! change under way would tear its time.

use crate::error::{Result, invalid};
use crate::motion::smooth::Window;
use crate::network::manifest::Manifest;

/// Milliseconds of a frame.
const FRAME: f32 = 1000.0 / 60.0;
/// Milliseconds by which a look-ahead may be longer than what was asked for: 33 and 34 both mean two frames.
const ROUNDING: f32 = 1.0;
/// More milliseconds than anybody means.
const ABSURD: f32 = 10_000.0;
/// Frames of delay from which on a model is sure enough of its lips for the lighter smoothing: with two an earlier voice's
/// lips had 3.3 % of their energy above 8 Hz (4.1 % in unknown rooms), with four 2.7 % (2.1 %).
const SURE: usize = 3;

/// The look-ahead of one face or bake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookAhead {
    index: usize,
    model_frames: usize,
    /// The model gives an opinion of the next frame: smoothing waits for none.
    preview: bool,
    smooth: bool,
}

impl LookAhead {
    /// Of known frames, which trail nothing: so much of the voice do behaviours know ahead.
    pub(crate) const KNOWN: Self = Self { index: 0, model_frames: 7, preview: false, smooth: false };

    /// All that a model offers, ascending; `smooth` adds the smoother's frame, if it must wait for one.
    pub fn all(manifest: &Manifest, smooth: bool) -> impl DoubleEndedIterator<Item = Self> {
        let delays = manifest.look_ahead_frames.frames().iter().enumerate();
        let preview = manifest.preview;
        delays.map(move |(index, frames)| Self { index, model_frames: *frames, preview, smooth })
    }

    /// What a live face uses that is asked for at most `at_most_ms` milliseconds; 0 is the model's default.
    ///
    /// # Errors
    /// The model has nothing so short, or the number is none.
    pub fn live(manifest: &Manifest, smooth: bool, at_most_ms: f32) -> Result<Self> {
        Self::within(manifest, smooth, at_most_ms, manifest.default_look_ahead())
    }

    /// What a bake uses; 0 is the longest, for all of its audio is known.
    ///
    /// # Errors
    /// As [`LookAhead::live`].
    pub fn baked(manifest: &Manifest, smooth: bool, at_most_ms: f32) -> Result<Self> {
        Self::within(manifest, smooth, at_most_ms, manifest.look_ahead_frames.frames().len().saturating_sub(1))
    }

    fn within(manifest: &Manifest, smooth: bool, at_most_ms: f32, usual: usize) -> Result<Self> {
        let mut all = Self::all(manifest, smooth);
        let found = match at_most_ms {
            0.0 => all.nth(usual),
            ms if (0.0..=ABSURD).contains(&ms) => all.rfind(|one| one.milliseconds() < ms + ROUNDING),
            _ => None,
        };
        let Some(found) = found else {
            let offered: Vec<_> = Self::all(manifest, smooth).map(|one| format!("{:.0}", one.milliseconds())).collect();
            let offered = offered.join(", ");
            return invalid(format!(
                "look_ahead_ms is {at_most_ms}; this model offers {offered} ms, give one of these, or 0 for the usual"
            ));
        };
        Ok(found)
    }

    /// Which of the model's look-aheads this is, as [`crate::network::Batch`] wants to know it.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Frames by which the model's answers trail its rows.
    pub fn model_frames(&self) -> usize {
        self.model_frames
    }

    /// The window in which the model's frames are smoothed.
    pub fn window(&self) -> Window {
        // An opinion of the next frame is less sure than that frame.
        match (self.preview, self.frames() < SURE) {
            _ if !self.smooth => Window::NONE,
            (true, true) => Window::STEADY,
            (true, false) | (false, true) => Window::CALM,
            (false, false) => Window::LIVE,
        }
    }

    /// Whether the model's opinion of the next frame stands for it in the window.
    pub fn smooths_at_once(&self) -> bool {
        self.smooth && self.preview
    }

    /// Frames by which finished frames trail the audio: the model's, and that for which the smoother waits.
    pub fn frames(&self) -> usize {
        // All windows look one frame ahead.
        self.model_frames + usize::from(self.smooth && !self.preview)
    }

    /// The same in seconds.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / 60.0
    }

    /// The same in milliseconds.
    pub fn milliseconds(&self) -> f32 {
        self.frames() as f32 * FRAME
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::delays::Delays;

    fn manifest(delays: Delays) -> Manifest {
        let voice = Manifest::read(&include_bytes!("../models/voice.onnx")[..]).expect("the voice is sound");
        Manifest { look_ahead_frames: delays, look_ahead_default: None, preview: false, ..voice }
    }

    /// As [`three`], of a model that tells of the next frame.
    fn previewing() -> Manifest {
        Manifest { preview: true, ..manifest(Delays::Several(vec![2, 4, 8])) }
    }

    fn three() -> Manifest {
        manifest(Delays::Several(vec![1, 3, 7]))
    }

    #[test]
    fn the_longest_that_is_not_longer_is_chosen() {
        let model_frames = |smooth, ms| LookAhead::live(&three(), smooth, ms).map(|one| one.model_frames()).ok();
        for (ms, frames) in [
            (32.0, None),
            (33.0, Some(1)),
            (33.3, Some(1)),
            (34.0, Some(1)),
            (65.0, Some(1)),
            (66.0, Some(3)),
            (67.0, Some(3)),
            (132.0, Some(3)),
            (133.0, Some(7)),
            (134.0, Some(7)),
            (500.0, Some(7)),
        ] {
            assert_eq!(model_frames(true, ms), frames, "{ms} ms");
        }
        for (ms, frames) in [(15.0, None), (16.0, Some(1)), (17.0, Some(1)), (50.0, Some(3)), (117.0, Some(7))] {
            assert_eq!(model_frames(false, ms), frames, "{ms} ms unsmoothed");
        }
    }

    #[test]
    fn who_hears_little_ahead_is_smoothed_more_with_the_same_delay() {
        let windows = |smooth| LookAhead::all(&three(), smooth).map(|one| one.window()).collect::<Vec<_>>();
        assert_eq!(windows(true), [Window::CALM, Window::LIVE, Window::LIVE]);
        assert_eq!(windows(false), [Window::NONE; 3]);
        assert_eq!([Window::CALM.ahead, Window::LIVE.ahead], [1; 2]);
    }

    #[test]
    fn who_knows_the_next_frame_hears_one_further_in_the_same_delay() {
        let all = |manifest: &Manifest, smooth| LookAhead::all(manifest, smooth).collect::<Vec<_>>();
        for (one, other) in all(&previewing(), true).iter().zip(all(&three(), true)) {
            assert_eq!((one.frames(), one.window().ahead), (other.frames(), other.window().ahead));
            assert_eq!(one.model_frames(), other.model_frames() + 1);
            assert!(one.smooths_at_once() && !other.smooths_at_once());
        }
        let windows: Vec<_> = all(&previewing(), true).iter().map(LookAhead::window).collect();
        assert_eq!(windows, [Window::STEADY, Window::CALM, Window::CALM]);
        for one in all(&previewing(), false) {
            assert_eq!((one.frames(), one.window()), (one.model_frames(), Window::NONE));
            assert!(!one.smooths_at_once());
        }
    }

    #[test]
    fn what_a_face_tells_is_what_gives_its_like() {
        for smooth in [true, false] {
            for one in LookAhead::all(&three(), smooth) {
                assert_eq!(LookAhead::live(&three(), smooth, one.milliseconds()).unwrap(), one);
                assert_eq!(LookAhead::baked(&three(), smooth, one.milliseconds()).unwrap(), one);
                assert!((one.seconds() * 1000.0 - f64::from(one.milliseconds())).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn who_asks_for_nothing_gets_the_default_live_and_the_longest_in_a_bake() {
        let frames = |one: Result<LookAhead>| one.unwrap().frames();
        let default = |index| Manifest { look_ahead_default: Some(index), ..three() };
        assert_eq!(frames(LookAhead::live(&three(), true, 0.0)), 4);
        assert_eq!(frames(LookAhead::live(&three(), true, -0.0)), 4);
        assert_eq!(frames(LookAhead::live(&default(0), true, 0.0)), 2);
        assert_eq!(frames(LookAhead::baked(&default(0), true, 0.0)), 8);
        let single = manifest(Delays::One(3));
        assert_eq!(frames(LookAhead::live(&single, false, 0.0)), 3);
        assert_eq!(frames(LookAhead::baked(&single, true, 0.0)), 4);
    }

    #[test]
    fn what_cannot_be_is_refused_with_what_can() {
        for ms in [20.0, 1e-40, -1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 10_001.0, f32::MAX] {
            for refused in [LookAhead::live(&three(), true, ms), LookAhead::baked(&three(), true, ms)] {
                let said = refused.unwrap_err().to_string();
                assert!(said.contains(&format!("is {ms};")) && said.contains("33, 67, 133 ms"), "{said}");
            }
        }
        let said = LookAhead::live(&three(), false, 10.0).unwrap_err().to_string();
        assert!(said.contains("17, 50, 117 ms"), "{said}");
        let said = LookAhead::live(&manifest(Delays::One(3)), true, 33.0).unwrap_err().to_string();
        assert!(said.contains("offers 67 ms"), "{said}");
    }
}
