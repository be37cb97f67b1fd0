//! `include/emoface.h` is what the pinned cbindgen makes of `src/ffi`, and says all that it should.

use std::path::Path;

/// In the order of the header.
const SOURCES: [&str; 12] = [
    "status",
    "structs",
    "objects",
    "last_error",
    "library",
    "engine",
    "rig",
    "face",
    "live",
    "expression",
    "names",
    "bake",
];

fn generate() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is read");
    let source = |builder: cbindgen::Builder, name: &&str| builder.with_src(root.join(format!("src/ffi/{name}.rs")));
    let builder = SOURCES.iter().fold(cbindgen::Builder::new().with_config(config), source);
    let mut header = Vec::new();
    builder.generate().expect("the header is made").write(&mut header);
    let header = String::from_utf8(header).expect("the header is UTF-8");
    // cbindgen leaves negative numbers bare, which `4 EMOFACE_ERROR_IO` would turn into a subtraction.
    let bracketed = |line: &str| match line.rsplit_once(" -") {
        Some((define, number)) if define.starts_with("#define ") => format!("{define} (-{number})\n"),
        _ => format!("{line}\n"),
    };
    header.lines().map(bracketed).collect()
}

#[test]
fn header_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/emoface.h");
    let header = generate();
    assert_eq!(header, generate(), "cbindgen makes the same header twice");
    if std::env::var_os("EMOFACE_UPDATE").is_some() {
        std::fs::write(&path, &header).expect("the header is written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == header,
        "include/emoface.h is not what src/ffi says; run EMOFACE_UPDATE=1 cargo test --release --test abi header"
    );
}

#[test]
fn header_has_the_version_of_the_crate() {
    let header = generate();
    let define = |name: &str| {
        let line = header.lines().find_map(|line| line.strip_prefix(&format!("#define {name} ")));
        line.unwrap_or_else(|| panic!("{name} is not defined")).to_owned()
    };
    let parts = ["MAJOR", "MINOR", "PATCH"].map(|part| define(&format!("EMOFACE_VERSION_{part}")));
    assert_eq!(parts.join("."), env!("CARGO_PKG_VERSION"));
    assert_eq!(define("EMOFACE_ABI_VERSION"), emoface::ABI_VERSION.to_string());
}

/// A function of the header: its comment and its declaration.
struct Function {
    name: String,
    comment: Vec<String>,
    parameters: Vec<String>,
}

fn functions(header: &str) -> Vec<Function> {
    let body = header.split("extern \"C\" {").nth(1).expect("functions stand in extern \"C\"");
    let (mut comment, mut declaration, mut functions) = (Vec::new(), String::new(), Vec::new());
    for line in body.lines().skip_while(|line| !line.starts_with("///")) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim().to_owned());
        } else if line.starts_with('#') {
            break;
        } else {
            declaration.push_str(line.trim());
            declaration.push(' ');
            if let Some((head, parameters)) = declaration.trim().strip_suffix(");").and_then(|d| d.split_once('(')) {
                let last_word = |text: &str| text.trim().rsplit([' ', '*']).next().unwrap_or_default().to_owned();
                let parameters = parameters.split(',').map(last_word).filter(|name| name != "void").collect();
                functions.push(Function { name: last_word(head), comment: std::mem::take(&mut comment), parameters });
                declaration.clear();
            }
        }
    }
    functions
}

#[test]
fn header_says_all_it_should_about_each_function() {
    let functions = functions(&generate());
    assert!(functions.len() > 25, "only {} functions were found", functions.len());
    for Function { name, comment, parameters } in functions {
        let line = |start: &str| comment.iter().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
        let tags = ["[audio]", "[game]", "[any]", "[control]"];
        let tag = line("@thread");
        assert!(matches!(tag[..], [tag] if tags.contains(&&tag["@thread ".len()..])), "{name} needs one thread tag");
        if comment[0].starts_with("As emoface_") {
            continue;
        }
        assert_eq!(line("@return").len(), 1, "{name} must say what it returns");
        let described: Vec<_> = line("@param")
            .iter()
            .map(|line| {
                let mut words = line.split_whitespace().skip(1);
                let name = words.next().unwrap_or_default().to_owned();
                assert!(matches!(words.next(), Some("[in]" | "[out]")), "{name} is neither [in] nor [out]");
                name
            })
            .collect();
        assert_eq!(described, parameters, "{name} must describe its parameters in their order");
    }
}
