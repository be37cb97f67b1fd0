//! The contracts between a game and its faces, each with the test that fails when it is broken.

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use emoface::emotion::Emotion;
use emoface::error::Error;
use emoface::face::{Face, FaceOptions};
use emoface::motion::Frame;
use emoface::motion::life::Behaviours;
use emoface::rig::{CHANNELS, column};
use emoface::sampler::Source;
use emoface::worker::Load;
use support::*;

const MOUTH: [usize; 6] = [4, 57, 66, 67, 70, 91];

fn step(a: &Frame, b: &Frame) -> f32 {
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

// 1. Time

#[test]
fn sampling_interpolates_between_neighbouring_frames() {
    let face = engine().face(&roomy()).unwrap();
    let frames = perform(&face, &voice_at(16_000, 1.0), 16_000, || 480);
    let mut out = [0.0; CHANNELS];
    for k in [10, 25, 40] {
        face.sample((k as f64 + 0.25) / 60.0, &mut out).unwrap();
        for i in 0..CHANNELS {
            let expected = frames[k][i] + 0.25 * (frames[k + 1][i] - frames[k][i]);
            assert!((out[i] - expected).abs() < 1e-6);
        }
    }
}

#[test]
fn what_is_not_ready_is_said_and_the_face_eases_to_rest_without_a_jump() {
    let face = engine().face(&FaceOptions { behaviours: Behaviours::NONE, ..roomy() }).unwrap();
    let audio = voice_at(16_000, 1.0);
    face.push(&audio, 1, 16_000.0).unwrap();
    let delay = 4;
    wait_ready(&face, 60 - delay - 1);
    let (mut last, mut out) = ([0.0; CHANNELS], [0.0; CHANNELS]);
    face.sample(0.5, &mut last).unwrap();
    let ready = face.stats().ready;
    let mut rest_reached = false;
    for k in 31..150 {
        let time = f64::from(k) / 60.0;
        let sampled = face.sample(time, &mut out).unwrap();
        assert_eq!(sampled.source, if time <= ready { Source::Frames } else { Source::Held });
        assert_eq!(sampled.ready, ready);
        // Speech itself moves fast; what follows it must not.
        let limit = if time <= ready { 1.0 } else { 0.1 };
        assert!(step(&last, &out) < limit, "a jump of {} at {time} s", step(&last, &out));
        rest_reached = step(&last, &out) == 0.0;
        last = out;
    }
    assert!(rest_reached, "the face never comes to rest");
    let quiet = engine().face(&roomy()).unwrap();
    let mut rest = [0.0; CHANNELS];
    quiet.sample(0.0, &mut rest).unwrap();
    assert!(step(&rest, &out) < 1e-6, "it rests elsewhere");
}

#[test]
fn times_before_the_oldest_frame_give_the_oldest() {
    let face = engine().face(&FaceOptions { timeline_ms: 500, ..roomy() }).unwrap();
    let audio = voice_at(16_000, 3.0);
    for (i, piece) in audio.chunks(800).enumerate() {
        face.push(piece, 1, 16_000.0).unwrap();
        if i >= 2 {
            wait_ready(&face, i * 3 - 3);
        }
        face.sample(i as f64 * 0.05, &mut [0.0; CHANNELS]).unwrap();
    }
    let mut out = [0.0; CHANNELS];
    for time in [0.0, -1.0, -1e300] {
        let sampled = face.sample(time, &mut out).unwrap();
        assert_eq!(sampled.source, Source::Oldest);
    }
    assert!(matches!(face.sample(f64::NAN, &mut out), Err(Error::BadTime)));
    assert_eq!(face.sample(1e300, &mut out).unwrap().source, Source::Held);
    assert_eq!(face.sample(2.8, &mut out).unwrap().source, Source::Frames, "the face goes on");
}

// 2. Look-ahead

#[test]
fn frames_are_ready_exactly_one_look_ahead_behind_the_audio() {
    let engine = engine();
    let face = engine.face(&roomy()).unwrap();
    let look_ahead = engine.look_ahead(true);
    assert!(look_ahead <= 0.067, "{look_ahead} s");
    for k in 0..60 {
        face.push(&[0.01; 800], 1, 48_000.0).unwrap();
        let frame = k as i64 + 1 - (look_ahead * 60.0).round() as i64;
        if frame >= 0 {
            wait_ready(&face, frame as usize);
            std::thread::sleep(Duration::from_millis(2));
            assert_eq!((face.stats().ready * 60.0).round() as i64, frame, "after {} pushed frames", k + 1);
        }
    }
}

#[test]
fn a_live_stream_equals_the_bake() {
    let engine = engine();
    let options = roomy();
    for rate in [16_000, 44_100, 48_000] {
        let audio = voice_at(rate, 3.0);
        let live = perform(&engine.face(&options).unwrap(), &audio, rate, || 480);
        let baked = engine.bake(&audio, f64::from(rate), &bake_options(&options)).unwrap();
        let worst = difference(&live, &baked.frames);
        assert!(worst <= 1e-5, "{rate} Hz: off by {worst}");
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
    let baked = engine.bake(&audio, 24_000.0, &bake_options(&roomy())).unwrap();
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
        let alone = engine.bake(audio, 16_000.0, &bake_options(&FaceOptions { seed: seed as u64, ..roomy() })).unwrap();
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
    let baked =
        engine.bake(&audio, 16_000.0, &bake_options(&FaceOptions { behaviours: Behaviours::NONE, ..roomy() })).unwrap();
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
    let baked = engine.bake(&audio, 16_000.0, &bake_options(&options)).unwrap().frames;
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

// 7. Overload

#[test]
fn a_full_ring_drops_the_newest_counts_them_and_keeps_time() {
    let orders = Arc::new(Orders::default());
    orders.cost.store(20_000, Ordering::Relaxed);
    let engine = stand_in_engine(&orders);
    let face = engine.face(&FaceOptions { ring_ms: 100, timeline_ms: 5_000, ..FaceOptions::default() }).unwrap();
    let mut taken = 0;
    for _ in 0..100 {
        taken += face.push(&[0.1; 480], 1, 48_000.0).unwrap();
    }
    let stats = face.stats();
    assert_eq!(stats.dropped as usize, 48_000 - taken);
    assert!(stats.dropped > 10_000, "nothing was dropped");
    assert!((stats.pushed - 1.0).abs() < 1e-9, "stream time slipped to {}", stats.pushed);
    orders.cost.store(0, Ordering::Relaxed);
    let start = Instant::now();
    while face.push(&[0.1; 480], 1, 48_000.0).unwrap() < 480 {
        assert!(start.elapsed() < PATIENCE, "the ring never has room again");
        std::thread::sleep(Duration::from_millis(5));
    }
    let end = (face.stats().pushed * 60.0 - 1e-4).ceil() as usize - 1;
    face.finish().unwrap();
    wait_ready(&face, end);
    assert_eq!((face.stats().ready * 60.0).round() as usize, end, "frames and stream time part");
}

#[test]
fn overload_is_reported_skips_in_order_and_is_over_within_a_second() {
    let orders = Arc::new(Orders::default());
    let engine = stand_in_engine(&orders);
    let faces: Vec<_> = (0..8).map(|_| engine.face(&FaceOptions::default()).unwrap()).collect();
    // 8 faces at 60 rows a second need 8 * 60 * 4 ms = 1.9 s a second.
    orders.cost.store(4_000, Ordering::Relaxed);
    let mut out = [0.0; CHANNELS];
    let mut seen = vec![];
    let mut run = |seconds: f64, loads: &mut Vec<Load>| {
        let start = Instant::now();
        while start.elapsed().as_secs_f64() < seconds {
            for face in &faces {
                face.push(&[0.1; 480], 1, 48_000.0).unwrap();
                face.sample(face.stats().pushed - 0.1, &mut out).unwrap();
            }
            loads.push(faces[0].stats().load);
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    run(2.0, &mut seen);
    assert!(seen.contains(&Load::Late) && seen.contains(&Load::Skipping), "overload was not noticed");
    let first = |load| seen.iter().position(|seen| *seen == load).unwrap();
    assert!(first(Load::Late) < first(Load::Skipping), "quality stepped down out of order");
    assert!(faces.iter().any(|face| face.stats().skipped > 0), "nothing was skipped: {:?}", faces[0].stats());
    orders.cost.store(0, Ordering::Relaxed);
    run(1.0, &mut seen);
    assert_eq!(faces[0].stats().load, Load::Full, "the load was not forgotten");
    let stats = faces[0].stats();
    assert!(stats.pushed - stats.ready < 0.2, "still {} s behind", stats.pushed - stats.ready);
}

#[test]
fn a_worker_that_fails_or_panics_leaves_the_game_standing() {
    for misbehave in [1, 2] {
        let orders = Arc::new(Orders::default());
        let engine = stand_in_engine(&orders);
        let face = engine.face(&FaceOptions::default()).unwrap();
        orders.misbehave.store(misbehave, Ordering::Relaxed);
        let start = Instant::now();
        while face.fault().is_none() {
            face.push(&[0.1; 480], 1, 48_000.0).unwrap();
            assert!(start.elapsed() < PATIENCE, "the fault is not reported");
            std::thread::sleep(Duration::from_millis(1));
        }
        let mut out = [0.0; CHANNELS];
        assert_eq!(face.sample(0.5, &mut out).unwrap().source, Source::Rest);
        assert!(matches!(engine.face(&FaceOptions::default()), Err(Error::Poisoned(_))));
    }
}

// 8. Rest

#[test]
fn silence_and_noise_do_not_move_the_mouth_and_nan_is_silence() {
    let engine = engine();
    let options = bake_options(&FaceOptions { behaviours: Behaviours::NONE, ..roomy() });
    let bake = |audio: &[f32]| engine.bake(audio, 16_000.0, &options).unwrap().frames;
    let silent = bake(&[0.0; 48_000]);
    assert!(silent == bake(&[f32::NAN; 48_000]), "NaN is heard");
    let mixed: Vec<f32> = (0..48_000).map(|i| if i % 2 == 0 { f32::INFINITY } else { 0.0 }).collect();
    assert!(silent == bake(&mixed), "infinity is heard");
    let mut lottery = Lottery(3);
    for (what, audio) in [
        ("digital silence", vec![0.0; 48_000]),
        ("room tone at -60 dBFS", lottery.noise(48_000, 1.7e-3)),
        ("noise at -30 dBFS", lottery.noise(48_000, 5.5e-2)),
    ] {
        let frames = bake(&audio);
        for control in MOUTH {
            // The first half second may settle.
            let values: Vec<f32> = frames[30..].iter().map(|frame| frame[control]).collect();
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            let spread = (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / values.len() as f32).sqrt();
            assert!(spread <= 0.01, "{what}: control {control} moves by {spread}");
        }
        assert!(frames[30..].iter().all(|frame| frame[column::JAW_OPEN] < 0.1), "{what} opens the mouth");
    }
}

// 9. Lips close

#[test]
fn lips_close_and_open_under_every_emotion() {
    let engine = engine();
    let (audio, rate) = hello();
    let closures = |emotion: Emotion| {
        let options =
            emoface::bake::BakeOptions { mood: emotion.into(), behaviours: Behaviours::NONE, ..Default::default() };
        let frames = engine.bake(&audio, f64::from(rate), &options).unwrap().frames;
        let both = |frame: &Frame, columns: [usize; 2]| (frame[columns[0]] + frame[columns[1]]) / 2.0;
        let together = |frame: &Frame| both(frame, column::LIPS_TOGETHER);
        // Aperture, and closed at 5 % of its 95th percentile: as lip closure is judged in the model card.
        let aperture =
            |frame: &Frame| frame[column::JAW_OPEN] * (1.0 - together(frame)) + 0.6 * both(frame, column::LIP_OPENERS);
        let mut sorted: Vec<f32> = frames.iter().map(aperture).collect();
        sorted.sort_by(f32::total_cmp);
        let shut = 0.05 * sorted[sorted.len() * 95 / 100];
        let closed: Vec<bool> = frames.iter().map(|frame| together(frame) > 0.95).collect();
        for (frame, _) in frames.iter().zip(&closed).filter(|(_, closed)| **closed) {
            assert!(aperture(frame) <= shut, "closed lips leave a gap of {} (shut: {shut})", aperture(frame));
        }
        let opened = frames.iter().filter(|frame| frame[column::JAW_OPEN] > 0.15).count();
        assert!(opened > 20, "the mouth hardly opens");
        closed.windows(2).filter(|pair| !pair[0] && pair[1]).count()
    };
    let neutral = closures(Emotion::default());
    assert!(neutral >= 5, "{neutral} closures in a sentence full of p, b and m");
    for emotion in ["angry", "disgust", "fear", "happy", "sad", "surprise"] {
        let count = closures(emotion.parse().unwrap());
        assert!(count.abs_diff(neutral) <= 1, "{emotion}: {count} closures, neutral {neutral}");
    }
}
