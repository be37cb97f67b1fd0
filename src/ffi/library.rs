//! The library as a whole: versions, texts, shutdown.

use std::ffi::c_char;

use super::boundary::{control, hot, plain};
use super::status::{EMOFACE_OK, emoface_status, text};
use super::{last_error, memory, objects};

/// Version of the library this header belongs to, first part.
pub const EMOFACE_VERSION_MAJOR: u32 = 0;
/// Version of the library this header belongs to, second part.
pub const EMOFACE_VERSION_MINOR: u32 = 1;
/// Version of the library this header belongs to, third part.
pub const EMOFACE_VERSION_PATCH: u32 = 0;
/// Version of the binary interface this header describes; emoface_abi_version() must return the same.
pub const EMOFACE_ABI_VERSION: u32 = 1;

const _: () = assert!(EMOFACE_ABI_VERSION == crate::ABI_VERSION);

/// Version of the binary interface of the library that is loaded. It moves only when something incompatible
/// changes: compare it with EMOFACE_ABI_VERSION before any other call, and refuse to go on when they differ.
///
/// @return the number.
/// @thread [any]
#[unsafe(no_mangle)]
pub extern "C" fn emoface_abi_version() -> u32 {
    EMOFACE_ABI_VERSION
}

/// Version of the library that is loaded, such as "0.1.0".
///
/// @return a static UTF-8 text, never NULL; do not free it. Valid until the library is unloaded.
/// @thread [any]
#[unsafe(no_mangle)]
pub extern "C" fn emoface_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// What a status means and what to do about it, in one sentence.
///
/// @param status [in] any number.
/// @return a static UTF-8 text, never NULL; do not free it. Valid until the library is unloaded.
/// @thread [any]
#[unsafe(no_mangle)]
pub extern "C" fn emoface_status_text(status: emoface_status) -> *const c_char {
    plain(c"".as_ptr(), || text(status).as_ptr().cast())
}

/// The calling thread's last error in detail: which argument, which file, what was found there. Only [control]
/// calls that fail set it; success leaves it. Texts may change between versions, statuses do not.
///
/// @param buffer     [out] receives UTF-8 with a terminating zero. NULL with a capacity of 0 asks for the size only.
/// @param capacity   [in]  bytes in buffer; EMOFACE_LAST_ERROR_SIZE is always enough.
/// @param out_needed [out] may be NULL; receives the bytes needed, zero included, also when the buffer is too small.
/// @return EMOFACE_OK, EMOFACE_ERROR_NULL_ARGUMENT, EMOFACE_ERROR_BUFFER_TOO_SMALL.
/// @thread [control]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn emoface_last_error(
    buffer: *mut c_char,
    capacity: u32,
    out_needed: *mut u32,
) -> emoface_status {
    // Not `control`: a failure here must not overwrite the text that is asked for.
    hot(|| last_error::with(|text| memory::give_text(text, buffer, capacity, out_needed)))
}

/// Destroys all faces and engines and joins all threads of the library. Calls in flight on other threads are waited
/// for; later ones get EMOFACE_ERROR_INVALID_HANDLE. Required before the library is unloaded; never call it from
/// DllMain, a static destructor or atexit. The library can be used again afterwards.
///
/// @return EMOFACE_OK.
/// @thread [control]
#[unsafe(no_mangle)]
pub extern "C" fn emoface_shutdown() -> emoface_status {
    control(|| {
        objects::destroy_all();
        Ok(EMOFACE_OK)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_cargos() {
        let parts = [EMOFACE_VERSION_MAJOR, EMOFACE_VERSION_MINOR, EMOFACE_VERSION_PATCH].map(|part| part.to_string());
        assert_eq!(parts.join("."), env!("CARGO_PKG_VERSION"));
    }
}
