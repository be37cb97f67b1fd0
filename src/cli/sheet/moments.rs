//! The moments at which a mouth has come to a shape: about one for each sound that is seen.

/// Nearer than this two shapes look alike (length of the difference of all weights).
const ALIKE: f32 = 0.15;
/// A shape is held at least so many frames before and after.
const HELD: usize = 2;

/// At most `most` frames of `rows` in which the mouth stands still between two movements and looks different from the
/// one before. Of too many, those that differ least from their neighbours go.
pub fn moments(rows: &[Vec<f32>], most: usize) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    for frame in stills(rows) {
        if chosen.last().is_none_or(|last| distance(&rows[*last], &rows[frame]) >= ALIKE) {
            chosen.push(frame);
        }
    }
    while chosen.len() > most.max(1) {
        let change = |k: usize| {
            let to = |other: Option<&usize>| other.map_or(f32::MAX, |other| distance(&rows[chosen[k]], &rows[*other]));
            to(k.checked_sub(1).and_then(|before| chosen.get(before))).min(to(chosen.get(k + 1)))
        };
        let Some(least) = (0..chosen.len()).min_by(|a, b| change(*a).total_cmp(&change(*b))) else { break };
        chosen.remove(least);
    }
    chosen
}

/// Frames in which the speed is least among their neighbours; of equal ones the first.
fn stills(rows: &[Vec<f32>]) -> Vec<usize> {
    let last = rows.len().saturating_sub(1);
    let speed: Vec<f32> =
        (0..rows.len()).map(|k| distance(&rows[k.saturating_sub(1)], &rows[(k + 1).min(last)])).collect();
    let least = |k: usize| {
        let before = &speed[k.saturating_sub(HELD)..k];
        let after = &speed[k..(k + 1 + HELD).min(speed.len())];
        before.iter().all(|other| *other > speed[k]) && after.iter().all(|other| *other >= speed[k])
    };
    (0..rows.len()).filter(|k| least(*k)).collect()
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mouth that moves from shape to shape in ten frames each.
    fn mouth(shapes: &[f32]) -> Vec<Vec<f32>> {
        let ease = |t: f32| t * t * (3.0 - 2.0 * t);
        let way = |pair: &[f32]| {
            let (from, to) = (pair[0], pair[1]);
            (0..10).map(move |k| vec![from + (to - from) * ease(k as f32 / 10.0), 0.5]).collect::<Vec<_>>()
        };
        shapes.windows(2).flat_map(way).collect()
    }

    #[test]
    fn every_shape_is_shown_once_where_it_is_reached() {
        let rows = mouth(&[0.0, 0.8, 0.1, 0.1, 0.9, 0.2, 0.2]);
        let found = moments(&rows, 40);
        let shapes: Vec<_> = found.iter().map(|frame| (rows[*frame][0] * 10.0).round()).collect();
        assert_eq!(shapes, [0.0, 8.0, 1.0, 9.0, 2.0], "{found:?}");
    }

    #[test]
    fn a_full_sheet_keeps_the_greatest_changes() {
        let rows = mouth(&[0.0, 0.9, 0.6, 0.9, 0.0, 0.2, 0.0, 0.9, 0.9]);
        let shown = |most: usize| moments(&rows, most).len();
        assert!(shown(40) > 5 && shown(5) == 5, "{} {}", shown(40), shown(5));
        // A mouth that begins in the middle of its shapes is as far from each of them as from the next.
        let rows = mouth(&[0.5, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        assert_eq!(moments(&rows, 4).len(), 4);
        assert_eq!(shown(1), 1);
        assert_eq!(moments(&[], 4), [0usize; 0]);
        assert_eq!(moments(&[vec![0.5]], 4), [0]);
    }
}
