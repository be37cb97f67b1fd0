//! A sound that is known from beginning to end, as one channel of samples.

/// Mono samples, full scale 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sound {
    samples: Box<[f32]>,
    rate: f64,
}

impl Sound {
    /// A sound of mono `samples` at `rate` Hz.
    pub fn new(samples: Vec<f32>, rate: f64) -> Self {
        Self { samples: samples.into_boxed_slice(), rate }
    }

    /// A sound of interleaved little-endian samples of 16 bits; half a frame at the end is left out.
    pub fn from_pcm16(bytes: &[u8], channels: usize, rate: f64) -> Self {
        let channels = channels.max(1);
        let value = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]]));
        let scale = 1.0 / (32_768.0 * channels as f32);
        let frame = |frame: &[u8]| frame.chunks_exact(2).map(value).sum::<f32>() * scale;
        Self::new(bytes.chunks_exact(2 * channels).map(frame).collect(), rate)
    }

    /// A sound of interleaved signed samples of 8 bits, as Godot keeps them.
    pub fn from_pcm8(bytes: &[u8], channels: usize, rate: f64) -> Self {
        let channels = channels.max(1);
        let scale = 1.0 / (128.0 * channels as f32);
        let frame = |frame: &[u8]| frame.iter().map(|byte| f32::from(byte.cast_signed())).sum::<f32>() * scale;
        Self::new(bytes.chunks_exact(channels).map(frame).collect(), rate)
    }

    /// Samples in a second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// All samples.
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// How long it is.
    pub fn seconds(&self) -> f64 {
        if self.rate > 0.0 { self.samples.len() as f64 / self.rate } else { 0.0 }
    }

    /// The place of the sample at `seconds`, which may lie before the beginning.
    pub fn place(&self, seconds: f64) -> i64 {
        (seconds * self.rate).floor() as i64
    }

    /// Samples from one place to another. Before the beginning there is silence, after the end nothing.
    pub fn stretch(&self, from: i64, to: i64) -> Vec<f32> {
        let end = self.samples.len() as i64;
        let silence = (to.min(0) - from.min(0)).max(0) as usize;
        let heard = &self.samples[from.clamp(0, end) as usize..to.clamp(from.clamp(0, end), end) as usize];
        let mut samples = vec![0.0; silence];
        samples.extend_from_slice(heard);
        samples
    }
}

/// The mean of the channels of interleaved samples, added to `out`.
pub fn add_mono(interleaved: &[f32], channels: usize, out: &mut Vec<f32>) {
    let channels = channels.max(1);
    let mean = |frame: &[f32]| frame.iter().sum::<f32>() / channels as f32;
    out.extend(interleaved.chunks_exact(channels).map(mean));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_one_channel() {
        let sound = Sound::from_pcm16(&[0, 0x40, 0, 0xC0, 0, 0x40, 0, 0x40, 7], 2, 8000.0);
        assert_eq!(sound.samples(), [0.0, 0.5]);
        assert_eq!(Sound::from_pcm8(&[64, 0xC0], 1, 8000.0).samples(), [0.5, -0.5]);
        assert_eq!(sound.seconds(), 2.0 / 8000.0);
        assert_eq!(Sound::default().seconds(), 0.0);
        let mut mono = vec![];
        add_mono(&[1.0, 0.0, 0.5, 0.5, 9.0], 2, &mut mono);
        assert_eq!(mono, [0.5, 0.5]);
    }

    #[test]
    fn stretches_reach_over_both_ends() {
        let sound = Sound::new(vec![1.0, 2.0, 3.0], 1.0);
        assert_eq!(sound.stretch(-2, 2), [0.0, 0.0, 1.0, 2.0]);
        assert_eq!(sound.stretch(1, 9), [2.0, 3.0]);
        assert_eq!(sound.stretch(-5, -3), [0.0, 0.0]);
        assert!(sound.stretch(7, 9).is_empty());
        assert!(sound.stretch(2, 1).is_empty());
        assert_eq!(sound.place(-0.5), -1);
    }
}
