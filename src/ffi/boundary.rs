//! The border itself: nothing unwinds into C, and every failure becomes a number.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::last_error;
use super::status::{EMOFACE_ERROR_PANIC, Failure, emoface_status};
use crate::error::panic_text;

/// What a call wants to say.
pub(crate) type Outcome = Result<emoface_status, Failure>;

/// Runs the body of a \[control\] call; a failure's text becomes this thread's last error.
pub(crate) fn control(body: impl FnOnce() -> Outcome) -> emoface_status {
    // Asserted: what a panicking body touched is either local to it or behind a handle, whose owner is told.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(status)) => status,
        Ok(Err(failure)) => {
            last_error::record(&failure);
            failure.status
        }
        Err(panic) => {
            last_error::record(&format_args!("internal error: {}", panic_text(panic.as_ref())));
            // Dropping a payload may panic again; a few bytes are the lesser loss.
            std::mem::forget(panic);
            EMOFACE_ERROR_PANIC
        }
    }
}

/// Runs the body of an \[audio\], \[game\] or \[any\] call: the number alone, for a thread-local may allocate.
pub(crate) fn hot(body: impl FnOnce() -> Outcome) -> emoface_status {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(status)) => status,
        Ok(Err(failure)) => failure.status,
        Err(panic) => {
            std::mem::forget(panic);
            EMOFACE_ERROR_PANIC
        }
    }
}

/// Runs a body that cannot fail and gives a plain value.
pub(crate) fn plain<T>(fallback: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        std::mem::forget(panic);
        fallback
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::status::{EMOFACE_ERROR_BUSY, EMOFACE_OK};

    #[test]
    fn a_panic_stops_at_the_border_whatever_the_call_returns() {
        struct Nasty;
        impl Drop for Nasty {
            fn drop(&mut self) {
                panic!("a payload that panics when dropped");
            }
        }
        assert_eq!(control(|| panic!("broken on {}", "purpose")), EMOFACE_ERROR_PANIC);
        last_error::with(|text| assert_eq!(text, "internal error: broken on purpose"));
        assert_eq!(control(|| std::panic::panic_any(Nasty)), EMOFACE_ERROR_PANIC);
        last_error::with(|text| assert_eq!(text, "internal error: panic without a text"));
        assert_eq!(hot(|| panic!("broken")), EMOFACE_ERROR_PANIC);
        assert_eq!(hot(|| std::panic::panic_any(Nasty)), EMOFACE_ERROR_PANIC);
        assert_eq!(plain(7u32, || panic!("broken")), 7);
        assert!(plain(std::ptr::null::<u8>(), || panic!("broken")).is_null());
    }

    #[test]
    fn only_control_calls_keep_a_text() {
        last_error::record(&"before");
        assert_eq!(hot(|| Err(Failure::of(EMOFACE_ERROR_BUSY, "face"))), EMOFACE_ERROR_BUSY);
        assert_eq!(control(|| Ok(EMOFACE_OK)), EMOFACE_OK);
        last_error::with(|text| assert_eq!(text, "before"));
        assert_eq!(control(|| Err(Failure::of(EMOFACE_ERROR_BUSY, "face"))), EMOFACE_ERROR_BUSY);
        last_error::with(|text| assert!(text.starts_with("face: another thread")));
    }
}
