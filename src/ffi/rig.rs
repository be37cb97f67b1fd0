//! Rigs in C: what a character's face is made of, and how it is driven from the board.

use std::ffi::c_char;
use std::path::PathBuf;

use super::boundary::control;
use super::memory::{self, Out, give_text};
use super::objects::{self, RigBody, emoface_rig, with_rig};
use super::status::*;
use crate::error::Error;
use crate::rig::{self, Control};

/// Most names that emoface_rig_match takes.
pub const EMOFACE_MAX_NAMES: u32 = 1024;

/// A rig that comes with the library: "board" (the 174 MetaHuman face-board controls, which all others are made
/// from), "metahuman" (251 CTRL_expressions_* curves), "arkit" (52 shapes, head and eyes as Live Link Face has them),
/// "oculus" (15 visemes) or "vrm" (VRM 1.0 expressions). The same rig serves any number of faces.
///
/// @param name    [in]  UTF-8, must not be NULL.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (no rig
///         of that name), EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_create(name: *const c_char, out_rig: *mut *mut emoface_rig) -> emoface_status {
    control(|| {
        let out = Out::required(out_rig, "out_rig")?;
        // SAFETY: a C string by the caller's word, read during this call only.
        let name = unsafe { memory::text(name, "name") }?.ok_or(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, "name"))?;
        let made = rig::built_in(name).ok_or_else(|| {
            let known = rig::BUILT_IN.join(", ");
            Failure::from(Error::InvalidArgument(format!("no rig is called '{name}'; choose from {known}")))
        })?;
        out.write(objects::create_rig(RigBody { rig: made, report: String::new() })?);
        Ok(EMOFACE_OK)
    })
}

/// A rig of your own: a profile in JSON, which says for each output what it is made of. The JSON schema is in the
/// library's src/rig/profile.schema.json; emoface_last_error says line, column and what to do about a mistake.
///
/// To change a profile while faces use it, load it again and hand the new rig to emoface_face_set_rig: each face
/// changes over between two frames. A profile that does not load leaves the old one in use.
///
/// @param json    [in]  UTF-8 text, which need not end with a zero. Must not be NULL.
/// @param bytes   [in]  its length, up to 4 MiB.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (not
///         UTF-8), EMOFACE_ERROR_PROFILE, EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_load(
    json: *const c_char,
    bytes: u64,
    out_rig: *mut *mut emoface_rig,
) -> emoface_status {
    control(|| {
        let out = Out::required(out_rig, "out_rig")?;
        // SAFETY: as large as the caller says, and used during this call only.
        let text = unsafe { memory::input(json.cast::<u8>(), bytes, 1, "json") }?;
        if json.is_null() {
            return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, "json"));
        }
        let text = str::from_utf8(text).map_err(|_| Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "json"))?;
        out.write(objects::create_rig(RigBody { rig: rig::from_json(text)?, report: String::new() })?);
        Ok(EMOFACE_OK)
    })
}

/// As emoface_rig_load, from a file.
///
/// @param path    [in]  UTF-8, must not be NULL.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (not
///         UTF-8), EMOFACE_ERROR_IO, EMOFACE_ERROR_PROFILE, EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_load_file(path: *const c_char, out_rig: *mut *mut emoface_rig) -> emoface_status {
    control(|| {
        let out = Out::required(out_rig, "out_rig")?;
        // SAFETY: a C string by the caller's word, read during this call only.
        let path = unsafe { memory::text(path, "path") }?.ok_or(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, "path"))?;
        let path = PathBuf::from(path);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Io { path, source })?;
        out.write(objects::create_rig(RigBody { rig: rig::from_json(&text)?, report: String::new() })?);
        Ok(EMOFACE_OK)
    })
}

/// A rig for a mesh whose shapes have known names: ARKit, Oculus visemes, VRM, Unified Expressions, CC4, Ready Player
/// Me or MetaHuman spellings, in any order and mixture. Its outputs are the names given, in their order; shapes that
/// are not recognised stay at 0. emoface_rig_report tells what became of each.
///
/// @param names   [in]  count UTF-8 texts, none NULL, no two alike.
/// @param count   [in]  1 to EMOFACE_MAX_NAMES.
/// @param out_rig [out] must not be NULL; receives the rig, which emoface_rig_destroy ends.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED, EMOFACE_ERROR_INVALID_ARGUMENT (count,
///         or a name that is empty or stands twice), EMOFACE_ERROR_LIMIT (EMOFACE_MAX_RIGS exist).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_match(
    names: *const *const c_char,
    count: u32,
    out_rig: *mut *mut emoface_rig,
) -> emoface_status {
    control(|| {
        let out = Out::required(out_rig, "out_rig")?;
        if !(1..=EMOFACE_MAX_NAMES).contains(&count) {
            return Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "count"));
        }
        // SAFETY: as large as the caller says, and used during this call only.
        let names = unsafe { memory::input(names, u64::from(count), 1, "names") }?;
        let name = |name: &*const c_char| {
            // SAFETY: a C string by the caller's word, read during this call only.
            unsafe { memory::text(*name, "names") }?.ok_or(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, "names"))
        };
        let names = names.iter().map(name).collect::<Result<Vec<_>, _>>()?;
        let matching = rig::matching::matching(&names)?;
        let report = matching.report.to_string();
        out.write(objects::create_rig(RigBody { rig: matching.rig, report })?);
        Ok(EMOFACE_OK)
    })
}

/// Ends a rig's handle. Faces that use the rig go on with it.
///
/// @param rig [in] NULL is allowed and nothing.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE (also when it was destroyed before).
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_destroy(rig: *mut emoface_rig) -> emoface_status {
    control(|| {
        if !rig.is_null() {
            objects::destroy_rig(rig)?;
        }
        Ok(EMOFACE_OK)
    })
}

/// Number of controls of a rig: values of a frame of it.
///
/// @param rig       [in]  NULL is the board.
/// @param out_count [out] must not be NULL.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_MISALIGNED.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_control_count(rig: *mut emoface_rig, out_count: *mut u32) -> emoface_status {
    control(|| {
        let out = Out::required(out_count, "out_count")?;
        out.write(with_rig(rig, |body| body.rig.controls.len())? as u32);
        Ok(EMOFACE_OK)
    })
}

/// Name of a control as its engine spells it, such as "jawOpen" or "CTRL_C_jaw-translateY".
///
/// @param rig        [in]  NULL is the board.
/// @param index      [in]  0 to the number of controls - 1, its place in a frame.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer; 257 is always enough.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_control_name(
    rig: *mut emoface_rig,
    index: u32,
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    control(|| {
        let name = with_rig(rig, |body| control_at(body, index).map(|control| control.name.clone()))??;
        give_text(&name, buffer, capacity, out_needed)
    })
}

/// Range of a control's values.
///
/// @param rig     [in]  NULL is the board.
/// @param index   [in]  0 to the number of controls - 1, its place in a frame.
/// @param out_min [out] must not be NULL.
/// @param out_max [out] must not be NULL.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_INVALID_ARGUMENT, EMOFACE_ERROR_NULL_ARGUMENT,
///         EMOFACE_ERROR_MISALIGNED.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_control_range(
    rig: *mut emoface_rig,
    index: u32,
    out_min: *mut f32,
    out_max: *mut f32,
) -> emoface_status {
    control(|| {
        let (least, greatest) = (Out::required(out_min, "out_min")?, Out::required(out_max, "out_max")?);
        let (min, max) = with_rig(rig, |body| control_at(body, index).map(|control| (control.min, control.max)))??;
        least.write(min);
        greatest.write(max);
        Ok(EMOFACE_OK)
    })
}

/// What emoface_rig_match found, a line for each name and one for each important shape that is missing; empty for
/// rigs made otherwise.
///
/// @param rig        [in]  NULL is the board.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_report(
    rig: *mut emoface_rig,
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    control(|| {
        let report = with_rig(rig, |body| body.report.clone())?;
        give_text(&report, buffer, capacity, out_needed)
    })
}

/// The rig as a profile in JSON: a start for one of your own.
///
/// @param rig        [in]  NULL is the board.
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_rig_profile(
    rig: *mut emoface_rig,
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    control(|| {
        let json = with_rig(rig, |body| body.rig.to_json())?;
        give_text(&json, buffer, capacity, out_needed)
    })
}

fn control_at(body: &RigBody, index: u32) -> Result<&Control, Failure> {
    body.rig.controls.get(index as usize).ok_or(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, "index"))
}
