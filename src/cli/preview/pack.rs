//! Data in the page: deflated (zlib) and in base64, which every browser unpacks by itself.

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use emoface::wav::Wav;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A stored 1 stands for a value of one 8192nd: nobody sees half of that, and values from -4 to 4 fit 16 bits.
pub const SCALE: f32 = 8192.0;

/// `bytes` as text.
pub fn text(bytes: &[u8]) -> std::io::Result<String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(BASE64_STANDARD.encode(encoder.finish()?))
}

/// Columns of a take: one after the other the differences from frame to frame, zigzagged; first all low bytes, then all
/// high bytes. So packed, a minute of the ARKit shapes deflates to 70 kB, a sixth of its numbers.
pub fn columns(rows: &[Vec<f32>], width: usize) -> Vec<u8> {
    let mut bytes = vec![0; 2 * rows.len() * width];
    let (low, high) = bytes.split_at_mut(rows.len() * width);
    for column in 0..width {
        let mut before = 0;
        for (frame, row) in rows.iter().enumerate() {
            let value = row.get(column).copied().unwrap_or(0.0);
            // A cast of a float saturates, and nothing that is no number becomes 0.
            let value = i32::from((value * SCALE).round() as i16);
            // Wraps around where two neighbours are further apart than 16 bits, and back when it is undone.
            let step = (value - before) as i16;
            let code = ((step << 1) ^ (step >> 15)) as u16;
            [low[column * rows.len() + frame], high[column * rows.len() + frame]] = code.to_le_bytes();
            before = value;
        }
    }
    bytes
}

/// The sound as a WAV file of 16-bit integers.
pub fn wav(wav: &Wav) -> Vec<u8> {
    let size = (2 * wav.samples.len()).min(u32::MAX as usize - 36) as u32;
    let mut bytes = Vec::with_capacity(44 + size as usize);
    bytes.extend(b"RIFF");
    bytes.extend((36 + size).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(wav.rate.to_le_bytes());
    bytes.extend((2 * wav.rate).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(size.to_le_bytes());
    bytes.extend(wav.samples.iter().flat_map(|sample| ((sample * 32768.0).round() as i16).to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back_within_half_a_step() {
        let rows: Vec<Vec<f32>> = (0..50).map(|k| vec![(k as f32 * 0.37).sin(), -3.9 + 0.15 * k as f32, 9.0]).collect();
        let bytes = columns(&rows, 3);
        let (low, high) = bytes.split_at(150);
        for column in 0..3 {
            let mut value = 0i16;
            for (frame, row) in rows.iter().enumerate() {
                let at = column * 50 + frame;
                let code = u16::from_le_bytes([low[at], high[at]]);
                value = value.wrapping_add((code >> 1) as i16 ^ -((code & 1) as i16));
                let expected = row[column].clamp(-4.0, 3.9999);
                assert!((f32::from(value) / SCALE - expected).abs() <= 0.51 / SCALE, "{column} {frame}");
            }
        }
    }

    #[test]
    fn the_sound_is_a_wav_file_that_our_own_reader_reads() {
        let samples = vec![0.0, 0.5, -0.5, 1.0, -1.0, 2.0];
        let encoding = emoface::wav::chunks::Encoding::Int { bits: 16 };
        let sound = Wav { samples: samples.clone(), rate: 44_100, channels: 1, encoding, warning: None };
        let again = emoface::wav::read_from(wav(&sound).as_slice(), "memory".as_ref()).unwrap();
        assert_eq!((again.rate, again.warning), (44_100, None));
        let near = |(a, b): (&f32, &f32)| (a - b.clamp(-1.0, 1.0)).abs() < 1e-4;
        assert!(again.samples.len() == 6 && again.samples.iter().zip(&samples).all(near), "{:?}", again.samples);
    }
}
