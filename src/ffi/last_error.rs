//! The text of each thread's last failing control call, in a fixed buffer without allocation or destructor.
//!
//! A thread-local with a destructor would keep the library from being unloaded (rust issue 59629), and the first
//! touch of any thread-local may allocate: audio and game calls therefore stay away from this file.

use std::cell::RefCell;
use std::fmt::{self, Write};

/// Bytes of the longest text, its terminating zero included; longer texts are cut.
pub const EMOFACE_LAST_ERROR_SIZE: u32 = 512;

struct Text {
    bytes: [u8; EMOFACE_LAST_ERROR_SIZE as usize],
    length: usize,
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // One byte stays free for the zero; characters are never split.
        let room = self.bytes.len() - 1 - self.length;
        let cut = text.floor_char_boundary(room.min(text.len()));
        self.bytes[self.length..][..cut].copy_from_slice(&text.as_bytes()[..cut]);
        self.length += cut;
        if cut == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

thread_local! {
    static LAST: RefCell<Text> = const { RefCell::new(Text { bytes: [0; _], length: 0 }) };
}

const _: () = assert!(!std::mem::needs_drop::<RefCell<Text>>());

/// Keeps `text` as this thread's last error.
pub(super) fn record(text: &dyn fmt::Display) {
    LAST.with_borrow_mut(|last| {
        last.length = 0;
        // An error here means that the text was cut.
        let _ = write!(last, "{text}");
        last.bytes[last.length] = 0;
    });
}

/// Calls `read` with this thread's last error; empty when there was none.
pub(super) fn with<R>(read: impl FnOnce(&str) -> R) -> R {
    LAST.with_borrow(|last| read(std::str::from_utf8(&last.bytes[..last.length]).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_for_each_thread_and_cut_between_characters() {
        record(&"first");
        std::thread::spawn(|| with(|text| assert_eq!(text, ""))).join().unwrap();
        with(|text| assert_eq!(text, "first"));
        record(&"ä".repeat(400));
        with(|text| assert_eq!(text, "ä".repeat(255)));
        record(&"short");
        with(|text| assert_eq!(text, "short"));
    }
}
