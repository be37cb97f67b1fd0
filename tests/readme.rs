//! What the README shows is what the tests run.

const README: &str = include_str!("../README.md");

#[test]
fn the_c_example_is_the_one_that_is_compiled() {
    let example = include_str!("clients/readme.c");
    assert!(README.contains(&format!("```c\n{example}```")), "README.md and tests/clients/readme.c differ");
    let code = example.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(code <= 20, "the example has {code} lines");
}

#[test]
fn the_files_and_folders_it_names_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["examples/hello.wav", "examples/hello.png", "ci/test", "models/MODEL_CARD.md", "include/emoface.hpp"] {
        assert!(README.contains(name), "README.md no longer names {name}");
    }
    let paths = README.split(['`', '(', ')']).filter(|word| {
        ["src/", "tests/", "include/", "models/", "examples/", "unity/", "ci/"].iter().any(|top| word.starts_with(top))
    });
    for path in paths.filter(|path| !path.contains(' ')) {
        assert!(root.join(path).exists(), "README.md names {path}, which is not there");
    }
}
