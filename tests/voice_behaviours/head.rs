//! The head that goes with the voice.

use super::*;

#[test]
fn a_speaking_head_moves_slowly_smoothly_and_within_its_limits() {
    let talk = talk();
    for seed in 0..3 {
        let frames = head(seed, &talk, None);
        for (axis, limit) in AXES.into_iter().zip(LIMITS) {
            let path = path(&frames, axis);
            assert!(path.iter().all(|angle| angle.abs() <= f64::from(limit)), "axis {axis} leaves its limit");
            let spread = spread(&path);
            assert!((0.6..3.5).contains(&spread), "axis {axis} moves by {spread} degrees");
            let (low, high) = (1.0 - share_above(&path, 2.0), share_above(&path, 4.0));
            // Nods are the fastest that a head does.
            let least = if axis == channel::HEAD_PITCH { 0.88 } else { 0.97 };
            assert!(low > least && high < 0.01, "axis {axis}: {low} below 2 Hz, {high} above 4 Hz");
            let speed = path.windows(2).map(|w| (w[1] - w[0]).abs() * 60.0).fold(0.0, f64::max);
            let bend = path.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs() * 3_600.0).fold(0.0, f64::max);
            assert!(speed < 90.0 && bend < 1_500.0, "axis {axis}: {speed} degrees/s, {bend} degrees/s2");
        }
    }
}

#[test]
fn a_head_does_not_drift() {
    let talk: Vec<Voice> = talk().into_iter().cycle().take(4 * HOUR).collect();
    for seed in 0..3 {
        let frames = head(seed, &talk, None);
        for axis in AXES {
            let hours: Vec<f64> = frames.chunks(HOUR).map(|hour| mean(&path(hour, axis))).collect();
            assert!(hours.iter().all(|mean| mean.abs() < 0.5), "axis {axis} rests at {hours:?} degrees");
        }
    }
}

#[test]
fn a_silent_head_is_still_but_not_dead() {
    for seed in 0..3 {
        let frames = head(seed, &silence(HOUR), None);
        for axis in AXES {
            let path = path(&frames, axis);
            assert!(path.iter().all(|angle| angle.abs() < 0.5), "axis {axis} of a silent head moves");
            assert!(spread(&path) > 0.02, "axis {axis} is dead");
        }
        // After speech it settles within a few seconds.
        let mut voices = voices(&sentence());
        voices.extend((0..MINUTE).map(|k| Voice { since_change: 0.9 + k as f32 * STEP, ..Voice::SILENT }));
        let frames = head(seed, &voices, None);
        let late = &frames[frames.len() - MINUTE + 300..];
        assert!(late.iter().all(|frame| AXES.iter().all(|axis| frame[*axis].abs() < 0.5)), "it does not settle");
    }
}

#[test]
fn nods_follow_accents_and_stay_rarer_than_they_are() {
    // Even accents on a level voice: all that moves beside sway is nods.
    let voice = |k: usize| Voice {
        speaking: 1.0,
        accent: if k % 60 == 30 { 0.9 } else { 0.0 },
        since_change: k as f32 * STEP,
        ..Voice::SILENT
    };
    let voices: Vec<Voice> = (0..HOUR).map(voice).collect();
    let frames = path(&head(1, &voices, None), channel::HEAD_PITCH);
    let (mut nods, mut depths) = (0, vec![]);
    for accent in (30..HOUR - 60).step_by(60) {
        let start = frames[accent];
        let (at, lowest) = (0..30).map(|k| (k, frames[accent + k])).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        if start - lowest > 1.2 && start - frames[accent + 40] < 0.7 * (start - lowest) {
            nods += 1;
            depths.push(start - lowest);
            assert!((7..=16).contains(&at), "lowest {at} frames after the accent");
        }
    }
    let share = f64::from(nods) / 3_600.0;
    assert!((0.35..0.8).contains(&share), "{share} of the accents are nodded to");
    let deepest = depths.iter().copied().fold(0.0, f64::max);
    assert!((3.0..8.0).contains(&deepest) && mean(&depths) > 2.0, "{} on average, {deepest} at most", mean(&depths));
}

#[test]
fn emotions_hold_the_head_their_own_way() {
    let talk: Vec<Voice> = talk()[..20 * MINUTE].to_vec();
    let of = |emotion| {
        let frames = head(2, &talk, Some(emotion));
        let roll = spread(&path(&frames, channel::HEAD_ROLL));
        (mean(&path(&frames, channel::HEAD_PITCH)), spread(&path(&frames, channel::HEAD_PITCH)), roll)
    };
    let [angry, happy, neutral, sad, surprise] = [0, 3, 4, 5, 6].map(of);
    assert!(sad.0 < neutral.0 - 3.0 && sad.1 < 0.75 * neutral.1, "sad is low and little: {sad:?}");
    assert!(surprise.0 > neutral.0 + 1.5 && angry.0 < neutral.0 - 1.0, "{surprise:?}, {angry:?}");
    assert!(happy.2 > 1.3 * neutral.2, "happy tilts: {happy:?}, {neutral:?}");
}
