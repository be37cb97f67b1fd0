//! What the voice tells the behaviours about one frame.

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
        until_onset: f32::INFINITY,
        since_change: 3600.0,
        laughter: 0.0,
    };
}
