//! What moves smoothly: a follower, a gesture and a wanderer.

use rand::RngExt;
use rand_pcg::Pcg32;

/// Follows a goal like a critically damped spring: without a jump in speed, and without overshoot.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spring {
    /// Where it is.
    pub at: f32,
    speed: f32,
}

impl Spring {
    /// Lets `seconds` pass on the way to `goal`; `rate` is in radians a second: half the way takes `1.7 / rate`.
    pub fn follow(&mut self, goal: f32, rate: f32, seconds: f32) -> f32 {
        let x = rate * seconds;
        // e^-x within a thousandth for steps of a few frames, and never above 1 (Lowe, Game Programming Gems 4).
        let decay = 1.0 / (1.0 + x + 0.48 * x * x + 0.235 * x * x * x);
        let away = self.at - goal;
        let pull = (self.speed + rate * away) * seconds;
        self.speed = (self.speed - rate * pull) * decay;
        self.at = goal + (away + pull) * decay;
        self.at
    }
}

/// The way from 0 to 1 of least jerk (Flash & Hogan 1985): `progress` 0-1 in, place out.
pub fn least_jerk(progress: f32) -> f32 {
    let p = progress.clamp(0.0, 1.0);
    p * p * p * (10.0 + p * (6.0 * p - 15.0))
}

/// Goes to a size, stays, and comes back.
#[derive(Debug, Clone, Copy)]
pub struct Gesture {
    /// Where it goes.
    pub size: f32,
    /// Seconds there, of stay, and back.
    pub times: [f32; 3],
    /// Seconds since it began.
    pub age: f32,
}

impl Gesture {
    /// A gesture that is over.
    pub const OVER: Self = Self { size: 0.0, times: [0.0; 3], age: 0.0 };

    /// Lets `seconds` pass and tells where it is.
    pub fn step(&mut self, seconds: f32) -> f32 {
        let [there, stay, back] = self.times;
        self.age += seconds;
        if self.over() {
            0.0
        } else if self.age < there {
            self.size * least_jerk(self.age / there)
        } else {
            self.size * least_jerk((there + stay + back - self.age) / back)
        }
    }

    /// Whether it has come back.
    pub fn over(&self) -> bool {
        self.age >= self.times.iter().sum()
    }
}

/// Wanders about 0, within -1 to 1, never far in one direction for long: a cubic B-spline through random heights,
/// which has no corner and no period, and nothing of note above the rate of its heights.
#[derive(Debug, Clone, Copy)]
pub struct Wander {
    heights: [f32; 4],
    phase: f32,
}

impl Wander {
    /// Starts somewhere.
    pub fn new(random: &mut Pcg32) -> Self {
        Self { heights: std::array::from_fn(|_| random.random_range(-1.0..1.0)), phase: random.random() }
    }

    /// Goes on by `heights`, at most one.
    pub fn step(&mut self, heights: f32, random: &mut Pcg32) -> f32 {
        self.phase += heights.clamp(0.0, 1.0);
        if self.phase >= 1.0 {
            self.phase -= 1.0;
            self.heights.rotate_left(1);
            self.heights[3] = random.random_range(-1.0..1.0);
        }
        let (t, s) = (self.phase, 1.0 - self.phase);
        let weights = [s * s * s, 3.0 * t * t * t - 6.0 * t * t + 4.0, 3.0 * s * s * s - 6.0 * s * s + 4.0, t * t * t];
        weights.iter().zip(&self.heights).map(|(weight, height)| weight * height).sum::<f32>() / 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_spring_arrives_without_a_jump_or_an_overshoot_at_any_step() {
        for step in [1.0 / 240.0, 1.0 / 60.0, 0.25] {
            let (mut spring, mut last) = (Spring::default(), 0.0);
            for _ in 0..(4.0 / step) as usize {
                let at = spring.follow(1.0, 6.0, step);
                assert!(at >= last - 1e-5 && at <= 1.01, "{at} after {last}");
                last = at;
            }
            assert!((last - 1.0).abs() < 1e-3);
        }
        assert!(Spring::default().follow(1.0, 6.0, 1.0 / 60.0) < 0.01, "a jump");
    }

    #[test]
    fn a_wanderer_is_smooth_bounded_and_stays_home() {
        let mut random = Pcg32::seed_from_u64(1);
        let mut wander = Wander::new(&mut random);
        let path: Vec<f32> = (0..1_000_000).map(|_| wander.step(0.01, &mut random)).collect();
        let mean = path.iter().sum::<f32>() / path.len() as f32;
        assert!(path.iter().all(|x| x.abs() <= 1.0) && mean.abs() < 0.02, "mean {mean}");
        let bend = path.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs()).fold(0.0, f32::max);
        assert!(bend < 5e-4, "a corner of {bend}");
    }
}
