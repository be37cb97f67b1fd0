//! Which inference runtime answers `ort`'s calls: ort-tract, compiled in, or a real ONNX Runtime by path.
//!
//! `ort` holds one table of functions for the whole process, so the first engine decides. Loading is our own
//! (libloading, version gate first): `ort`'s `load-dynamic` dead-locked on a missing library (ort issues 604, 560).

use std::ffi::{CStr, c_char, c_int};
use std::path::{Path, PathBuf};

use libloading::Library;
use once_cell::sync::OnceCell;
use ort::environment::Environment;
use ort::sys::{OrtApi, OrtStatusPtr, OrtTypeInfo, OrtValue};

use crate::error::{Error, Result};

/// Oldest ONNX Runtime whose function table this build can use (`ort` feature `api-24`).
pub const OLDEST_RUNTIME: u32 = ort::MINOR_VERSION;

/// What the caller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The pure-Rust backend inside this library.
    Tract,
    /// The ONNX Runtime shared library at this absolute path.
    OnnxRuntime(PathBuf),
}

/// The backend of this process.
#[derive(Debug)]
pub struct Active {
    choice: Choice,
    version: String,
    environment: Environment,
}

impl Active {
    /// What was chosen.
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// Name, version and origin in one line.
    pub fn describe(&self) -> String {
        match &self.choice {
            Choice::Tract => format!("{} (compiled in)", self.version),
            Choice::OnnxRuntime(path) => format!("ONNX Runtime {} ({})", self.version, path.display()),
        }
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }
}

// Never dropped: an OrtEnv released at exit aborts in some versions (onnxruntime issue 24579).
static ACTIVE: OnceCell<Active> = OnceCell::new();

/// Makes `choice` the backend of this process, or confirms that it is.
///
/// # Errors
/// Another backend is in use, or the library cannot be: the message names what was found where.
pub fn activate(choice: Choice) -> Result<&'static Active> {
    let active = ACTIVE.get_or_try_init(|| start(choice.clone()))?;
    if active.choice == choice {
        return Ok(active);
    }
    Err(Error::Backend(format!(
        "this process already runs on {}; a process has one inference backend, chosen by its first engine",
        active.describe()
    )))
}

fn start(choice: Choice) -> Result<Active> {
    let (mut table, version) = match &choice {
        Choice::Tract => tract()?,
        Choice::OnnxRuntime(path) => onnx_runtime(path)?,
    };
    lend_type_info(&mut table);
    ort::set_api(table);
    let environment = ort::init()
        .with_name("emoface")
        .with_telemetry(false)
        .build()
        .map_err(|error| Error::Backend(format!("{version} does not start: {error}")))?;
    Ok(Active { choice, version, environment })
}

type GetTypeInfo = unsafe extern "system" fn(*const OrtValue, *mut *mut OrtTypeInfo) -> OrtStatusPtr;
type IsTensor = unsafe extern "system" fn(*const OrtValue, *mut c_int) -> OrtStatusPtr;

static ORIGINAL: OnceCell<(GetTypeInfo, IsTensor)> = OnceCell::new();

/// ort 2.0.0-rc.14 asks for the type info of every output and, when it is a tensor, neither reads nor frees it:
/// 62 bytes an output and step, 50 MB an hour for a face (found by the leak sanitizer). So tensors are lent one that
/// needs no freeing. rc.15 no longer asks; this can go when ort-tract lets us follow.
fn lend_type_info(table: &mut OrtApi) {
    if ORIGINAL.set((table.GetTypeInfo, table.IsTensor)).is_ok() {
        table.GetTypeInfo = lent_type_info;
    }
}

unsafe extern "system" fn lent_type_info(value: *const OrtValue, out: *mut *mut OrtTypeInfo) -> OrtStatusPtr {
    static LENT: u64 = 0;
    let mut tensor = 0;
    if let Some((original, is_tensor)) = ORIGINAL.get() {
        // SAFETY: ort's own arguments are passed on; `tensor` is ours.
        let status = unsafe { is_tensor(value, &mut tensor) };
        if tensor == 0 || !status.0.is_null() {
            // SAFETY: as above.
            return unsafe { original(value, out) };
        }
    }
    // SAFETY: ort passes a pointer to a pointer of its own; for a tensor it only looks whether the result is null.
    unsafe { *out = (&raw const LENT).cast_mut().cast() };
    OrtStatusPtr::default()
}

#[cfg(feature = "tract")]
fn tract() -> Result<(OrtApi, String)> {
    Ok((ort_tract::api(), "ort-tract 0.5.0 (tract 0.23)".into()))
}

#[cfg(not(feature = "tract"))]
fn tract() -> Result<(OrtApi, String)> {
    Err(Error::Backend("this build has no backend compiled in; give the path of an ONNX Runtime library".into()))
}

fn onnx_runtime(path: &Path) -> Result<(OrtApi, String)> {
    let problem = |what: String| Error::Backend(format!("ONNX Runtime at {}: {what}", path.display()));
    if !path.is_absolute() {
        // A bare name would let the system pick any copy, such as the old one in Windows' System32.
        return Err(problem("the path is not absolute; give the full path of the shared library".into()));
    }
    if !path.is_file() {
        return Err(problem("there is no such file; install ONNX Runtime 1.24 or later and give its full path".into()));
    }
    // SAFETY: loading runs the library's initialisers. The caller named this very file as an ONNX Runtime.
    let library = unsafe { Library::new(path) }.map_err(|error| problem(format!("not a loadable library: {error}")))?;
    // SAFETY: the symbol has this signature in every ONNX Runtime since 1.0 (onnxruntime_c_api.h).
    let base = unsafe { library.get::<unsafe extern "C" fn() -> *const ApiBase>(b"OrtGetApiBase\0") }
        .map_err(|_| problem("it exports no OrtGetApiBase, so it is no ONNX Runtime".into()))?;
    // SAFETY: the function takes nothing and returns a static table.
    let base = unsafe { base().as_ref() }.ok_or_else(|| problem("OrtGetApiBase returned nothing".into()))?;
    // SAFETY: the returned string is static and ends with a zero byte.
    let version = unsafe { CStr::from_ptr((base.version)()) }.to_string_lossy().into_owned();
    let minor = version.strip_prefix("1.").and_then(|rest| rest.split('.').next()).and_then(|n| n.parse::<u32>().ok());
    if minor.is_none_or(|minor| minor < OLDEST_RUNTIME) {
        return Err(problem(format!("it is version {version}; emoface needs 1.{OLDEST_RUNTIME} or later")));
    }
    // SAFETY: the version gate above makes this table version one that the library knows.
    let table = unsafe { (base.table)(OLDEST_RUNTIME).as_ref() }
        .ok_or_else(|| problem(format!("version {version} has no API {OLDEST_RUNTIME}")))?;
    // SAFETY: the table is plain function pointers; copying it is what `ort::set_api` is made for.
    let table = unsafe { std::ptr::read(table) };
    // Its functions are called until the process ends; unloading would leave them dangling.
    std::mem::forget(library);
    Ok((table, version))
}

/// `OrtApiBase` of onnxruntime_c_api.h.
#[repr(C)]
struct ApiBase {
    table: unsafe extern "system" fn(u32) -> *const OrtApi,
    version: unsafe extern "system" fn() -> *const c_char,
}
