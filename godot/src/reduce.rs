//! Keys of an animation: as few as straight lines between them allow.

/// Places of the keys to keep of a curve with evenly spaced `points`, so that straight lines between them are nowhere
/// off by more than `tolerance` in any of the numbers (Douglas & Peucker 1973, with the distance along the value).
pub fn keys<const N: usize>(points: &[[f32; N]], tolerance: f32) -> Vec<usize> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![0, last];
    let mut open = vec![(0, last)];
    while let Some((first, end)) = open.pop() {
        let apart = |at: usize| {
            let weight = (at - first) as f32 / (end - first) as f32;
            let line = |n: usize| points[first][n] + (points[end][n] - points[first][n]) * weight;
            (0..N).map(|n| (points[at][n] - line(n)).abs()).fold(0.0, f32::max)
        };
        let worst = (first + 1..end).map(|at| (at, apart(at))).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, apart)) = worst.filter(|(_, apart)| *apart > tolerance) {
            debug_assert!(apart.is_finite());
            kept.push(at);
            open.extend([(first, at), (at, end)]);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    // A value that never changes needs one key.
    let still = kept.len() == 2 && (0..N).all(|n| (points[0][n] - points[last][n]).abs() <= tolerance);
    if still { vec![0] } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_between_the_keys_are_close_everywhere() {
        let points: Vec<[f32; 2]> =
            (0..500).map(|k| [(k as f32 * 0.05).sin(), if k < 250 { 0.0 } else { 1.0 }]).collect();
        let kept = keys(&points, 0.01);
        assert!(kept.len() < 120 && kept[0] == 0 && kept.last() == Some(&499), "{} keys", kept.len());
        for pair in kept.windows(2) {
            for at in pair[0]..=pair[1] {
                let weight = (at - pair[0]) as f32 / (pair[1] - pair[0]) as f32;
                for ((first, last), value) in points[pair[0]].iter().zip(&points[pair[1]]).zip(&points[at]) {
                    let line = first * (1.0 - weight) + last * weight;
                    assert!((line - value).abs() <= 0.0101, "{at}: {line} for {value}");
                }
            }
        }
    }

    #[test]
    fn little_is_reduced_to_little() {
        assert!(keys::<1>(&[], 0.1).is_empty());
        assert_eq!(keys(&[[1.0]], 0.1), [0]);
        assert_eq!(keys(&[[1.0]; 9], 0.1), [0]);
        assert_eq!(keys(&[[0.0], [0.5], [1.0]], 0.1), [0, 2]);
    }
}
