//! What the voice does to the rest of the face: head, brows, breath and laughter, over hours of simulated talk and
//! over the sample voice, against what is known of people.

mod breath;
mod brows;
mod head;
mod laughter;
mod prosody;
#[path = "../support/mod.rs"]
mod support;
mod together;

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
