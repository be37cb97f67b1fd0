//! Brows that rise with accents.

use super::*;

#[test]
fn brows_rise_with_accents_and_are_highest_when_they_are() {
    let talk = talk();
    let (mut raises, mut with, mut offsets) = (0, 0, vec![]);
    for seed in 0..3 {
        let mut brows = Brows::new(seed);
        let frames = live(&talk, None, |voice, values| brows.act(STEP, voice, 1.0, values));
        let inner = path(&frames, column::BROW_INNER);
        assert_eq!(inner, path(&frames, column::BROW_INNER + column::RIGHT), "one brow rises alone");
        let mut last = None;
        for k in 1..inner.len() - 1 {
            // The first frame of the stay on top.
            if inner[k] > 0.05 && inner[k] > inner[k - 1] && inner[k] >= inner[k + 1] {
                assert!(
                    last.is_none_or(|last| k - last >= 24 || k - last < 8),
                    "raises {} frames apart",
                    k - last.unwrap()
                );
                if last.is_none_or(|last| k - last >= 8) {
                    raises += 1;
                    let near = (k.saturating_sub(15)..k + 15).filter(|j| talk[*j].accent > 0.0);
                    if let Some(accent) = near.min_by_key(|j| j.abs_diff(k)) {
                        with += 1;
                        offsets.push(k as f64 - accent as f64);
                    }
                }
                last = Some(k);
            }
        }
        let most = inner.iter().copied().fold(0.0, f64::max);
        assert!((0.1..0.4).contains(&most), "raised by {most}");
    }
    let share = f64::from(with) / f64::from(raises);
    assert!(share > 0.6, "{share} of {raises} raises go with an accent");
    assert!(mean(&offsets).abs() < 6.0, "highest {} frames after the accent", mean(&offsets));
}
