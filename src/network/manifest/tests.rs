//! The look-aheads of a manifest, and the graph that must know of them.

use serde_json::{Value, json};

use super::*;
use crate::network::proto::{Dimension, Shape, TensorType, TypeProto};

/// The built-in voice's manifest as JSON, its one or several look-aheads replaced.
fn manifest(look_ahead: Value, default: Option<usize>) -> Result<Manifest, String> {
    let voice = Manifest::read(&include_bytes!("../../../models/voice.onnx")[..]).expect("the voice is sound");
    let mut value = serde_json::to_value(voice).expect("a manifest is JSON");
    value["look_ahead_frames"] = look_ahead;
    value.as_object_mut().expect("an object").remove("look_ahead_default");
    if let Some(default) = default {
        value["look_ahead_default"] = default.into();
    }
    let manifest: Manifest = serde_json::from_value(value).map_err(|error| error.to_string())?;
    manifest.check_self().map(|()| manifest)
}

/// The built-in voice's graph with an input `look_ahead` of this shape, or without one.
fn graph(shape: Option<&[Option<i64>]>) -> GraphProto {
    let voice = ModelProto::decode(&include_bytes!("../../../models/voice.onnx")[..]).expect("the voice is ONNX");
    let mut graph = voice.graph.expect("it has a graph");
    graph.input.retain(|input| input.name != LOOK_AHEAD);
    if let Some(shape) = shape {
        let dims = shape.iter().map(|value| Dimension { value: *value, name: None }).collect();
        let kind = TypeProto { tensor: Some(TensorType { elem_type: 1, shape: Some(Shape { dims }) }) };
        graph.input.push(ValueInfo { name: LOOK_AHEAD.into(), kind: Some(kind) });
    }
    graph
}

#[test]
fn a_number_is_one_delay_and_a_list_is_several() {
    let one = manifest(json!(3), None).unwrap();
    assert_eq!((one.look_ahead_frames.frames(), one.look_ahead_frames.inputs()), (&[3][..], 0));
    assert_eq!(one.default_look_ahead(), 0);
    let three = manifest(json!([1, 3, 7]), None).unwrap();
    assert_eq!((three.look_ahead_frames.frames(), three.look_ahead_frames.inputs()), (&[1, 3, 7][..], 3));
    assert_eq!(three.default_look_ahead(), 1);
    assert_eq!(manifest(json!([1, 3, 7]), Some(2)).unwrap().default_look_ahead(), 2);
    assert_eq!(manifest(json!([5]), None).unwrap().look_ahead_frames.inputs(), 1);
    for look_ahead in [json!(3), json!([1, 3, 7])] {
        let again = serde_json::to_value(manifest(look_ahead.clone(), None).unwrap()).unwrap();
        assert_eq!(again["look_ahead_frames"], look_ahead);
        assert!(again.get("look_ahead_default").is_none());
    }
}

#[test]
fn look_aheads_that_no_face_could_use_are_refused() {
    for (look_ahead, default, part) in [
        (json!([]), None, "lists 0 look-aheads"),
        (json!([0, 1, 2, 3, 4, 5, 6, 7, 8]), None, "lists 9 look-aheads"),
        (json!([3, 1, 7]), None, "do not ascend"),
        (json!([3, 3]), None, "do not ascend"),
        (json!([1, 61]), None, "61 frames is over a second"),
        (json!(61), None, "61 frames is over a second"),
        (json!([1, 3, 7]), Some(3), "look_ahead_default is 3"),
        (json!(3), Some(1), "look_ahead_default is 1"),
        (json!([1, -3]), None, "neither a number"),
        (json!("3"), None, "neither a number"),
        (json!(2.5), None, "neither a number"),
        (json!(null), None, "neither a number"),
    ] {
        let said = manifest(look_ahead.clone(), default).unwrap_err();
        assert!(said.contains(part), "{look_ahead}: {said}");
    }
}

#[test]
fn graph_and_manifest_agree_about_the_input() {
    let checked = |look_ahead, shape: Option<&[Option<i64>]>| {
        manifest(look_ahead, None).and_then(|manifest| manifest.check_graph(&graph(shape)))
    };
    let refused = |look_ahead, shape, part: &str| {
        let said = checked(look_ahead, shape).unwrap_err();
        assert!(said.contains(part), "{said}");
    };
    checked(json!(3), None).unwrap();
    checked(json!([1, 3, 7]), Some(&[None, Some(3)])).unwrap();
    // A dimension without a number is known at run time.
    checked(json!([1, 3, 7]), Some(&[None, None])).unwrap();
    refused(json!([1, 3, 7]), None, "no input called 'look_ahead'");
    refused(json!([3]), None, "no input called 'look_ahead'");
    refused(json!([1, 3, 7]), Some(&[None, Some(2)]), "input 'look_ahead' has shape");
    refused(json!([1, 3, 7]), Some(&[None, None, Some(3)]), "input 'look_ahead' has shape");
    refused(json!(3), Some(&[None, Some(3)]), "one number as look_ahead_frames");
}

#[test]
fn who_previews_has_an_output_of_two_frames() {
    let checked = |preview: bool, answer: &[i64]| {
        let mut manifest = manifest(json!([2, 4, 8]), None).unwrap();
        manifest.preview = preview;
        let mut graph = graph(Some(&[None, Some(3)]));
        let dims = [None, None].into_iter().chain(answer.iter().map(|value| Some(*value)));
        let dims = dims.map(|value| Dimension { value, name: None }).collect();
        let controls = graph.output.iter_mut().find(|output| output.name == "controls").expect("it answers");
        controls.kind = Some(TypeProto { tensor: Some(TensorType { elem_type: 1, shape: Some(Shape { dims }) }) });
        manifest.check_graph(&graph).map(|()| manifest.answer_width())
    };
    assert_eq!(checked(false, &[174]), Ok(174));
    assert_eq!(checked(true, &[2, 174]), Ok(348));
    for (preview, answer) in [(false, &[2, 174][..]), (true, &[174]), (true, &[3, 174])] {
        let said = checked(preview, answer).unwrap_err();
        assert!(said.contains("output 'controls' has shape"), "{said}");
    }
}
