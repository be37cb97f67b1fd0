//! The network as its authors' code computes it, from the checkpoint's own tensors in 64 bits: nothing folded, nothing
//! fast. What a written model must agree with.

use super::error::{ImportError, Result, refuse};
use super::graph::Tensors;
use super::network::EPSILON;
use super::sizes::{HEAD, STRIDES, Sizes};
use crate::emotion::{EMOTIONS, NEUTRAL};
use crate::rig::BOARD_CONTROLS;

/// Rows of equal width.
#[derive(Debug, Clone)]
pub struct Rows {
    pub width: usize,
    pub values: Vec<f64>,
}

impl Rows {
    fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.width)
    }

    pub fn len(&self) -> usize {
        self.values.len() / self.width
    }

    fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self { values: self.values.into_iter().map(change).collect(), ..self }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.values.iter_mut().zip(&other.values).for_each(|(a, b)| *a += b);
        self
    }
}

/// The network of `sizes`, run on normalised `audio` with an emotion for each frame.
pub fn run(
    tensors: &mut dyn Tensors,
    sizes: &Sizes,
    audio: &[f32],
    emotions: &[[f32; EMOTIONS.len()]],
) -> Result<Rows> {
    if audio.len() < sizes.receptive() {
        return refuse(format!("{} samples are too few for the network's convolutions", audio.len()));
    }
    let mut network = Network { tensors, sizes };
    let features = network.features(audio)?;
    let hidden = network.encode(&resampled(&features, emotions.len()))?;
    network.head(&hidden, emotions)
}

/// Linear interpolation of rows to `count`, the first and the last staying where they are.
fn resampled(rows: &Rows, count: usize) -> Rows {
    let last = rows.len() - 1;
    let scale = last as f64 / count.saturating_sub(1).max(1) as f64;
    let mut values = Vec::with_capacity(count * rows.width);
    for frame in 0..count {
        let position = frame as f64 * scale;
        let (low, weight) = ((position as usize).min(last), position.fract());
        let row = |n: usize| &rows.values[n.min(last) * rows.width..][..rows.width];
        values.extend(row(low).iter().zip(row(low + 1)).map(|(a, b)| (1.0 - weight) * a + weight * b));
    }
    Rows { width: rows.width, values }
}

struct Network<'a> {
    tensors: &'a mut dyn Tensors,
    sizes: &'a Sizes,
}

impl Network<'_> {
    /// Seven convolutions; the first one's channels are normalised over time.
    fn features(&mut self, audio: &[f32]) -> Result<Rows> {
        const LAYERS: &str = "audio_encoder.feature_extractor.conv_layers";
        let mut rows = Rows { width: 1, values: audio.iter().copied().map(f64::from).collect() };
        for (layer, (kernel, stride)) in self.sizes.kernels.into_iter().zip(STRIDES).enumerate() {
            let weights = self.tensors.values(&format!("{LAYERS}.{layer}.conv.weight"))?;
            rows = convolution(&rows, &weights, self.sizes.channels, kernel, stride);
            if layer == 0 {
                let scale = self.tensors.values(&format!("{LAYERS}.0.layer_norm.weight"))?;
                let shift = self.tensors.values(&format!("{LAYERS}.0.layer_norm.bias"))?;
                for channel in 0..rows.width {
                    let (mean, deviation) = moments(rows.values.iter().skip(channel).step_by(rows.width));
                    for value in rows.values.iter_mut().skip(channel).step_by(rows.width) {
                        let normal = (*value - mean) / deviation;
                        *value = normal * f64::from(scale[channel]) + f64::from(shift[channel]);
                    }
                }
            }
            rows = rows.map(gelu);
        }
        Ok(rows)
    }

    fn encode(&mut self, tokens: &Rows) -> Result<Rows> {
        const ENCODER: &str = "audio_encoder.encoder";
        let x = self.norm(tokens.clone(), "audio_encoder.feature_projection.layer_norm")?;
        let x = self.linear(&x, "audio_encoder.feature_projection.projection")?;
        let position = self.position(&x)?;
        let mut x = self.norm(x.plus(&position), &format!("{ENCODER}.layer_norm"))?;
        for layer in 0..self.sizes.layers {
            let key = format!("{ENCODER}.layers.{layer}");
            let attended = self.attention(&x, &key)?;
            x = self.norm(x.plus(&attended), &format!("{key}.layer_norm"))?;
            let inner = self.linear(&x, &format!("{key}.feed_forward.intermediate_dense"))?.map(gelu);
            let outer = self.linear(&inner, &format!("{key}.feed_forward.output_dense"))?;
            x = self.norm(x.plus(&outer), &format!("{key}.final_layer_norm"))?;
        }
        Ok(x)
    }

    /// A grouped convolution over time that pads both ends with nothing.
    fn position(&mut self, x: &Rows) -> Result<Rows> {
        let (taps, width) = (self.sizes.taps, self.sizes.width);
        let inside = width / self.sizes.groups;
        let (gain, direction) = self.sizes.position.keys();
        let direction = self.tensors.values(&direction)?;
        let gain = gain.map(|gain| self.tensors.values(&gain)).transpose()?;
        let bias = self.tensors.values("audio_encoder.encoder.pos_conv_embed.conv.bias")?;
        let scale: Vec<f64> = (0..taps)
            .map(|tap| {
                let square = direction.iter().skip(tap).step_by(taps).map(|v| f64::from(*v).powi(2)).sum::<f64>();
                gain.as_ref().map_or(1.0, |gain| f64::from(gain[tap]) / square.sqrt())
            })
            .collect();
        let mut values = Vec::with_capacity(x.values.len());
        for frame in 0..x.len() {
            for output in 0..width {
                let first = output / inside * inside;
                let mut sum = f64::from(bias[output]);
                for (tap, scale) in scale.iter().enumerate() {
                    let Some(row) = (frame + tap).checked_sub(taps / 2).filter(|row| *row < x.len()) else { continue };
                    let row = &x.values[row * width + first..][..inside];
                    let weights = direction[output * inside * taps + tap..].iter().step_by(taps);
                    sum += scale * row.iter().zip(weights).map(|(x, w)| x * f64::from(*w)).sum::<f64>();
                }
                values.push(gelu(sum));
            }
        }
        Ok(Rows { width, values })
    }

    fn attention(&mut self, x: &Rows, key: &str) -> Result<Rows> {
        let mut part = |part: &str| self.linear(x, &format!("{key}.attention.{part}_proj"));
        let (queries, keys, values) = (part("q")?, part("k")?, part("v")?);
        let mut mixed = Rows { width: x.width, values: vec![0.0; x.values.len()] };
        for first in (0..x.width).step_by(HEAD) {
            for (query, mixed) in queries.iter().zip(mixed.values.chunks_exact_mut(x.width)) {
                let score = |key: &[f64]| dot(&query[first..][..HEAD], &key[first..][..HEAD]) / (HEAD as f64).sqrt();
                let scores: Vec<f64> = keys.iter().map(score).collect();
                let greatest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let chances: Vec<f64> = scores.iter().map(|score| (score - greatest).exp()).collect();
                let sum: f64 = chances.iter().sum();
                for (chance, value) in chances.iter().zip(values.iter()) {
                    let pairs = mixed[first..][..HEAD].iter_mut().zip(&value[first..][..HEAD]);
                    pairs.for_each(|(mixed, value)| *mixed += chance / sum * value);
                }
            }
        }
        self.linear(&mixed, &format!("{key}.attention.out_proj"))
    }

    fn head(&mut self, hidden: &Rows, emotions: &[[f32; EMOTIONS.len()]]) -> Result<Rows> {
        let width = self.sizes.head_width;
        let table = Rows {
            width: self.sizes.embedding,
            values: self.tensors.values("embed.weight")?.into_iter().map(f64::from).collect(),
        };
        let inner = self.linear(&table, "emotion.0")?.map(|x| if x < 0.0 { 0.2 * x } else { x });
        let table = self.linear(&inner, "emotion.2")?;
        let mut x = self.linear(hidden, "in_fn")?;
        let position = self.tensors.values("pos_encoder.pe")?;
        for (row, weights) in x.values.chunks_exact_mut(width).zip(emotions) {
            let mut weights = weights.map(f64::from);
            weights[NEUTRAL] += 1.0 - weights.iter().sum::<f64>();
            row.iter_mut().zip(&position).for_each(|(x, position)| *x += f64::from(*position));
            for (weight, vector) in weights.iter().zip(table.iter()) {
                row.iter_mut().zip(vector).for_each(|(x, vector)| *x += weight * vector);
            }
        }
        for layer in 0..self.sizes.head_layers {
            let key = format!("encoder.layers.{layer}");
            // Attention over a sequence of one step: all of it is the value.
            let weights = self.tensors.values(&format!("{key}.self_attn.in_proj_weight"))?;
            let bias = self.tensors.values(&format!("{key}.self_attn.in_proj_bias"))?;
            let values = affine(&x, &weights[2 * width * width..], &bias[2 * width..]);
            let attended = self.linear(&values, &format!("{key}.self_attn.out_proj"))?;
            x = self.norm(x.plus(&attended), &format!("{key}.norm1"))?;
            let inner = self.linear(&x, &format!("{key}.linear1"))?.map(|x| x.max(0.0));
            let outer = self.linear(&inner, &format!("{key}.linear2"))?;
            x = self.norm(x.plus(&outer), &format!("{key}.norm2"))?;
        }
        let controls = self.linear(&x, "out_fn")?;
        if controls.width != BOARD_CONTROLS || controls.values.iter().any(|value| !value.is_finite()) {
            return Err(ImportError::Refused("the network of the checkpoint gives what is no number".into()));
        }
        Ok(controls)
    }

    fn linear(&mut self, x: &Rows, key: &str) -> Result<Rows> {
        let weights = self.tensors.values(&format!("{key}.weight"))?;
        let bias = self.tensors.values(&format!("{key}.bias"))?;
        Ok(affine(x, &weights, &bias))
    }

    fn norm(&mut self, mut x: Rows, key: &str) -> Result<Rows> {
        let scale = self.tensors.values(&format!("{key}.weight"))?;
        let shift = self.tensors.values(&format!("{key}.bias"))?;
        for row in x.values.chunks_exact_mut(x.width) {
            let (mean, deviation) = moments(row.iter());
            for ((value, scale), shift) in row.iter_mut().zip(&scale).zip(&shift) {
                *value = (*value - mean) / deviation * f64::from(*scale) + f64::from(*shift);
            }
        }
        Ok(x)
    }
}

fn affine(x: &Rows, weights: &[f32], bias: &[f32]) -> Rows {
    let wide: Vec<f64> = weights.iter().copied().map(f64::from).collect();
    let row = |x: &[f64]| {
        let outputs = wide.chunks_exact(x.len()).zip(bias);
        outputs.map(|(weights, bias)| dot(x, weights) + f64::from(*bias)).collect::<Vec<f64>>()
    };
    Rows { width: bias.len(), values: x.iter().flat_map(row).collect() }
}

/// A convolution over time of `[outputs, inputs, kernel]` weights, without padding.
fn convolution(x: &Rows, weights: &[f32], outputs: usize, kernel: usize, stride: usize) -> Rows {
    let width = x.width;
    // As they meet the rows: for each output first by time, then by input.
    let turned: Vec<f64> = (0..outputs * kernel * width)
        .map(|i| f64::from(weights[(i / (kernel * width) * width + i % width) * kernel + i / width % kernel]))
        .collect();
    let count = (x.len() - kernel) / stride + 1;
    let row = |n: usize| {
        let window = &x.values[n * stride * width..][..kernel * width];
        turned.chunks_exact(kernel * width).map(|weights| dot(window, weights)).collect::<Vec<f64>>()
    };
    Rows { width: outputs, values: (0..count).flat_map(row).collect() }
}

/// Mean, and square root of the biased variance with the norms' epsilon.
fn moments<'a>(values: impl Iterator<Item = &'a f64> + Clone) -> (f64, f64) {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean, (variance + EPSILON).sqrt())
}

/// Several sums side by side: a single one would wait for each addition.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 16;
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + erf(x / std::f64::consts::SQRT_2))
}

/// The error function by its series of positive terms (Abramowitz & Stegun 7.1.6).
fn erf(x: f64) -> f64 {
    if x.abs() > 6.0 {
        return x.signum();
    }
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= 2.0 * x * x / f64::from(2 * n + 1);
        sum += term;
        if term.abs() < 1e-17 * sum.abs() {
            break;
        }
    }
    2.0 / std::f64::consts::PI.sqrt() * (-x * x).exp() * sum
}

#[cfg(test)]
mod tests {
    use super::erf;

    #[test]
    fn the_error_function_has_its_known_values() {
        // Abramowitz & Stegun, table 7.1.
        for (x, value) in [(0.0, 0.0), (0.5, 0.520_499_877_8), (1.0, 0.842_700_792_9), (2.0, 0.995_322_265_0)] {
            assert!((erf(x) - value).abs() < 1e-9, "erf({x})");
            assert!((erf(-x) + value).abs() < 1e-9, "erf(-{x})");
        }
        assert_eq!(erf(7.0), 1.0);
    }
}
