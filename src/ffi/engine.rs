//! Engines in C.

use std::ffi::c_char;
use std::path::PathBuf;

use super::boundary::control;
use super::memory::{self, Crossing, Out, OutStruct, give_text};
use super::objects::{self, emoface_engine, with_engine};
use super::status::{EMOFACE_OK, emoface_status};
use super::structs::{emoface_engine_info, emoface_engine_options};
use crate::audio::resample::MODEL_RATE;
use crate::engine::{Engine, EngineOptions};

/// Fills options with their defaults.
///
/// @param options     [out] must not be NULL.
/// @param struct_size [in]  sizeof(emoface_engine_options).
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_engine_options_init(
    options: *mut emoface_engine_options,
    struct_size: u32,
) -> emoface_status {
    control(|| memory::give_defaults(options, struct_size))
}

/// Loads a model and starts the workers. Takes some tens of milliseconds with the built-in voice.
///
/// @param options    [in]  NULL for the defaults. Nothing of it is kept.
/// @param out_engine [out] must not be NULL; receives the engine, which emoface_engine_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_ABI_MISMATCH,
///         EMOFACE_ERROR_INVALID_ARGUMENT (workers, or a path that is not UTF-8), EMOFACE_ERROR_IO,
///         EMOFACE_ERROR_MODEL, EMOFACE_ERROR_BACKEND, EMOFACE_ERROR_LIMIT (EMOFACE_MAX_ENGINES exist).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_engine_create(
    options: *const emoface_engine_options,
    out_engine: *mut *mut emoface_engine,
) -> emoface_status {
    control(|| {
        let out = Out::required(out_engine, "out_engine")?;
        let options = memory::options(options, "options")?;
        let path = |pointer, name| {
            // SAFETY: a C string by the caller's word; it is copied here.
            unsafe { memory::text(pointer, name) }.map(|text| text.map(PathBuf::from))
        };
        let options = EngineOptions {
            workers: options.workers,
            model: path(options.model_path, "options.model_path")?,
            onnxruntime: path(options.onnxruntime_path, "options.onnxruntime_path")?,
        };
        out.write(objects::create_engine(|| Engine::new(&options))?);
        Ok(EMOFACE_OK)
    })
}

/// Ends an engine. Calls in flight on it, bakes included, are waited for. Its faces go on, and keep its workers and
/// model alive, until they are destroyed themselves.
///
/// @param engine [in] NULL is allowed and nothing.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE (also when it was destroyed before).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_engine_destroy(engine: *mut emoface_engine) -> emoface_status {
    control(|| {
        if !engine.is_null() {
            objects::destroy_engine(engine)?;
        }
        Ok(EMOFACE_OK)
    })
}

/// What an engine is, in numbers: sizes, rates, look-aheads.
///
/// @param engine   [in]
/// @param out_info [out] must not be NULL; set its struct_size first.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED,
///         EMOFACE_ERROR_ABI_MISMATCH.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_engine_get_info(
    engine: *mut emoface_engine,
    out_info: *mut emoface_engine_info,
) -> emoface_status {
    control(|| {
        let out = OutStruct::required(out_info, "out_info")?;
        let info = with_engine(engine, |engine| emoface_engine_info {
            model_sample_rate: MODEL_RATE,
            workers: engine.workers(),
            look_ahead: engine.look_ahead(true),
            look_ahead_unsmoothed: engine.look_ahead(false),
            ..look_aheads(engine)
        })?;
        out.write(&info);
        Ok(EMOFACE_OK)
    })
}

fn look_aheads(engine: &Engine) -> emoface_engine_info {
    let mut info = emoface_engine_info::DEFAULT;
    for (place, look_ahead) in info.look_aheads_ms.iter_mut().zip(engine.look_aheads_ms(true)) {
        *place = look_ahead;
        info.look_ahead_count += 1;
    }
    info
}

/// What an engine is, for people: model, its version and licence, backend and where it came from, in one line.
///
/// @param engine     [in]
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_engine_describe(
    engine: *mut emoface_engine,
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    control(|| {
        let line = with_engine(engine, |engine| {
            let model = engine.manifest();
            format!("{} {} ({}) on {}", model.name, model.version, model.licence, engine.backend())
        })?;
        give_text(&line, buffer, capacity, out_needed)
    })
}
