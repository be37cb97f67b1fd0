//! What one frame of each rig costs the game: `cargo bench --bench retarget`.
#![allow(missing_docs, reason = "criterion's macros")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use emoface::motion::Frame;
use emoface::rig::retarget::Retarget;
use emoface::rig::{BUILT_IN, built_in, from_json};

/// A moving face: every control at some value of its range, lips closed in one frame of four.
fn frames() -> Vec<Frame> {
    let value = |frame: usize, channel: usize| ((frame * 31 + channel * 17) % 97) as f32 / 48.0 - 1.0;
    let mut frames: Vec<Frame> = (0..64).map(|frame| std::array::from_fn(|channel| value(frame, channel))).collect();
    for frame in frames.iter_mut().step_by(4) {
        [66, 67, 135, 136].into_iter().for_each(|lip| frame[lip] = 1.0);
    }
    frames
}

fn retarget(criterion: &mut Criterion) {
    let frames = frames();
    let smooth = r#""regions": { "mouth": { "smoothing_ms": 30 }, "brows": { "smoothing_ms": 80 } },"#;
    let arkit = built_in("arkit").expect("it is built in").to_json();
    let smoothed = from_json(&arkit.replacen("\"outputs\"", &format!("{smooth} \"outputs\""), 1)).expect("it is sound");
    let rigs = BUILT_IN.into_iter().filter_map(built_in);
    for (name, rig) in rigs.map(|rig| (rig.name.clone(), rig)).chain([("arkit, smoothed".into(), smoothed)]) {
        let mut out = vec![0.0; rig.controls.len()];
        let (mut retarget, mut turn) = (Retarget::new(rig), 0);
        criterion.bench_function(&format!("retarget/{name}"), |bencher| {
            bencher.iter(|| {
                turn = (turn + 1) % frames.len();
                retarget.apply(black_box(&frames[turn]), 1.0 / 60.0, &mut out);
                black_box(&out);
            });
        });
    }
}

criterion_group!(benches, retarget);
criterion_main!(benches);
