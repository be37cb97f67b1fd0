//! Feeds the importer with checkpoints that are broken in every way that chance finds, for as long as it is told.
//!
//! ```text
//! cargo run --release --example fuzz_import -- --minutes 10 [--seed N]
//! ```
//!
//! A sound checkpoint is broken in its tensors (shapes, strides, counts, names), in its pickle (opcodes, arguments), in
//! its records, or in the zip around them. Whatever comes of it, the importer may only refuse or import: a panic, more
//! than [`MOST`] bytes of memory, or a file that takes longer than [`LONGEST`] ends the run with its seed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use emoface::import::{Import, Labels, Precision};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

#[path = "../tests/import/checkpoint.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod checkpoint;

use checkpoint::Tensor;

/// Bytes that an import may use at once. The files have half a million; a pickle of theirs may have four.
const MOST: usize = 256 << 20;
/// Time that an import may take, on a machine that has other things to do.
const LONGEST: Duration = Duration::from_secs(20);

/// Counts what is allocated, and gives no more than [`MOST`] above what was there when an import began.
struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

// SAFETY: all memory comes from and goes back to the system's allocator; this only counts, or gives none.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = USED.fetch_add(layout.size(), Ordering::Relaxed).saturating_add(layout.size());
        if used > LIMIT.load(Ordering::Relaxed) {
            USED.fetch_sub(layout.size(), Ordering::Relaxed);
            return std::ptr::null_mut();
        }
        PEAK.fetch_max(used, Ordering::Relaxed);
        // SAFETY: the caller's own layout.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the pointer came from `alloc` with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    let number = |name: &str| {
        let mut arguments = std::env::args().skip_while(move |argument| argument != name);
        arguments.nth(1).and_then(|value| value.parse::<f64>().ok())
    };
    let minutes = number("--minutes").unwrap_or(1.0);
    let first = number("--seed").map_or(1, |seed| seed as u64);
    let sound = checkpoint::tensors(&checkpoint::TINY, 1);
    let start = Instant::now();
    let mut endings: BTreeMap<String, u64> = BTreeMap::new();
    let (mut slowest, mut greatest, mut seed) = (Duration::ZERO, 0, first);
    while start.elapsed().as_secs_f64() < 60.0 * minutes {
        let bytes = broken(&sound, &mut Pcg64::seed_from_u64(seed));
        let begun = Instant::now();
        let before = USED.load(Ordering::Relaxed);
        PEAK.store(before, Ordering::Relaxed);
        // What does not get its memory aborts, and the last line printed names the seed.
        LIMIT.store(before + MOST, Ordering::Relaxed);
        let result = catch_unwind(AssertUnwindSafe(|| import(&bytes)));
        LIMIT.store(usize::MAX, Ordering::Relaxed);
        greatest = greatest.max(PEAK.load(Ordering::Relaxed) - before);
        slowest = slowest.max(begun.elapsed());
        match result {
            Ok(ending) => *endings.entry(ending).or_default() += 1,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map_or("a panic", String::as_str);
                fail(seed, &bytes, text);
            }
        }
        if begun.elapsed() > LONGEST {
            fail(seed, &bytes, "too slow");
        }
        seed += 1;
        if seed.is_multiple_of(5000) {
            eprintln!("seed {seed}, {:.0} s, peak {:.1} MB", start.elapsed().as_secs_f64(), greatest as f64 / 1e6);
        }
    }
    println!(
        "{} files in {:.0} s: no panic, at most {:.1} MB and {:.2} s for one",
        seed - first,
        start.elapsed().as_secs_f64(),
        greatest as f64 / 1e6,
        slowest.as_secs_f64()
    );
    let mut endings: Vec<_> = endings.into_iter().collect();
    endings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    endings.iter().take(40).for_each(|(ending, count)| println!("{count:8} {ending}"));
}

fn fail(seed: u64, bytes: &[u8], what: &str) -> ! {
    let path = std::env::temp_dir().join(format!("fuzz-import-{seed}.pth"));
    let kept = std::fs::write(&path, bytes).is_ok();
    println!("seed {seed}: {what} ({})", if kept { path.display().to_string() } else { "not kept".into() });
    std::process::exit(1);
}

/// How an import ended: a word for each kind of refusal.
fn import(bytes: &[u8]) -> String {
    let imported = || {
        let mut import = Import::open(Cursor::new(bytes))?;
        import.check_values(|_, _| {})?;
        import.write(&mut std::io::sink(), Precision::Int8, &Labels::default(), |_, _| {})
    };
    match imported() {
        Ok(()) => "imported".into(),
        Err(error) => {
            let sentence: String = error.to_string();
            sentence.chars().filter(|c| !c.is_ascii_digit()).take(48).collect()
        }
    }
}

/// A checkpoint that was broken once or a few times, somewhere.
fn broken(sound: &[Tensor], rng: &mut Pcg64) -> Vec<u8> {
    let mut tensors = sound.to_vec();
    if rng.random_bool(0.3) {
        (0..rng.random_range(1..4)).for_each(|_| lie(&mut tensors, rng));
    }
    let mut pickle = checkpoint::pickle(&tensors);
    if rng.random_bool(0.5) {
        (0..rng.random_range(1..6)).for_each(|_| mutate(&mut pickle, rng));
    }
    let mut records = vec![("data.pkl".to_owned(), pickle), ("byteorder".into(), b"little".to_vec())];
    for (key, tensor) in tensors.iter().enumerate() {
        records.push((format!("data/{key}"), tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()));
    }
    if rng.random_bool(0.1) {
        let record = rng.random_range(0..records.len());
        match rng.random_range(0..3) {
            0 => drop(records.remove(record)),
            1 => mutate(&mut records[record].1, rng),
            _ => records[record].0.push('/'),
        }
    }
    let mut file = checkpoint::archive(&records);
    if rng.random_bool(0.5) {
        (0..rng.random_range(1..5)).for_each(|_| bend(&mut file, rng));
    }
    if rng.random_bool(0.05) {
        file.truncate(rng.random_range(0..file.len()));
    }
    file
}

/// Numbers that break arithmetic.
fn odd(rng: &mut Pcg64) -> i64 {
    const ODD: [i64; 14] =
        [0, 1, -1, 2, 255, 65_536, i64::MAX, i64::MIN, 1 << 31, 1 << 32, 1 << 62, (1 << 61) + 1, -4, 4_294_967_295];
    ODD[rng.random_range(0..ODD.len())]
}

/// A tensor that is not what it says.
fn lie(tensors: &mut Vec<Tensor>, rng: &mut Pcg64) {
    let count = tensors.len();
    let other = tensors[rng.random_range(0..count)].clone();
    let tensor = &mut tensors[rng.random_range(0..count)];
    // Both have as many, unless an earlier lie changed that.
    let axis = rng.random_range(0..tensor.shape.len().min(tensor.stride.len()));
    match rng.random_range(0..11) {
        0 => tensor.shape[axis] = odd(rng),
        1 => tensor.stride[axis] = odd(rng),
        2 => tensor.offset = odd(rng),
        3 => tensor.count = odd(rng),
        4 => tensor.shape.push(odd(rng)),
        5 => tensor.name = other.name,
        6 => (tensor.shape, tensor.stride) = (other.shape, other.stride),
        7 => tensor.values = other.values,
        8 => {
            // A consistent tensor of another size.
            let size = rng.random_range(0..300);
            let total = tensor.values.len() as i64 / tensor.shape[axis].max(1) * size;
            tensor.shape[axis] = size;
            tensor.count = total;
            tensor.stride = (0..tensor.shape.len()).map(|axis| tensor.shape[axis + 1..].iter().product()).collect();
            tensor.values.resize(total.clamp(0, 1 << 20) as usize, 0.25);
        }
        9 => tensor.class = ["HalfStorage", "LongStorage", "x", ""][rng.random_range(0..4)].into(),
        _ => {
            let index = rng.random_range(0..count);
            tensors.remove(index);
        }
    }
}

/// Opcodes and bytes where others were.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Pcg64) {
    const CODES: &[u8] = b"\x80\x95(N\x88\x89JKM\x8aGX\x8cc)t\x85\x86\x87}]qr\x94hjaesuQRb.\x81\x93iopP0";
    if bytes.is_empty() {
        return;
    }
    let at = rng.random_range(0..bytes.len());
    let code = CODES[rng.random_range(0..CODES.len())];
    match rng.random_range(0..7) {
        0 => bytes[at] = code,
        1 => bytes.insert(at, code),
        2 => bytes[at] = rng.random(),
        3 => drop(bytes.remove(at)),
        4 => {
            let end = (at + rng.random_range(1..200)).min(bytes.len());
            let part = bytes[at..end].to_vec();
            let times = if rng.random_bool(0.02) { 2000 } else { 1 };
            let to = rng.random_range(0..bytes.len());
            drop(bytes.splice(to..to, part.repeat(times)));
        }
        5 => {
            let value = odd(rng).to_le_bytes();
            let width = [1, 2, 4, 8][rng.random_range(0..4)].min(bytes.len() - at);
            bytes[at..at + width].copy_from_slice(&value[..width]);
        }
        _ => {
            let end = (at + rng.random_range(1..60)).min(bytes.len());
            drop(bytes.drain(at..end));
        }
    }
}

/// A header of the zip with another number in one of its fields.
fn bend(file: &mut Vec<u8>, rng: &mut Pcg64) {
    let headers: Vec<usize> = (0..file.len().saturating_sub(30)).filter(|at| file[*at..].starts_with(b"PK")).collect();
    if headers.is_empty() || rng.random_bool(0.15) {
        return mutate(file, rng);
    }
    // The last ones are the directory and its end.
    let late = headers.len() - rng.random_range(0..headers.len().min(4)) - 1;
    let at = headers[if rng.random_bool(0.4) { late } else { rng.random_range(0..headers.len()) }];
    let field = at + rng.random_range(0..50);
    let value = if rng.random_bool(0.3) { rng.random_range(0..file.len() as i64) } else { odd(rng) }.to_le_bytes();
    let width = [1, 2, 4, 8][rng.random_range(0..4)];
    for (byte, value) in file.iter_mut().skip(field).zip(&value[..width]) {
        *byte = *value;
    }
}
