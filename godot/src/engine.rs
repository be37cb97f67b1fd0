//! The one engine of a game: made for the first face, gone with the extension.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Instant;

use emoface::engine::{Engine, EngineOptions};
use godot::classes::ProjectSettings;
use godot::prelude::*;

/// Project settings, which are read once.
const WORKERS: &str = "emoface/worker_threads";
const MODEL: &str = "emoface/model";

/// Made, or why not: a model that does not load is not tried again with each face.
static ENGINE: Mutex<Option<Result<Arc<Engine>, String>>> = Mutex::new(None);

/// The engine, made when it is first asked for, which takes about 0.1 s.
///
/// # Errors
/// Why there is none, for a person to read.
pub fn shared() -> Result<Arc<Engine>, String> {
    let mut engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
    engine.get_or_insert_with(|| Engine::new(&options()).map(Arc::new).map_err(|error| error.to_string())).clone()
}

/// Lets go of the engine; its worker ends with the last face.
pub fn release() {
    ENGINE.lock().unwrap_or_else(PoisonError::into_inner).take();
}

fn options() -> EngineOptions {
    let settings = ProjectSettings::singleton();
    let get = |name: &str| settings.get_setting_ex(name).done();
    let workers = get(WORKERS).try_to::<i64>().unwrap_or(0).clamp(0, 16) as u32;
    let model = get(MODEL).try_to::<GString>().unwrap_or_default();
    let model = (!model.is_empty()).then(|| PathBuf::from(settings.globalize_path(&model).to_string()));
    EngineOptions { workers, model, ..EngineOptions::default() }
}

/// Wall time in seconds, from any origin.
pub fn now() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64()
}
