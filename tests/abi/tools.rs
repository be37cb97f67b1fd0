//! Compilers, the shared library, and how they are run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of this test for what it makes.
pub fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("abi");
    std::fs::create_dir_all(&folder).expect("the test's folder is made");
    folder
}

/// The shared library beside this test, which cargo builds together with it. Fails when it is older than any source.
pub fn library() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its file");
    let library =
        test.with_file_name(format!("{}emoface{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX));
    let built = library.metadata().and_then(|file| file.modified());
    let built = built.unwrap_or_else(|error| panic!("{} is not there ({error}); run cargo build", library.display()));
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("src is read").map(|entry| entry.expect("src is read").path()) {
            if entry.is_dir() {
                // The command line is no part of the library.
                if !entry.ends_with("src/cli") {
                    folders.push(entry);
                }
            } else if !entry.ends_with("src/main.rs") && !entry.ends_with("src/cli.rs") {
                let changed = entry.metadata().and_then(|file| file.modified()).expect("src is read");
                assert!(changed <= built, "{} is newer than {}; build again", entry.display(), library.display());
            }
        }
    }
    library
}

/// Whether `tool` is installed. Says so when it is not, and fails where everything must be tested.
pub fn have(tool: &str) -> bool {
    if Command::new(tool).arg("--version").output().is_ok() {
        return true;
    }
    let message = format!("SKIPPED: {tool} is not installed, so a part of the C interface was not tested");
    assert!(std::env::var_os("CI").is_none(), "{message}");
    eprintln!("{message}");
    false
}

/// Runs a command to its end and gives what it printed; fails with all of that when it fails.
pub fn run(command: &mut Command) -> String {
    let out = run_silently(command);
    print!("{out}");
    out
}

/// The same without repeating what it printed.
pub fn run_silently(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{}\n{out}{err}", output.status);
    out
}

/// Compiles one C or C++ source against the header and the library; gives the executable.
pub fn compile(compiler: &str, source: &Path, name: &str, flags: &[&str]) -> PathBuf {
    let (library, program) = (library(), scratch().join(name));
    let folder = library.parent().expect("the library lies in a folder");
    run(Command::new(compiler)
        .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1", "-g", "-pthread", "-D_POSIX_C_SOURCE=200809L"])
        .args(flags)
        .arg("-I")
        .arg(root().join("include"))
        .arg("-I")
        .arg(root().join("tests/clients"))
        .arg(source)
        .arg("-L")
        .arg(folder)
        .args(["-lemoface", "-ldl", "-lm"])
        .arg("-o")
        .arg(&program));
    program
}

/// Compiles C# sources together; gives the executable.
pub fn compile_cs(sources: &[PathBuf], name: &str) -> PathBuf {
    let program = scratch().join(name);
    let mut output = std::ffi::OsString::from("-out:");
    output.push(&program);
    run(Command::new("mcs").args(["-nologo", "-langversion:7.2", "-unsafe", "-warnaserror"]).arg(output).args(sources));
    program
}

/// A command that runs a client with the library in reach. The search path is set in any case: cargo's own names
/// another folder first, in which an older library may lie.
pub fn program(path: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(path);
    let variable = if cfg!(target_os = "macos") { "DYLD_LIBRARY_PATH" } else { "LD_LIBRARY_PATH" };
    command.env(variable, library().parent().expect("the library lies in a folder"));
    command
}

/// A command that runs a C# program with the library in reach.
pub fn mono(path: &Path) -> Command {
    let mut command = program("mono");
    command.arg(path);
    command
}

/// The C# sources of the Unity package's runtime.
pub fn unity_sources() -> Vec<PathBuf> {
    let files = std::fs::read_dir(root().join("unity/Runtime")).expect("unity/Runtime is read");
    let files = files.map(|file| file.expect("unity/Runtime is read").path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "cs")).collect()
}
