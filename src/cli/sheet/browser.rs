//! A browser without a window: it opens a page, and we read what the page has become.
//!
//! Graphics are drawn in software (SwiftShader), so that the picture is the same on machines with and without a GPU.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::Failure;

/// Where browsers are called what.
const NAMES: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];
/// Where they are on systems that have them on no PATH.
const PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];
/// Names the browser, as `--browser` does.
const VARIABLE: &str = "EMOFACE_BROWSER";
/// Four hundred cells take half a minute on one slow core.
const PATIENCE: Duration = Duration::from_secs(180);

const FLAGS: [&str; 12] = [
    "--headless",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
];

/// The browser that is asked for, or one that is here.
pub fn find(asked: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = std::env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    if let Some(browser) = asked.map(Path::to_path_buf).or(named) {
        return Ok(browser);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let on_path = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let mut places = on_path.chain(PLACES.iter().map(PathBuf::from));
    places.find(|place| place.is_file()).ok_or_else(|| {
        format!(
            "a contact sheet is drawn by a browser, and there is none on the PATH ({}); install Chromium, or give one \
             with --browser",
            NAMES.join(", ")
        )
        .into()
    })
}

/// Opens the page `html` and gives the document as it is once loaded.
pub fn show(browser: &Path, html: &str) -> Result<String, Failure> {
    let folder = Folder::new()?;
    let page = folder.0.join("page.html");
    fs::write(&page, html)?;
    let (out, errors) = (folder.0.join("document"), folder.0.join("errors"));
    let mut command = Command::new(browser);
    command.args(FLAGS).arg(joined("--user-data-dir=", &folder.0.join("profile")));
    if is_root() {
        // Chromium's sandbox needs an ordinary user; the page is ours and fetches nothing.
        command.arg("--no-sandbox");
    }
    command.arg("--dump-dom").arg(&page);
    command.stdin(Stdio::null()).stdout(File::create(&out)?).stderr(File::create(&errors)?);
    let about = |what: &dyn std::fmt::Display| Failure::from(format!("{}: {what}", browser.display()));
    let mut child = command.spawn().map_err(|error| about(&format_args!("this browser does not start: {error}")))?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(about(&format_args!("the picture was not ready after {} s", PATIENCE.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    if status.success() {
        return Ok(fs::read_to_string(&out)?);
    }
    let errors = fs::read(&errors).unwrap_or_default();
    let errors = String::from_utf8_lossy(&errors);
    let last = errors.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
    Err(about(&format_args!("the browser failed ({status}): {last}")))
}

fn joined(flag: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(flag);
    text.push(OsStr::new(path));
    text
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // Whose process this is: its entry belongs to the effective user. Where there is no such entry, say no.
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// A folder for one run of the browser, removed again.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("emoface-sheet-{}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What a dying browser still writes stays behind in the folder for temporary files: no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}
