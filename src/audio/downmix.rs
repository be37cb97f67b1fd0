//! Interleaved samples of the host to clean mono.

/// Most channels accepted in one push (a 64-channel ambisonic bus still fits).
pub const MOST_CHANNELS: u32 = 64;

/// Samples beyond this are clipped: floats may exceed full scale, but not by orders of magnitude.
const CLIP: f32 = 4.0;

/// A sample format of the host.
pub trait Sample: Copy {
    /// The value with full scale 1.
    fn to_f32(self) -> f32;
}

impl Sample for f32 {
    fn to_f32(self) -> f32 {
        self
    }
}

impl Sample for i16 {
    fn to_f32(self) -> f32 {
        f32::from(self) / 32_768.0
    }
}

/// The mean of one interleaved frame; NaN and infinities count as silence.
pub fn mono<S: Sample>(frame: &[S]) -> f32 {
    let clean = |sample: &S| {
        let value = sample.to_f32();
        if value.is_finite() { value.clamp(-CLIP, CLIP) } else { 0.0 }
    };
    frame.iter().map(clean).sum::<f32>() / frame.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_samples_are_silence_and_channels_are_averaged() {
        assert_eq!(mono(&[0.5f32, -0.1]), 0.2);
        assert_eq!(mono(&[f32::NAN, 0.5]), 0.25);
        assert_eq!(mono(&[f32::INFINITY, f32::NEG_INFINITY]), 0.0);
        assert_eq!(mono(&[f32::MAX]), CLIP);
        assert_eq!(mono(&[i16::MIN, i16::MIN]), -1.0);
    }
}
