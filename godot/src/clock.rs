//! Clocks: what of a sound is heard at this moment, without jitter.
//!
//! No Godot types: readings come from the player, times are seconds.

/// Readings further than this from where the clock should be are a seek or a loop, in seconds of wall time. A mix of
/// Godot's slowest drivers takes 50 ms.
const JUMP: f64 = 0.15;
/// Time in which the clock closes 63 % of its distance to the readings, which come in steps of the audio mix.
const CALM: f64 = 0.2;

/// What an audio player says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Wall time in seconds, from any origin.
    pub now: f64,
    /// Position in the sound as of the last mix.
    pub position: f64,
    /// Wall time since that mix.
    pub since_mix: f64,
    /// Wall time until what is mixed is heard.
    pub latency: f64,
    /// Seconds of sound that pass in a second of wall time.
    pub rate: f64,
}

impl Reading {
    /// The position that is heard, as far as this reading knows; before the first sound is out it is negative.
    pub fn heard(&self) -> f64 {
        self.position + (self.since_mix - self.latency) * self.rate
    }
}

/// What became of a reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Heard {
    /// The sound goes on: this is heard.
    At(f64),
    /// Somewhere else is heard, all of a sudden: a seek, or the loop's beginning.
    Jumped(f64),
}

/// The position that is heard of a playing sound. Never goes back while the sound goes on.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeardClock {
    at: Option<(f64, f64)>,
}

impl HeardClock {
    /// Takes a reading.
    pub fn read(&mut self, reading: &Reading) -> Heard {
        let heard = reading.heard();
        let Some((before, then)) = self.at.replace((heard, reading.now)) else {
            return Heard::At(heard);
        };
        let passed = (reading.now - then).max(0.0);
        let expected = before + passed * reading.rate;
        let apart = heard - expected;
        if apart.abs() <= JUMP * reading.rate.max(1.0) {
            let calm = expected + apart * (1.0 - (-passed / CALM).exp());
            let at = calm.max(before);
            self.at = Some((at, reading.now));
            return Heard::At(at);
        }
        if heard < 0.0 {
            // The new beginning is mixed but not heard yet: the old sound still is.
            self.at = Some((expected, reading.now));
            return Heard::At(expected);
        }
        Heard::Jumped(heard)
    }

    /// Lets the sound ring out after its player is done: what is heard at wall time `now`.
    pub fn run_on(&mut self, now: f64, rate: f64) -> f64 {
        let (at, then) = self.at.unwrap_or((0.0, now));
        let at = at + (now - then).max(0.0) * rate;
        self.at = Some((at, now));
        at
    }
}

/// Sound that comes as it is made: microphone, bus, voice chat, text to speech.
#[derive(Debug, Clone, Copy)]
pub struct LiveClock {
    at: f64,
    /// How far behind the newest sound the face is, which gives the model time to hear ahead.
    lag: f64,
}

/// How a [`LiveClock`] is to follow its sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Sound comes at the speed at which it is heard: stay close behind its end.
    Steady,
    /// Sound comes in bursts, faster than it is heard: time decides.
    Burst,
}

impl LiveClock {
    /// Sound comes in blocks, and frames a moment after it.
    pub const MARGIN: f64 = 0.03;
    /// A steady clock further off than this starts again.
    const LOST: f64 = 0.25;

    /// A clock for sound that begins at `start`, heard `latency` after it is given, on a face that hears
    /// `look_ahead` ahead, all in seconds.
    pub fn new(start: f64, look_ahead: f64, latency: f64) -> Self {
        let lag = latency.max(look_ahead + Self::MARGIN);
        Self { at: start - lag, lag }
    }

    /// Lets `seconds` pass; the sound reaches to `end` by now. The time to show.
    pub fn advance(&mut self, seconds: f64, end: f64, pace: Pace) -> f64 {
        let next = self.at + seconds;
        let goal = end - self.lag;
        self.at = match pace {
            Pace::Steady if (goal - next).abs() > Self::LOST => goal,
            Pace::Steady => (next + (goal - next) * (1.0 - (-seconds / CALM).exp())).max(self.at),
            // A burst that ends is waited for where the frames end, so that what comes later is not shown late.
            Pace::Burst => next.min(goal + Self::MARGIN).max(self.at),
        };
        self.at
    }

    /// Says what is heard at this moment.
    pub fn set(&mut self, at: f64) {
        self.at = at;
    }

    /// The time to show.
    pub fn at(&self) -> f64 {
        self.at
    }

    /// Whether the face has caught up with all of the sound that reaches to `end`.
    pub fn dry(&self, end: f64) -> bool {
        self.at + self.lag >= end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A player whose mixer works in steps of 23 ms and whose sound takes `LATENCY` to be heard.
    const MIX: f64 = 1024.0 / 44_100.0;
    const LATENCY: f64 = 0.04;

    fn reading(now: f64, begun: f64, offset: f64, rate: f64) -> Reading {
        let mixes = ((now - begun) / MIX).floor().max(0.0);
        let since_mix = now - begun - mixes * MIX;
        Reading { now, position: offset + mixes * MIX * rate, since_mix, latency: LATENCY, rate }
    }

    fn at(heard: Heard) -> f64 {
        match heard {
            Heard::At(at) => at,
            Heard::Jumped(to) => panic!("jumped to {to}"),
        }
    }

    #[test]
    fn what_is_heard_is_late_by_the_latency_at_any_frame_and_play_rate() {
        for fps in [5.0, 24.0, 60.0, 240.0] {
            for rate in [0.5, 1.0, 2.0] {
                let mut clock = HeardClock::default();
                let mut before = f64::MIN;
                for frame in 0..(fps * 4.0) as u32 {
                    let now = f64::from(frame) / fps;
                    let heard = at(clock.read(&reading(now, 0.0, 0.0, rate)));
                    assert!(heard >= before, "{heard} after {before}");
                    before = heard;
                    let truth = (now - LATENCY) * rate;
                    assert!((heard - truth).abs() < 0.002, "{fps} fps, rate {rate}: {heard} for {truth}");
                }
            }
        }
    }

    #[test]
    fn jitter_of_a_mix_is_calmed() {
        let mut clock = HeardClock::default();
        let mut steps = Vec::new();
        let mut before = None;
        for frame in 0..240 {
            let now = f64::from(frame) / 60.0;
            // A driver that does not tell when it mixed.
            let position = ((now / MIX).floor() + 1.0) * MIX;
            let reading = Reading { now, position, since_mix: 0.0, latency: LATENCY, rate: 1.0 };
            let heard = at(clock.read(&reading));
            if let Some(before) = before.replace(heard).filter(|_| frame > 1) {
                steps.push(heard - before);
            }
        }
        let worst = steps.iter().map(|step| (step - 1.0 / 60.0f64).abs()).fold(0.0, f64::max);
        assert!(worst < 0.004, "a step is off by {worst} s; without the clock it is 0.0162");
    }

    #[test]
    fn seeks_and_loops_are_told_and_the_old_sound_rings_out_first() {
        let mut clock = HeardClock::default();
        (0..60).for_each(|frame| {
            clock.read(&reading(f64::from(frame) / 60.0, 0.0, 0.0, 1.0));
        });
        let sought = clock.read(&reading(1.0, 1.0, 5.0, 1.0));
        assert!(matches!(sought, Heard::Jumped(to) if (to - (5.0 - LATENCY)).abs() < 1e-9), "{sought:?}");
        // Back to the beginning, which is heard 40 ms later.
        let mut told = None;
        for frame in 1..=6 {
            let now = 1.0 + f64::from(frame) * 0.01;
            match clock.read(&reading(now, 1.01, 0.0, 1.0)) {
                Heard::At(heard) => assert!(told.is_some() || heard > 4.9, "{heard} while the old sound is heard"),
                Heard::Jumped(to) => told = told.or(Some((now, to))),
            }
        }
        let (now, to) = told.expect("the loop is told");
        assert!((now - 1.05).abs() < 0.0101 && to < 0.02, "at {now}, to {to}");
    }

    #[test]
    fn a_stalled_game_is_no_seek() {
        let mut clock = HeardClock::default();
        clock.read(&reading(0.0, 0.0, 0.0, 1.0));
        assert!((at(clock.read(&reading(3.0, 0.0, 0.0, 1.0))) - (3.0 - LATENCY)).abs() < 0.01);
    }

    #[test]
    fn a_sound_rings_out() {
        let mut clock = HeardClock::default();
        clock.read(&reading(1.0, 0.0, 0.0, 1.0));
        assert!((clock.run_on(1.1, 1.0) - (1.1 - LATENCY)).abs() < 1e-9);
        assert!((clock.run_on(1.2, 2.0) - (1.3 - LATENCY)).abs() < 1e-9);
    }

    #[test]
    fn a_steady_voice_is_followed_closely_and_never_backwards() {
        let look_ahead = 0.067;
        let mut clock = LiveClock::new(0.0, look_ahead, 0.02);
        let mut before = f64::MIN;
        for frame in 0..600 {
            let now = f64::from(frame) / 60.0;
            // Blocks of 23 ms; after 5 s the sound's own clock has drifted by 100 ms.
            let end = ((now * 1.02) / MIX).floor() * MIX;
            let shown = clock.advance(1.0 / 60.0, end, Pace::Steady);
            assert!(shown >= before);
            before = shown;
            let apart = end - shown;
            if frame > 30 {
                assert!((apart - look_ahead - LiveClock::MARGIN).abs() < 0.03, "{apart} behind at {now}");
            }
        }
    }

    #[test]
    fn a_burst_is_shown_in_its_own_time_and_waited_for_when_it_dries() {
        let mut clock = LiveClock::new(2.0, 0.067, 0.0);
        let mut time = 0.0;
        for _ in 0..300 {
            time += 1.0 / 60.0;
            let shown = clock.advance(1.0 / 60.0, 5.0, Pace::Burst);
            assert!((shown - (2.0 - 0.097 + time)).abs() < 1e-6 || shown >= 5.0 - 0.097);
        }
        assert!(clock.dry(5.0) && clock.at() <= 5.0 - 0.067 + 1e-9, "{}", clock.at());
        assert!(!clock.dry(5.5));
        let shown = clock.advance(1.0 / 60.0, 5.5, Pace::Burst);
        assert!(shown < 4.96, "what comes late is not skipped: {shown}");
    }
}
