//! Contract 1: time.

use crate::step;
use crate::support::*;
use emoface::error::Error;
use emoface::face::FaceOptions;
use emoface::motion::behaviours::Behaviours;
use emoface::rig::CHANNELS;
use emoface::sampler::Source;

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
    let engine = engine();
    let face = engine.face(&FaceOptions { behaviours: Behaviours::NONE, ..roomy() }).unwrap();
    let audio = voice_at(16_000, 1.0);
    face.push(&audio, 1, 16_000.0).unwrap();
    let delay = (engine.look_ahead(true) * 60.0).round() as usize;
    // The very last frame that the audio allows: another one would come ready in the middle of what follows.
    wait_ready(&face, 60 - delay);
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
    let quiet = engine.face(&roomy()).unwrap();
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
