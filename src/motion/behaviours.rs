//! Behaviours: how much a face shows of what it does of its own accord.

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

    /// What they are called.
    pub const NAMES: [&str; 6] = ["blink", "gaze", "head", "brows", "breath", "laughter"];

    /// Those whose name `keep` keeps; no gain for the others.
    pub fn only(self, keep: impl Fn(&str) -> bool) -> Self {
        let kept = |name, gain| if keep(name) { gain } else { 0.0 };
        Self {
            blink: kept("blink", self.blink),
            gaze: kept("gaze", self.gaze),
            head_yaw: kept("head", self.head_yaw),
            head_pitch: kept("head", self.head_pitch),
            head_roll: kept("head", self.head_roll),
            brows: kept("brows", self.brows),
            breath: kept("breath", self.breath),
            laughter: kept("laughter", self.laughter),
            attention: self.attention,
        }
    }

    /// Whether any of them moves a control of the board; a head's turns do not.
    pub fn touch_the_board(&self) -> bool {
        [self.blink, self.gaze, self.brows, self.breath, self.laughter].iter().any(|gain| *gain > 0.0)
    }

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
