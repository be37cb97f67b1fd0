//! Prosody as the library hears it, for looking at and for comparing with other trackers.
//!
//! `prosody FILE.wav` prints a line for each row (60 a second): time, level in dB, loudness, active, Hz, semitones; then the
//! frame's voice: speaking, loudness, pitch, accent, rise, until onset, since change, laughter.

use emoface::audio::features::{FeatureTables, Features};
use emoface::audio::laugh::Laugh;
use emoface::audio::prosody::Prosody;
use emoface::audio::resample::Resampler;
use emoface::motion::voice::Listener;

/// Frames by which the library's voice trails its audio.
const DELAY: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a WAV file of 16 bits")?;
    let mut reader = hound::WavReader::open(path)?;
    let (rate, channels) = (reader.spec().sample_rate, usize::from(reader.spec().channels));
    let samples: Vec<f32> = reader
        .samples::<i16>()
        .step_by(channels)
        .map(|s| s.map(|s| f32::from(s) / 32_768.0))
        .collect::<Result<_, _>>()?;
    let mut mono = Vec::new();
    Resampler::new(rate).process(&samples, &mut mono);
    let (mut features, mut prosody) = (Features::new(FeatureTables::new()), Prosody::new());
    let (mut laugh, mut listener) = (Laugh::new(), Listener::new(DELAY, 1));
    println!(
        "time,level,loudness,active,hz,semitones,speaking,loud,pitch,accent,rise,until_onset,since_change,laughter"
    );
    for block in mono.chunks(512) {
        features.push(block);
        while let Some((row, heard)) = features.next_row() {
            let laughter = laugh.hear(heard);
            let m = prosody.measure(features.fresh());
            let (time, active) = (row as f64 / 60.0, u8::from(m.active));
            print!("{time:.4},{:.2},{:.3},{active},{:.2},{:.3}", m.level, m.loudness, m.hz, m.semitones);
            listener.hear(row, &m, laughter);
            let v = listener.voice(row - DELAY as i64);
            print!(",{:.3},{:.3},{:.3},{:.3},{:.3}", v.speaking, v.loudness, v.pitch, v.accent, v.rise);
            println!(",{:.3},{:.3},{:.3}", v.until_onset, v.since_change, v.laughter);
        }
    }
    Ok(())
}
