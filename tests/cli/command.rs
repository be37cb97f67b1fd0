//! Running `emoface` with a time limit, in a folder of the test's own.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// No command here takes a second; a loaded machine may need many times that. Longer means that it hangs.
const PATIENCE: Duration = Duration::from_secs(40);

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub errors: String,
}

impl Ended {
    /// Asserts success without a word on standard error.
    pub fn quietly(self) -> Vec<u8> {
        assert_eq!((self.code, self.errors.as_str()), (Some(0), ""));
        self.out
    }

    /// Asserts exit code `code` and one sentence on standard error that holds all of `parts`.
    pub fn says(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        let lines: Vec<_> = self.errors.lines().collect();
        assert_eq!(lines.len(), 1, "{}", self.errors);
        assert!(lines[0].starts_with("emoface: "), "{}", self.errors);
        for part in parts {
            assert!(self.errors.contains(part), "'{part}' is missing in: {}", self.errors);
        }
    }
}

/// Runs `emoface` with `arguments`.
pub fn emoface<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ended {
    emoface_with(arguments, &[])
}

/// Runs `emoface` with `input` on its standard input.
pub fn emoface_with<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_emoface"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the executable starts");
    let (mut stdin, mut stdout, mut stderr) =
        (child.stdin.take().unwrap(), child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let input = input.to_vec();
    // A command that reads no input closes the pipe: no matter.
    let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let reading = std::thread::spawn(move || {
        let mut out = Vec::new();
        stdout.read_to_end(&mut out).map(|_| out)
    });
    let complaining = std::thread::spawn(move || {
        let mut errors = String::new();
        stderr.read_to_string(&mut errors).map(|_| errors)
    });
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("emoface hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    writing.join().unwrap();
    Ended { code: status.code(), out: reading.join().unwrap().unwrap(), errors: complaining.join().unwrap().unwrap() }
}

/// A fresh folder, removed at the end of the test.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("emoface-cli-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The path of `name` in it, as text.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().into()
    }

    /// Writes `bytes` as `name`; gives its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.0.join(name), bytes).unwrap();
        self.path(name)
    }

    /// Names of all files in it.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A file of the repository.
pub fn repository(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name).to_str().unwrap().into()
}

/// The sample voice.
pub fn hello() -> String {
    repository("examples/hello.wav")
}

/// Header and rows of a csv.
pub fn table(csv: &[u8]) -> (Vec<String>, Vec<Vec<f32>>) {
    let text = std::str::from_utf8(csv).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap().split(',').map(str::to_owned).collect();
    (header, lines.map(numbers).collect())
}

/// The numbers of one line.
pub fn numbers(line: &str) -> Vec<f32> {
    line.split(',').map(|cell| cell.parse().unwrap()).collect()
}
