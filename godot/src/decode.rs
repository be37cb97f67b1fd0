//! Godot's sounds as samples.

use godot::classes::audio_stream_wav::Format;
use godot::classes::{AudioServer, AudioStream, AudioStreamWav};
use godot::prelude::*;

use crate::sound::{Sound, add_mono};

/// Frames mixed at a time.
const BLOCK: i64 = 16_384;
/// Longer sounds are music, and no line of speech: their memory is better spent otherwise.
const LONGEST: f64 = 1800.0;

/// All samples of `stream`.
///
/// # Errors
/// Why it cannot be had, and what to do instead.
pub fn decode(stream: &Gd<AudioStream>) -> Result<Sound, String> {
    match stream.clone().try_cast::<AudioStreamWav>() {
        Ok(wav) if matches!(wav.get_format(), Format::FORMAT_16_BITS | Format::FORMAT_8_BITS) => Ok(read(&wav)),
        _ => mix(stream),
    }
    .and_then(|sound| match sound.samples().is_empty() {
        true => Err(format!("the {} is empty", stream.get_class())),
        false => Ok(sound),
    })
}

fn read(wav: &Gd<AudioStreamWav>) -> Sound {
    let (bytes, rate) = (wav.get_data(), f64::from(wav.get_mix_rate()));
    let channels = if wav.is_stereo() { 2 } else { 1 };
    match wav.get_format() {
        Format::FORMAT_8_BITS => Sound::from_pcm8(bytes.as_slice(), channels, rate),
        _ => Sound::from_pcm16(bytes.as_slice(), channels, rate),
    }
}

/// Plays the sound into memory, which Godot can since 4.4.
fn mix(stream: &Gd<AudioStream>) -> Result<Sound, String> {
    let class = stream.get_class();
    let seconds = stream.get_length();
    if !(seconds > 0.0 && seconds <= LONGEST) {
        return Err(format!(
            "the {class} does not say how long it is, or is longer than {LONGEST} s; use capture_bus, or push_pcm()"
        ));
    }
    let Some(mut playback) = stream.clone().instantiate_playback() else {
        return Err(format!("the {class} has nothing to play"));
    };
    if !playback.has_method("mix_audio") {
        return Err(format!(
            "Godot before 4.4 gives no samples of an {class}; import the sound as WAV without compression"
        ));
    }
    let rate = f64::from(AudioServer::singleton().get_mix_rate());
    let wanted = (seconds * rate).round() as usize;
    let mut samples = Vec::with_capacity(wanted + BLOCK as usize);
    playback.call("start", &[0.0.to_variant()]);
    while samples.len() < wanted {
        let block = playback.call("mix_audio", &[1.0.to_variant(), BLOCK.to_variant()]);
        let block = block.try_to::<PackedVector2Array>().unwrap_or_default();
        if block.is_empty() {
            break;
        }
        add_frames(&block, &mut samples);
    }
    samples.truncate(wanted);
    Ok(Sound::new(samples, rate))
}

/// Stereo frames of Godot as mono samples, added to `out`.
pub fn add_frames(frames: &PackedVector2Array, out: &mut Vec<f32>) {
    out.extend(frames.as_slice().iter().map(|frame| (frame.x + frame.y) / 2.0));
}

/// Interleaved samples of a script as mono samples.
pub fn mono(samples: &PackedFloat32Array, channels: i64) -> Vec<f32> {
    let mut mono = Vec::with_capacity(samples.len());
    add_mono(samples.as_slice(), channels.clamp(1, 64) as usize, &mut mono);
    mono
}
