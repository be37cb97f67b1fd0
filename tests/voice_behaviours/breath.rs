//! Breath and swallowing.

use super::*;

/// Frames in which a breath in begins, judged by the throat.
fn breaths(frames: &[Frame]) -> Vec<usize> {
    let throat = path(frames, column::THROAT_IN);
    (1..throat.len()).filter(|k| throat[k - 1] < 0.1 && throat[*k] >= 0.1).collect()
}

#[test]
fn a_silent_face_breathes_12_to_20_times_a_minute() {
    let mut rates = vec![];
    for seed in 0..20 {
        let frames = breath(seed, &silence(20 * MINUTE));
        let found = breaths(&frames);
        rates.push(found.len() as f64 / 20.0);
        let throat = path(&frames, column::THROAT_IN);
        let inwards = throat.iter().filter(|x| **x > 0.01).count() as f64;
        let outwards = throat.iter().filter(|x| **x < -0.01).count() as f64;
        assert!((0.6..1.0).contains(&(inwards / outwards)), "in {inwards}, out {outwards}");
        let bend = throat.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs()).fold(0.0, f64::max);
        assert!(bend < 0.01, "a corner of {bend}");
        assert!(path(&frames, column::JAW_OPEN).iter().all(|jaw| *jaw == 0.0), "the jaw of a silent face moves");
    }
    assert!(rates.iter().all(|rate| (11.2..20.5).contains(rate)), "{rates:?} a minute");
    assert!((14.0..17.5).contains(&mean(&rates)), "{} a minute on average", mean(&rates));
}

#[test]
fn speech_holds_its_breath_and_pauses_take_it() {
    let talk = talk();
    let frames = breath(3, &talk);
    let found = breaths(&frames);
    let spoken = found.iter().filter(|k| talk[**k].speaking > 0.9).count();
    assert_eq!(spoken, 0, "{spoken} of {} breaths are taken in mid-speech", found.len());
    // Sentence after sentence: the rate falls, although each breath is short.
    let sentences: Vec<Voice> = voices(&sentence()).into_iter().cycle().take(20 * MINUTE).collect();
    let speaking = breaths(&breath(3, &sentences)).len() as f64 / 20.0;
    let silent = breaths(&breath(3, &silence(20 * MINUTE))).len() as f64 / 20.0;
    assert!(speaking > 5.0 && speaking < 0.7 * silent, "{speaking} breaths a minute of speech, {silent} of silence");
    // A pause after a sentence of five seconds is used.
    let ends = (1..talk.len() - 90).filter(|k| talk[k - 1].speaking >= 0.5 && talk[*k].speaking < 0.5);
    let long: Vec<usize> = ends.filter(|end| (0..90).all(|k| talk[end + k].speaking < 0.5)).collect();
    let used = long.iter().filter(|end| found.iter().any(|k| (**end..**end + 60).contains(k))).count();
    assert!(used as f64 > 0.9 * long.len() as f64, "{used} of {} pauses", long.len());
    let jaw = path(&frames, column::JAW_OPEN).into_iter().fold(0.0, f64::max);
    assert!((0.01..0.06).contains(&jaw), "lips part by a jaw of {jaw}");
}

#[test]
fn swallows_come_every_40_to_120_seconds_and_never_in_speech() {
    let frames = breath(4, &silence(4 * HOUR));
    let larynx = path(&frames, column::THROAT_UP);
    let starts: Vec<usize> = (1..larynx.len()).filter(|k| larynx[k - 1] == 0.0 && larynx[*k] > 0.0).collect();
    let gaps: Vec<f64> = starts.windows(2).map(|w| (w[1] - w[0]) as f64 / 60.0).collect();
    // A breath that is under way is finished first.
    assert!(gaps.iter().all(|gap| (40.0..130.0).contains(gap)), "{gaps:?}");
    assert!((70.0..95.0).contains(&mean(&gaps)), "{} s on average", mean(&gaps));
    let swallow = path(&frames, column::SWALLOW);
    assert!(swallow.windows(2).all(|w| (w[1] - w[0]).abs() < 0.06), "a swallow jumps");
    let talk = talk();
    let talking = breath(4, &talk);
    let starts =
        (1..talk.len()).filter(|k| talking[k - 1][column::SWALLOW] == 0.0 && talking[*k][column::SWALLOW] > 0.0);
    assert!(starts.clone().count() > 3, "nobody swallows in an hour of talk");
    assert!(starts.into_iter().all(|k| talk[k].speaking < 0.1), "a swallow in speech");
}
