//! Interleaved samples of the host to clean mono.

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

/// NaN and infinities count as silence. Written so that the compiler can use vector registers.
fn clean<S: Sample>(sample: S) -> f32 {
    let value = sample.to_f32();
    if value.abs() <= f32::MAX { value.clamp(-CLIP, CLIP) } else { 0.0 }
}

/// The mean of one interleaved frame.
pub fn mono<S: Sample>(frame: &[S]) -> f32 {
    frame.iter().map(|sample| clean(*sample)).sum::<f32>() / frame.len() as f32
}

/// Writes the mean of each interleaved frame of `channels` samples to `out`, which holds one value a frame.
pub fn downmix<S: Sample>(interleaved: &[S], channels: usize, out: &mut [f32]) {
    match channels {
        1 => out.iter_mut().zip(interleaved).for_each(|(out, sample)| *out = clean(*sample)),
        2 => {
            let (frames, _) = interleaved.as_chunks::<2>();
            out.iter_mut().zip(frames).for_each(|(out, [l, r])| *out = 0.5 * (clean(*l) + clean(*r)));
        }
        _ => {
            for (out, frame) in out.iter_mut().zip(interleaved.chunks_exact(channels)) {
                *out = mono(frame);
            }
        }
    }
}

/// The same into a new buffer. Allocates: control side only.
pub fn to_mono<S: Sample>(interleaved: &[S], channels: usize) -> Vec<f32> {
    let mut mono = vec![0.0; interleaved.len() / channels];
    downmix(interleaved, channels, &mut mono);
    mono
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_samples_are_silence_and_channels_are_averaged() {
        assert_eq!(to_mono(&[0.5f32, -0.1, 1.0, 0.0], 2), [0.2, 0.5]);
        assert_eq!(to_mono(&[f32::NAN, 0.5], 2), [0.25]);
        assert_eq!(to_mono(&[0.3f32, f32::INFINITY, f32::NEG_INFINITY], 3), [0.1]);
        assert_eq!(to_mono(&[f32::MAX, -1.0, 1e-42], 1), [CLIP, -1.0, 1e-42]);
        assert_eq!(to_mono(&[i16::MIN, i16::MIN, 16_384, 0], 2), [-1.0, 0.25]);
    }
}
