//! Looking at things and away from them: eyes and head together, at any frame rate.

use emoface::motion::Frame;
use emoface::motion::aim::{Aim, GazeCommand};
use emoface::motion::behaviours::Behaviours;
use emoface::motion::eyes::{eye_angles, point_both, seen_by_body};
use emoface::rig::frame;
use emoface::rig::{CHANNELS, channel, column};

const FAR: f32 = f32::INFINITY;

fn look_at(yaw: f32, pitch: f32) -> GazeCommand {
    GazeCommand::LookAt { yaw, pitch, distance: FAR }
}

/// Where the two eyes of `frame` look, for the body: their middle.
fn gaze(frame: &Frame) -> [f32; 2] {
    let head = [frame[channel::HEAD_YAW], frame[channel::HEAD_PITCH], frame[channel::HEAD_ROLL]];
    let eyes = eye_angles(frame);
    seen_by_body(std::array::from_fn(|axis| (eyes[0][axis] + eyes[1][axis]) / 2.0), head)
}

/// Frames of `aim` under `command` for `seconds` at `rate` frames a second, from frames that look ahead.
fn hold(aim: &mut Aim, command: GazeCommand, behaviours: &Behaviours, rate: f32, seconds: f32) -> Vec<Frame> {
    let mut step = || {
        let mut frame: Frame = [0.0; _];
        aim.apply(1.0 / rate, &command, behaviours, &mut frame);
        frame
    };
    (0..(seconds * rate) as usize).map(|_| step()).collect()
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[test]
fn free_gaze_passes_bit_for_bit_also_after_a_command() {
    let mut aim = Aim::new(1);
    let mut wild: Frame = std::array::from_fn(|i| (i as f32 * 0.37).sin() * 0.9);
    wild[column::BLINK_LEFT] = f32::from_bits(1);
    let free = |aim: &mut Aim| {
        let mut frame = wild;
        aim.apply(1.0 / 60.0, &GazeCommand::Free, &Behaviours::ALL, &mut frame);
        frame
    };
    assert!(free(&mut aim).map(f32::to_bits) == wild.map(f32::to_bits));
    hold(&mut aim, look_at(60.0, 10.0), &Behaviours::ALL, 60.0, 2.0);
    assert!(free(&mut aim) != wild, "the eyes jump back");
    let needed = (0..180).position(|_| free(&mut aim).map(f32::to_bits) == wild.map(f32::to_bits));
    assert!(needed.is_some_and(|frames| frames < 120), "not free again after {needed:?} frames");
    assert!((0..600).all(|_| free(&mut aim).map(f32::to_bits) == wild.map(f32::to_bits)));
}

#[test]
fn eyes_and_head_together_hit_the_target() {
    for (yaw, pitch) in [(3.0, 2.0), (-12.0, 5.0), (30.0, -10.0), (-60.0, 8.0), (75.0, 0.0), (10.0, -45.0), (0.0, 50.0)]
    {
        for gain in [0.5, 1.0, 2.0] {
            let behaviours = Behaviours { head_yaw: gain, head_pitch: gain, ..Behaviours::ALL };
            let frames = hold(&mut Aim::new(2), look_at(yaw, pitch), &behaviours, 60.0, 2.0);
            for frame in &frames[90..] {
                let off = distance(gaze(frame), [yaw, pitch]);
                assert!(off < 0.8, "{off} degrees beside {yaw}, {pitch} at gain {gain}");
            }
        }
    }
}

#[test]
fn the_head_takes_its_share_and_the_eyes_the_rest() {
    let settled = |yaw, behaviours| *hold(&mut Aim::new(3), look_at(yaw, 0.0), behaviours, 60.0, 2.0).last().unwrap();
    let head = |yaw| settled(yaw, &Behaviours::ALL)[channel::HEAD_YAW];
    assert_eq!(head(4.0), 0.0, "the head moves for a glance");
    for yaw in [-60.0, -25.0, 20.0, 40.0] {
        assert!((0.5..0.7).contains(&(head(yaw) / yaw)), "{} of {yaw}", head(yaw));
    }
    assert!((43.9..=45.0).contains(&head(79.0)), "{}", head(79.0));
    let still = Behaviours { head_yaw: 0.0, head_pitch: 0.0, ..Behaviours::ALL };
    let frame = settled(60.0, &still);
    assert_eq!(frame[channel::HEAD_YAW], 0.0);
    assert!(eye_angles(&frame).iter().all(|eye| (eye[0] - 35.0).abs() < 0.8), "{:?}", eye_angles(&frame));
}

#[test]
fn the_head_follows_the_eyes_which_turn_back_against_it() {
    let frames = hold(&mut Aim::new(4), look_at(40.0, 0.0), &Behaviours::ALL, 240.0, 1.5);
    let moves = |index: usize| frames[index][channel::HEAD_YAW] > 0.5;
    let latency = (0..frames.len()).position(moves).unwrap() as f32 / 240.0;
    assert!((0.07..0.15).contains(&latency), "the head starts after {latency} s");
    let arrival = frames.iter().position(|frame| gaze(frame)[0] > 34.0).unwrap() as f32 / 240.0;
    assert!(arrival < 0.15, "the eyes need {arrival} s");
    let eye = |frame: &Frame| eye_angles(frame)[0][0];
    let farthest = frames.iter().map(eye).fold(0.0, f32::max);
    assert!(farthest > 30.0 && eye(&frames[359]) < 18.0, "from {farthest} to {}", eye(&frames[359]));
    // Once on the target, the gaze stays there while the head is still moving.
    let on = frames.iter().position(|frame| gaze(frame)[0] > 39.0).unwrap();
    assert!(frames[on..].iter().all(|frame| distance(gaze(frame), [40.0, 0.0]) < 1.0));
}

#[test]
fn eyes_stay_on_the_target_while_the_head_nods_by_itself() {
    let mut aim = Aim::new(5);
    for k in 0..600 {
        let mut frame: Frame = [0.0; _];
        frame[channel::HEAD_PITCH] = 6.0 * (k as f32 * 0.1).sin();
        frame[channel::HEAD_ROLL] = 4.0 * (k as f32 * 0.07).sin();
        aim.apply(1.0 / 60.0, &look_at(15.0, 5.0), &Behaviours::ALL, &mut frame);
        assert!(k < 30 || distance(gaze(&frame), [15.0, 5.0]) < 0.8, "frame {k}: {:?}", gaze(&frame));
    }
}

#[test]
fn eyes_that_were_held_at_their_limit_come_back_at_once() {
    let still = Behaviours { head_yaw: 0.0, ..Behaviours::ALL };
    let mut aim = Aim::new(12);
    hold(&mut aim, look_at(110.0, 0.0), &still, 60.0, 1.0);
    let back = hold(&mut aim, look_at(0.0, 0.0), &still, 240.0, 0.5);
    let needed = back.iter().position(|frame| gaze(frame)[0].abs() < 0.6).unwrap() as f32 / 240.0;
    // 35 degrees take 120 ms.
    assert!(needed < 0.13, "{needed} s");
}

#[test]
fn a_shift_brings_no_second_blink() {
    let mut aim = Aim::new(13);
    let mut frame: Frame = [0.0; _];
    frame[column::BLINK_LEFT] = 0.9;
    aim.apply(1.0 / 60.0, &GazeCommand::Free, &Behaviours::ALL, &mut frame);
    let shut = |frames: &[Frame]| frames.iter().filter(|frame| frame[column::BLINK_LEFT] > 0.9).count();
    assert_eq!(shut(&hold(&mut aim, look_at(60.0, 0.0), &Behaviours::ALL, 60.0, 1.5)), 0);
    assert!(shut(&hold(&mut aim, look_at(-60.0, 0.0), &Behaviours::ALL, 60.0, 1.5)) > 1);
}

#[test]
fn near_targets_turn_the_eyes_in() {
    for (metres, expected) in [(0.5, 7.1), (1.0, 3.55), (3.0, 1.18), (FAR, 0.0)] {
        let command = GazeCommand::LookAt { yaw: 0.0, pitch: 0.0, distance: metres };
        let mut frames = vec![[0.0; CHANNELS]];
        frames.extend(hold(&mut Aim::new(6), command, &Behaviours::ALL, 60.0, 1.5));
        let [left, right] = eye_angles(&frames[89]);
        assert!((right[0] - left[0] - expected).abs() < 0.1, "{} at {metres} m", right[0] - left[0]);
        let widest = frames.windows(2).map(|pair| (eye_angles(&pair[1])[0][0] - eye_angles(&pair[0])[0][0]).abs());
        assert!(widest.fold(0.0, f32::max) < 0.7, "vergence jumps");
    }
}

#[test]
fn shifts_are_saccades_of_the_main_sequence_and_slow_targets_are_pursued() {
    for size in [5.0, 10.0, 20.0] {
        let still = Behaviours { head_yaw: 0.0, ..Behaviours::ALL };
        let frames = hold(&mut Aim::new(7), look_at(size, 0.0), &still, 240.0, 0.5);
        let needed = frames.iter().position(|frame| gaze(frame)[0] > size - 0.1).unwrap() as f32 / 240.0;
        let expected = 0.025 + 0.0027 * size;
        assert!((needed - expected).abs() < 0.009, "{size} degrees take {needed} s, not {expected}");
    }
    let mut aim = Aim::new(8);
    let mut last = None::<[f32; 2]>;
    for k in 0..240 {
        let (mut frame, yaw) = ([0.0; CHANNELS], 0.1 * 60.0 * (k as f32 / 20.0).sin());
        aim.apply(1.0 / 60.0, &look_at(yaw, 0.0), &Behaviours::ALL, &mut frame);
        let at = gaze(&frame);
        assert!((at[0] - yaw).abs() < 0.6, "frame {k}: {} for {yaw}", at[0]);
        // 18 degrees a second at most, and a micro-saccade on top now and then.
        let jump = last.map_or(0.0, |last| distance(at, last));
        assert!(jump < 0.9, "frame {k}: a jump of {jump}");
        last = Some(at);
    }
}

#[test]
fn saccades_that_catch_up_follow_each_other_as_people_s_do() {
    let mut aim = Aim::new(14);
    let mut path = Vec::new();
    for k in 0..720 {
        let (mut frame, yaw) = ([0.0; CHANNELS], -30.0 + k as f32 / 240.0 * 60.0 % 60.0);
        aim.apply(1.0 / 240.0, &look_at(yaw, 0.0), &Behaviours::ALL, &mut frame);
        path.push(gaze(&frame)[0]);
    }
    // Faster than any pursuit.
    let fast = |k: &usize| (path[*k] - path[*k - 1]).abs() * 240.0 > 100.0;
    let starts: Vec<usize> = (2..path.len()).filter(|k| fast(k) && !fast(&(k - 1))).collect();
    assert!(starts.len() > 8, "{} saccades in 3 s", starts.len());
    let closest = starts.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap() as f32 / 240.0;
    assert!(closest > 0.15, "{closest} s from one to the next");
}

#[test]
fn averted_eyes_keep_off_the_target_and_do_not_stay() {
    for (seed, target) in [[0.0, 0.0], [25.0, -5.0], [-70.0, 20.0]].into_iter().enumerate() {
        let mut aim = Aim::new(seed as u64);
        hold(&mut aim, look_at(target[0], target[1]), &Behaviours::ALL, 60.0, 1.0);
        let frames = hold(&mut aim, GazeCommand::Avert, &Behaviours::ALL, 60.0, 60.0);
        let path: Vec<_> = frames.iter().map(gaze).collect();
        let off = path[20..].iter().filter(|at| distance(**at, target) < 8.0).count() as f32 / path.len() as f32;
        // Eyes may pass over the target on the way from one side to the other, in a frame or two.
        assert!(off < 0.02, "{off} of the time on the target");
        let fast = |pair: &[[f32; 2]]| distance(pair[0], pair[1]) > 0.7;
        let turns = path.windows(3).filter(|w| !fast(&w[..2]) && fast(&w[1..])).count();
        assert!((30..80).contains(&turns), "{turns} turns a minute");
    }
    let ahead = hold(&mut Aim::new(9), GazeCommand::Avert, &Behaviours::ALL, 60.0, 3.0);
    assert!(distance(gaze(&ahead[100]), [0.0; 2]) > 9.0);
    let path = |seed| hold(&mut Aim::new(seed), GazeCommand::Avert, &Behaviours::ALL, 60.0, 5.0);
    assert!(path(1) == path(1) && path(1) != path(2));
}

#[test]
fn frame_rates_agree() {
    let target = |time: f32| match time {
        t if t < 1.0 => [20.0, 5.0],
        t if t < 2.0 => [-35.0, 0.0],
        t if t < 3.0 => [-35.0 + 15.0 * (t - 2.0), -10.0 * (t - 2.0)],
        _ => [55.0, 10.0],
    };
    let run = |rate: usize| {
        let mut aim = Aim::new(10);
        let mut at = |k: usize| {
            let (mut frame, [yaw, pitch]) = ([0.0; CHANNELS], target(k as f32 / rate as f32));
            aim.apply(1.0 / rate as f32, &look_at(yaw, pitch), &Behaviours::ALL, &mut frame);
            (gaze(&frame), frame[channel::HEAD_YAW], frame[column::BLINK_LEFT])
        };
        let all: Vec<_> = (0..4 * rate).map(&mut at).collect();
        all.into_iter().skip(rate / 30 - 1).step_by(rate / 30).collect::<Vec<_>>()
    };
    let slow = run(30);
    for rate in [60, 120, 240] {
        let fast = run(rate);
        for (k, (a, b)) in slow.iter().zip(&fast).enumerate() {
            // A shift is noticed up to a frame of 33 ms apart; outside the shifts nothing differs.
            let shifting = [30, 60, 90].iter().any(|shift| (shift - 1..shift + 8).contains(&k));
            let tolerance = if shifting { 45.0 } else { 1.0 };
            assert!(distance(a.0, b.0) < tolerance, "{rate} a second, frame {k}: {:?} and {:?}", a.0, b.0);
            assert!((a.1 - b.1).abs() < 4.0, "{rate} a second, frame {k}: heads {} and {}", a.1, b.1);
        }
        let shut = |run: &[([f32; 2], f32, f32)]| run.iter().filter(|(_, _, lid)| *lid > 0.9).count();
        assert!(shut(&slow) > 0 && shut(&fast) > 0, "no blink with a shift of 55 degrees");
    }
}

#[test]
fn nonsense_is_ignored_or_brought_into_range_for_hours() {
    let mut aim = Aim::new(11);
    let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30, 0.0, -0.0, 5.0, -400.0, f32::MIN_POSITIVE];
    let gains = [f32::NAN, -1.0, 0.0, 1.0, 4.0, f32::INFINITY];
    let mut number = 1u64;
    let mut below = |n: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % n
    };
    for k in 0..1_000_000 {
        let mut any = || odd[below(odd.len())];
        let (yaw, pitch, distance, mut seconds) = (any(), any(), any(), any());
        let command = match below(3) {
            0 => GazeCommand::Free,
            1 => GazeCommand::Avert,
            _ => GazeCommand::LookAt { yaw, pitch, distance },
        };
        if below(4) > 0 {
            seconds = 1.0 / (30.0 + below(200) as f32);
        }
        let gain = gains[below(gains.len())];
        let behaviours = Behaviours { head_yaw: gain, head_pitch: gain, ..Behaviours::ALL };
        let mut frame: Frame = [0.0; _];
        point_both(&mut frame, [3.0, -2.0]);
        aim.apply(seconds, &command, &behaviours, &mut frame);
        assert!(frame.iter().all(|value| value.is_finite()), "call {k}: {command:?} {seconds} {gain}");
        let mut clamped = frame;
        frame::clamp(&mut clamped);
        assert!(frame.iter().zip(&clamped).all(|(a, b)| (a - b).abs() < 1e-5), "call {k}: out of range");
        assert!(frame[column::BLINK_LEFT] + 0.31 * frame[column::UPPER_LID] < 1.0 + 1e-5, "call {k}: past closed");
    }
    // Two hours at 240 frames a second of one target: still on it.
    for k in 0..2 * 3_600 * 240 {
        let mut frame: Frame = [0.0; _];
        aim.apply(1.0 / 240.0, &look_at(12.0, -6.0), &Behaviours::ALL, &mut frame);
        assert!(k < 500 || distance(gaze(&frame), [12.0, -6.0]) < 0.8, "frame {k}: {:?}", gaze(&frame));
    }
}
