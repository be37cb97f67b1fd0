//! What single calls cost the game and the audio thread: `cargo bench --bench latency`.
//!
//! Prints the median, the 99th percentile and the worst of many calls, timed one by one while the worker works.
//! The clock itself costs about 25 ns of each figure. Also: memory of an engine and of a face, and load time.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use emoface::engine::{Engine, EngineOptions};
use emoface::face::FaceOptions;
use emoface::rig::CHANNELS;

struct Weighing;
static HEAP: AtomicI64 = AtomicI64::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Weighing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HEAP.fetch_add(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HEAP.fetch_sub(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Weighing = Weighing;

fn heap() -> f64 {
    HEAP.load(Ordering::Relaxed) as f64 / 1024.0
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what:44} median {:>9.2?}   p99 {:>9.2?}   worst {:>9.2?}", at(0.5), at(0.99), at(1.0));
}

fn main() {
    let (before, start) = (heap(), Instant::now());
    let engine = Engine::new(&EngineOptions::default()).expect("the built-in voice loads");
    let loaded = start.elapsed();
    let with_engine = heap();
    let face = engine.face(&FaceOptions::default()).expect("a face is made");
    let audio: Vec<f32> = (0..960).map(|i| (i as f32 * 0.05).sin() * 0.2).collect();
    while face.stats().ready < 0.0 {
        face.push(&audio, 2, 48_000.0).expect("pushing works");
        std::thread::sleep(Duration::from_millis(2));
    }
    println!("load to first frame {:.1?} (engine {loaded:.1?})", start.elapsed());
    let first = heap();
    let crowd: Vec<_> = (0..16).map(|_| engine.face(&FaceOptions::default()).expect("a face is made")).collect();
    crowd.iter().for_each(|face| drop(face.push(&audio, 2, 48_000.0)));
    std::thread::sleep(Duration::from_millis(200));
    println!("heap: engine {:.0} KiB, each further face {:.1} KiB", with_engine - before, (heap() - first) / 16.0);

    let mut out = [0.0; CHANNELS];
    let (mut push, mut sample) = (Vec::with_capacity(20_000), Vec::with_capacity(20_000));
    // Ten milliseconds of audio every two: five times real time, so that the run is short.
    for _ in 0..4_000 {
        let now = Instant::now();
        let _ = black_box(face.push(black_box(&audio), 2, 48_000.0));
        push.push(now.elapsed());
        let time = face.stats().pushed - 0.1;
        for i in 0..5 {
            let now = Instant::now();
            let _ = black_box(face.sample(time + f64::from(i) * 0.002, &mut out));
            sample.push(now.elapsed());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    report("push: 480 stereo frames at 48 kHz", push);
    report("sample: 174 controls, interpolated", sample);
}
