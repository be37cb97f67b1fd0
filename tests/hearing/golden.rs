//! EmoFace's own network against what its official code gave: a small configuration with random weights, in which
//! every layer is different (so the curves are noise, not a face).
//!
//! The files lie beside the repository (`../shared/golden/emoface_tiny`, or where `EMOFACE_GOLDEN` says); without them
//! these tests say that they are skipped.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use emoface::bake::BakeOptions;
use emoface::import::{Import, Labels, Precision};
use emoface::motion::Controls;
use emoface::network::known;

use super::*;

/// The bar for 32-bit floats.
const TOLERANCE: f32 = 1e-3;
/// Board emotion, and what its arrays are called.
const EMOTIONS: [(&str, &str); 3] = [("angry", "ang"), ("happy", "hap"), ("surprise", "sur")];

pub struct Golden {
    folder: PathBuf,
    pub model: Vec<u8>,
}

impl Golden {
    pub fn find() -> Option<Self> {
        let usual = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/golden/emoface_tiny"));
        let folder = std::env::var_os("EMOFACE_GOLDEN").map_or_else(usual, PathBuf::from);
        if !folder.join("expected.npz").is_file() {
            eprintln!("SKIPPED: {} is not there; EMOFACE_GOLDEN may name another folder", folder.display());
            return None;
        }
        let model = written(&folder, Precision::Fp32);
        Some(Self { folder, model })
    }

    pub fn wav(&self) -> PathBuf {
        self.folder.join("input.wav")
    }

    fn audio(&self) -> Vec<f32> {
        emoface::wav::read(&self.wav()).expect("the recording reads").samples
    }

    /// An array of `expected.npz`, row after row (numpy.lib.format: magic, version, header length, header, values).
    fn expected(&self, name: &str) -> Vec<Controls> {
        let archive = std::fs::read(self.folder.join("expected.npz")).expect("it is there");
        let entry = format!("{name}.npy");
        // The entry's local header (APPNOTE.TXT 4.3.7): 30 bytes, name, extra field; its name stands there first.
        let at = archive.windows(entry.len()).position(|bytes| bytes == entry.as_bytes()).expect(name);
        let extra = usize::from(u16::from_le_bytes([archive[at - 2], archive[at - 1]]));
        let mut bytes = Vec::new();
        flate2::read::DeflateDecoder::new(&archive[at + entry.len() + extra..]).read_to_end(&mut bytes).expect(name);
        let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        let (header, values) = bytes[10..].split_at(header);
        let header = std::str::from_utf8(header).expect("a header is text");
        assert!(header.contains("'<f4'"), "{name} holds 32-bit floats");
        let values: Vec<f32> = values.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let rows = values.len() / rig::BOARD_CONTROLS;
        let by_column = header.contains("'fortran_order': True");
        let place = |row, column| if by_column { column * rows + row } else { row * rig::BOARD_CONTROLS + column };
        (0..rows).map(|row| std::array::from_fn(|column| values[place(row, column)])).collect()
    }
}

fn written(folder: &Path, precision: Precision) -> Vec<u8> {
    let mut model = Cursor::new(Vec::new());
    let checkpoint = std::fs::File::open(folder.join("checkpoint.pth")).expect("the checkpoint is there");
    let mut import = Import::open(checkpoint).expect("the checkpoint is sound");
    import.write(&mut model, precision, &Labels::default(), |_, _| {}).expect("it can be written");
    model.into_inner()
}

fn difference<'a>(got: impl IntoIterator<Item = &'a [f32]>, expected: &[Controls]) -> f32 {
    let got: Vec<_> = got.into_iter().collect();
    assert_eq!(got.len(), expected.len());
    let worst = |(got, expected): (&&[f32], &Controls)| {
        got.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0f32, |worst, one| worst.max(one))
    };
    got.iter().zip(expected).map(worst).fold(0.0, f32::max)
}

fn boards(frames: &[Frame]) -> impl Iterator<Item = &[f32]> {
    frames.iter().map(|frame| &frame[..rig::BOARD_CONTROLS])
}

#[test]
fn the_library_gives_the_official_numbers() {
    let Some(golden) = Golden::find() else { return };
    let model = model(golden.model.clone()).expect("the import runs");
    let mut network = model.load_for_bakes().unwrap();
    for (emotion, array) in EMOTIONS {
        for smooth in [false, true] {
            let mood = emotion.parse().unwrap();
            let options = BakeOptions { mood, smooth, behaviours: Behaviours::NONE, ..BakeOptions::default() };
            let audio = golden.audio();
            let frames =
                bake(network.as_mut(), FeatureTables::new(), &audio, f64::from(RATE), &options).unwrap().frames;
            let expected = golden.expected(&format!("{}_{array}", if smooth { "smooth" } else { "raw" }));
            let worst = difference(boards(&frames), &expected);
            assert!(worst < TOLERANCE, "{emotion}, smooth {smooth}: {worst}");
        }
    }
}

#[test]
fn eight_bits_keep_the_course_of_every_control() {
    let Some(golden) = Golden::find() else { return };
    let model = model(written(&golden.folder, Precision::Int8)).expect("the import runs");
    for (emotion, (_, array)) in [0, 3, 6].into_iter().zip(EMOTIONS) {
        let one_hot = std::array::from_fn(|i| f32::from(u8::from(i == emotion)));
        let (got, expected) =
            (blended(&model, &golden.audio(), &|_| one_hot), golden.expected(&format!("raw_{array}")));
        assert_eq!(got.len(), expected.len());
        // Random weights move every control.
        for control in 0..rig::BOARD_CONTROLS {
            let column = |frames: &[Controls]| frames.iter().map(|frame| frame[control]).collect::<Vec<_>>();
            let correlation = correlation(&column(&got), &column(&expected));
            assert!(correlation > 0.995, "{array}, control {control}: {correlation}");
        }
    }
}

fn correlation(a: &[f32], b: &[f32]) -> f32 {
    let mean = |x: &[f32]| x.iter().sum::<f32>() / x.len() as f32;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let covariance: f32 = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    let power = |x: &[f32], mean: f32| x.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>();
    covariance / (power(a, mean_a) * power(b, mean_b)).sqrt()
}

#[test]
fn the_c_interface_gives_the_official_numbers() {
    use emoface::ffi::{bake::*, engine::*, structs::*};
    let Some(golden) = Golden::find() else { return };
    let folder = tempfile("c");
    let path = folder.join("tiny.onnx");
    std::fs::write(&path, &golden.model).unwrap();
    let text = |path: &std::path::Path| std::ffi::CString::new(path.to_str().unwrap()).unwrap();
    let (model, runtime) = (text(&path), std::env::var_os("EMOFACE_TEST_ONNXRUNTIME").map(|path| text(path.as_ref())));
    // SAFETY: pointers to live values of the right types, strings with a zero byte.
    unsafe {
        let mut options = std::mem::zeroed::<emoface_engine_options>();
        assert_eq!(emoface_engine_options_init(&mut options, size_of::<emoface_engine_options>() as u32), 0);
        options.model_path = model.as_ptr();
        options.onnxruntime_path = runtime.as_ref().map_or(std::ptr::null(), |path| path.as_ptr());
        let mut engine = std::ptr::null_mut();
        assert_eq!(emoface_engine_create(&options, &mut engine), 0);
        let mut bake = std::mem::zeroed::<emoface_bake_options>();
        assert_eq!(emoface_bake_options_init(&mut bake, size_of::<emoface_bake_options>() as u32), 0);
        bake.gains = [0.0; _];
        bake.emotion[3] = 1.0;
        let audio = golden.audio();
        let (sound, length) = (audio.as_ptr(), audio.len() as u64);
        let mut count = 0;
        let none = std::ptr::null_mut();
        let (rate, null) = (f64::from(RATE), std::ptr::null_mut());
        assert_eq!(
            emoface_bake_f32(engine, sound, length, 1, rate, &bake, null, none, std::ptr::null_mut(), 0, &mut count),
            0
        );
        let expected = golden.expected("smooth_hap");
        assert_eq!(count, expected.len() as u64);
        let mut values = vec![0.0; expected.len() * rig::BOARD_CONTROLS];
        let status = emoface_bake_f32(
            engine,
            sound,
            length,
            1,
            rate,
            &bake,
            null,
            values.as_mut_ptr(),
            std::ptr::null_mut(),
            count,
            &mut count,
        );
        assert_eq!(status, 0);
        let worst = difference(values.chunks_exact(rig::BOARD_CONTROLS), &expected);
        assert!(worst < TOLERANCE, "{worst}");
        assert_eq!(emoface_engine_destroy(engine), 0);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_command_line_gives_the_official_numbers() {
    let Some(golden) = Golden::find() else { return };
    let folder = tempfile("cli");
    let (model, csv) = (folder.join("tiny.onnx"), folder.join("out.csv"));
    let emoface = |arguments: &[&std::ffi::OsStr]| {
        let output = Command::new(env!("CARGO_BIN_EXE_emoface")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let checkpoint = golden.folder.join("checkpoint_new.pth");
    emoface(&["import".as_ref(), checkpoint.as_ref(), "-o".as_ref(), model.as_ref()]);
    for (emotion, array) in EMOTIONS {
        let wav = golden.wav();
        let mut arguments: Vec<&std::ffi::OsStr> = vec!["bake".as_ref(), wav.as_ref(), "-o".as_ref(), csv.as_ref()];
        arguments.extend(["--model".as_ref(), model.as_os_str(), "--emotion".as_ref(), emotion.as_ref()]);
        arguments.extend(["--no-blink", "--no-gaze"].map(std::ffi::OsStr::new));
        emoface(&arguments);
        let text = std::fs::read_to_string(&csv).unwrap();
        let row = |line: &str| line.split(',').map(|cell| cell.parse::<f32>().unwrap()).collect::<Vec<_>>();
        let rows: Vec<_> = text.lines().skip(1).map(row).collect();
        let columns = rows[0].len() - rig::BOARD_CONTROLS;
        let worst = difference(rows.iter().map(|row| &row[columns..]), &golden.expected(&format!("smooth_{array}")));
        assert!(worst < TOLERANCE, "{emotion}: {worst}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// The frames under one weight of each emotion at every frame.
fn blended(model: &OnnxModel, audio: &[f32], emotion: &dyn Fn(usize) -> known::Weights) -> Vec<Controls> {
    let mut network = model.load_for_bakes().unwrap();
    let mut frames = Vec::new();
    let chain = network.known().expect("it hears sound");
    let count = audio.len() * 60 / RATE as usize;
    let mut part = |part: &[Controls]| {
        frames.extend_from_slice(part);
        Ok(())
    };
    known::perform(chain, 60, audio, count, Mode::Whole, emotion, &mut part).unwrap();
    frames
}

#[test]
fn emotions_blend_frame_by_frame() {
    let Some(golden) = Golden::find() else { return };
    let model = model(golden.model.clone()).unwrap();
    let audio = golden.audio();
    let one_hot = |index: usize| std::array::from_fn(|i| f32::from(u8::from(i == index)));
    let (angry, happy) = (golden.expected("raw_ang"), golden.expected("raw_hap"));
    // Each frame depends on its own emotion alone: a change in the middle gives the one before and the other after.
    let changing = blended(&model, &audio, &|frame| one_hot(if frame < 100 { 0 } else { 3 }));
    let worst = |got: &[Controls], expected: &[Controls]| difference(got.iter().map(|frame| &frame[..]), expected);
    assert!(worst(&changing[..100], &angry[..100]) < TOLERANCE);
    assert!(worst(&changing[100..], &happy[100..]) < TOLERANCE);
    // No weight at all is neutral.
    let neutral = blended(&model, &audio, &|_| one_hot(4));
    assert!(worst(&blended(&model, &audio, &|_| [0.0; 7]), &neutral) < 1e-5);
    // The vectors are blended, not the faces: half and half lies between, but nobody's face.
    let mut half = [0.0; 7];
    (half[0], half[3]) = (0.5, 0.5);
    let half = blended(&model, &audio, &|_| half);
    assert!(worst(&half, &angry) > 0.02 && worst(&half, &happy) > 0.02);
    assert!(worst(&half, &angry) < worst(&happy, &angry));
}

fn tempfile(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("emoface-golden-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
