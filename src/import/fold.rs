//! What can be computed once and for all from the checkpoint's tensors, in 64 bits, rounded once at the end.

use super::error::Result;
use super::graph::Tensors;
use super::sizes::{Position, Sizes};

/// Weights of the positional convolution `[out, in / groups, taps]` without the weight norm (Salimans & Kingma 2016),
/// which wav2vec 2.0 takes for each tap over all channels.
pub fn position(tensors: &mut dyn Tensors, form: Position, taps: usize) -> Result<Vec<f32>> {
    let (gain, direction) = form.keys();
    let direction = tensors.values(&direction)?;
    let Some(gain) = gain else { return Ok(direction) };
    let gain = tensors.values(&gain)?;
    let mut squares = vec![0.0f64; taps];
    for row in direction.chunks_exact(taps) {
        for (sum, value) in squares.iter_mut().zip(row) {
            *sum += f64::from(*value) * f64::from(*value);
        }
    }
    let scale: Vec<f64> = squares
        .iter()
        .zip(&gain)
        // A direction of nothing gives nothing, where PyTorch would give no number.
        .map(|(square, gain)| if *square > 0.0 { f64::from(*gain) / square.sqrt() } else { 0.0 })
        .collect();
    let rows = direction.chunks_exact(taps);
    Ok(rows.flat_map(|row| row.iter().zip(&scale).map(|(v, s)| (f64::from(*v) * s) as f32)).collect())
}

/// The head's attention sees one key only, so that its softmax is 1: `out_proj(value_proj(x))` as one matrix.
pub fn attention(tensors: &mut dyn Tensors, layer: usize, width: usize) -> Result<Vec<f32>> {
    let output = tensors.values(&format!("encoder.layers.{layer}.self_attn.out_proj.weight"))?;
    let projections = tensors.values(&format!("encoder.layers.{layer}.self_attn.in_proj_weight"))?;
    // Rows of queries, of keys, of values.
    let value = &projections[2 * width * width..];
    let mut folded = Vec::with_capacity(width * width);
    let mut row = vec![0.0f64; width];
    for weights in output.chunks_exact(width) {
        row.fill(0.0);
        for (weight, values) in weights.iter().zip(value.chunks_exact(width)) {
            let weight = f64::from(*weight);
            row.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * f64::from(*value));
        }
        folded.extend(row.iter().map(|sum| *sum as f32));
    }
    Ok(folded)
}

/// The bias that belongs to [`attention`].
pub fn attention_bias(tensors: &mut dyn Tensors, layer: usize, width: usize) -> Result<Vec<f32>> {
    let output = tensors.values(&format!("encoder.layers.{layer}.self_attn.out_proj.weight"))?;
    let bias = tensors.values(&format!("encoder.layers.{layer}.self_attn.out_proj.bias"))?;
    let value = tensors.values(&format!("encoder.layers.{layer}.self_attn.in_proj_bias"))?;
    let value = &value[2 * width..];
    Ok(output.chunks_exact(width).zip(&bias).map(|(row, bias)| (dot(row, value) + f64::from(*bias)) as f32).collect())
}

/// Bias of the head's first layer with the constant position, row 0 of the table.
pub fn head_bias(tensors: &mut dyn Tensors, width: usize) -> Result<Vec<f32>> {
    let bias = tensors.values("in_fn.bias")?;
    let table = tensors.values("pos_encoder.pe")?;
    Ok(bias.iter().zip(&table[..width]).map(|(b, p)| (f64::from(*b) + f64::from(*p)) as f32).collect())
}

/// A vector for each emotion, `[7, head width]`: the embedding through its two layers, LeakyReLU of 0.2 between.
pub fn emotions(tensors: &mut dyn Tensors, sizes: &Sizes) -> Result<Vec<f32>> {
    const LEAK: f64 = 0.2;
    let embedding = tensors.values("embed.weight")?;
    let (first, first_bias) = (tensors.values("emotion.0.weight")?, tensors.values("emotion.0.bias")?);
    let (last, last_bias) = (tensors.values("emotion.2.weight")?, tensors.values("emotion.2.bias")?);
    let mut table = Vec::with_capacity(embedding.len() / sizes.embedding * sizes.head_width);
    for emotion in embedding.chunks_exact(sizes.embedding) {
        let inner = first.chunks_exact(sizes.embedding).zip(&first_bias);
        let inner = inner.map(|(row, bias)| dot(row, emotion) + f64::from(*bias));
        let inner: Vec<f64> = inner.map(|x| if x < 0.0 { LEAK * x } else { x }).collect();
        table.extend(last.chunks_exact(sizes.emotion_forward).zip(&last_bias).map(|(row, bias)| {
            let sum: f64 = row.iter().zip(&inner).map(|(w, x)| f64::from(*w) * x).sum();
            (sum + f64::from(*bias)) as f32
        }));
    }
    Ok(table)
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}
