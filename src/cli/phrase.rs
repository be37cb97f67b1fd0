//! A phrase that nobody spoke: tones, hiss and stops in the rhythm of speech, made in code for the self-test.

use std::f32::consts::TAU;

/// Sample rate of the phrase in Hz: one that has to be resampled.
pub const RATE: u32 = 44_100;
/// Length in seconds.
pub const SECONDS: f32 = 3.0;

/// Formants of the vowels that the phrase runs through, in Hz.
const VOWELS: [[f32; 3]; 5] = [
    [730.0, 1090.0, 2440.0],
    [270.0, 2290.0, 3010.0],
    [300.0, 870.0, 2240.0],
    [530.0, 1840.0, 2480.0],
    [570.0, 840.0, 2410.0],
];
/// Syllables a second.
const SYLLABLES: f32 = 4.0;

/// The phrase: a falling voice through changing formants, a burst of noise before each syllable, silence before
/// some, and a rest at the end.
pub fn phrase() -> Vec<f32> {
    let mut noise = 0x2545_F491u32;
    let mut voice = 0.0f32;
    let sample = |n: usize| {
        let time = n as f32 / RATE as f32;
        // Xorshift: as good as any noise for this, and the same on every machine.
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let hiss = (noise as f32 / u32::MAX as f32) * 2.0 - 1.0;
        let (syllable, within) = ((time * SYLLABLES) as usize, (time * SYLLABLES).fract());
        let pitch = 130.0 - 12.0 * time + 8.0 * (TAU * 2.0 * time).sin();
        voice = (voice + pitch / RATE as f32).fract();
        if time > SECONDS - 0.5 {
            return 0.0;
        }
        match within {
            within if within < 0.15 && syllable % 2 == 1 => 0.0,
            within if within < 0.25 => 0.12 * hiss,
            _ => {
                0.25 * vowel(VOWELS[syllable % VOWELS.len()], voice, pitch) * (TAU / 2.0 * (within - 0.25) / 0.75).sin()
            }
        }
    };
    (0..(SECONDS * RATE as f32) as usize).map(sample).collect()
}

/// One sample of harmonics under three resonances, at `phase` of a period.
fn vowel(formants: [f32; 3], phase: f32, pitch: f32) -> f32 {
    let harmonic = |k: usize| {
        let frequency = k as f32 * pitch;
        let gain: f32 = formants.iter().map(|formant| 1.0 / (1.0 + ((frequency - formant) / 90.0).powi(2))).sum();
        gain * (TAU * k as f32 * phase).sin()
    };
    (1..=24).map(harmonic).sum()
}
