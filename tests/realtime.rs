//! The audio and the game thread never allocate, lock or call the system.
//!
//! Two guards: an allocator that counts, and, on Linux, the kernel's strict seccomp mode, in which any system call
//! but read, write and exit kills the thread that makes it.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use emoface::emotion::Emotion;
use emoface::face::{Face, FaceOptions};
use emoface::mood::Part;
use emoface::motion::aim::GazeCommand;
use emoface::motion::behaviours::Behaviours;
use emoface::rig::retarget::Retarget;
use emoface::rig::{BUILT_IN, CHANNELS, built_in, from_json};
use support::*;

struct Counting;

/// Bytes allocated by the whole process at this moment.
static LIVE: AtomicI64 = AtomicI64::new(0);

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // The cells are const-initialised and have no destructor, so this cannot allocate itself.
    if GUARDED.get() {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    }
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        LIVE.fetch_add(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count();
        LIVE.fetch_sub(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> u64 {
    ALLOCATIONS.set(0);
    GUARDED.set(true);
    work();
    GUARDED.set(false);
    ALLOCATIONS.get()
}

/// Everything that [audio] and [game] calls may do, errors included.
fn calls(face: &Face, audio: &[f32], pcm: &[i16], turn: usize) {
    let mut out = [0.0; CHANNELS];
    let rate = if turn.is_multiple_of(50) { 44_100.0 } else { 48_000.0 };
    let _ = face.push(audio, 2, rate);
    let _ = face.push(pcm, 1, rate);
    let _ = face.push(audio, 0, rate);
    let _ = face.push(audio, 2, f64::NAN);
    for t in [turn as f64 * 0.01, 1e300, -1.0, f64::NAN] {
        let _ = face.sample(t, &mut out);
        let _ = face.sample_rig(t, &mut out, &mut [0.0; 300]);
        let _ = face.sample_rig(t, &mut out, &mut [0.0; 3]);
    }
    let (yaw, pitch, distance) = ((turn % 90) as f32 - 45.0, (turn % 40) as f32 - 20.0, 0.1 + (turn % 30) as f32);
    let _ = face.look(match turn % 40 {
        30..35 => GazeCommand::Avert,
        35.. => GazeCommand::Free,
        _ => GazeCommand::LookAt { yaw, pitch, distance },
    });
    let _ = face.set_behaviours(if turn.is_multiple_of(2) { Behaviours::ALL } else { Behaviours::NONE });
    let _ = Emotion::new([0.1; 7], 1.0).and_then(|emotion| face.set_emotion(emotion));
    let angry = Emotion::new([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.5).ok();
    let _ = face.set_part_emotion(Part::Brows, angry.filter(|_| turn.is_multiple_of(3)));
    if turn % 40 == 39 {
        let _ = face.finish();
    }
    if turn % 70 == 69 {
        face.interrupt();
    }
    let _ = face.stats();
}

#[test]
fn audio_and_game_calls_do_not_allocate() {
    let _alone = ALONE.lock();
    let engine = engine();
    let face = engine.face(&FaceOptions::default()).unwrap();
    face.set_rig(built_in("oculus"));
    let (audio, pcm) = (vec![0.1f32; 960], vec![900i16; 480]);
    for turn in 0..400 {
        assert_eq!(allocations(|| calls(&face, &audio, &pcm, turn)), 0, "turn {turn} allocated");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert!(face.stats().pushed > 1.0 && face.stats().ready > 0.0, "the face did not work meanwhile");
}

/// Tests that weigh the process must be alone in it.
static ALONE: Mutex<()> = Mutex::new(());

/// Bytes in use once the worker is at rest: a step's own memory goes after its frame is out, later on a busy machine.
fn settled() -> i64 {
    let readings = (0..20).map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        LIVE.load(Ordering::Relaxed)
    });
    readings.min().unwrap_or(0)
}

#[test]
fn a_living_face_needs_no_more_memory() {
    let _alone = ALONE.lock();
    let engine = engine();
    let face = engine.face(&FaceOptions::default()).unwrap();
    let live = |from: usize, to: usize| {
        for frame in from..to {
            face.push(&[0.1; 800], 1, 48_000.0).unwrap();
            wait_ready(&face, frame);
            face.sample(frame as f64 / 60.0, &mut [0.0; CHANNELS]).unwrap();
        }
        settled()
    };
    (0..4).for_each(|_| drop(face.push(&[0.1; 800], 1, 48_000.0)));
    let before = live(0, 200);
    let grown = live(200, 2_000) - before;
    assert!(grown < 4_096, "half a minute of speech took {grown} bytes");
}

/// A game's retargeting: the built-in rigs and one with smoothing.
fn retargets() -> Vec<Retarget> {
    let arkit = built_in("arkit").unwrap().to_json();
    let smooth = "\"regions\": { \"mouth\": { \"smoothing_ms\": 50 } }, \"outputs\"";
    let smoothed = from_json(&arkit.replacen("\"outputs\"", smooth, 1)).unwrap();
    BUILT_IN.into_iter().filter_map(built_in).chain([smoothed]).map(Retarget::new).collect()
}

/// Frames of all kinds, nonsense included, and times likewise.
fn retarget(retarget: &mut Retarget, turn: usize, out: &mut [f32]) {
    let value = [0.3, 1.0, -1.0, f32::NAN, f32::INFINITY, 1e-40][turn % 6];
    let seconds = [1.0 / 60.0, 0.0, f32::NAN, -1.0, 1e30][turn % 5];
    retarget.apply(&[value; _], seconds, out);
    if turn.is_multiple_of(7) {
        retarget.restart();
    }
}

#[test]
fn retargeting_does_not_allocate() {
    let _alone = ALONE.lock();
    let mut out = [0.0; 300];
    for mut rig in retargets() {
        for turn in 0..60 {
            assert_eq!(allocations(|| retarget(&mut rig, turn, &mut out)), 0, "{:?}, turn {turn}", rig.rig());
            assert!(out.iter().all(|value| value.is_finite()));
        }
    }
}

#[test]
fn the_allocation_guard_notices() {
    let _alone = ALONE.lock();
    assert!(allocations(|| drop(std::hint::black_box(vec![1]))) == 2);
}

#[cfg(target_os = "linux")]
mod seccomp {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    const PR_SET_SECCOMP: i32 = 22;
    const SECCOMP_MODE_STRICT: u64 = 1;

    unsafe extern "C" {
        fn prctl(option: i32, ...) -> i32;
    }

    /// Runs `work` in a thread that dies at its first system call; whether it came to its end.
    fn survives(work: impl FnOnce() + Send + 'static) -> bool {
        let done = Arc::new(AtomicBool::new(false));
        let flag = done.clone();
        // The thread is killed on return in any case, so nobody joins it.
        std::thread::spawn(move || {
            // SAFETY: prctl with these arguments only restricts the calling thread.
            let restricted = unsafe { prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) } == 0;
            if restricted {
                work();
                flag.store(true, Ordering::Release);
            }
            loop {
                std::hint::spin_loop();
            }
        });
        let start = std::time::Instant::now();
        while !done.load(Ordering::Acquire) && start.elapsed().as_secs() < 5 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        done.load(Ordering::Acquire)
    }

    #[test]
    fn audio_and_game_calls_make_no_system_call() {
        let _alone = ALONE.lock();
        let engine = engine();
        let face = Arc::new(engine.face(&FaceOptions::default()).unwrap());
        face.set_rig(built_in("metahuman"));
        let (audio, pcm) = (vec![0.1f32; 960], vec![900i16; 480]);
        let shared = face.clone();
        assert!(survives(move || (0..2_000).for_each(|turn| calls(&shared, &audio, &pcm, turn))), "a call was made");
        assert!(face.stats().pushed > 1.0);
    }

    #[test]
    fn retargeting_makes_no_system_call() {
        let _alone = ALONE.lock();
        let (mut rigs, mut out) = (retargets(), [0.0; 300]);
        let work = move || {
            (0..2_000).for_each(|turn| rigs.iter_mut().for_each(|rig| retarget(rig, turn, &mut out)));
            // Freeing may be a call.
            std::mem::forget(rigs);
        };
        assert!(survives(work), "a call was made");
    }

    #[test]
    fn the_system_call_guard_notices() {
        let _alone = ALONE.lock();
        assert!(!survives(|| std::thread::sleep(std::time::Duration::from_millis(1))));
    }
}
