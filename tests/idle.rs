//! Faces that nobody's voice drives: before the first word, after the last, and while the game looks elsewhere.

mod support;

use emoface::emotion::Emotion;
use emoface::face::{Face, FaceOptions};
use emoface::mood::Part;
use emoface::motion::Frame;
use emoface::motion::behaviours::Behaviours;
use emoface::motion::life::Life;
use emoface::motion::voice::Voice;
use emoface::rig::{board, channel, column};
use emoface::sampler::Source;
use support::*;

/// Samples a minute at `rate` a second from `start`.
fn minute(face: &Face, start: f64, rate: f64) -> Vec<Frame> {
    let mut out: Frame = [0.0; _];
    (0..(60.0 * rate) as usize)
        .map(|k| {
            face.sample(start + k as f64 / rate, &mut out).expect("sampling works");
            out
        })
        .collect()
}

fn blinks(frames: &[Frame]) -> usize {
    frames.windows(2).filter(|pair| pair[0][column::BLINK_LEFT] < 0.9 && pair[1][column::BLINK_LEFT] >= 0.9).count()
}

#[test]
fn a_face_that_never_heard_anything_lives() {
    let face = engine().face(&FaceOptions::default()).unwrap();
    let frames = minute(&face, 0.0, 60.0);
    assert!((5..40).contains(&blinks(&frames)), "{} blinks in a minute", blinks(&frames));
    let moved = |column: usize| frames.iter().any(|frame| (frame[column] - frames[0][column]).abs() > 0.02);
    assert!(moved(column::EYES_LEFT) && moved(column::EYES_UP), "the eyes stand still");
    assert!(!moved(column::JAW_OPEN), "the jaw of a silent face moves");
}

#[test]
fn idle_is_the_same_at_any_frame_rate_and_still_without_behaviours() {
    let engine = engine();
    let at = |rate: f64| minute(&engine.face(&FaceOptions::default()).unwrap(), 0.0, rate);
    let (slow, fast) = (at(30.0), at(120.0));
    for (k, frame) in slow.iter().enumerate() {
        for (control, value) in frame.iter().enumerate() {
            let other = fast[4 * k][control];
            assert!((value - other).abs() < 1e-4, "channel {control} at {} s: {value}, {other}", k as f64 / 30.0);
        }
    }
    let still = engine.face(&FaceOptions { behaviours: Behaviours::NONE, ..FaceOptions::default() }).unwrap();
    let frames = minute(&still, 0.0, 60.0);
    assert!(frames.iter().all(|frame| *frame == frames[0]), "a face without behaviours moves");
}

#[test]
fn after_the_last_word_the_face_goes_on_and_the_next_line_is_seen_whole() {
    let face = engine().face(&FaceOptions { seed: 3, ..FaceOptions::default() }).unwrap();
    let (mut audio, rate) = hello();
    // Whole frames of 60 and of 16000 a second, so that both lines meet these grids alike.
    let grid = rate as usize / 20;
    audio.truncate(audio.len() / grid * grid);
    let seconds = audio.len() as f64 / f64::from(rate);
    let line = |start: f64| {
        face.speak(&audio, 1, f64::from(rate)).unwrap();
        face.finish().unwrap();
        // The game is a few frames late: meanwhile the worker must not run past what it has not seen.
        std::thread::sleep(std::time::Duration::from_millis(150));
        let (mut out, mut frames): (Frame, Vec<Frame>) = ([0.0; _], Vec::new());
        for k in 0..(seconds * 60.0) as usize {
            let time = start + k as f64 / 60.0;
            let waited = std::time::Instant::now();
            while face.stats().ready < time {
                assert!(waited.elapsed() < PATIENCE, "frame at {time} s never came");
                std::thread::yield_now();
            }
            let sampled = face.sample(time, &mut out).unwrap();
            assert_eq!(sampled.source, Source::Frames, "{time} s");
            frames.push(out);
        }
        frames
    };
    let first = line(0.0);
    // The game's clock runs on for a minute in which nobody speaks.
    let idle = minute(&face, seconds, 60.0);
    assert!(blinks(&idle) >= 5, "{} blinks in a minute after the last word", blinks(&idle));
    let second = line(seconds);
    // Once the blend from idle is over, the same words move the jaw in the same way: a frame here and there may differ,
    // where life (breath, laughter) does, the line may not.
    let jaws = |line: &[Frame]| line.iter().skip(20).map(|frame| frame[column::JAW_OPEN]).collect::<Vec<_>>();
    let (a, b) = (jaws(&first), jaws(&second));
    let apart = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32;
    let moved = a.iter().fold(0.0f32, |most, jaw| most.max(*jaw));
    assert!(moved > 0.2, "the jaw opens to {moved} only");
    assert!(apart < 0.01, "{apart} on average");
}

#[test]
fn nothing_jumps_between_voice_and_idle() {
    let face = engine().face(&FaceOptions { behaviours: Behaviours { blink: 0.0, ..Behaviours::ALL }, ..roomy() });
    let face = face.unwrap();
    let (audio, rate) = hello();
    let count = perform(&face, &audio, rate, || 4800).len();
    let (mut out, mut last): (Frame, Option<Frame>) = ([0.0; _], None);
    for k in count - 3..count + 120 {
        face.sample(k as f64 / 60.0, &mut out).unwrap();
        if let Some(last) = last {
            for (control, (a, b)) in last.iter().zip(&out).enumerate().take(channel::HEAD_YAW) {
                let eyes = board().controls[control].region == "gaze" || board().controls[control].region == "eyelid";
                assert!(
                    eyes || (a - b).abs() < 0.25,
                    "control {control} jumps from {a} to {b} at frame {k} of {count}"
                );
            }
        }
        last = Some(out);
    }
}

#[test]
fn an_idle_face_eases_to_its_mood_and_its_brows_may_feel_otherwise() {
    let face = engine().face(&FaceOptions { behaviours: Behaviours::NONE, ..FaceOptions::default() }).unwrap();
    let index = |name: &str| board().index(name).unwrap();
    let (smile, frown) = (index("CTRL_L_mouth_cornerPull-translateY"), index("CTRL_L_brow_down-translateY"));
    let mut out: Frame = [0.0; _];
    face.sample(0.0, &mut out).unwrap();
    let before = out;
    let emotion = |spec: &str| spec.parse::<Emotion>().unwrap();
    face.set_emotion(emotion("happy")).unwrap();
    face.set_part_emotion(Part::Brows, Some(emotion("angry"))).unwrap();
    let mut smiles = vec![before[smile]];
    for k in 1..240 {
        face.sample(f64::from(k) / 60.0, &mut out).unwrap();
        smiles.push(out[smile]);
    }
    let greatest = smiles.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    assert!(greatest < 0.05, "the smile jumps by {greatest}");
    assert!(out[smile] > before[smile] + 0.2, "no smile: {} to {}", before[smile], out[smile]);
    assert!(out[frown] > before[frown] + 0.2, "no frown over it: {} to {}", before[frown], out[frown]);
    assert!((out[channel::EMOTION + 3] - 1.0).abs() < 1e-3, "the frame does not say that it is happy");
    face.set_part_emotion(Part::Brows, None).unwrap();
    (240..600).for_each(|k| drop(face.sample(f64::from(k) / 60.0, &mut out)));
    assert!(out[frown] < before[frown] + 0.1, "the brows stay angry");
}

#[test]
fn brows_that_feel_otherwise_leave_the_speaking_mouth_alone() {
    let engine = engine();
    let (audio, rate) = hello();
    let bake = |mood: &str| {
        let options = emoface::bake::BakeOptions {
            mood: mood.parse().unwrap(),
            behaviours: Behaviours::NONE,
            ..Default::default()
        };
        engine.bake(&audio, f64::from(rate), &options).unwrap().frames
    };
    let (happy, mixed, angry) = (bake("happy"), bake("happy;brows=angry"), bake("angry"));
    let mean =
        |frames: &[Frame], control: usize| frames.iter().map(|frame| frame[control]).sum::<f32>() / frames.len() as f32;
    for (control, info) in board().controls.iter().enumerate() {
        match Part::of_region(info.region) {
            Part::Brows => {
                let (got, wanted) = (mean(&mixed, control), mean(&angry, control));
                let way = (got - mean(&happy, control)) / (wanted - mean(&happy, control));
                let far = (wanted - mean(&happy, control)).abs() > 0.1;
                assert!(!far || (0.7..1.3).contains(&way), "{}: {got}, all angry {wanted}", info.name);
            }
            _ => assert!(happy.iter().zip(&mixed).all(|(a, b)| a[control] == b[control]), "{} changed", info.name),
        }
    }
}

#[test]
fn a_gain_that_changes_moves_nothing_at_once() {
    let sad = |gain: f32, life: &mut Life, frame: i64| {
        let mut values: Frame = [0.0; _];
        values[channel::EMOTION + 5] = 1.0;
        life.act(frame, &Voice::SILENT, &Behaviours { head_pitch: gain, ..Behaviours::NONE }, &mut values);
        values[channel::HEAD_PITCH]
    };
    let mut life = Life::new(5);
    let bowed = (0..1_200).map(|frame| sad(1.0, &mut life, frame)).last().unwrap();
    assert!(bowed < -1.0, "a sad head is not bowed: {bowed} degrees");
    let mut last = bowed;
    for frame in 1_200..1_320 {
        let now = sad(0.0, &mut life, frame);
        assert!((now - last).abs() < 0.15 * bowed.abs(), "from {last} to {now} in a frame");
        last = now;
    }
    assert_eq!(last, 0.0, "a head without gain stays bowed");
}

#[test]
fn a_frame_knows_who_speaks_and_its_brows_do() {
    let engine = engine();
    let (mut audio, rate) = hello();
    let spoken = audio.len() * 60 / rate as usize;
    audio.resize(audio.len() + 3 * rate as usize, 0.0);
    let bake = |brows: f32| {
        let behaviours = Behaviours { brows, ..Behaviours::NONE };
        let options = emoface::bake::BakeOptions { behaviours, ..Default::default() };
        engine.bake(&audio, f64::from(rate), &options).unwrap().frames
    };
    let (plain, lively) = (bake(0.0), bake(2.0));
    let speaking = plain[..spoken].iter().filter(|frame| frame[channel::SPEAKING] > 0.5).count();
    assert!(speaking > spoken / 2, "{speaking} of {spoken} frames speak");
    assert!(plain[spoken + 90..].iter().all(|frame| frame[channel::SPEAKING] < 0.05), "silence speaks");
    let brow = board().index("CTRL_L_brow_raiseOut-translateY").unwrap();
    let raised =
        |frames: std::ops::Range<usize>| frames.map(|k| (lively[k][brow] - plain[k][brow]).abs()).fold(0.0, f32::max);
    assert!(raised(0..spoken) > 0.05, "no accent raises a brow: {}", raised(0..spoken));
    assert!(raised(spoken + 90..lively.len()) < 1e-3, "brows rise in silence");
}
