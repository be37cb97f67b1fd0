//! The caller's memory: every pointer is looked at here before it is believed.
//!
//! What can be checked is checked: NULL, alignment, sizes that overflow, `struct_size`. That the memory behind a
//! pointer is as large as the caller says is the caller's word; the header says so once, under "valid".

use std::ffi::{CStr, c_char};

use super::boundary::Outcome;
use super::status::*;

/// No struct of this interface will ever be larger; a greater `struct_size` was never set.
const MOST_STRUCT: u32 = 1024;

/// A struct that crosses the border.
///
/// # Safety
/// `repr(C)`, a `u32` called `struct_size` first, no padding, and every bit pattern is a value.
pub(super) unsafe trait Crossing: Copy {
    /// `struct_size` of the struct's first published version: no caller has a smaller one.
    const FIRST: u32;
    /// The struct's defaults; `struct_size` does not matter.
    const DEFAULT: Self;
}

/// A value of its own on the caller's side, to be written when all else has succeeded.
#[derive(Debug)]
pub(super) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// A place that must be there.
    pub fn required(pointer: *mut T, name: &'static str) -> Result<Self, Failure> {
        if pointer.is_null() {
            return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, name));
        }
        Self::optional(pointer, name)
    }

    /// A place that may be NULL.
    pub fn optional(pointer: *mut T, name: &'static str) -> Result<Self, Failure> {
        aligned(pointer, name).map(|()| Self(pointer))
    }

    pub fn write(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: not NULL, aligned, and valid for a write by the caller's word.
            unsafe { self.0.write(value) }
        }
    }
}

/// A struct on the caller's side that is to be filled as far as the caller knows it.
#[derive(Debug)]
pub(super) struct OutStruct<T> {
    pointer: *mut T,
    size: u32,
}

impl<T: Crossing> OutStruct<T> {
    pub fn required(pointer: *mut T, name: &'static str) -> Result<Self, Failure> {
        if pointer.is_null() {
            return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, name));
        }
        Self::optional(pointer, name)
    }

    pub fn optional(pointer: *mut T, name: &'static str) -> Result<Self, Failure> {
        if pointer.is_null() {
            return Ok(Self { pointer, size: 0 });
        }
        Self::sized(pointer, struct_size(pointer, name)?, name)
    }

    /// A place of `size` bytes that holds nothing yet.
    pub fn sized(pointer: *mut T, size: u32, name: &'static str) -> Result<Self, Failure> {
        aligned(pointer, name)?;
        known_size::<T>(size, name)?;
        Ok(Self { pointer, size })
    }

    /// Writes what fits; a larger struct's tail, of fields unknown here, becomes zero.
    pub fn write(self, value: &T) {
        if self.pointer.is_null() {
            return;
        }
        let size = self.size as usize;
        let shared = size.min(size_of::<T>());
        let bytes = self.pointer.cast::<u8>();
        // SAFETY: `size` bytes are valid for writes by the caller's word, `shared` is no more than either struct,
        // and `Crossing` has no padding, so every byte copied is initialised. A local value cannot overlap them.
        unsafe {
            std::ptr::copy_nonoverlapping(std::ptr::from_ref(value).cast::<u8>(), bytes, shared);
            bytes.add(shared).write_bytes(0, size - shared);
            bytes.cast::<u32>().write(self.size);
        }
    }
}

/// Fills a struct of `size` bytes with its defaults.
pub(super) fn give_defaults<T: Crossing>(pointer: *mut T, size: u32) -> Outcome {
    if pointer.is_null() {
        return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, "options"));
    }
    OutStruct::sized(pointer, size, "options")?.write(&T::DEFAULT);
    Ok(EMOFACE_OK)
}

/// The caller's struct, or the defaults for NULL. A shorter, older struct leaves the newer fields at their
/// defaults; a longer, newer one is taken when the part unknown here is zero, its default, and refused otherwise.
pub(super) fn options<T: Crossing>(pointer: *const T, name: &'static str) -> Result<T, Failure> {
    let mut value = T::DEFAULT;
    if pointer.is_null() {
        return Ok(value);
    }
    let size = struct_size(pointer, name)?;
    known_size::<T>(size, name)?;
    let shared = (size as usize).min(size_of::<T>());
    let bytes = pointer.cast::<u8>();
    // SAFETY: the caller's struct is `size` bytes by its own word, ours is at least `shared`, and `Crossing` takes
    // every bit pattern.
    unsafe { std::ptr::copy_nonoverlapping(bytes, std::ptr::from_mut(&mut value).cast::<u8>(), shared) };
    // SAFETY: the tail lies within the `size` bytes.
    let tail = unsafe { std::slice::from_raw_parts(bytes.add(shared), size as usize - shared) };
    if tail.iter().any(|byte| *byte != 0) {
        return Err(Failure::of(EMOFACE_ERROR_ABI_MISMATCH, name));
    }
    Ok(value)
}

fn struct_size<T: Crossing>(pointer: *const T, name: &'static str) -> Result<u32, Failure> {
    aligned(pointer, name)?;
    // SAFETY: not NULL (the callers looked), aligned, and valid by the caller's word; `struct_size` comes first.
    Ok(unsafe { pointer.cast::<u32>().read() })
}

fn known_size<T: Crossing>(size: u32, name: &'static str) -> Result<(), Failure> {
    if (T::FIRST..=MOST_STRUCT).contains(&size) { Ok(()) } else { Err(Failure::of(EMOFACE_ERROR_ABI_MISMATCH, name)) }
}

fn aligned<T>(pointer: *const T, name: &'static str) -> Result<(), Failure> {
    if pointer.is_aligned() { Ok(()) } else { Err(Failure::of(EMOFACE_ERROR_MISALIGNED, name)) }
}

/// `count * width` values to read. NULL is an empty array.
///
/// # Safety
/// The memory is valid for the lifetime chosen by the caller.
pub(super) unsafe fn input<'a, T>(
    pointer: *const T,
    count: u64,
    width: u64,
    name: &'static str,
) -> Result<&'a [T], Failure> {
    let length = length::<T>(count, width, name)?;
    if length == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() {
        return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, name));
    }
    aligned(pointer, name)?;
    // SAFETY: not NULL, aligned, of a size that exists, and valid by the caller's word.
    Ok(unsafe { std::slice::from_raw_parts(pointer, length) })
}

fn length<T>(count: u64, width: u64, name: &'static str) -> Result<usize, Failure> {
    let bytes = count.checked_mul(width).and_then(|length| length.checked_mul(size_of::<T>() as u64));
    match bytes {
        Some(bytes) if bytes <= isize::MAX as u64 => Ok((count * width) as usize),
        _ => Err(Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, name)),
    }
}

/// Whether there is memory for `count` samples. An allocation that fails inside would end the process; a wild number
/// of frames should not.
pub(super) fn affordable(count: u64, name: &'static str) -> Result<(), Failure> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let mut trial = Vec::<f32>::new();
    let tried = trial.try_reserve_exact(count);
    // Unseen memory is never asked for: the compiler takes such an allocation out, and with it the question.
    std::hint::black_box(&trial);
    tried.map_err(|_| Failure::of(EMOFACE_ERROR_OUT_OF_MEMORY, name))
}

/// An array of the caller's that results are copied to. NULL is a question for the size.
#[derive(Debug)]
pub(super) struct OutArray<T> {
    pointer: *mut T,
    capacity: u64,
    name: &'static str,
}

impl<T: Copy> OutArray<T> {
    pub fn new(pointer: *mut T, capacity: u64, name: &'static str) -> Result<Self, Failure> {
        if pointer.is_null() && capacity > 0 {
            return Err(Failure::of(EMOFACE_ERROR_NULL_ARGUMENT, name));
        }
        aligned(pointer, name)?;
        Ok(Self { pointer, capacity, name })
    }

    pub fn is_null(&self) -> bool {
        self.pointer.is_null()
    }

    /// Whether `needed` values fit.
    pub fn check(&self, needed: u64) -> Result<(), Failure> {
        if needed <= self.capacity { Ok(()) } else { Err(Failure::of(EMOFACE_ERROR_BUFFER_TOO_SMALL, self.name)) }
    }

    /// Copies `values`, which [`OutArray::check`] found to fit, to the place after the first `offset`.
    pub fn write(&self, offset: u64, values: &[T]) -> Result<(), Failure> {
        self.check(offset + values.len() as u64)?;
        // SAFETY: room for `capacity` values by the caller's word, and these end within it. They come from our own
        // memory, which the caller's cannot overlap.
        unsafe {
            std::ptr::copy_nonoverlapping(values.as_ptr(), self.pointer.add(offset as usize), values.len());
        }
        Ok(())
    }
}

/// Copies `text` and a zero byte to the caller, or says how many bytes that needs.
pub(super) fn give_text(text: &str, buffer: *mut c_char, capacity: u32, needed: *mut u32) -> Outcome {
    let out = OutArray::new(buffer.cast::<u8>(), u64::from(capacity), "buffer")?;
    let size = Out::optional(needed, "out_needed")?;
    let length = text.len() as u64 + 1;
    // The needed size is the one output that is written when the buffer is too small.
    size.write(length as u32);
    if out.is_null() {
        return Ok(EMOFACE_OK);
    }
    out.check(length)?;
    out.write(0, text.as_bytes())?;
    out.write(length - 1, b"\0")?;
    Ok(EMOFACE_OK)
}

/// A text of the caller's; NULL is none.
///
/// # Safety
/// The memory is valid up to its zero byte, for the lifetime chosen by the caller.
pub(super) unsafe fn text<'a>(pointer: *const c_char, name: &'static str) -> Result<Option<&'a str>, Failure> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and a C string by the caller's word.
    let text = unsafe { CStr::from_ptr(pointer) };
    text.to_str().map(Some).map_err(|_| Failure::of(EMOFACE_ERROR_INVALID_ARGUMENT, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version 1 of a struct, version 2, and what version 3 may look like.
    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Second {
        struct_size: u32,
        old: u32,
        new: u32,
    }
    // SAFETY: three u32.
    unsafe impl Crossing for Second {
        const FIRST: u32 = 8;
        const DEFAULT: Self = Self { struct_size: 12, old: 1, new: 2 };
    }

    fn read(words: &[u32]) -> Result<(u32, u32), emoface_status> {
        options(words.as_ptr().cast::<Second>(), "options").map(|o| (o.old, o.new)).map_err(|failure| failure.status)
    }

    #[test]
    fn older_and_newer_structs_are_understood_as_far_as_possible() {
        assert_eq!(options(std::ptr::null::<Second>(), "options").unwrap(), Second::DEFAULT);
        assert_eq!(read(&[8, 7]), Ok((7, 2)), "an older caller gets the default of what it does not know");
        assert_eq!(read(&[12, 7, 9]), Ok((7, 9)));
        assert_eq!(read(&[16, 7, 9, 0]), Ok((7, 9)), "a newer caller that uses nothing new");
        for wrong in [&[16, 7, 9, 1][..], &[0, 7, 9], &[4, 7, 9], &[u32::MAX, 7, 9], &[1025, 7, 9]] {
            assert_eq!(read(wrong), Err(EMOFACE_ERROR_ABI_MISMATCH), "{wrong:?}");
        }
    }

    #[test]
    fn structs_are_filled_as_far_as_their_owner_knows_them() {
        let value = Second { struct_size: 0, old: 7, new: 9 };
        let fill = |mut words: [u32; 5]| {
            OutStruct::required(words.as_mut_ptr().cast::<Second>(), "info")
                .map(|out| out.write(&value))
                .map(|()| words)
        };
        assert_eq!(fill([8, 1, 1, 1, 1]).unwrap(), [8, 7, 1, 1, 1]);
        assert_eq!(fill([12, 1, 1, 1, 1]).unwrap(), [12, 7, 9, 1, 1]);
        assert_eq!(fill([16, 1, 1, 1, 1]).unwrap(), [16, 7, 9, 0, 1]);
        assert_eq!(fill([4, 1, 1, 1, 1]).unwrap_err().status, EMOFACE_ERROR_ABI_MISMATCH);
        let nothing = std::ptr::null_mut::<Second>();
        assert_eq!(OutStruct::required(nothing, "info").unwrap_err().status, EMOFACE_ERROR_NULL_ARGUMENT);
        OutStruct::optional(nothing, "info").unwrap().write(&value);
    }

    #[test]
    fn arrays_are_believed_only_when_they_can_exist() {
        let values = [1.0f32, 2.0];
        // SAFETY: the array is as long as said where it is read at all.
        let input = |pointer, count, width| unsafe { input::<f32>(pointer, count, width, "samples") };
        let status = |result: Result<&[f32], Failure>| result.unwrap_err().status;
        assert_eq!(input(values.as_ptr(), 1, 2).unwrap(), values);
        assert!(input(std::ptr::null(), 0, 2).unwrap().is_empty());
        assert_eq!(status(input(std::ptr::null(), 1, 2)), EMOFACE_ERROR_NULL_ARGUMENT);
        assert_eq!(status(input(values.as_ptr(), u64::MAX, 2)), EMOFACE_ERROR_INVALID_ARGUMENT);
        assert_eq!(status(input(values.as_ptr(), u64::MAX / 8, 2)), EMOFACE_ERROR_INVALID_ARGUMENT);
        assert_eq!(status(input(values.as_ptr().wrapping_byte_add(1), 1, 1)), EMOFACE_ERROR_MISALIGNED);
    }

    #[test]
    fn wild_numbers_of_frames_are_refused() {
        assert!(affordable(48_000, "frames").is_ok());
        for wild in [u64::MAX, u64::MAX / 2, u64::MAX / 8, 1 << 60] {
            assert_eq!(affordable(wild, "frames").unwrap_err().status, EMOFACE_ERROR_OUT_OF_MEMORY);
        }
    }

    #[test]
    fn texts_fit_or_say_what_they_need() {
        let mut buffer = [b'#' as c_char; 8];
        let mut needed = 0;
        let give = |text: &str, buffer: &mut [c_char], needed: &mut u32| {
            give_text(text, buffer.as_mut_ptr(), buffer.len() as u32, needed).map_err(|failure| failure.status)
        };
        assert_eq!(give("seven..", &mut buffer, &mut needed), Ok(EMOFACE_OK));
        assert_eq!((needed, buffer[7]), (8, 0));
        assert_eq!(give("eight...", &mut buffer, &mut needed), Err(EMOFACE_ERROR_BUFFER_TOO_SMALL));
        assert_eq!((needed, buffer[0]), (9, b's' as c_char));
        assert_eq!(give_text("x", std::ptr::null_mut(), 0, &mut needed).unwrap(), EMOFACE_OK);
        assert_eq!(needed, 2);
        let nowhere = std::ptr::null_mut();
        assert_eq!(give_text("x", nowhere, 5, nowhere.cast()).unwrap_err().status, EMOFACE_ERROR_NULL_ARGUMENT);
    }
}
