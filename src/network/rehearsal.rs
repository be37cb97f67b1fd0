//! A rehearsal of a foreign model before ort-tract plays it.
//!
//! tract panics on some malformed graphs, and inside ort-tract's `extern "system"` functions a panic ends the whole
//! process (10 of 1200 random edits to a graph did). So a model that is not our own is first parsed, optimised and
//! run for one row by tract directly, where a panic can be caught and becomes a sentence.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tract_onnx::prelude::{Framework, InferenceModelExt, IntoTensor, TValue, TVec, Tensor, TractResult};
use tract_onnx::tract_core::model::IntoRunnable;

use super::manifest::{LOOK_AHEAD, Manifest};
use crate::emotion::EMOTIONS;
use crate::error::panic_text;

/// Parses, optimises and runs one row of `model`.
pub fn rehearse(model: &[u8], manifest: &Manifest) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(|| play(model, manifest))) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("its graph cannot be run: {error}")),
        Err(panic) => Err(format!("its graph is damaged ({}); copy it again", panic_text(panic.as_ref()))),
    }
}

fn play(mut model: &[u8], manifest: &Manifest) -> TractResult<()> {
    let rows = |shape: &[usize]| Tensor::zero::<f32>(shape).map(IntoTensor::into_tensor).map(TValue::from);
    let mut names = vec!["features", "emotion"];
    let mut inputs: TVec<TValue> = TVec::new();
    inputs.push(rows(&[1, 1, manifest.features.width])?);
    inputs.push(rows(&[1, 1, EMOTIONS.len()])?);
    let delays = manifest.look_ahead_frames.inputs();
    if delays > 0 {
        names.push(LOOK_AHEAD);
        inputs.push(rows(&[1, delays])?);
    }
    for state in &manifest.state {
        names.push(&state.input);
        let shape: Vec<usize> = std::iter::once(1).chain(state.shape.iter().copied()).collect();
        inputs.push(rows(&shape)?);
    }
    let graph = tract_onnx::onnx().model_for_read(&mut model)?.into_optimized()?;
    graph.with_input_names(&names)?.into_runnable()?.run(inputs)?;
    Ok(())
}
