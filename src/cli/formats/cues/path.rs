//! From the shape that each frame asks for to shapes that last long enough to be drawn.

use super::shape::Shape;

/// The shapes to show: each lasts at least `shortest` frames, and together they fit what was `seen` best, by dynamic
/// programming over all ways to show them. Shorter takes show one shape.
pub fn steady(seen: &[Shape], shortest: usize) -> Vec<Shape> {
    let shortest = shortest.clamp(1, seen.len().max(1));
    // cost[k]: the best of frames 0..k with a change at k; before[k]: when and what its last shape was.
    let misfits = misfits(seen);
    let mut cost = vec![f32::INFINITY; seen.len() + 1];
    let mut before = vec![(0, Shape::X); seen.len() + 1];
    cost[0] = 0.0;
    // For each shape the best way in which it is shown now, lasting long enough already: cost and since when.
    let mut shown = Shape::ALL.map(|_| (f32::INFINITY, 0));
    for now in 1..=seen.len() {
        for (at, (best, since)) in shown.iter_mut().enumerate() {
            *best += misfits[now - 1][at];
            if let Some(start) = now.checked_sub(shortest) {
                let fresh = cost[start] + misfits[start..now].iter().map(|misfit| misfit[at]).sum::<f32>();
                if fresh < *best {
                    (*best, *since) = (fresh, start);
                }
            }
            if *best + CHANGE < cost[now] {
                cost[now] = *best + CHANGE;
                before[now] = (*since, Shape::ALL[at]);
            }
        }
    }
    let mut path = vec![Shape::X; seen.len()];
    let mut end = seen.len();
    while end > 0 {
        let (start, shape) = before[end];
        path[start..end].fill(shape);
        end = start;
    }
    path
}

/// A change is worth making for this many frames that fit.
const CHANGE: f32 = 0.5;

/// What it costs to show each shape in each frame.
fn misfits(seen: &[Shape]) -> Vec<[f32; Shape::ALL.len()]> {
    let mut all: Vec<_> = seen.iter().map(|seen| Shape::ALL.map(|shown| misfit(shown, *seen))).collect();
    for (at, shape) in Shape::ALL.iter().enumerate().filter(|(_, shape)| matches!(shape, Shape::A | Shape::G)) {
        for k in (0..seen.len()).filter(|k| seen[*k] == *shape) {
            // What is shown longer than it lasts is shown around it, not before it or after it.
            for near in (k.saturating_sub(2)..seen.len().min(k + 3)).filter(|near| seen[*near] != *shape) {
                all[near][at] -= 0.1;
            }
        }
    }
    all
}

/// What it costs to show `shown` in a frame that asks for `seen`.
fn misfit(shown: Shape, seen: Shape) -> f32 {
    use Shape::*;
    match (shown, seen) {
        _ if shown == seen => 0.0,
        // A closure that is left out is what everybody sees: it outweighs the neighbours that it is shown over.
        (_, A) => 6.0,
        (_, G) => 3.0,
        // One step more or less open, one step rounder.
        (B | D | H, C) | (C, B | D | H) | (E, F | C | D) | (F | C | D, E) | (B, H) | (H, B) => 0.6,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Shape::*;

    fn runs(path: &[Shape]) -> Vec<(Shape, usize)> {
        path.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect()
    }

    #[test]
    fn a_closure_of_one_frame_is_shown_and_a_flicker_is_not() {
        let seen = [vec![D; 20], vec![A], vec![D; 20]].concat();
        assert_eq!(runs(&steady(&seen, 5)), [(D, 18), (A, 5), (D, 18)]);
        let seen = [vec![D; 20], vec![B], vec![D; 20]].concat();
        assert_eq!(runs(&steady(&seen, 5)), [(D, 41)]);
    }

    #[test]
    fn every_shape_lasts_long_enough_and_closures_side_by_side_both_show() {
        let mut seen = Vec::new();
        for k in 0..400usize {
            seen.push(Shape::ALL[(k * k / 3 + k / 2) % Shape::ALL.len()]);
        }
        assert!(runs(&steady(&seen, 5)).iter().all(|(_, length)| *length >= 5));
        let seen = [vec![C; 12], vec![A; 3], vec![G; 3], vec![C; 12]].concat();
        let shapes: Vec<_> = runs(&steady(&seen, 5)).iter().map(|(shape, _)| *shape).collect();
        assert_eq!(shapes, [C, A, G, C]);
    }

    #[test]
    fn short_takes_show_one_shape() {
        assert_eq!(steady(&[], 5), []);
        assert_eq!(steady(&[B, A, B], 5), [A; 3]);
    }
}
