use std::time::{Duration, Instant};

use emoface::bake::{BakeOptions, Baked};
use emoface::engine::EngineOptions;
use emoface::motion::behaviours::Behaviours;
use emoface::rig::column;

use super::*;
use crate::clock::Reading;

/// Time that the worker gets for a frame of the game.
const PATIENCE: Duration = Duration::from_millis(100);

fn engine() -> Engine {
    Engine::new(&EngineOptions::default()).unwrap()
}

/// The sample sentence.
fn hello() -> Arc<Sound> {
    let wav = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/hello.wav")).unwrap();
    Arc::new(Sound::from_pcm16(&wav[44..], 1, 22_050.0))
}

fn options() -> FaceOptions {
    FaceOptions { behaviours: Behaviours::NONE, look_ahead_ms: 67.0, ..FaceOptions::default() }
}

fn baked(engine: &Engine, sound: &Sound) -> Baked {
    let options = BakeOptions { behaviours: Behaviours::NONE, look_ahead_ms: 67.0, ..BakeOptions::default() };
    engine.bake(sound.samples(), sound.rate(), &options).unwrap()
}

/// A player without latency that plays at `rate`.
fn playing(now: f64, position: f64, rate: f64) -> Hearing {
    Hearing::Playing(Reading { now, position, since_mix: 0.0, latency: 0.0, rate })
}

/// Gives the worker time where the next frame is not there yet: a busy machine is no fault.
fn step(actor: &mut Actor, seconds: f64, hearing: &Hearing) -> Events {
    let events = actor.step(seconds, hearing).unwrap();
    let begun = Instant::now();
    while actor.speaking() && actor.face().stats().ready < actor.time + 0.05 && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    events
}

/// How far the jaw is from where the bake has it.
fn off(actor: &Actor, baked: &Baked, position: f64) -> f32 {
    let frame = ((position * 60.0).round() as usize).min(baked.frames.len() - 1);
    let around = frame.saturating_sub(1)..(frame + 2).min(baked.frames.len());
    let jaw = actor.frame()[column::JAW_OPEN];
    around.map(|frame| (baked.frames[frame][column::JAW_OPEN] - jaw).abs()).fold(f32::MAX, f32::min)
}

#[test]
fn a_line_is_what_its_bake_is_from_the_beginning_and_from_anywhere() {
    let engine = engine();
    let (sound, mut actor) = (hello(), Actor::new(&engine, &options()).unwrap());
    let baked = baked(&engine, &sound);
    let mut now = 0.0;
    for from in [0.0, 1.5] {
        actor.speak(Arc::clone(&sound), from, 0.0).unwrap();
        let (mut started, mut worst, mut open) = (0, 0.0f32, 0.0f32);
        let should = baked.frames[(from * 60.0) as usize + 16..][..104].iter();
        let should = should.map(|frame| frame[column::JAW_OPEN]).fold(0.0, f32::max);
        for k in 0..120 {
            let position = from + f64::from(k) / 60.0;
            now += 1.0 / 60.0;
            started += u32::from(step(&mut actor, 1.0 / 60.0, &playing(now, position, 1.0)).started);
            if k > 15 {
                worst = worst.max(off(&actor, &baked, position));
                open = open.max(actor.frame()[column::JAW_OPEN]);
            }
        }
        assert!(started == 1 && worst < 0.03, "from {from}: started {started} times, off by {worst}");
        assert!(should > 0.1 && (open - should).abs() < 0.03, "from {from}: opens to {open}, the bake to {should}");
    }
}

#[test]
fn a_line_ends_when_all_of_it_was_heard_and_is_stopped_when_not() {
    let engine = engine();
    let (sound, mut actor) = (hello(), Actor::new(&engine, &options()).unwrap());
    let latency = 0.1;
    let reading = |now: f64, position| Reading { now, position, since_mix: 0.0, latency, rate: 1.0 };
    for (until, rings) in [(sound.seconds(), true), (1.0, false)] {
        actor.speak(Arc::clone(&sound), 0.0, latency).unwrap();
        let mut now = 0.0;
        while now < until {
            assert!(!actor.step(1.0 / 30.0, &Hearing::Playing(reading(now, now))).unwrap().finished);
            now += 1.0 / 30.0;
        }
        let first = actor.step(1.0 / 30.0, &Hearing::Stopped(now)).unwrap().finished;
        assert_eq!(first, !rings, "stopped at {until}");
        let mut rung = 0.0;
        while actor.speaking() && rung < 1.0 {
            now += 1.0 / 30.0;
            rung += 1.0 / 30.0;
            actor.step(1.0 / 30.0, &Hearing::Stopped(now)).unwrap();
        }
        assert!(rung < latency + 0.1 && (rung > 0.03) == rings, "rang for {rung} s");
    }
}

#[test]
fn a_player_that_never_plays_is_given_up() {
    let engine = engine();
    let mut actor = Actor::new(&engine, &options()).unwrap();
    actor.speak(hello(), 0.0, 0.0).unwrap();
    let waited = (0..100).find(|k| actor.step(0.02, &Hearing::Stopped(f64::from(*k) * 0.02)).unwrap().finished);
    assert!(waited.is_some_and(|frames| (20..30).contains(&frames)), "{waited:?}");
}

#[test]
fn a_stalled_game_finds_its_face_where_the_voice_is() {
    let engine = engine();
    let (sound, mut actor) = (hello(), Actor::new(&engine, &options()).unwrap());
    let baked = baked(&engine, &sound);
    actor.speak(Arc::clone(&sound), 0.0, 0.0).unwrap();
    let at = |actor: &mut Actor, now: f64| step(actor, 1.0 / 60.0, &playing(now, now, 1.0));
    (0..30).for_each(|k| {
        at(&mut actor, f64::from(k) / 60.0);
    });
    // Three seconds without a frame, which is more than the face was given.
    let mut worst = 0.0f32;
    for k in 0..60 {
        let now = 3.5 + f64::from(k) / 60.0;
        at(&mut actor, now);
        if k > 30 {
            worst = worst.max(off(&actor, &baked, now));
        }
    }
    assert!(worst < 0.05, "off by {worst}");
}

#[test]
fn sounds_of_impossible_rates_are_refused() {
    let engine = engine();
    let mut actor = Actor::new(&engine, &options()).unwrap();
    let sound = |rate| Arc::new(Sound::new(vec![0.1; 100], rate));
    assert!(actor.speak(sound(100.0), 0.0, 0.0).is_err() && !actor.speaking());
    assert!(actor.push(&[0.0], f64::NAN, 0.0, Pace::Burst).is_err() && !actor.speaking());
    assert!(actor.speak(sound(8000.0), 0.0, 0.0).is_ok());
    assert!(actor.speak(sound(0.0), 0.0, 0.0).is_err());
}
