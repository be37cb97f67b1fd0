//! Engines, faces and rigs behind their handles.

use std::sync::Arc;

#[cfg(loom)]
use once_cell::sync::Lazy;
use parking_lot::RwLock;

use super::handle::HandleTable;
use super::status::{EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_LIMIT, Failure};
use crate::engine::Engine;
use crate::face::Face;
use crate::rig::Rig;

/// An engine: models, workers, and what all faces share. Opaque; compare and copy it, never look inside.
#[derive(Debug)]
pub struct emoface_engine;

/// A character's speaking face. Opaque; compare and copy it, never look inside.
#[derive(Debug)]
pub struct emoface_face;

/// A rig: the controls of a character, and how they are made from the board's. Opaque; compare and copy it, never
/// look inside. NULL is the board itself.
#[derive(Debug)]
pub struct emoface_rig;

/// What is behind a rig's handle.
#[derive(Debug)]
pub(super) struct RigBody {
    pub rig: Arc<Rig>,
    /// What automatic matching found; empty for others.
    pub report: String,
}

/// Engines that can exist at one time; one more is EMOFACE_ERROR_LIMIT.
pub const EMOFACE_MAX_ENGINES: u32 = 64;
/// Faces that can exist at one time, over all engines; one more is EMOFACE_ERROR_LIMIT.
pub const EMOFACE_MAX_FACES: u32 = 4096;

/// Rigs that can exist at one time; one more is EMOFACE_ERROR_LIMIT.
pub const EMOFACE_MAX_RIGS: u32 = 256;

type Rigs = HandleTable<Box<RigBody>, { EMOFACE_MAX_RIGS as usize }>;
type Engines = HandleTable<Box<Engine>, { EMOFACE_MAX_ENGINES as usize }>;
type Faces = HandleTable<Box<Face>, { EMOFACE_MAX_FACES as usize }>;

// In zero-initialised pages that are only touched as far as handles are used; nothing to free at unload.
#[cfg(not(loom))]
static ENGINES: Engines = Engines::new(0x5);
#[cfg(not(loom))]
static FACES: Faces = Faces::new(0xB);
#[cfg(not(loom))]
static RIGS: Rigs = Rigs::new(0x7);
#[cfg(loom)]
static RIGS: Lazy<Rigs> = Lazy::new(|| Rigs::new(0x7));
#[cfg(loom)]
static ENGINES: Lazy<Engines> = Lazy::new(|| Engines::new(0x5));
#[cfg(loom)]
static FACES: Lazy<Faces> = Lazy::new(|| Faces::new(0xB));

/// Held to read by whoever creates, to write by shutdown: afterwards nothing is left that was begun before.
static LIFECYCLE: RwLock<()> = RwLock::new(());

/// Makes an engine and its handle. Control side.
pub(super) fn create_engine(
    make: impl FnOnce() -> crate::error::Result<Engine>,
) -> Result<*mut emoface_engine, Failure> {
    let _running = LIFECYCLE.read();
    let handle = ENGINES.insert(Box::new(make()?)).map_err(|_| Failure::of(EMOFACE_ERROR_LIMIT, "engine"))?;
    Ok(std::ptr::without_provenance_mut(handle))
}

/// Makes a face of an engine and its handle. Control side.
pub(super) fn create_face(
    engine: *mut emoface_engine,
    make: impl FnOnce(&Engine) -> crate::error::Result<Face>,
) -> Result<*mut emoface_face, Failure> {
    let _running = LIFECYCLE.read();
    let face = with_engine(engine, make)??;
    let handle = FACES.insert(Box::new(face)).map_err(|_| Failure::of(EMOFACE_ERROR_LIMIT, "face"))?;
    Ok(std::ptr::without_provenance_mut(handle))
}

/// Makes a handle for a rig. Control side.
pub(super) fn create_rig(body: RigBody) -> Result<*mut emoface_rig, Failure> {
    let _running = LIFECYCLE.read();
    let handle = RIGS.insert(Box::new(body)).map_err(|_| Failure::of(EMOFACE_ERROR_LIMIT, "rig"))?;
    Ok(std::ptr::without_provenance_mut(handle))
}

/// Calls `call` with the rig; NULL is the board.
pub(super) fn with_rig<R>(rig: *mut emoface_rig, call: impl FnOnce(&RigBody) -> R) -> Result<R, Failure> {
    if rig.is_null()
        && let Some(rig) = crate::rig::built_in("board")
    {
        return Ok(call(&RigBody { rig, report: String::new() }));
    }
    RIGS.with(rig.addr(), |body| call(body)).ok_or(Failure::of(EMOFACE_ERROR_INVALID_HANDLE, "rig"))
}

/// Ends a rig's handle. Faces keep what they need of it. Control side.
pub(super) fn destroy_rig(rig: *mut emoface_rig) -> Result<(), Failure> {
    RIGS.remove(rig.addr()).map(drop).ok_or(Failure::of(EMOFACE_ERROR_INVALID_HANDLE, "rig"))
}

/// Calls `call` with the engine.
pub(super) fn with_engine<R>(engine: *mut emoface_engine, call: impl FnOnce(&Engine) -> R) -> Result<R, Failure> {
    ENGINES.with(engine.addr(), |engine| call(engine)).ok_or(Failure::of(EMOFACE_ERROR_INVALID_HANDLE, "engine"))
}

/// Calls `call` with the face. Wait-free.
pub(super) fn with_face<R>(face: *mut emoface_face, call: impl FnOnce(&Face) -> R) -> Result<R, Failure> {
    FACES.with(face.addr(), |face| call(face)).ok_or(Failure::of(EMOFACE_ERROR_INVALID_HANDLE, "face"))
}

/// Ends an engine's handle. Its faces keep what they need of it. Control side.
pub(super) fn destroy_engine(engine: *mut emoface_engine) -> Result<(), Failure> {
    let ended = ENGINES.remove(engine.addr());
    ended.map(drop).ok_or(Failure::of(EMOFACE_ERROR_INVALID_HANDLE, "engine"))
}

/// Ends a face. Control side.
pub(super) fn destroy_face(face: *mut emoface_face) -> Result<(), Failure> {
    FACES.remove(face.addr()).map(drop).ok_or(Failure::of(EMOFACE_ERROR_INVALID_HANDLE, "face"))
}

/// Ends every face, engine and rig; the last of them joins the workers. Control side.
pub(super) fn destroy_all() {
    let _alone = LIFECYCLE.write();
    FACES.remove_all();
    ENGINES.remove_all();
    RIGS.remove_all();
}
