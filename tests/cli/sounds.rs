//! Every kind of WAV file, made byte by byte, through the library and through the command.

use std::f32::consts::TAU;
use std::path::Path;

use emoface::wav::{self, Warning, Wav};

use crate::command::{Folder, emoface, emoface_with, table};

const RATE: u32 = 16_000;
const FRAMES: usize = 4_000;

/// A `fmt ` chunk body: tag, channels, rate, and a container of `bits`.
fn format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let block = channels * bits.div_ceil(8);
    let mut body = Vec::new();
    body.extend(tag.to_le_bytes());
    body.extend(channels.to_le_bytes());
    body.extend(rate.to_le_bytes());
    body.extend(rate.wrapping_mul(block.into()).to_le_bytes());
    body.extend(block.to_le_bytes());
    body.extend(bits.to_le_bytes());
    body
}

/// The same as WAVE_FORMAT_EXTENSIBLE with `valid` bits.
fn extensible(tag: u16, channels: u16, rate: u32, bits: u16, valid: u16) -> Vec<u8> {
    let mut body = format(0xFFFE, channels, rate, bits);
    body.extend(22u16.to_le_bytes());
    body.extend(valid.to_le_bytes());
    body.extend(0u32.to_le_bytes());
    body.extend(tag.to_le_bytes());
    body.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    body
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = name.to_vec();
    chunk.extend((body.len() as u32).to_le_bytes());
    chunk.extend(body);
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32 + 4).to_le_bytes());
    file.extend(b"WAVE");
    file.extend(body);
    file
}

/// The sound that all files hold: half of full scale on the first channel, silence on the others.
fn value(frame: usize, channel: u16) -> f32 {
    if channel == 0 { 0.5 * (TAU * 200.0 * frame as f32 / RATE as f32).sin() } else { 0.0 }
}

fn data(channels: u16, encode: impl Fn(f32) -> Vec<u8>) -> Vec<u8> {
    (0..FRAMES)
        .flat_map(|frame| (0..channels).map(move |channel| (frame, channel)))
        .flat_map(|(f, c)| encode(value(f, c)))
        .collect()
}

/// Integers of `bytes` bytes, 8 bits unsigned as WAV has them.
fn integer(bytes: usize) -> impl Fn(f32) -> Vec<u8> {
    move |value| {
        let scaled = (f64::from(value) * 2f64.powi(8 * bytes as i32 - 1)).round() as i64;
        let scaled = if bytes == 1 { scaled + 128 } else { scaled };
        scaled.to_le_bytes()[..bytes].to_vec()
    }
}

fn read(bytes: &[u8]) -> Result<Wav, String> {
    wav::read_from(bytes, Path::new("test.wav")).map_err(|error| error.to_string())
}

fn plain() -> Vec<u8> {
    riff(&[chunk(b"fmt ", &format(1, 1, RATE, 16)), chunk(b"data", &data(1, integer(2)))])
}

/// `plain` with another data length in its header.
fn promising(length: u32) -> Vec<u8> {
    let mut file = plain();
    file[40..44].copy_from_slice(&length.to_le_bytes());
    file
}

#[test]
fn every_encoding_gives_the_same_sound() {
    let float32 = |value: f32| value.to_le_bytes().to_vec();
    let float64 = |value: f32| f64::from(value).to_le_bytes().to_vec();
    // 20 bits stand in the upper part of three bytes, 24 in the upper part of four.
    let padded = |value: f32| ((f64::from(value) * 2f64.powi(23)).round() as i32 * 256).to_le_bytes().to_vec();
    let mut files = Vec::new();
    for channels in [1u16, 2, 6] {
        let mean = f32::from(channels).recip();
        for bytes in 1..=4usize {
            let bits = 8 * bytes as u16;
            let (body, step) = (data(channels, integer(bytes)), 0.5f32.powi(i32::from(bits) - 1).max(1e-6));
            files.push((format(1, channels, RATE, bits), body.clone(), mean, step));
            files.push((extensible(1, channels, RATE, bits, bits), body.clone(), mean, step));
            // WAVEFORMATEX with its size field, which hound reads for some sizes only.
            files.push(([format(1, channels, RATE, bits), vec![0, 0]].concat(), body, mean, step));
        }
        files.push((format(3, channels, RATE, 32), data(channels, float32), mean, 1e-7));
        files.push((extensible(3, channels, RATE, 32, 32), data(channels, float32), mean, 1e-7));
        files.push((format(3, channels, RATE, 64), data(channels, float64), mean, 1e-7));
        files.push((extensible(1, channels, RATE, 32, 24), data(channels, padded), mean, 1e-6));
    }
    for (format, body, mean, step) in files {
        let wav = read(&riff(&[chunk(b"fmt ", &format), chunk(b"data", &body)])).unwrap();
        assert_eq!((wav.rate, wav.samples.len(), wav.warning), (RATE, FRAMES, None), "{format:?}");
        for (frame, sample) in wav.samples.iter().enumerate() {
            let wanted = value(frame, 0) * mean;
            assert!((sample - wanted).abs() <= step, "{format:?} frame {frame}: {sample}, {wanted}");
        }
    }
}

#[test]
fn odd_headers_are_read() {
    let (fmt, body) = (chunk(b"fmt ", &format(1, 1, RATE, 16)), chunk(b"data", &data(1, integer(2))));
    let wanted = read(&plain()).unwrap().samples;
    let mut wrong_rates = format(1, 1, RATE, 16);
    wrong_rates[8..14].fill(0);
    let mut long = format(1, 1, RATE, 16);
    long.extend([0; 31]);
    let mut wide_size = vec![0; 28];
    wide_size[8..16].copy_from_slice(&(2 * FRAMES as u64).to_le_bytes());
    let mut wide = riff(&[chunk(b"ds64", &wide_size), fmt.clone(), body.clone()]);
    wide[..4].copy_from_slice(b"RF64");
    let position = wide.windows(4).position(|bytes| bytes == b"data").unwrap();
    wide[position + 4..position + 8].fill(0xFF);
    let files = [
        riff(&[chunk(b"LIST", b"odd"), fmt.clone(), chunk(b"fact", &[0; 4]), chunk(b"bext", &[7; 601]), body.clone()]),
        riff(&[fmt.clone(), body.clone(), chunk(b"LIST", b"tags behind")]),
        riff(&[chunk(b"fmt ", &wrong_rates), body.clone()]),
        riff(&[chunk(b"fmt ", &long), body.clone()]),
        wide,
    ];
    for (index, file) in files.iter().enumerate() {
        let wav = read(file).unwrap();
        assert_eq!((wav.samples == wanted, wav.warning), (true, None), "file {index}");
    }
    for rate in [8_000, 11_025, 44_100, 192_000] {
        let wav = read(&riff(&[chunk(b"fmt ", &format(1, 1, rate, 16)), body.clone()])).unwrap();
        assert_eq!(wav.rate, rate);
    }
}

#[test]
fn cut_off_files_give_what_is_there_and_a_warning() {
    let whole = read(&plain()).unwrap().samples;
    let cut = read(&plain()[..44 + 2 * 1000]).unwrap();
    assert_eq!(cut.samples, whole[..1000]);
    assert_eq!(cut.warning, Some(Warning::CutOff { promised: 0.25, read: 0.0625 }));
    let broken = read(&promising(2 * 1000 + 1)[..44 + 2 * 1000 + 1]).unwrap();
    assert_eq!((broken.samples.len(), broken.warning), (1000, Some(Warning::BrokenFrame)));
    for unknown in [0, 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FF00] {
        let wav = read(&promising(unknown)).unwrap();
        assert_eq!(wav.samples, whole, "{unknown:x}");
        assert_eq!(wav.warning, Some(Warning::UnknownLength { read: 0.25 }));
    }
}

#[test]
fn the_command_warns_of_cut_off_files_and_does_not_lose_them() {
    let folder = Folder::new("cut");
    let cut = folder.file("cut.wav", &plain()[..44 + 2 * 1600]);
    let out = folder.path("cut.csv");
    emoface(["bake", &cut, "-o", &out]).says(3, &["warning", "cut.wav", "cut off", "0.100 s"]);
    assert_eq!(table(&std::fs::read(&out).unwrap()).1.len(), 6);
    let streamed = folder.file("streamed.wav", &promising(0xFFFF_FFFF));
    let ended = emoface(["bake", &streamed, "-o", "-"]);
    ended.says(3, &["warning", "streamed.wav", "does not say how long"]);
    assert_eq!(table(&ended.out).1.len(), 15);
    // A pipe cannot know its length: nothing to warn of.
    let piped = emoface_with(["bake", "-", "-o", "-"], &promising(0xFFFF_FFFF)).quietly();
    assert_eq!(table(&piped).1.len(), 15);
    emoface_with(["bake", "-", "-o", "-"], &plain()[..1000]).says(3, &["standard input", "cut off"]);
}

#[test]
fn the_command_tells_of_voices_that_are_too_soft() {
    let folder = Folder::new("soft");
    let out = folder.path("soft.csv");
    let sound = |gain: f32| {
        let data: Vec<u8> = (0..FRAMES).flat_map(|frame| (gain * value(frame, 0)).to_le_bytes()).collect();
        riff(&[chunk(b"fmt ", &format(3, 1, RATE, 32)), chunk(b"data", &data)])
    };
    emoface(["bake", &folder.file("usual.wav", &sound(0.2)), "-o", &out]).quietly();
    emoface(["bake", &folder.file("silent.wav", &sound(0.0)), "-o", &out]).quietly();
    let soft = emoface(["bake", &folder.file("soft.wav", &sound(0.01)), "-o", &out]);
    soft.says(0, &["note", "soft.wav", "-49 dB", "amplify it by 28 dB"]);
}

#[test]
fn what_is_no_wav_is_refused_with_a_sentence() {
    let fmt = |body: &[u8]| riff(&[chunk(b"fmt ", body), chunk(b"data", &[0; 400])]);
    let no_data = riff(&[chunk(b"fmt ", &format(1, 1, RATE, 16))]);
    let no_format = riff(&[chunk(b"data", &[0; 400])]);
    let nothing = riff(&[chunk(b"fmt ", &format(1, 1, RATE, 16)), chunk(b"data", &[])]);
    let only_tags = riff(&[chunk(b"fmt ", &format(1, 1, RATE, 16)), chunk(b"data", &[]), chunk(b"LIST", b"tags")]);
    let files: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "empty"),
        (b"Hello, I am a text file and quite long.".to_vec(), "no WAV"),
        (b"RIFF".to_vec(), "holds no WAVE"),
        (b"RIFF\0\0\0\0AVI LIST".to_vec(), "holds no WAVE"),
        (b"fLaC\0\0\0\x22aaaaaaaaaaaaaaaa".to_vec(), "FLAC"),
        (b"OggS\0\0\0\x22aaaaaaaaaaaaaaaa".to_vec(), "Ogg"),
        (b"ID3\x04\0\0\0\x22aaaaaaaaaaaaaaaa".to_vec(), "MP3"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0".to_vec(), "M4A"),
        (plain()[..12].to_vec(), "header"),
        (plain()[..30].to_vec(), "header"),
        (plain()[..44].to_vec(), "no samples"),
        (no_data, "before its samples"),
        (no_format, "'fmt '"),
        (nothing, "no samples"),
        (only_tags, "no samples"),
        (fmt(&format(1, 1, RATE, 16)[..14]), "damaged"),
        (fmt(&format(1, 0, RATE, 16)), "0 channels"),
        (fmt(&format(1, 300, RATE, 16)), "300 channels"),
        (fmt(&format(1, 1, 0, 16)), "0 Hz"),
        (fmt(&format(1, 1, 1_000_000, 16)), "1000000 Hz"),
        (fmt(&format(1, 1, u32::MAX, 16)), "Hz"),
        (fmt(&format(1, 1, RATE, 0)), "0 bits"),
        (fmt(&format(1, 1, RATE, 40)), "40 bits"),
        (fmt(&format(3, 1, RATE, 16)), "16 bits"),
        (fmt(&format(7, 1, RATE, 8)), "mu-law"),
        (fmt(&format(0x55, 1, RATE, 16)), "MP3"),
        (fmt(&format(0x1234, 1, RATE, 16)), "0x1234"),
        (fmt(&format(0xFFFE, 1, RATE, 16)), "extensible"),
    ];
    for (bytes, part) in &files {
        let error = read(bytes).unwrap_err();
        assert!(error.starts_with("test.wav: ") && error.contains(part), "'{part}': {error}");
    }
    let folder = Folder::new("strangers");
    for (index, (bytes, part)) in files.iter().enumerate().step_by(5) {
        let path = folder.file(&format!("{index}.wav"), bytes);
        emoface(["bake", &path, "-o", &folder.path("out.csv")]).says(1, &[&path, part]);
    }
    emoface(["bake", &folder.path(""), "-o", "-"]).says(1, &["folder"]);
    assert!(!folder.names().contains(&"out.csv".to_owned()));
}

#[test]
fn no_header_makes_the_reader_panic() {
    // Every byte of the header, broken in several ways: a sound or a sentence, and never more than is there.
    let file = &plain()[..600];
    for position in 0..44 {
        for byte in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] {
            let mut broken = file.to_vec();
            broken[position] = byte;
            if let Ok(wav) = read(&broken) {
                assert!(wav.samples.len() <= 600, "byte {position} = {byte}");
                assert!(wav.samples.iter().all(|sample| sample.is_finite()));
            }
        }
    }
    (0..file.len()).for_each(|length| drop(read(&file[..length])));
}
