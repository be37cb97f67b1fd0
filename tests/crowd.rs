//! A crowd: 64 faces pushed from several threads, sampled from another, made and destroyed at random.
//!
//! Run for `EMOFACE_CROWD_SECONDS` (3 by default); `ci/test` runs it for a minute under the address sanitizer.

mod support;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use emoface::emotion::Emotion;
use emoface::face::{Face, FaceOptions};
use emoface::rig::{CHANNELS, channel};
use support::*;

const FACES: usize = 64;
const PUSHERS: usize = 4;

/// Lets the other threads go when this one ends, also by a panic.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_restless_crowd_stays_sound() {
    let seconds = std::env::var("EMOFACE_CROWD_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(3);
    let engine = stand_in_engine(&Arc::default());
    let slots: Vec<Mutex<Option<Arc<Face>>>> = (0..FACES).map(|_| Mutex::new(None)).collect();
    let (stop, frames, made) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let held = |slot: usize| slots[slot].lock().unwrap().clone();
    let running = || !stop.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        let _stop = Stop(&stop);
        for pusher in 0..PUSHERS {
            scope.spawn(move || {
                let mut lottery = Lottery(pusher as u64);
                let noise = lottery.noise(4_800, 0.3);
                while running() {
                    for slot in (pusher..FACES).step_by(PUSHERS) {
                        let Some(face) = held(slot) else { continue };
                        let length = 2 * lottery.below(noise.len() / 2);
                        let rate = [16_000.0, 44_100.0, 48_000.0][lottery.below(3)];
                        let _ = face.push(&noise[..length], 2, rate);
                        if lottery.below(50) == 0 {
                            let _ = face.finish();
                        }
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
        }
        scope.spawn(|| {
            let (mut lottery, mut out) = (Lottery(99), [0.0; CHANNELS]);
            while running() {
                for slot in 0..FACES {
                    let Some(face) = held(slot) else { continue };
                    let time = face.stats().pushed - 0.1;
                    if face.sample(time, &mut out).is_ok() {
                        let (head, others) = (channel::HEAD_YAW..=channel::HEAD_ROLL, &out[channel::EMOTION..]);
                        let controls = out[..channel::HEAD_YAW].iter().chain(others);
                        assert!(controls.copied().all(|value| (-1.0..=1.0).contains(&value)), "a value out of range");
                        assert!(out[head].iter().all(|angle| angle.abs() <= 45.0), "a head out of range");
                        frames.fetch_add(1, Ordering::Relaxed);
                    }
                    let mut weights = [0.0; 7];
                    weights[lottery.below(7)] = 1.0;
                    let _ = Emotion::new(weights, 0.7).and_then(|emotion| face.set_emotion(emotion));
                }
                std::thread::sleep(Duration::from_millis(4));
            }
        });
        let mut lottery = Lottery(1_234);
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(seconds) {
            let slot = lottery.below(FACES);
            match lottery.below(4) {
                0 => drop(slots[slot].lock().unwrap().take()),
                1 => drop(held(slot).map(|face| face.interrupt())),
                2 => drop(held(slot).map(|face| face.reset())),
                _ => {
                    let (seed, look_ahead_ms) =
                        (lottery.below(1_000) as u64, [0.0, 33.0, 67.0, 133.0][lottery.below(4)]);
                    let options = FaceOptions { seed, look_ahead_ms, ..FaceOptions::default() };
                    *slots[slot].lock().unwrap() = Some(Arc::new(engine.face(&options).unwrap()));
                    made.fetch_add(1, Ordering::Relaxed);
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    let fault = slots.iter().find_map(|slot| slot.lock().unwrap().as_ref().and_then(|f| f.fault().map(str::to_owned)));
    assert_eq!(fault, None);
    assert!(made.load(Ordering::Relaxed) > 50 && frames.load(Ordering::Relaxed) > 500, "the crowd hardly moved");
}
