//! Checkpoints become model files; what is no checkpoint becomes a sentence.
#![cfg(feature = "import")]
#![allow(missing_docs, reason = "a test")]

#[cfg(feature = "tract")]
#[path = "import/agreement.rs"]
mod agreement;
#[path = "import/checkpoint.rs"]
mod checkpoint;
#[cfg(all(feature = "cli", feature = "tract"))]
#[path = "import/command.rs"]
mod command;
#[path = "import/golden.rs"]
mod golden;
#[path = "import/hostile.rs"]
mod hostile;

use std::io::Cursor;

use checkpoint::{TINY, file, find, tensors};
use emoface::import::{Import, Labels, Precision, Result};

/// The model file that these bytes become, and the warnings.
fn imported(bytes: &[u8], precision: Precision) -> Result<(Vec<u8>, Vec<String>)> {
    let mut import = Import::open(Cursor::new(bytes))?;
    import.check_values(|_, _| {})?;
    let mut model = Vec::new();
    import.write(&mut model, precision, &Labels::default(), |_, _| {})?;
    Ok((model, import.warnings().to_vec()))
}

/// The sentence with which these bytes are refused.
fn refusal(bytes: &[u8]) -> String {
    match imported(bytes, Precision::Fp32) {
        Ok(_) => panic!("it was imported"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_sound_checkpoint_becomes_a_model_without_a_warning() {
    let bytes = file(&tensors(&TINY, 1));
    let (model, warnings) = imported(&bytes, Precision::Fp32).expect("it is sound");
    assert_eq!(warnings, Vec::<String>::new());
    let (again, _) = imported(&bytes, Precision::Fp32).expect("it is sound");
    assert!(model == again, "the same checkpoint gave two models");
    let (other, _) = imported(&file(&tensors(&TINY, 2)), Precision::Fp32).expect("it is sound");
    assert!(model.len() == other.len() && model != other, "other weights gave the same model");
}

#[test]
fn lower_precisions_make_smaller_files() {
    let bytes = file(&tensors(&TINY, 1));
    let length = |precision| imported(&bytes, precision).expect("it is sound").0.len() as f64;
    let full = length(Precision::Fp32);
    assert!(length(Precision::Int8) < 0.75 * full);
    assert!(length(Precision::Fp16) < 0.75 * full);
}

#[test]
fn a_checkpoint_inside_a_training_state_is_found() {
    let plain = file(&tensors(&TINY, 1));
    let (expected, _) = imported(&plain, Precision::Fp32).expect("it is sound");
    let mut nested = b"\x80\x02}(".to_vec();
    checkpoint::text(&mut nested, "epoch");
    nested.extend(b"K\x07");
    checkpoint::text(&mut nested, "state_dict");
    let tensors = tensors(&TINY, 1);
    let inner = checkpoint::pickle(&tensors);
    nested.extend(&inner[2..inner.len() - 1]);
    nested.extend(b"u.");
    let mut records = vec![("data.pkl".to_owned(), nested)];
    for (key, tensor) in tensors.iter().enumerate() {
        records.push((format!("data/{key}"), tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()));
    }
    let (model, _) = imported(&checkpoint::archive(&records), Precision::Fp32).expect("it is found");
    assert!(model == expected);
}

#[test]
fn names_of_data_parallel_training_are_understood() {
    let mut tensors = tensors(&TINY, 1);
    let (expected, _) = imported(&file(&tensors), Precision::Fp32).expect("it is sound");
    tensors.iter_mut().for_each(|tensor| tensor.name = format!("module.{}", tensor.name));
    assert!(imported(&file(&tensors), Precision::Fp32).expect("it is sound").0 == expected);
}

#[test]
fn what_is_missing_or_unknown_or_misshapen_is_named() {
    let mut all = tensors(&TINY, 1);
    all.retain(|tensor| tensor.name != "encoder.layers.1.norm2.bias" && tensor.name != "in_fn.bias");
    let sentence = refusal(&file(&all));
    assert!(sentence.contains("encoder.layers.1.norm2.bias, in_fn.bias"), "{sentence}");

    let mut all = tensors(&TINY, 1);
    find(&mut all, "in_fn.bias").name = "in_fn.bais".into();
    let sentence = refusal(&file(&all));
    assert!(sentence.contains("missing") && sentence.contains("in_fn.bias"), "{sentence}");

    let mut all = tensors(&TINY, 1);
    let mut extra = all[0].clone();
    extra.name = "lora.weight".into();
    all.push(extra);
    let sentence = refusal(&file(&all));
    assert!(sentence.contains("does not have") && sentence.contains("lora.weight"), "{sentence}");

    let mut all = tensors(&TINY, 1);
    let bias = find(&mut all, "encoder.layers.2.linear2.bias");
    (bias.shape, bias.stride) = (vec![24, 1], vec![1, 1]);
    let sentence = refusal(&file(&all));
    assert!(sentence.contains("encoder.layers.2.linear2.bias is [24, 1], not [24]"), "{sentence}");

    // What only training needs may be missing.
    let mut all = tensors(&TINY, 1);
    all.retain(|tensor| tensor.name != "audio_encoder.masked_spec_embed");
    imported(&file(&all), Precision::Fp32).expect("it is not needed");
}

#[test]
fn a_head_trained_in_another_layout_is_warned_of() {
    let mut all = tensors(&TINY, 1);
    find(&mut all, "encoder.layers.1.self_attn.in_proj_weight").values[5] += 0.5;
    let (_, warnings) = imported(&file(&all), Precision::Fp32).expect("it is only odd");
    assert!(warnings.len() == 1 && warnings[0].contains("batch_first"), "{warnings:?}");

    let mut all = tensors(&TINY, 1);
    find(&mut all, "pos_encoder.pe").values[0] = 0.5;
    let (_, warnings) = imported(&file(&all), Precision::Fp32).expect("it is only odd");
    assert!(warnings.len() == 1 && warnings[0].contains("pos_encoder.pe"), "{warnings:?}");
}

#[test]
fn values_that_are_no_numbers_are_refused_by_name() {
    for odd in [f32::NAN, f32::INFINITY] {
        let mut all = tensors(&TINY, 1);
        find(&mut all, "emotion.2.bias").values[3] = odd;
        let sentence = refusal(&file(&all));
        assert!(sentence.contains("emotion.2.bias") && sentence.contains("not finite"), "{sentence}");
    }
}
