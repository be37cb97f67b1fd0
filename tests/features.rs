//! Training and runtime hear the same: what `examples/features.rs` writes for training is, bit for bit, what the
//! live path hands to the network, however the audio is cut.

mod support;

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use emoface::audio::features::{FeatureTables, WIDTH};
use emoface::look_ahead::LookAhead;
use emoface::performance::{Casting, MOST_ROWS, Performance};
use support::*;

/// The training side: the very program that `models/recipe` calls.
fn training(audio: &[f32]) -> Vec<f32> {
    // target/release/deps/features-... -> target/release/examples/features, which `cargo test` builds too.
    let mut program = std::env::current_exe().expect("a test has a path");
    program.pop();
    program.pop();
    program.push("examples/features");
    let mut child = Command::new(&program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo build --release --examples`", program.display()));
    let mut record = (audio.len() as u32).to_le_bytes().to_vec();
    record.extend(audio.iter().flat_map(|sample| sample.to_le_bytes()));
    child.stdin.take().expect("piped").write_all(&record).expect("it reads");
    let mut answer = Vec::new();
    child.stdout.take().expect("piped").read_to_end(&mut answer).expect("it writes");
    assert!(child.wait().expect("it ends").success());
    let floats: Vec<f32> = answer[4..].chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    assert_eq!(u32::from_le_bytes([answer[0], answer[1], answer[2], answer[3]]) as usize * WIDTH, floats.len());
    floats
}

/// The runtime side: rows as a worker hands them to the network.
fn runtime(audio: &[f32], chunk: usize) -> Vec<f32> {
    let manifest = built_in_manifest();
    let look_ahead = LookAhead::live(&manifest, true, 0.0).expect("the default is there");
    let casting = Casting { seed: 0, look_ahead, rows: MOST_ROWS };
    let mut performance = Performance::new(&manifest, FeatureTables::new(), None, casting);
    performance.begin(0.0, 16_000);
    let (mut rows, mut row, mut emotion) = (Vec::new(), [0.0; WIDTH], [0.0; 7]);
    for piece in audio.chunks(chunk) {
        performance.hear(piece);
        while performance.next_row(&mut row, &mut emotion).is_some() {
            rows.extend_from_slice(&row);
        }
    }
    rows
}

#[test]
fn training_and_runtime_compute_the_same_features() {
    let audio = voice_at(16_000, 3.0);
    let expected = training(&audio);
    assert!(expected.len() > 175 * WIDTH, "only {} values", expected.len());
    for chunk in [1, 160, 4_801, audio.len()] {
        assert!(expected == runtime(&audio, chunk), "chunks of {chunk} differ");
    }
}
