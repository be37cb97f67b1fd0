//! What the voice does to the rest of the face: head, brows, breath and laughter, over hours of simulated talk and
//! over the sample voice, against what is known of people.

mod support;

use emoface::audio::features::{FeatureTables, Features};
use emoface::audio::laugh::Laugh;
use emoface::audio::prosody::Prosody;
use emoface::audio::resample::Resampler;
use emoface::motion::Frame;
use emoface::motion::behaviours::Behaviours;
use emoface::motion::breath::Breath;
use emoface::motion::brows::Brows;
use emoface::motion::head::{Head, LIMITS};
use emoface::motion::laughter::Laughter;
use emoface::motion::life::Life;
use emoface::motion::limits;
use emoface::motion::voice::{Listener, Voice};
use emoface::rig::{channel, column};
use support::*;

const STEP: f32 = 1.0 / 60.0;
const MINUTE: usize = 3_600;
const HOUR: usize = 60 * MINUTE;
/// Frames by which the library's voice trails its rows.
const DELAY: usize = 4;

/// The voices of `mono` (16 kHz), frame by frame, as a performance hears them.
fn voices(mono: &[f32]) -> Vec<Voice> {
    let (mut features, mut prosody, mut laugh) = (Features::new(FeatureTables::new()), Prosody::new(), Laugh::new());
    let mut listener = Listener::new(DELAY, 1);
    let mut voices = Vec::new();
    for block in mono.chunks(512) {
        features.push(block);
        while let Some((number, row)) = features.next_row() {
            let laughter = laugh.hear(row);
            listener.hear(number, &prosody.measure(features.fresh()), laughter);
            if number >= DELAY as i64 {
                voices.push(listener.voice(number - DELAY as i64));
            }
        }
    }
    voices
}

/// The sample voice at 16 kHz and its second of pause.
fn sentence() -> Vec<f32> {
    let (samples, rate) = hello();
    let mut mono = Vec::new();
    Resampler::new(rate).process(&samples, &mut mono);
    mono.extend([0.0; 16_000]);
    mono
}

/// An hour of talk: the sample sentence, and pauses of up to eight seconds.
fn talk() -> Vec<Voice> {
    let spoken = voices(&sentence());
    let mut lottery = Lottery(5);
    let mut talk = Vec::with_capacity(HOUR + 1_000);
    while talk.len() < HOUR {
        talk.extend(&spoken);
        let last = spoken[spoken.len() - 1];
        let pause = lottery.below(480);
        talk.extend((1..=pause).map(|k| Voice {
            speaking: 0.0,
            since_change: last.since_change + k as f32 * STEP,
            ..Voice::SILENT
        }));
    }
    talk
}

/// Silence in which nothing was said for an hour.
fn silence(frames: usize) -> Vec<Voice> {
    vec![Voice::SILENT; frames]
}

/// What `act` makes of `voices`, from frames that are zero but for `emotion`.
fn live(voices: &[Voice], emotion: Option<usize>, mut act: impl FnMut(&Voice, &mut Frame)) -> Vec<Frame> {
    let frame = |voice: &Voice| {
        let mut values: Frame = [0.0; _];
        if let Some(emotion) = emotion {
            values[channel::EMOTION + emotion] = 1.0;
        }
        act(voice, &mut values);
        values
    };
    voices.iter().map(frame).collect()
}

fn head(seed: u64, voices: &[Voice], emotion: Option<usize>) -> Vec<Frame> {
    let mut head = Head::new(seed);
    live(voices, emotion, |voice, values| head.act(STEP, voice, &Behaviours::ALL, values))
}

fn breath(seed: u64, voices: &[Voice]) -> Vec<Frame> {
    let mut breath = Breath::new(seed);
    live(voices, None, |voice, values| breath.act(STEP, voice, 1.0, values))
}

fn path(frames: &[Frame], column: usize) -> Vec<f64> {
    frames.iter().map(|frame| f64::from(frame[column])).collect()
}

fn mean(path: &[f64]) -> f64 {
    path.iter().sum::<f64>() / path.len() as f64
}

fn spread(path: &[f64]) -> f64 {
    let mean = mean(path);
    (path.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / path.len() as f64).sqrt()
}

/// Share of a path's variance at and above `hz`, from spectra of 1 024 frames under a Hann window.
fn share_above(path: &[f64], hz: f64) -> f64 {
    const SIZE: usize = 1_024;
    let fft = realfft::RealFftPlanner::<f64>::new().plan_fft_forward(SIZE);
    let (mut spectrum, mut sum, mut above) = (fft.make_output_vec(), 0.0, 0.0);
    for piece in path.chunks_exact(SIZE) {
        let mean = mean(piece);
        let window = |i: usize| 0.5 - 0.5 * (std::f64::consts::TAU * (i as f64 + 0.5) / SIZE as f64).cos();
        let mut piece: Vec<f64> = piece.iter().enumerate().map(|(i, x)| (x - mean) * window(i)).collect();
        fft.process(&mut piece, &mut spectrum).expect("the sizes fit");
        for (k, bin) in spectrum.iter().enumerate().skip(1) {
            sum += bin.norm_sqr();
            above += if k as f64 * 60.0 / SIZE as f64 >= hz { bin.norm_sqr() } else { 0.0 };
        }
    }
    above / sum
}

const AXES: [usize; 3] = [channel::HEAD_YAW, channel::HEAD_PITCH, channel::HEAD_ROLL];

// Prosody

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

// Head

#[test]
fn a_speaking_head_moves_slowly_smoothly_and_within_its_limits() {
    let talk = talk();
    for seed in 0..3 {
        let frames = head(seed, &talk, None);
        for (axis, limit) in AXES.into_iter().zip(LIMITS) {
            let path = path(&frames, axis);
            assert!(path.iter().all(|angle| angle.abs() <= f64::from(limit)), "axis {axis} leaves its limit");
            let spread = spread(&path);
            assert!((0.6..3.5).contains(&spread), "axis {axis} moves by {spread} degrees");
            let (low, high) = (1.0 - share_above(&path, 2.0), share_above(&path, 4.0));
            // Nods are the fastest that a head does.
            let least = if axis == channel::HEAD_PITCH { 0.88 } else { 0.97 };
            assert!(low > least && high < 0.01, "axis {axis}: {low} below 2 Hz, {high} above 4 Hz");
            let speed = path.windows(2).map(|w| (w[1] - w[0]).abs() * 60.0).fold(0.0, f64::max);
            let bend = path.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs() * 3_600.0).fold(0.0, f64::max);
            assert!(speed < 90.0 && bend < 1_500.0, "axis {axis}: {speed} degrees/s, {bend} degrees/s2");
        }
    }
}

#[test]
fn a_head_does_not_drift() {
    let talk: Vec<Voice> = talk().into_iter().cycle().take(4 * HOUR).collect();
    for seed in 0..3 {
        let frames = head(seed, &talk, None);
        for axis in AXES {
            let hours: Vec<f64> = frames.chunks(HOUR).map(|hour| mean(&path(hour, axis))).collect();
            assert!(hours.iter().all(|mean| mean.abs() < 0.5), "axis {axis} rests at {hours:?} degrees");
        }
    }
}

#[test]
fn a_silent_head_is_still_but_not_dead() {
    for seed in 0..3 {
        let frames = head(seed, &silence(HOUR), None);
        for axis in AXES {
            let path = path(&frames, axis);
            assert!(path.iter().all(|angle| angle.abs() < 0.5), "axis {axis} of a silent head moves");
            assert!(spread(&path) > 0.02, "axis {axis} is dead");
        }
        // After speech it settles within a few seconds.
        let mut voices = voices(&sentence());
        voices.extend((0..MINUTE).map(|k| Voice { since_change: 0.9 + k as f32 * STEP, ..Voice::SILENT }));
        let frames = head(seed, &voices, None);
        let late = &frames[frames.len() - MINUTE + 300..];
        assert!(late.iter().all(|frame| AXES.iter().all(|axis| frame[*axis].abs() < 0.5)), "it does not settle");
    }
}

#[test]
fn nods_follow_accents_and_stay_rarer_than_they_are() {
    // Even accents on a level voice: all that moves beside sway is nods.
    let voice = |k: usize| Voice {
        speaking: 1.0,
        accent: if k % 60 == 30 { 0.9 } else { 0.0 },
        since_change: k as f32 * STEP,
        ..Voice::SILENT
    };
    let voices: Vec<Voice> = (0..HOUR).map(voice).collect();
    let frames = path(&head(1, &voices, None), channel::HEAD_PITCH);
    let (mut nods, mut depths) = (0, vec![]);
    for accent in (30..HOUR - 60).step_by(60) {
        let start = frames[accent];
        let (at, lowest) = (0..30).map(|k| (k, frames[accent + k])).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        if start - lowest > 1.2 && start - frames[accent + 40] < 0.7 * (start - lowest) {
            nods += 1;
            depths.push(start - lowest);
            assert!((7..=16).contains(&at), "lowest {at} frames after the accent");
        }
    }
    let share = f64::from(nods) / 3_600.0;
    assert!((0.35..0.8).contains(&share), "{share} of the accents are nodded to");
    let deepest = depths.iter().copied().fold(0.0, f64::max);
    assert!((3.0..8.0).contains(&deepest) && mean(&depths) > 2.0, "{} on average, {deepest} at most", mean(&depths));
}

#[test]
fn emotions_hold_the_head_their_own_way() {
    let talk: Vec<Voice> = talk()[..20 * MINUTE].to_vec();
    let of = |emotion| {
        let frames = head(2, &talk, Some(emotion));
        let roll = spread(&path(&frames, channel::HEAD_ROLL));
        (mean(&path(&frames, channel::HEAD_PITCH)), spread(&path(&frames, channel::HEAD_PITCH)), roll)
    };
    let [angry, happy, neutral, sad, surprise] = [0, 3, 4, 5, 6].map(of);
    assert!(sad.0 < neutral.0 - 3.0 && sad.1 < 0.75 * neutral.1, "sad is low and little: {sad:?}");
    assert!(surprise.0 > neutral.0 + 1.5 && angry.0 < neutral.0 - 1.0, "{surprise:?}, {angry:?}");
    assert!(happy.2 > 1.3 * neutral.2, "happy tilts: {happy:?}, {neutral:?}");
}

// Brows

#[test]
fn brows_rise_with_accents_and_are_highest_when_they_are() {
    let talk = talk();
    let (mut raises, mut with, mut offsets) = (0, 0, vec![]);
    for seed in 0..3 {
        let mut brows = Brows::new(seed);
        let frames = live(&talk, None, |voice, values| brows.act(STEP, voice, 1.0, values));
        let inner = path(&frames, column::BROW_INNER);
        assert_eq!(inner, path(&frames, column::BROW_INNER + column::RIGHT), "one brow rises alone");
        let mut last = None;
        for k in 1..inner.len() - 1 {
            // The first frame of the stay on top.
            if inner[k] > 0.05 && inner[k] > inner[k - 1] && inner[k] >= inner[k + 1] {
                assert!(
                    last.is_none_or(|last| k - last >= 24 || k - last < 8),
                    "raises {} frames apart",
                    k - last.unwrap()
                );
                if last.is_none_or(|last| k - last >= 8) {
                    raises += 1;
                    let near = (k.saturating_sub(15)..k + 15).filter(|j| talk[*j].accent > 0.0);
                    if let Some(accent) = near.min_by_key(|j| j.abs_diff(k)) {
                        with += 1;
                        offsets.push(k as f64 - accent as f64);
                    }
                }
                last = Some(k);
            }
        }
        let most = inner.iter().copied().fold(0.0, f64::max);
        assert!((0.1..0.4).contains(&most), "raised by {most}");
    }
    let share = f64::from(with) / f64::from(raises);
    assert!(share > 0.6, "{share} of {raises} raises go with an accent");
    assert!(mean(&offsets).abs() < 6.0, "highest {} frames after the accent", mean(&offsets));
}

// Breath

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

// Laughter

#[test]
fn a_laughing_voice_makes_the_face_laugh_and_a_speaking_one_does_not() {
    let mut laughter = Laughter::new();
    let laughing = |k: usize| Voice {
        speaking: 1.0,
        laughter: if k < 60 { 1.0 } else { 0.0 },
        loudness: 0.5 + 0.5 * (k as f32 * STEP * 5.0 * std::f32::consts::TAU).sin(),
        ..Voice::SILENT
    };
    let voices: Vec<Voice> = (0..240).map(laughing).collect();
    let frames = live(&voices, None, |voice, values| laughter.act(STEP, voice, 1.0, values));
    for (control, goal) in [(column::CHEEK_RAISE, 0.7), (column::CORNER_PULL, 0.8), (column::SQUINT_INNER, 0.5)] {
        let path = path(&frames, control);
        assert!(
            path[12] > 0.5 * goal && (path[59] - goal).abs() < 0.02,
            "control {control}: {}, {}",
            path[12],
            path[59]
        );
        assert!(path[60 + 45] < 0.25 * goal && path[239] < 0.001, "control {control} laughs on");
        assert!(path.windows(2).all(|w| (w[1] - w[0]).abs() < 0.12), "control {control} jumps");
    }
    let back = f64::from(frames[59][channel::HEAD_PITCH]);
    assert!((3.0..6.0).contains(&back), "the head goes back by {back}");
    // Lips that are together stay so.
    let mut values = frames[59];
    for side in [0, column::RIGHT] {
        column::LIPS_TOGETHER.iter().for_each(|lip| values[lip + side] = 0.9);
    }
    limits::close_lips(&mut values);
    assert_eq!(values[column::LIPS_TOGETHER[0]], 1.0);
    assert!(values[column::JAW_OPEN] <= 0.16);
    // The sample voice does not laugh.
    assert!(self::voices(&sentence()).iter().all(|voice| voice.laughter < 0.1));
}

// All of it

#[test]
fn a_behaviour_without_gain_leaves_the_frame_alone_and_seeds_differ_and_repeat() {
    let talk = &talk()[..MINUTE];
    let act = |seed: u64, behaviours: Behaviours| {
        let (mut life, mut frame) = (Life::new(seed), 0);
        live(talk, None, |voice, values| {
            values[column::BROW_INNER] = 0.1;
            frame += 1;
            life.act(frame, voice, &behaviours, values);
        })
    };
    assert_eq!(act(1, Behaviours::ALL), act(1, Behaviours::ALL));
    let (one, other) = (act(1, Behaviours::ALL), act(2, Behaviours::ALL));
    for column in [channel::HEAD_YAW, channel::HEAD_PITCH, column::BROW_INNER, column::THROAT_IN] {
        assert_ne!(path(&one, column), path(&other, column), "column {column} knows no seed");
    }
    let none = act(1, Behaviours::NONE);
    assert!(
        none.iter().all(|frame| (0..).zip(frame).all(|(k, x)| *x == if k == column::BROW_INNER { 0.1 } else { 0.0 }))
    );
    let no_yaw = act(1, Behaviours { head_yaw: 0.0, ..Behaviours::ALL });
    assert!(no_yaw.iter().all(|frame| frame[channel::HEAD_YAW] == 0.0));
    assert_eq!(path(&no_yaw, channel::HEAD_ROLL), path(&one, channel::HEAD_ROLL));
    let loud = act(1, Behaviours { head_pitch: 4.0, brows: 4.0, breath: 4.0, laughter: 4.0, ..Behaviours::ALL });
    assert!(loud.iter().all(|frame| frame[channel::HEAD_PITCH].abs() < 12.0 && frame[column::BROW_INNER] <= 1.0));
}

#[test]
fn silence_with_all_behaviours_leaves_the_mouth_relaxed() {
    let engine = engine();
    let frames = engine.bake(&vec![0.0; 30 * 16_000], 16_000.0, &bake_options(&roomy())).unwrap().frames;
    for control in [column::JAW_OPEN, 57, 66, 67, 70, 91] {
        let path = path(&frames[60..], control);
        assert!(spread(&path) <= 0.01, "control {control} moves by {}", spread(&path));
    }
    assert!(frames[60..].iter().all(|frame| frame[column::JAW_OPEN] < 0.1));
    assert!(frames.iter().all(|frame| frame[channel::SPEAKING] == 0.0 && frame[channel::LAUGHTER] == 0.0));
    let throat = path(&frames, column::THROAT_IN);
    assert!(throat.iter().any(|x| *x > 0.1), "a silent face does not breathe");
}
