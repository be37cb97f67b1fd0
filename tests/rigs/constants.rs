//! The constants that programs name controls by: `include/emoface_rigs.h`, `unity/Runtime/Rigs.cs` and
//! `godot/project/addons/emoface/rigs.gd` are what the rigs say.

use std::fmt::Write;
use std::path::Path;

use super::pose::rig;
use emoface::rig::BUILT_IN;

/// The words of a control's name: `CTRL_L_mouth_lipsRollU-translateY` is L mouth lips Roll U Y.
fn words(name: &str) -> Vec<String> {
    let name = name.trim_start_matches("CTRL_").trim_start_matches("expressions_").replace("-translate", "_");
    let mut words: Vec<String> = Vec::new();
    for part in name.split('_') {
        let letters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (i, letter) in letters.iter().enumerate() {
            let after_small = i > 0 && !letters[i - 1].is_uppercase();
            let last_capital = i > 0 && letters.get(i + 1).is_some_and(|next| next.is_lowercase());
            if letter.is_uppercase() && (after_small || last_capital) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.push(*letter);
        }
        words.push(word);
    }
    words
}

fn shouted(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

fn pascal(name: &str) -> String {
    let capital = |word: String| word[..1].to_uppercase() + &word[1..];
    words(name).into_iter().map(capital).collect()
}

/// Rig by its name as a type: `MetaHuman` for `metahuman`.
fn title(rig: &str) -> &'static str {
    match rig {
        "board" => "Board",
        "metahuman" => "MetaHuman",
        "arkit" => "Arkit",
        "oculus" => "Oculus",
        "vrm" => "Vrm",
        other => panic!("{other} needs a name here"),
    }
}

/// Name, title and controls of each rig.
fn rigs() -> impl Iterator<Item = (&'static str, &'static str, Vec<String>)> {
    let names = |name| rig(name).controls.iter().map(|control| control.name.clone()).collect();
    BUILT_IN.into_iter().map(move |name| (name, title(name), names(name)))
}

fn c() -> String {
    let mut text = String::from(
        "/* Places of the controls of each built-in rig, by name. Generated from the rigs by tests/rigs. */\n\
         #ifndef EMOFACE_RIGS_H\n#define EMOFACE_RIGS_H\n",
    );
    for (name, _, controls) in rigs() {
        let prefix = format!("EMOFACE_{}", name.to_uppercase());
        writeln!(text, "\n/* Rig \"{name}\". */\ntypedef enum emoface_{name} {{").unwrap();
        for (index, control) in controls.iter().enumerate() {
            writeln!(text, "    {prefix}_{} = {index}, /* {control} */", shouted(control)).unwrap();
        }
        writeln!(text, "    {prefix}_COUNT = {}\n}} emoface_{name};", controls.len()).unwrap();
    }
    text + "\n#endif\n"
}

fn csharp() -> String {
    let mut text = String::from(
        "// Places of the controls of each built-in rig, by name. Generated from the rigs by tests/rigs.\n\
         namespace EmoFace\n{\n    /// <summary>Controls of each built-in rig.</summary>\n    \
         public static class RigCounts\n    {\n",
    );
    for (_, title, controls) in rigs() {
        writeln!(text, "        public const int {title} = {};", controls.len()).unwrap();
    }
    text += "    }\n";
    for (name, title, controls) in rigs() {
        writeln!(text, "\n    /// <summary>Controls of the rig \"{name}\".</summary>").unwrap();
        writeln!(text, "    public enum {title}Control\n    {{").unwrap();
        for (index, control) in controls.iter().enumerate() {
            writeln!(text, "        /// <summary>{control}</summary>\n        {} = {index},", pascal(control)).unwrap();
        }
        text += "    }\n";
    }
    text + "}\n"
}

fn gdscript() -> String {
    let mut text = String::from(
        "## Places of the controls of each built-in rig, by name. Generated from the rigs by tests/rigs.\n\
         class_name EmoFaceRigs\nextends RefCounted\n",
    );
    for (name, title, controls) in rigs() {
        writeln!(text, "\n\n## Controls of the rig \"{name}\".\nenum {title} {{").unwrap();
        for (index, control) in controls.iter().enumerate() {
            writeln!(text, "\t{} = {index},", shouted(control)).unwrap();
        }
        writeln!(text, "}}\nconst {}_COUNT := {}", name.to_uppercase(), controls.len()).unwrap();
    }
    text
}

#[test]
fn the_constants_are_what_the_rigs_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = [
        ("include/emoface_rigs.h", c()),
        ("unity/Runtime/Rigs.cs", csharp()),
        ("godot/project/addons/emoface/rigs.gd", gdscript()),
    ];
    for (path, text) in files {
        let file = root.join(path);
        if std::env::var_os("EMOFACE_UPDATE").is_some() {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is made");
            std::fs::write(&file, &text).expect("the file is written");
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            committed == text,
            "{path} is not what the rigs say; run EMOFACE_UPDATE=1 cargo test --release --test rigs constants"
        );
    }
}

#[test]
fn names_are_distinct_and_readable() {
    assert_eq!(shouted("CTRL_L_mouth_lipsRollU-translateY"), "L_MOUTH_LIPS_ROLL_U_Y");
    assert_eq!(shouted("CTRL_expressions_mouthLipsStickyLPh1"), "MOUTH_LIPS_STICKY_L_PH1");
    assert_eq!(shouted("jawOpen"), "JAW_OPEN");
    assert_eq!(pascal("leftEyeYaw"), "LeftEyeYaw");
    for (name, _, controls) in rigs() {
        for spell in [shouted, pascal] {
            let mut spelt: Vec<_> = controls.iter().map(|control| spell(control)).collect();
            spelt.sort_unstable();
            spelt.dedup();
            assert_eq!(spelt.len(), controls.len(), "{name}");
            let letters = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            assert!(spelt.iter().all(letters) && !spelt.contains(&"COUNT".to_owned()));
        }
    }
}
