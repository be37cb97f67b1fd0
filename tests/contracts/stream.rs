//! Contracts 2 to 4: live is baked, chunks, chance.

use crate::support::*;
use emoface::face::{Face, FaceOptions};
use emoface::motion::behaviours::Behaviours;
use emoface::rig::{CHANNELS, column};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

// 2. Live is baked

#[test]
fn a_live_stream_equals_the_bake_at_each_look_ahead() {
    let engine = engine();
    for look_ahead_ms in engine.look_aheads_ms(true) {
        let options = FaceOptions { look_ahead_ms, ..roomy() };
        for rate in [16_000, 44_100, 48_000] {
            let audio = voice_at(rate, 3.0);
            let live = perform(&engine.face(&options).unwrap(), &audio, rate, || 480);
            let baked = engine.bake(&audio, f64::from(rate), &bake_options(&engine, &options)).unwrap();
            let worst = difference(&live, &baked.frames);
            assert!(worst <= 1e-5, "{rate} Hz, {look_ahead_ms} ms: off by {worst}");
        }
    }
}

#[test]
fn every_utterance_after_a_finish_equals_its_own_bake() {
    let engine = engine();
    let options = FaceOptions { behaviours: Behaviours::NONE, smooth: false, ..roomy() };
    let face = engine.face(&options).unwrap();
    let audio = voice_at(48_000, 1.0);
    perform(&face, &audio, 48_000, || 480);
    let first = frames(&face, 60);
    face.push(&audio, 1, 48_000.0).unwrap();
    face.finish().unwrap();
    wait_ready(&face, 119);
    let both = frames(&face, 120);
    assert!(difference(&first, &both[60..]) <= 1e-5);
}

#[test]
fn a_line_handed_over_whole_equals_the_same_audio_pushed() {
    let engine = engine();
    let face = engine.face(&roomy()).unwrap();
    let audio = voice_at(24_000, 5.0);
    face.speak(&audio, 1, 24_000.0).unwrap();
    face.finish().unwrap();
    wait_ready(&face, 299);
    let baked = engine.bake(&audio, 24_000.0, &bake_options(&engine, &roomy())).unwrap();
    assert!(difference(&frames(&face, 300), &baked.frames) <= 1e-5);
}

// 3. Chunk invariance

#[test]
fn the_cut_into_chunks_changes_no_bit() {
    let engine = engine();
    for rate in [16_000, 44_100, 48_000] {
        let audio = voice_at(rate, 2.0);
        let play = |chunk: &mut dyn FnMut() -> usize| perform(&engine.face(&roomy()).unwrap(), &audio, rate, chunk);
        let whole = play(&mut || 480);
        for size in [1, 1024, 4801] {
            assert!(whole == play(&mut || size), "{rate} Hz in chunks of {size}");
        }
        let mut lottery = Lottery(u64::from(rate));
        assert!(whole == play(&mut || 1 + lottery.below(5_000)), "{rate} Hz in random chunks");
    }
}

#[test]
fn a_face_in_a_crowd_gets_what_it_would_get_alone() {
    let engine = engine();
    let audio: Vec<Vec<f32>> = (0..16).map(|i| voice_at(16_000, 1.5).split_off(i * 500)).collect();
    let faces: Vec<_> = (0..16).map(|seed| engine.face(&FaceOptions { seed, ..roomy() }).unwrap()).collect();
    for start in (0..24_000).step_by(320) {
        for (face, audio) in faces.iter().zip(&audio) {
            let piece = audio.get(start..(start + 320).min(audio.len())).unwrap_or_default();
            face.push(piece, 1, 16_000.0).unwrap();
        }
    }
    for (seed, (face, audio)) in faces.iter().zip(&audio).enumerate() {
        face.finish().unwrap();
        let alone = engine
            .bake(audio, 16_000.0, &bake_options(&engine, &FaceOptions { seed: seed as u64, ..roomy() }))
            .unwrap();
        wait_ready(face, alone.frames.len() - 1);
        let worst = difference(&frames(face, alone.frames.len()), &alone.frames);
        assert!(worst <= 1e-5, "face {seed} differs by {worst}");
    }
}

// 4. Determinism

#[test]
fn seed_and_audio_decide_everything_and_a_reset_starts_again() {
    let engine = engine();
    let audio = voice_at(16_000, 4.0);
    let face = engine.face(&roomy()).unwrap();
    let first = perform(&face, &audio, 16_000, || 480);
    assert!(first == perform(&engine.face(&roomy()).unwrap(), &audio, 16_000, || 480));
    let other = perform(&engine.face(&FaceOptions { seed: 8, ..roomy() }).unwrap(), &audio, 16_000, || 480);
    assert!(first != other, "the seed decides nothing");
    face.reset();
    assert_eq!((face.stats().pushed, face.stats().ready), (0.0, -1.0));
    assert!(first == perform(&face, &audio, 16_000, || 480), "a reset face remembers");
}

#[test]
fn a_reset_holds_even_when_an_interruption_overtakes_it() {
    let orders = Arc::new(Orders::default());
    let engine = stand_in_engine(&orders);
    let audio = voice_at(16_000, 3.0);
    let after = |face: &Face| {
        face.push(&audio[..1_600], 1, 16_000.0).unwrap();
        face.interrupt();
        orders.cost.store(0, Ordering::Relaxed);
        face.push(&audio, 1, 16_000.0).unwrap();
        face.finish().unwrap();
        wait_ready(face, 185);
        let mut out = [0.0; CHANNELS];
        (20..186)
            .map(|k| {
                face.sample(f64::from(k) / 60.0, &mut out).unwrap();
                [out[column::BLINK_LEFT], out[column::EYES_LEFT]]
            })
            .collect::<Vec<_>>()
    };
    let fresh = engine.face(&roomy()).unwrap();
    let expected = after(&fresh);
    drop(fresh);
    let face = engine.face(&roomy()).unwrap();
    perform(&face, &audio, 16_000, || 480);
    // The worker sleeps in the network while reset and interruption happen.
    orders.cost.store(100_000, Ordering::Relaxed);
    face.push(&audio, 1, 16_000.0).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    face.reset();
    assert_eq!(after(&face)[20..], expected[20..], "blinks and gaze go on from before the reset");
}
