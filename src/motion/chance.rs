//! Distributions that behaviours draw from.

use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg32;

/// A log-normal number with the given mean and coefficient of variation (standard deviation over mean).
pub fn log_normal(random: &mut Pcg32, mean: f32, variation: f32) -> f32 {
    let variance = (1.0 + variation * variation).ln();
    let z: f32 = StandardNormal.sample(random);
    mean * (variance.sqrt() * z - variance / 2.0).exp()
}

/// A number of which half lie below `median` and 95 % within `range`, with a different spread to either side; the
/// 5 % beyond are brought to the ends.
pub fn individual(random: &mut Pcg32, median: f32, range: [f32; 2]) -> f32 {
    let z: f32 = StandardNormal.sample(random);
    let end = if z < 0.0 { range[0] } else { range[1] };
    median + (end - median) * (z.abs() / 1.96).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn draws_have_the_moments_they_are_asked_for() {
        let mut random = Pcg32::seed_from_u64(1);
        let draws: Vec<f32> = (0..100_000).map(|_| log_normal(&mut random, 3.0, 0.8)).collect();
        let mean = draws.iter().sum::<f32>() / draws.len() as f32;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / draws.len() as f32;
        assert!((mean - 3.0).abs() < 0.05 && (variance.sqrt() / mean - 0.8).abs() < 0.05, "{mean}, {variance}");
        let mut draws: Vec<f32> = (0..10_000).map(|_| individual(&mut random, 17.0, [8.0, 21.0])).collect();
        draws.sort_by(f32::total_cmp);
        assert!((draws[5_000] - 17.0).abs() < 0.2 && draws[0] == 8.0 && draws[9_999] == 21.0);
    }
}
