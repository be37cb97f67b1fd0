//! One list of every struct and field, compiled in Rust, C and C#: sizes and offsets are the same in all three.

use std::fmt::Write;
use std::mem::{offset_of, size_of};

use emoface::ffi::structs::*;

use crate::tools::{compile, compile_cs, have, mono, program, run_silently, scratch, unity_sources};

/// A struct, its name in C#, its size, and its fields with their offsets.
struct Layout {
    name: &'static str,
    sharp: &'static str,
    size: usize,
    fields: Vec<(&'static str, usize)>,
}

macro_rules! layouts {
    ($($name:ident $sharp:literal { $($field:ident)* })*) => {
        vec![$({
            // Names every field: one that is missing here does not compile.
            let _complete = |$name { $($field: _),* }: $name| ();
            Layout {
                name: stringify!($name),
                sharp: $sharp,
                size: size_of::<$name>(),
                fields: vec![$((stringify!($field), offset_of!($name, $field))),*],
            }
        }),*]
    };
}

fn layouts() -> Vec<Layout> {
    layouts! {
        emoface_engine_options "EngineOptionsNative" { struct_size workers model_path onnxruntime_path }
        emoface_engine_info "EngineInfo" {
            struct_size control_count emotion_count frame_rate model_sample_rate workers look_ahead
            look_ahead_unsmoothed look_ahead_count reserved look_aheads_ms
        }
        emoface_face_options "FaceOptions" { struct_size attention seed smooth ring_ms timeline_ms look_ahead_ms gains }
        emoface_pose "Pose" {
            head_yaw head_pitch head_roll left_eye_yaw left_eye_pitch right_eye_yaw right_eye_pitch speaking laughter
            reserved
        }
        emoface_sample_info "SampleInfo" { struct_size source ready pushed pose }
        emoface_face_stats "FaceStats" { struct_size load pushed ready behind dropped skipped failed look_ahead_ms }
        emoface_bake_options "BakeOptions" {
            struct_size attention seed smooth intensity emotion parts part_emotions gains look_ahead_ms mode
        }
    }
}

fn expected() -> String {
    let mut text = String::new();
    for layout in layouts() {
        writeln!(text, "{} {}", layout.name, layout.size).unwrap();
        for (field, offset) in layout.fields {
            writeln!(text, "{}.{field} {offset}", layout.name).unwrap();
        }
    }
    text
}

#[test]
fn layout_is_the_same_in_c() {
    if !have("cc") {
        return;
    }
    let mut source =
        String::from("#include <stddef.h>\n#include <stdio.h>\n#include \"emoface.h\"\nint main(void) {\n");
    for Layout { name, fields, .. } in layouts() {
        writeln!(source, "printf(\"{name} %zu\\n\", sizeof({name}));").unwrap();
        for (field, _) in fields {
            writeln!(source, "printf(\"{name}.{field} %zu\\n\", offsetof({name}, {field}));").unwrap();
        }
    }
    source.push_str("return 0; }\n");
    let file = scratch().join("layout.c");
    std::fs::write(&file, source).expect("the source is written");
    let path = compile("cc", &file, "layout", &["-std=c11"]);
    assert_eq!(run_silently(&mut program(path)), expected());
}

#[test]
fn layout_is_the_same_in_c_sharp() {
    if !have("mcs") || !have("mono") {
        return;
    }
    let mut source = String::from("using EmoFace; using System; using System.Runtime.InteropServices;\n");
    source.push_str("static class Layout { static void Main() {\n");
    for Layout { name, sharp, fields, .. } in layouts() {
        writeln!(source, "Console.WriteLine(\"{name} \" + Marshal.SizeOf(typeof({sharp})));").unwrap();
        for (field, _) in fields {
            let offset = format!("Marshal.OffsetOf(typeof({sharp}), \"{field}\")");
            writeln!(source, "Console.WriteLine(\"{name}.{field} \" + {offset});").unwrap();
        }
    }
    source.push_str("} }\n");
    let file = scratch().join("Layout.cs");
    std::fs::write(&file, source).expect("the source is written");
    let mut sources = unity_sources();
    sources.push(file);
    assert_eq!(run_silently(&mut mono(&compile_cs(&sources, "Layout.exe"))), expected());
}
