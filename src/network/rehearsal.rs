//! A rehearsal of a foreign model before ort-tract plays it.
//!
//! tract panics on some malformed graphs, and inside ort-tract's `extern "system"` functions a panic ends the whole
//! process (10 of 1200 random edits to a graph did). So a model that is not our own is first parsed, optimised and
//! run for one row by tract directly, where a panic can be caught and becomes a sentence.

use std::panic::{AssertUnwindSafe, catch_unwind};

use prost::bytes::Bytes;
use tract_onnx::prelude::{Framework, InferenceModelExt, TValue, TVec, Tensor, TractResult};
use tract_onnx::tract_core::model::IntoRunnable;

use super::chain::Chain;
use super::cut::Graph;
use super::hearing::AudioSpec;
use super::manifest::{LOOK_AHEAD, Manifest};
use crate::emotion::EMOTIONS;
use crate::error::panic_text;

/// Parses, optimises and runs one row of `model`.
pub fn rehearse(model: &Bytes, manifest: &Manifest) -> Result<(), String> {
    let Some(audio) = &manifest.audio else {
        return caught(|| play(model, &inputs(manifest)));
    };
    let graph = Graph::read(model)?;
    for ((inputs, output), shapes) in Chain::stages(audio).into_iter().zip(shapes(audio)).filter_map(|(a, b)| a.zip(b))
    {
        let stage = graph.cut(&inputs, output)?;
        let inputs: Vec<_> = inputs.into_iter().zip(shapes).collect();
        caught(|| play(&stage, &inputs))?;
    }
    Ok(())
}

fn caught(play: impl FnOnce() -> TractResult<()>) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(play)) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("its graph cannot be run: {error}")),
        Err(panic) => Err(format!("its graph is damaged ({}); copy it again", panic_text(panic.as_ref()))),
    }
}

/// A graph's inputs and a shape of each.
type Inputs<'a> = [(&'a str, Vec<usize>)];

/// One row of a model that hears features.
fn inputs(manifest: &Manifest) -> Vec<(&str, Vec<usize>)> {
    let mut inputs = vec![("features", vec![1, 1, manifest.row_width()]), ("emotion", vec![1, 1, EMOTIONS.len()])];
    let delays = manifest.look_ahead_frames.inputs();
    if delays > 0 {
        inputs.push((LOOK_AHEAD, vec![1, delays]));
    }
    for state in &manifest.state {
        inputs.push((&state.input, std::iter::once(1).chain(state.shape.iter().copied()).collect()));
    }
    inputs
}

/// Shapes of the inputs of each stage, for two features and two frames.
fn shapes(audio: &AudioSpec) -> [Option<Vec<Vec<usize>>>; 4] {
    let front = &audio.front;
    let sound = vec![1, front.kernel + front.stride];
    let channels = audio.filter.as_ref().map_or(0, |filter| filter.channels);
    let rows = |width| vec![1, 2, width];
    [
        Some(vec![sound.clone()]),
        Some(vec![sound, vec![channels], vec![channels]]),
        Some(vec![rows(front.width)]),
        Some(vec![rows(audio.hidden_width()), rows(EMOTIONS.len())]),
    ]
}

fn play(mut model: &[u8], inputs: &Inputs<'_>) -> TractResult<()> {
    let (names, shapes): (Vec<_>, Vec<_>) = inputs.iter().cloned().unzip();
    // Ones: a deviation of 0 would say nothing.
    let value = |shape: &Vec<usize>| Tensor::from_shape(shape, &vec![1.0f32; shape.iter().product()]).map(TValue::from);
    let values: TVec<TValue> = shapes.iter().map(value).collect::<TractResult<_>>()?;
    let graph = tract_onnx::onnx().model_for_read(&mut model)?.into_optimized()?;
    graph.with_input_names(&names)?.into_runnable()?.run(values)?;
    Ok(())
}
