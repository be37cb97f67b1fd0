//! Lids and eyes over hours of simulated time, against what has been measured in people.

use emoface::emotion::Emotion;
use emoface::motion::Frame;
use emoface::motion::behaviours::{Attention, Behaviours};
use emoface::motion::eyes::eye_angles;
use emoface::motion::life::Life;
use emoface::motion::voice::Voice;
use emoface::rig::column;
use emoface::rig::frame;
use emoface::statistics::{Scene, State, measure};

const MINUTE: i64 = 3_600;

/// Frames of a silent life that adds to `start`.
fn silent(seed: u64, behaviours: &Behaviours, frames: i64, start: &Frame) -> Vec<Frame> {
    let mut life = Life::new(seed);
    let frame = |number| {
        let mut frame = *start;
        life.act(number, &Voice::SILENT, behaviours, &mut frame);
        frame
    };
    (0..frames).map(frame).collect()
}

/// The figure called `name` about `group` in `scene`.
fn figure(scene: &Scene, group: &str, name: &str) -> f64 {
    let figures = measure(scene);
    let found = figures.iter().find(|figure| (figure.group, figure.name) == (group, name));
    found.unwrap_or_else(|| panic!("no figure is called {name}")).value
}

fn feeling(scene: Scene, emotion: &str) -> Scene {
    Scene { emotion: emotion.parse::<Emotion>().expect("an emotion"), ..scene }
}

#[test]
fn all_figures_are_where_they_are_in_people() {
    for seed in 0..6 {
        for state in State::ALL {
            for figure in measure(&Scene::hour(seed, state)) {
                let Some(([least, most], source)) = figure.people else { continue };
                // Each seed is a person, and some people are at the ends of the range of 95 %.
                let margin = if figure.name == "rate" { 1.03 } else { 1.0 };
                let (group, name, value) = (figure.group, figure.name, figure.value);
                let inside = (least / margin..=most * margin).contains(&value);
                assert!(inside, "{state:?}, seed {seed}: {group}, {name} is {value}, not {least}-{most} ({source})");
            }
        }
    }
}

#[test]
fn people_differ_and_blink_more_when_they_speak() {
    let rates = |state| {
        let rate = |seed| figure(&Scene { hours: 0.5, ..Scene::hour(seed, state) }, "blinks", "rate");
        (0..41).map(rate).collect::<Vec<_>>()
    };
    let (resting, speaking) = (rates(State::Idle), rates(State::Speaking));
    let sorted = |rates: &[f64]| {
        let mut sorted = rates.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let (rest, talk) = (sorted(&resting), sorted(&speaking));
    assert!((15.5..18.5).contains(&rest[20]), "{} a minute at rest", rest[20]);
    // Pauses of the talk are rest.
    assert!((22.5..27.5).contains(&talk[20]), "{} a minute speaking", talk[20]);
    assert!(rest[0] > 7.0 && rest[40] < 22.5 && talk[0] > 9.5 && talk[40] < 34.0, "{rest:?}, {talk:?}");
    assert!(rest[35] - rest[5] > 4.0, "everybody blinks alike: {rest:?}");
    assert!(resting.iter().zip(&speaking).all(|(rest, talk)| talk > rest));
}

#[test]
fn every_blink_closes_both_eyes_for_a_frame_from_any_lid_and_passes_closed_never() {
    for (tonic, upper) in [(0.0, 0.0), (-0.5, -0.3), (0.4, 0.0), (0.1, 0.9)] {
        let mut start: Frame = [0.0; _];
        for side in [0, column::RIGHT] {
            (start[column::BLINK_LEFT + side], start[column::UPPER_LID + side]) = (tonic, upper);
        }
        let open = silent(3, &Behaviours { blink: 0.0, ..Behaviours::ALL }, 20 * MINUTE, &start);
        let frames = silent(3, &Behaviours::ALL, 20 * MINUTE, &start);
        let lid = |frame: &Frame, side: usize| frame[column::BLINK_LEFT + side];
        let (mut blinks, mut both, mut longest) = (0, 0, [0, 0]);
        for (frame, open) in frames.iter().zip(&open) {
            assert!([0, column::RIGHT].iter().all(|side| lid(frame, *side) >= lid(open, *side) - 1e-6), "it opens");
            for (eye, side) in [0, column::RIGHT].into_iter().enumerate() {
                let closing = lid(frame, side) + 0.31 * frame[column::UPPER_LID + side].max(0.0);
                assert!(closing <= 1.0 + 1e-5, "past closed: {closing}");
                let shut = lid(frame, side) == 1.0;
                assert!(!shut || frame[column::UPPER_LID + side].abs() < 1e-6, "a shut lid is held open");
                longest[eye] = if shut { longest[eye] + 1 } else { longest[eye] };
            }
            both += i32::from(lid(frame, 0) == 1.0 && lid(frame, column::RIGHT) == 1.0);
            let quiet = [0, column::RIGHT].iter().all(|side| lid(frame, *side) == lid(open, *side));
            if quiet && longest != [0, 0] {
                blinks += 1;
                // Two frames for each eye: closed at any phase of a game's own 60 frames a second.
                assert!(longest[0] >= 2 && longest[1] >= 2 && both >= 1, "{longest:?}, {both} of both");
                (both, longest) = (0, [0, 0]);
            }
        }
        assert!(blinks > 100, "{blinks} blinks");
    }
}

#[test]
fn large_gaze_shifts_come_with_one_blink() {
    let behaviours = Behaviours { gaze: 3.0, ..Behaviours::ALL };
    let frames = silent(5, &behaviours, 120 * MINUTE, &[0.0; _]);
    let at: Vec<[f32; 2]> = frames.iter().map(|frame| eye_angles(frame)[0]).collect();
    let speed = |k: usize| (at[k][0] - at[k - 1][0]).hypot(at[k][1] - at[k - 1][1]) * 60.0;
    let starts = |k: &usize| frames[*k][column::BLINK_LEFT] > 0.0 && frames[*k - 1][column::BLINK_LEFT] == 0.0;
    let blinks: Vec<usize> = (1..frames.len()).filter(starts).collect();
    let (mut large, mut with_blink, mut k) = (0, 0, 1);
    while k < frames.len() {
        let first = k;
        while k < frames.len() && speed(k) > 30.0 {
            k += 1;
        }
        let size = (at[k - 1][0] - at[first - 1][0]).hypot(at[k - 1][1] - at[first - 1][1]);
        let during = blinks.iter().filter(|start| (first..k + 3).contains(start)).count();
        assert!(during <= 1, "{during} blinks with one saccade");
        // A blink that is hardly over lets none follow.
        let rested = !blinks.iter().any(|start| (first.saturating_sub(91)..first).contains(start));
        if size > 33.0 && rested {
            large += 1;
            with_blink += during;
        }
        k += 1;
    }
    let share = with_blink as f64 / f64::from(large);
    assert!(large > 100 && share > 0.95, "{share} of {large}");
}

#[test]
fn utterances_begin_with_a_look_away() {
    let mut away = 0;
    let onsets = 400;
    for seed in 0..onsets {
        let mut life = Life::new(seed);
        let behaviours = Behaviours { attention: Attention::Listening, ..Behaviours::ALL };
        let (mut frame, mut looked_away): (Frame, _) = ([0.0; _], false);
        for number in 0..630 {
            let since = number - 600;
            let voice = match since {
                ..-4 => Voice::SILENT,
                -4..0 => Voice { until_onset: -since as f32 / 60.0, ..Voice::SILENT },
                _ => Voice { speaking: 1.0, loudness: 0.8, since_change: since as f32 / 60.0, ..Voice::SILENT },
            };
            life.act(number, &voice, &behaviours, &mut frame);
            let [yaw, pitch] = eye_angles(&frame)[0];
            looked_away |= since >= 0 && yaw.hypot(pitch) > 4.6;
        }
        away += u64::from(looked_away);
    }
    let share = away as f64 / onsets as f64;
    assert!((0.55..0.8).contains(&share), "{share} look away in the first half second of an utterance");
}

#[test]
fn feelings_show() {
    let idle = Scene::hour(9, State::Idle);
    let rate = |scene| figure(&scene, "blinks", "rate");
    let neutral = rate(idle);
    assert!(rate(feeling(idle, "fear")) > 1.2 * neutral);
    assert!(rate(feeling(idle, "sad")) < 0.85 * neutral);
    let listening = Scene::hour(9, State::Listening);
    let on_face = |scene| figure(&scene, "gaze", "time on the face");
    assert!(on_face(feeling(listening, "fear")) < on_face(listening) - 0.03);
    assert!(on_face(feeling(listening, "angry")) > on_face(listening));
    let mean_pitch = |scene: Scene| {
        let (mut sum, mut count) = (0.0, 0);
        scene.play(|frame, _| {
            sum += f64::from(eye_angles(frame)[0][1]);
            count += 1;
        });
        sum / f64::from(count)
    };
    assert!(mean_pitch(feeling(idle, "sad")) < mean_pitch(idle) - 1.0, "sad eyes are not low");
}

#[test]
fn gains_scale_and_zero_leaves_the_frame_alone() {
    let mut wild: Frame = std::array::from_fn(|i| (i as f32 * 0.37).sin() * 0.4);
    wild[column::BLINK_LEFT] = f32::from_bits(1);
    let off = Behaviours { blink: 0.0, gaze: 0.0, ..Behaviours::ALL };
    let bits = |frame: &Frame| frame.map(f32::to_bits);
    let eyes = [column::EYES_LEFT, column::EYES_UP, column::BLINK_LEFT, column::UPPER_LID, column::LOWER_LID];
    let same = |frame: &Frame| eyes.iter().all(|k| bits(frame)[*k] == bits(&wild)[*k]);
    assert!(silent(1, &off, MINUTE, &wild).iter().all(same));
    let rate = |gain| {
        let behaviours = Behaviours { blink: gain, ..Behaviours::ALL };
        figure(&Scene { behaviours, ..Scene::hour(4, State::Idle) }, "blinks", "rate")
    };
    let once = rate(1.0);
    assert!((1.8..2.2).contains(&(rate(2.0) / once)), "{} for {once}", rate(2.0));
    assert!((0.45..0.55).contains(&(rate(0.5) / once)), "{} for {once}", rate(0.5));
    let size = |gain| {
        let frames = silent(4, &Behaviours { gaze: gain, ..Behaviours::ALL }, 60 * MINUTE, &[0.0; _]);
        frames.iter().map(|frame| f64::from(eye_angles(frame)[0][0].abs())).sum::<f64>() / frames.len() as f64
    };
    assert!((0.45..0.55).contains(&(size(0.5) / size(1.0))), "{} for {}", size(0.5), size(1.0));
}

#[test]
fn lids_follow_the_eyes_and_nothing_leaves_its_range_or_jumps() {
    for gaze in [1.0, 4.0] {
        let behaviours = Behaviours { gaze, blink: 0.0, ..Behaviours::ALL };
        let frames = silent(6, &behaviours, 30 * MINUTE, &[0.0; _]);
        for pair in frames.windows(2) {
            let mut clamped = pair[0];
            frame::clamp(&mut clamped);
            assert!(pair[0].iter().zip(&clamped).all(|(a, b)| (a - b).abs() < 1e-5));
            let pitch = eye_angles(&pair[0])[0][1];
            let upper = pair[0][column::UPPER_LID];
            assert!(upper == 0.0 || (upper > 0.0) == (pitch < 0.0), "eye at {pitch}, lid at {upper}");
            let [a, b] = [0, 1].map(|k| eye_angles(&pair[k])[0]);
            let speed = (a[0] - b[0]).hypot(a[1] - b[1]) * 60.0;
            assert!(speed < 600.0, "{speed} degrees a second");
            assert!((pair[1][column::UPPER_LID] - upper).abs() < 0.13);
        }
    }
}

#[test]
fn frames_left_out_and_frames_far_apart_are_lived_through() {
    let mut life = Life::new(1);
    let mut number = -7;
    for k in 0..100_000i64 {
        let mut frame: Frame = [0.0; _];
        life.act(number, &Voice::SILENT, &Behaviours::ALL, &mut frame);
        assert!(frame.iter().all(|value| value.is_finite()));
        number += if k % 10_000 == 9_999 { i64::MAX / 20 } else { k % 5 };
    }
}

#[test]
fn a_life_is_small() {
    assert!(size_of::<Life>() < 4_096, "{} bytes", size_of::<Life>());
}

#[test]
fn seeds_differ_and_repeat() {
    let lived = |seed| silent(seed, &Behaviours::ALL, 10 * MINUTE, &[0.0; _]);
    assert!(lived(7) == lived(7));
    assert!(lived(7) != lived(8));
}
