//! What prosody makes of sounds.

use super::*;

#[test]
fn accents_come_about_once_a_second_of_speech_and_onsets_are_known_ahead() {
    let voices = voices(&sentence());
    let speech = voices.iter().filter(|voice| voice.speaking > 0.5).count() as f64 / 60.0;
    assert!((3.5..5.0).contains(&speech), "{speech} s of speech");
    let accents = voices.iter().filter(|voice| voice.accent > 0.0).count() as f64 / speech;
    assert!((0.7..1.6).contains(&accents), "{accents} accents a second");
    let ahead: Vec<f32> =
        voices.iter().map(|voice| voice.until_onset * 60.0).filter(|frames| frames.is_finite()).collect();
    assert!(!ahead.is_empty() && ahead.iter().all(|frames| (0.5..4.5).contains(frames)), "{ahead:?}");
    let silent = voices.iter().rev().take(20);
    assert!(silent.into_iter().all(|voice| voice.speaking < 0.1), "the pause at the end is speech");
}

#[test]
fn rooms_hum_and_hiss_are_no_speech() {
    let mut lottery = Lottery(7);
    let hiss = lottery.noise(160_000, 0.05);
    let hum: Vec<f32> =
        (0..160_000).map(|i| 0.02 * (i as f32 * std::f32::consts::TAU * 60.0 / 16_000.0).sin()).collect();
    let offset = vec![0.3; 160_000];
    for (what, audio) in [("hiss", hiss), ("hum", hum), ("an offset", offset)] {
        let voices = voices(&audio);
        // What a sound that starts with the stream is shows after three seconds.
        let speaks = voices[180..].iter().filter(|voice| voice.speaking > 0.1).count();
        assert_eq!(speaks, 0, "{what} speaks in {speaks} frames of {}", voices.len() - 180);
    }
}

#[test]
fn nothing_that_can_be_heard_makes_a_voice_that_is_no_number() {
    let mut lottery = Lottery(11);
    let mut audio = lottery.noise(16_000, 1.0);
    audio.extend([1e30, -1e30, f32::MAX, f32::MIN_POSITIVE]);
    audio.extend((0..16_000).map(|i| if i % 100 < 50 { 1.0 } else { -1.0 }));
    audio.extend([0.0; 8_000]);
    audio.extend(sentence());
    for voice in voices(&audio) {
        let values = [voice.speaking, voice.loudness, voice.accent, voice.laughter, voice.pitch, voice.rise];
        assert!(values.iter().all(|value| value.is_finite()), "{voice:?}");
        assert!(values[..4].iter().all(|value| (0.0..=1.0).contains(value)), "{voice:?}");
        assert!(!voice.until_onset.is_nan() && voice.since_change.is_finite(), "{voice:?}");
    }
}
