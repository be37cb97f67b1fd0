//! Engines and faces behind their handles.

#[cfg(loom)]
use once_cell::sync::Lazy;
use parking_lot::RwLock;

use super::handle::HandleTable;
use super::status::{EMOFACE_ERROR_INVALID_HANDLE, EMOFACE_ERROR_LIMIT, Failure};
use crate::engine::Engine;
use crate::face::Face;

/// An engine: models, workers, and what all faces share. Opaque; compare and copy it, never look inside.
#[derive(Debug)]
pub struct emoface_engine;

/// A character's speaking face. Opaque; compare and copy it, never look inside.
#[derive(Debug)]
pub struct emoface_face;

/// Engines that can exist at one time; one more is EMOFACE_ERROR_LIMIT.
pub const EMOFACE_MAX_ENGINES: u32 = 64;
/// Faces that can exist at one time, over all engines; one more is EMOFACE_ERROR_LIMIT.
pub const EMOFACE_MAX_FACES: u32 = 4096;

type Engines = HandleTable<Box<Engine>, { EMOFACE_MAX_ENGINES as usize }>;
type Faces = HandleTable<Box<Face>, { EMOFACE_MAX_FACES as usize }>;

// In zero-initialised pages that are only touched as far as handles are used; nothing to free at unload.
#[cfg(not(loom))]
static ENGINES: Engines = Engines::new(0x5);
#[cfg(not(loom))]
static FACES: Faces = Faces::new(0xB);
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

/// Ends every face and engine; the last of them joins the workers. Control side.
pub(super) fn destroy_all() {
    let _alone = LIFECYCLE.write();
    FACES.remove_all();
    ENGINES.remove_all();
}
