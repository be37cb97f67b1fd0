//! Contract 7: overload.

use crate::support::*;
use emoface::error::Error;
use emoface::face::FaceOptions;
use emoface::rig::CHANNELS;
use emoface::sampler::Source;
use emoface::worker::Load;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

// 7. Overload

#[test]
fn a_full_ring_drops_the_newest_counts_them_and_keeps_time() {
    let orders = Arc::new(Orders::default());
    orders.cost.store(20_000, Ordering::Relaxed);
    let engine = stand_in_engine(&orders);
    let face = engine.face(&FaceOptions { ring_ms: 100, timeline_ms: 5_000, ..FaceOptions::default() }).unwrap();
    let mut taken = 0;
    for _ in 0..100 {
        taken += face.push(&[0.1; 480], 1, 48_000.0).unwrap();
    }
    let stats = face.stats();
    assert_eq!(stats.dropped as usize, 48_000 - taken);
    assert!(stats.dropped > 10_000, "nothing was dropped");
    assert!((stats.pushed - 1.0).abs() < 1e-9, "stream time slipped to {}", stats.pushed);
    orders.cost.store(0, Ordering::Relaxed);
    let start = Instant::now();
    while face.push(&[0.1; 480], 1, 48_000.0).unwrap() < 480 {
        assert!(start.elapsed() < PATIENCE, "the ring never has room again");
        std::thread::sleep(Duration::from_millis(5));
    }
    let end = (face.stats().pushed * 60.0 - 1e-4).ceil() as usize - 1;
    face.finish().unwrap();
    wait_ready(&face, end);
    assert_eq!((face.stats().ready * 60.0).round() as usize, end, "frames and stream time part");
}

#[test]
fn overload_is_reported_skips_in_order_and_is_over_within_a_second() {
    let orders = Arc::new(Orders::default());
    let engine = stand_in_engine(&orders);
    let looks = engine.look_aheads_ms(true);
    let options = |i: usize| FaceOptions { look_ahead_ms: looks[i % looks.len()], ..FaceOptions::default() };
    let faces: Vec<_> = (0..8).map(|i| engine.face(&options(i)).unwrap()).collect();
    // 8 faces at 60 rows a second need 8 * 60 * 4 ms = 1.9 s a second.
    orders.cost.store(4_000, Ordering::Relaxed);
    let mut out = [0.0; CHANNELS];
    let mut seen = vec![];
    let mut run = |seconds: f64, loads: &mut Vec<Load>| {
        let start = Instant::now();
        while start.elapsed().as_secs_f64() < seconds {
            for face in &faces {
                face.push(&[0.1; 480], 1, 48_000.0).unwrap();
                face.sample(face.stats().pushed - 0.1, &mut out).unwrap();
            }
            loads.push(faces[0].stats().load);
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    run(2.0, &mut seen);
    assert!(seen.contains(&Load::Late) && seen.contains(&Load::Skipping), "overload was not noticed");
    let first = |load| seen.iter().position(|seen| *seen == load).unwrap();
    assert!(first(Load::Late) < first(Load::Skipping), "quality stepped down out of order");
    assert!(faces.iter().any(|face| face.stats().skipped > 0), "nothing was skipped: {:?}", faces[0].stats());
    orders.cost.store(0, Ordering::Relaxed);
    run(1.0, &mut seen);
    assert_eq!(faces[0].stats().load, Load::Full, "the load was not forgotten");
    for face in &faces {
        let (stats, look_ahead) = (face.stats(), f64::from(face.look_ahead_ms()) / 1000.0);
        let behind = stats.pushed - stats.ready;
        assert!(behind < look_ahead + 0.13, "still {behind} s behind with a look-ahead of {look_ahead} s");
        assert!(behind > look_ahead - 0.02, "{behind} s behind, but the look-ahead is {look_ahead} s");
    }
}

#[test]
fn a_worker_that_fails_or_panics_leaves_the_game_standing() {
    for misbehave in [1, 2] {
        let orders = Arc::new(Orders::default());
        let engine = stand_in_engine(&orders);
        let face = engine.face(&FaceOptions::default()).unwrap();
        orders.misbehave.store(misbehave, Ordering::Relaxed);
        let start = Instant::now();
        while face.fault().is_none() {
            face.push(&[0.1; 480], 1, 48_000.0).unwrap();
            assert!(start.elapsed() < PATIENCE, "the fault is not reported");
            std::thread::sleep(Duration::from_millis(1));
        }
        let mut out = [0.0; CHANNELS];
        assert_eq!(face.sample(0.5, &mut out).unwrap().source, Source::Rest);
        assert!(matches!(engine.face(&FaceOptions::default()), Err(Error::Poisoned(_))));
    }
}
