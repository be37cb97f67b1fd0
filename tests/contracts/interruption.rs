//! Contract 6: interruptions.

use crate::step;
use crate::support::*;
use emoface::face::FaceOptions;
use emoface::motion::Frame;
use emoface::motion::behaviours::Behaviours;
use emoface::rig::{CHANNELS, column};
use emoface::sampler::Source;
use std::time::Duration;

// 6. Interrupt

#[test]
fn an_interruption_eases_the_mouth_to_rest_within_120_ms_and_the_next_push_is_fresh() {
    let engine = engine();
    let face = engine.face(&FaceOptions { behaviours: Behaviours::NONE, ..roomy() }).unwrap();
    let mut rest = [0.0; CHANNELS];
    face.sample(0.0, &mut rest).unwrap();
    let audio = voice_at(16_000, 2.0);
    face.push(&audio, 1, 16_000.0).unwrap();
    wait_ready(&face, 110);
    // A moment with an open mouth.
    let mut out = [0.0; CHANNELS];
    let open = (10..100)
        .max_by(|a, b| {
            let mut jaw = |k: &i32| {
                face.sample(f64::from(*k) / 60.0, &mut out).unwrap();
                out[column::JAW_OPEN]
            };
            jaw(a).total_cmp(&jaw(b))
        })
        .unwrap();
    face.sample(f64::from(open) / 60.0, &mut out).unwrap();
    let away = step(&out, &rest);
    assert!(away > 0.1, "the mouth never opens");
    let next = face.interrupt();
    assert_eq!(next, 2.0);
    let mut last = out;
    for k in 1..=8 {
        let sampled = face.sample(f64::from(open + k) / 60.0, &mut out).unwrap();
        assert_eq!(sampled.source, Source::Rest);
        assert!(step(&last, &out) < away * 0.35, "a jump to rest");
        last = out;
    }
    assert!(step(&out, &rest) < 1e-5, "not at rest after 8 frames (133 ms, one of them the call itself)");
    // A clock that stands still must not keep the mouth open.
    face.push(&audio, 1, 16_000.0).unwrap();
    face.finish().unwrap();
    wait_ready(&face, 239);
    let fresh: Vec<_> = (0..240)
        .map(|k| k as f64 / 60.0)
        .skip(128)
        .map(|t| {
            assert_eq!(face.sample(t, &mut out).unwrap().source, Source::Frames);
            out
        })
        .collect();
    let baked = engine
        .bake(&audio, 16_000.0, &bake_options(&engine, &FaceOptions { behaviours: Behaviours::NONE, ..roomy() }))
        .unwrap();
    // Skipping the first 8 frames, which blend from rest.
    assert!(difference(&fresh[8..], &baked.frames[16..]) <= 1e-5, "the next utterance is not fresh");
}

#[test]
fn interrupted_audio_is_never_spoken() {
    let engine = engine();
    // A second of ring: a machine that stalls for a moment must not look like lost audio.
    let options = FaceOptions { seed: 7, behaviours: Behaviours::NONE, ring_ms: 1_000, ..FaceOptions::default() };
    let face = engine.face(&options).unwrap();
    let mut out = [0.0; CHANNELS];
    // Ten seconds wait for the game, which has seen half of one, when it interrupts.
    face.speak(&voice_at(16_000, 10.0), 1, 16_000.0).unwrap();
    wait_ready(&face, 30);
    face.sample(0.5, &mut out).unwrap();
    assert_eq!(face.interrupt(), 10.0);
    face.sample(0.6, &mut out).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(face.stats().ready, -1.0, "the worker speaks on");
    let audio = voice_at(16_000, 0.7);
    face.push(&audio[..2_000], 1, 16_000.0).unwrap();
    for piece in audio[2_000..].chunks(2_000) {
        std::thread::sleep(Duration::from_millis(10));
        assert_eq!(face.push(piece, 1, 16_000.0).unwrap(), piece.len());
    }
    face.finish().unwrap();
    wait_ready(&face, 641);
    let baked = engine.bake(&audio, 16_000.0, &bake_options(&engine, &options)).unwrap().frames;
    let live: Vec<Frame> = (600..642)
        .map(|k| {
            face.sample(f64::from(k) / 60.0, &mut out).unwrap();
            out
        })
        .collect();
    // The first 8 frames blend from rest.
    assert!(difference(&live[8..], &baked[8..]) <= 1e-5, "something of the old line is heard");
}

#[test]
fn a_stalled_clock_still_comes_to_rest_after_an_interruption() {
    let face = engine().face(&FaceOptions { behaviours: Behaviours::NONE, ..roomy() }).unwrap();
    let (mut rest, mut out) = ([0.0; CHANNELS], [0.0; CHANNELS]);
    face.sample(0.0, &mut rest).unwrap();
    face.push(&voice_at(16_000, 1.0), 1, 16_000.0).unwrap();
    wait_ready(&face, 50);
    face.sample(0.5, &mut out).unwrap();
    face.interrupt();
    // 30 calls a second for 120 ms.
    for _ in 0..4 {
        face.sample(0.5, &mut out).unwrap();
    }
    assert!(step(&out, &rest) < 1e-5);
}
