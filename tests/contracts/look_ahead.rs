//! Contract 10: each face keeps the look-ahead that it asked for.

use crate::support::*;
use emoface::bake::BakeOptions;
use emoface::engine::Engine;
use emoface::error::Error;
use emoface::face::{Face, FaceOptions};
use emoface::mood::{Mood, Part};
use emoface::motion::Frame;
use emoface::motion::behaviours::Behaviours;
use emoface::rig::BOARD_CONTROLS;
use std::sync::Arc;
use std::time::Duration;

// 10. Look-ahead

/// The voice, and a network that has three look-aheads whatever the voice has.
fn engines() -> [Engine; 2] {
    [engine(), stand_in_engine(&Arc::default())]
}

fn asking(look_ahead_ms: f32) -> FaceOptions {
    FaceOptions { look_ahead_ms, ..roomy() }
}

#[test]
fn the_voice_offers_33_67_and_133_ms() {
    let engine = engine();
    let rounded = |smooth| engine.look_aheads_ms(smooth).iter().map(|ms| ms.round() as u32).collect::<Vec<_>>();
    // Smoothing waits for nothing: the voice tells of the next frame.
    assert_eq!((rounded(true), rounded(false)), (vec![33, 67, 133], vec![33, 67, 133]));
    assert_eq!((engine.look_ahead(true) * 1000.0).round(), 67.0);
    for (asked, used) in [(33.0, 33), (33.3, 33), (34.0, 33), (66.0, 67), (67.0, 67), (100.0, 67), (133.0, 133)] {
        let face = engine.face(&asking(asked)).unwrap();
        assert_eq!(face.look_ahead_ms().round() as u32, used, "{asked} ms");
    }
    assert!(engine.face(&asking(32.0)).is_err());
}

#[test]
fn frames_are_ready_exactly_one_look_ahead_behind_the_audio() {
    for engine in engines() {
        assert!(engine.look_ahead(true) <= 0.067, "{} s", engine.look_ahead(true));
        for smooth in [true, false] {
            for look_ahead_ms in engine.look_aheads_ms(smooth).into_iter().chain([0.0]) {
                let face = engine.face(&FaceOptions { smooth, ..asking(look_ahead_ms) }).unwrap();
                let usual = (engine.look_ahead(smooth) * 1000.0) as f32;
                let expected = if look_ahead_ms == 0.0 { usual } else { look_ahead_ms };
                assert!((face.look_ahead_ms() - expected).abs() < 1e-3, "{} ms", face.look_ahead_ms());
                keeps_step(&face, (expected * 0.06).round() as i64);
            }
        }
    }
}

/// After each frame of audio the newest frame is the one `delay` before it, neither older nor newer.
fn keeps_step(face: &Face, delay: i64) {
    for k in 0..40 {
        face.push(&[0.01; 800], 1, 48_000.0).unwrap();
        let frame = k + 1 - delay;
        if frame >= 0 {
            wait_ready(face, frame as usize);
            std::thread::sleep(Duration::from_millis(2));
            assert_eq!((face.stats().ready * 60.0).round() as i64, frame, "after {} pushed frames", k + 1);
        }
    }
}

#[test]
fn a_network_that_only_waits_gives_the_same_frames_at_each_look_ahead() {
    let engine = stand_in_engine(&Arc::default());
    let audio = voice_at(16_000, 3.0);
    let board = |frames: Vec<Frame>| -> Vec<_> {
        frames.iter().map(|frame| <[f32; BOARD_CONTROLS]>::try_from(&frame[..BOARD_CONTROLS]).unwrap()).collect()
    };
    // Unsmoothed: the shortest look-ahead is smoothed more than the others.
    let looks = engine.look_aheads_ms(false);
    assert_eq!(looks.len(), WAITS.len());
    let bake = |look_ahead_ms| {
        let options =
            BakeOptions { look_ahead_ms, smooth: false, behaviours: Behaviours::NONE, ..BakeOptions::default() };
        board(engine.bake(&audio, 16_000.0, &options).unwrap().frames)
    };
    let first = bake(looks[0]);
    assert!(first.iter().any(|frame| frame[4] > first[0][4] + 0.1), "the stand-in hears nothing");
    for ms in looks {
        assert!(first == bake(ms), "frames of {ms} ms stand elsewhere in time");
        // Silence completes the last frames, whatever the delay.
        let face = engine.face(&FaceOptions { smooth: false, behaviours: Behaviours::NONE, ..asking(ms) }).unwrap();
        assert!(first == board(perform(&face, &audio, 16_000, || 333)), "live frames of {ms} ms stand elsewhere");
    }
}

#[test]
fn faces_of_all_look_aheads_share_a_batch_and_get_what_they_would_get_alone() {
    let mood: Mood = "angry:0.7;brows=happy".parse().unwrap();
    for engine in engines() {
        let looks = engine.look_aheads_ms(true);
        let audio = voice_at(16_000, 1.5);
        let options: Vec<_> =
            (0..16).map(|i| FaceOptions { seed: i as u64, ..asking(looks[i % looks.len()]) }).collect();
        let faces: Vec<_> = options.iter().map(|options| engine.face(options).unwrap()).collect();
        for face in &faces {
            face.set_emotion(*mood.of(Part::Mouth)).unwrap();
            face.set_part_emotion(Part::Brows, Some(*mood.of(Part::Brows))).unwrap();
        }
        for piece in audio.chunks(320) {
            faces.iter().for_each(|face| assert_eq!(face.push(piece, 1, 16_000.0).unwrap(), piece.len()));
        }
        faces.iter().for_each(|face| face.finish().unwrap());
        for (face, options) in faces.iter().zip(&options) {
            let alone = BakeOptions { mood, ..bake_options(&engine, options) };
            let alone = engine.bake(&audio, 16_000.0, &alone).unwrap().frames;
            wait_ready(face, alone.len() - 1);
            let worst = difference(&frames(face, alone.len()), &alone);
            assert!(worst <= 1e-5, "seed {}, {} ms: off by {worst}", options.seed, options.look_ahead_ms);
        }
    }
}

#[test]
fn a_line_and_what_follows_a_reset_keep_the_look_ahead() {
    for engine in engines() {
        let audio = voice_at(24_000, 2.0);
        for ms in engine.look_aheads_ms(true) {
            let face = engine.face(&asking(ms)).unwrap();
            let baked = engine.bake(&audio, 24_000.0, &bake_options(&engine, &asking(ms))).unwrap().frames;
            for _ in 0..2 {
                face.speak(&audio, 1, 24_000.0).unwrap();
                face.finish().unwrap();
                wait_ready(&face, baked.len() - 1);
                let worst = difference(&frames(&face, baked.len()), &baked);
                assert!(worst <= 1e-5, "{ms} ms: off by {worst}");
                face.reset();
            }
        }
    }
}

#[test]
fn a_bake_hears_as_far_ahead_as_the_model_can() {
    for engine in engines() {
        let audio = voice_at(16_000, 2.0);
        let bake = |look_ahead_ms| {
            let options = BakeOptions { look_ahead_ms, ..BakeOptions::default() };
            engine.bake(&audio, 16_000.0, &options).unwrap().frames
        };
        let (unasked, looks) = (bake(0.0), engine.look_aheads_ms(true));
        let (shortest, longest) = (looks[0], looks[looks.len() - 1]);
        assert!(bake(longest) == unasked && bake(longest + 300.0) == unasked);
        assert!(shortest == longest || bake(shortest) != unasked, "a shorter look-ahead changes nothing");
    }
}

#[test]
fn what_no_model_has_is_refused_live_and_baked() {
    for engine in engines() {
        let shortest = engine.look_aheads_ms(true)[0];
        for look_ahead_ms in [shortest - 1.5, -67.0, f32::NAN, f32::INFINITY, 1e9] {
            let bake = BakeOptions { look_ahead_ms, ..BakeOptions::default() };
            let face = engine.face(&asking(look_ahead_ms)).map(|_| ());
            for refused in [face, engine.bake(&[0.0; 160], 16_000.0, &bake).map(|_| ())] {
                let Err(Error::InvalidArgument(said)) = refused else { panic!("{look_ahead_ms} ms passed") };
                assert!(said.contains(&format!("{shortest:.0}")) && said.contains("offers"), "{said}");
            }
        }
    }
}
