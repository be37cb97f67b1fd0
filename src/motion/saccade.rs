//! Saccades: how eyes move from one point to the next.
//!
//! The main sequence (Bahill, Clark & Stark 1975) ties duration and peak velocity to the size. Duration is linear,
//! 20-30 ms and 2.2-2.7 ms more for each degree (Becker 1989). With a peak velocity of 1.65 times the mean the
//! constants below give 214, 378 and 467 degrees a second at 5, 15 and 30 degrees; 100 people made 213, 352 and 455
//! (PMC6143243).

/// Duration of a saccade of no size, and what each degree adds, in seconds.
const DURATION: (f32, f32) = (0.025, 0.0027);
/// Share of the minimum-jerk profile (peak 1.875 times the mean) in a mix with the cubic one (1.5 times): 1.65.
const JERK_SHARE: f32 = 0.4;

/// Seconds that a saccade of `degrees` takes.
pub fn duration(degrees: f32) -> f32 {
    DURATION.0 + DURATION.1 * degrees
}

/// Share of the way covered after the share `x` of the duration.
pub fn progress(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    let cubic = x * x * (3.0 - 2.0 * x);
    let minimum_jerk = x * x * x * (10.0 + x * (6.0 * x - 15.0));
    cubic + (minimum_jerk - cubic) * JERK_SHARE
}

/// Angle between two directions of the eye in degrees, for the small angles that eyes turn.
pub fn distance(from: [f32; 2], to: [f32; 2]) -> f32 {
    (to[0] - from[0]).hypot(to[1] - from[1])
}

/// A saccade under way; directions are yaw and pitch in degrees.
#[derive(Debug, Clone, Copy)]
pub struct Saccade {
    from: [f32; 2],
    to: [f32; 2],
    elapsed: f32,
    duration: f32,
}

impl Saccade {
    /// A saccade that is about to leave `from`.
    pub fn new(from: [f32; 2], to: [f32; 2]) -> Self {
        Self { from, to, elapsed: 0.0, duration: duration(distance(from, to)) }
    }

    /// Moves on by `seconds`; gives where the eye is then.
    pub fn step(&mut self, seconds: f32) -> [f32; 2] {
        self.elapsed += seconds;
        if self.landed() {
            return self.to;
        }
        let progress = progress(self.elapsed / self.duration);
        std::array::from_fn(|axis| self.from[axis] + (self.to[axis] - self.from[axis]) * progress)
    }

    /// Whether the eye has arrived.
    pub fn landed(&self) -> bool {
        self.elapsed >= self.duration
    }

    /// Its size in degrees.
    pub fn size(&self) -> f32 {
        distance(self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peak_velocities_are_those_of_people() {
        for (degrees, measured) in [(5.0, 213.0), (15.0, 352.0), (30.0, 455.0)] {
            let mut saccade = Saccade::new([0.0; 2], [degrees, 0.0]);
            let path: Vec<f32> = (0..500).map(|_| saccade.step(0.001)[0]).collect();
            let peak = path.windows(2).map(|pair| (pair[1] - pair[0]) / 0.001).fold(0.0, f32::max);
            assert!((peak / measured - 1.0).abs() < 0.1, "{peak} degrees a second at {degrees} degrees");
            assert_eq!(path[499], degrees);
        }
    }
}
