//! Handles: numbers in the shape of pointers, checked on every call and never dereferenced.
//!
//! A handle names a slot of a fixed table and the generation that it was made in, so NULL, garbage, a handle of the
//! other kind, a destroyed one and one destroyed twice are all recognised, whatever their owner does with them.
//!
//! Each slot has one atomic word: generation, a live bit, and the calls in flight. Entering adds 1 and then looks,
//! leaving subtracts 1: two instructions, wait-free. Destroying clears the live bit, waits on the control side
//! until nobody is inside, takes the body and counts the generation up. A refused entry counts for a moment too;
//! that is why every change of the word is a read-modify-write that keeps the count.

use crossbeam_utils::CachePadded;
use parking_lot::Mutex;

use crate::sync::{AtomicU64, Ordering};

const INDEX_BITS: u32 = 12;
/// Most slots of one table.
pub(crate) const MOST: usize = 1 << INDEX_BITS;

/// Bits 32.. of the word.
const GENERATION: u32 = 32;
const LIVE: u64 = 1 << 31;
const IN_FLIGHT: u64 = LIVE - 1;

/// Handle, from the lowest bit: 4 bits of kind, which is odd so that no aligned pointer looks like a handle;
/// the index; the generation, with as many bits as the pointer leaves; on 64 bits a mark that no address has.
const KIND_BITS: u32 = 4;
const GENERATION_BITS: u32 = if usize::BITS < 64 { usize::BITS - KIND_BITS - INDEX_BITS } else { 32 };
const MARK: u64 = if usize::BITS < 64 { 0 } else { 0xE3 << 56 };

fn encode(kind: u8, index: usize, generation: u64) -> usize {
    let generation = generation & ((1 << GENERATION_BITS) - 1);
    (MARK | generation << (KIND_BITS + INDEX_BITS) | (index as u64) << KIND_BITS | u64::from(kind)) as usize
}

fn index_of(handle: usize) -> usize {
    (handle >> KIND_BITS) & (MOST - 1)
}

struct Slot<T> {
    word: AtomicU64,
    body: UnsafeCell<Option<T>>,
}

/// Which slots are taken. Control side only.
struct Places<const N: usize> {
    taken: [bool; N],
    /// Where to look first: a slot is reused as late as possible.
    next: usize,
}

/// A table of `N` slots for one kind of handle.
pub(crate) struct HandleTable<T, const N: usize> {
    kind: u8,
    slots: [CachePadded<Slot<T>>; N],
    places: Mutex<Places<N>>,
}

// SAFETY: a body is reached by `&T` from threads that are counted in flight, and by value only by the one thread
// that cleared the live bit and saw the count at zero.
unsafe impl<T: Send + Sync, const N: usize> Sync for HandleTable<T, N> {}

impl<T, const N: usize> HandleTable<T, N> {
    /// An empty table. `kind` is odd and below 16.
    #[cfg(not(loom))]
    pub const fn new(kind: u8) -> Self {
        assert!(kind % 2 == 1 && kind < 1 << KIND_BITS && N <= MOST);
        let slots = [const { CachePadded::new(Slot { word: AtomicU64::new(1 << GENERATION), body: UnsafeCell::new(None) }) };
            N];
        Self { kind, slots, places: Mutex::new(Places { taken: [false; N], next: 0 }) }
    }

    /// An empty table (loom's atomics are made at run time).
    #[cfg(loom)]
    pub fn new(kind: u8) -> Self {
        let slot = |_| CachePadded::new(Slot { word: AtomicU64::new(1 << GENERATION), body: UnsafeCell::new(None) });
        Self { kind, slots: std::array::from_fn(slot), places: Mutex::new(Places { taken: [false; N], next: 0 }) }
    }

    /// Takes `body` in and names it; gives it back when the table is full. Control side.
    pub fn insert(&self, body: T) -> Result<usize, T> {
        let Some(index) = self.claim() else { return Err(body) };
        let slot = &self.slots[index];
        // SAFETY: the slot is claimed by us and not live, so nobody else touches its body.
        slot.body.with_mut(|place| unsafe { *place = Some(body) });
        // Pairs with the Acquire in `with`: who sees the live bit sees the body.
        let word = slot.word.fetch_or(LIVE, Ordering::Release);
        Ok(encode(self.kind, index, word >> GENERATION))
    }

    /// Runs `call` on the body that `handle` names, unless it names none. Wait-free.
    pub fn with<R>(&self, handle: usize, call: impl FnOnce(&T) -> R) -> Option<R> {
        let slot = self.slots.get(index_of(handle))?;
        // Pairs with the Release in `insert`.
        let word = slot.word.fetch_add(1, Ordering::Acquire);
        let _leave = Leave(&slot.word);
        if word & LIVE == 0 || self.name(handle, word) != handle {
            return None;
        }
        // SAFETY: we are counted in flight and the slot was live, so `remove` waits for us before it takes the body.
        slot.body.with(|body| unsafe { (*body).as_ref() }.map(call))
    }

    /// Ends `handle` and gives its body when no call is inside any more. `None` when it names none, or another
    /// thread ended it first. Control side: waits.
    pub fn remove(&self, handle: usize) -> Option<T> {
        let index = index_of(handle);
        let slot = self.slots.get(index)?;
        let mut word = slot.word.load(Ordering::Relaxed);
        loop {
            if word & LIVE == 0 || self.name(handle, word) != handle {
                return None;
            }
            match slot.word.compare_exchange_weak(word, word & !LIVE, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => word = now,
            }
        }
        let mut rounds = 0;
        // Pairs with the Release in `Leave`, what the last caller did to the body is over; and with that in `insert`,
        // the body is there.
        while slot.word.load(Ordering::Acquire) & IN_FLIGHT != 0 {
            rest(rounds);
            rounds += 1;
        }
        // SAFETY: we alone cleared the live bit, and whoever enters from now on finds it cleared.
        let body = slot.body.with_mut(|place| unsafe { (*place).take() });
        slot.word.fetch_add(1 << GENERATION, Ordering::Release);
        self.places.lock().taken[index] = false;
        body
    }

    /// Ends every handle that is live now. Control side.
    pub fn remove_all(&self) {
        for (index, slot) in self.slots.iter().enumerate() {
            let word = slot.word.load(Ordering::Relaxed);
            if word & LIVE != 0 {
                drop(self.remove(encode(self.kind, index, word >> GENERATION)));
            }
        }
    }

    /// What a handle to the slot of `handle` is called while the slot's word is `word`.
    fn name(&self, handle: usize, word: u64) -> usize {
        encode(self.kind, index_of(handle), word >> GENERATION)
    }

    fn claim(&self) -> Option<usize> {
        let mut places = self.places.lock();
        let index = (places.next..N).chain(0..places.next).find(|index| !places.taken[*index])?;
        places.taken[index] = true;
        places.next = (index + 1) % N;
        Some(index)
    }
}

/// Counts a call out, also when it unwinds.
struct Leave<'a>(&'a AtomicU64);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        // Pairs with the Acquire load in `remove`.
        self.0.fetch_sub(1, Ordering::Release);
    }
}

#[cfg(not(loom))]
fn rest(rounds: u32) {
    match rounds {
        0..64 => std::thread::yield_now(),
        _ => std::thread::sleep(std::time::Duration::from_micros(200)),
    }
}

#[cfg(loom)]
fn rest(_rounds: u32) {
    loom::thread::yield_now();
}

#[cfg(loom)]
use loom::cell::UnsafeCell;

/// The standard cell behind the interface of loom's.
#[cfg(not(loom))]
struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> UnsafeCell<T> {
    const fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        read(self.0.get())
    }

    fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        write(self.0.get())
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicU32};

    #[test]
    fn handles_are_recognised_and_nothing_else_is() {
        let table: HandleTable<u32, 3> = HandleTable::new(5);
        let other: HandleTable<u32, 3> = HandleTable::new(11);
        let first = table.insert(1).unwrap();
        assert_eq!(table.with(first, |body| *body), Some(1));
        assert_eq!(other.with(first, |body| *body), None);
        for garbage in [0, 1, 5, 0xdead_beef, usize::MAX, first + 1, first ^ (1 << 40), first & 0xFFFF, 2 << 4 | 5] {
            assert_eq!(table.with(garbage, |body| *body), None, "{garbage:#x}");
            assert_eq!(table.remove(garbage), None, "{garbage:#x}");
        }
        let (second, third) = (table.insert(2).unwrap(), table.insert(3).unwrap());
        assert_eq!(table.insert(4), Err(4), "full");
        assert_eq!(table.remove(second), Some(2));
        assert_eq!((table.remove(second), table.with(second, |body| *body)), (None, None));
        let fourth = table.insert(4).unwrap();
        assert_ne!(second, fourth, "the place is the same, the handle is not");
        assert_eq!([first, third, fourth].map(|handle| table.with(handle, |body| *body)), [Some(1), Some(3), Some(4)]);
        table.remove_all();
        assert_eq!([first, third, fourth].map(|handle| table.remove(handle)), [None; 3]);
        // No handle is odd-aligned by chance: a pointer to anything of two bytes or more is even.
        assert!(first % 2 == 1);
    }

    #[test]
    fn a_panicking_call_leaves_and_its_handle_can_be_destroyed() {
        let table: HandleTable<u32, 1> = HandleTable::new(5);
        let handle = table.insert(1).unwrap();
        let call = std::panic::AssertUnwindSafe(|| table.with(handle, |_| panic!("inside")));
        assert!(std::panic::catch_unwind(call).is_err());
        assert_eq!(table.remove(handle), Some(1));
    }

    #[test]
    fn destroying_waits_for_calls_and_refuses_new_ones() {
        struct Body {
            inside: AtomicU32,
            dropped: &'static AtomicBool,
        }
        impl Drop for Body {
            fn drop(&mut self) {
                assert_eq!(self.inside.load(Ordering::SeqCst), 0, "dropped with a call inside");
                self.dropped.store(true, Ordering::SeqCst);
            }
        }
        static TABLE: HandleTable<Body, 2> = HandleTable::new(11);
        for _ in 0..200 {
            let dropped: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
            let handle = TABLE.insert(Body { inside: AtomicU32::new(0), dropped }).ok().unwrap();
            let started = AtomicU32::new(0);
            std::thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        let call = |body: &Body| {
                            body.inside.fetch_add(1, Ordering::SeqCst);
                            assert!(!dropped.load(Ordering::SeqCst));
                            std::hint::black_box((0..50).sum::<u32>());
                            body.inside.fetch_sub(1, Ordering::SeqCst);
                        };
                        started.fetch_add(1, Ordering::SeqCst);
                        while TABLE.with(handle, call).is_some() {}
                        assert!(TABLE.with(handle, call).is_none());
                    });
                }
                while started.load(Ordering::SeqCst) < 3 {
                    std::thread::yield_now();
                }
                let ends: u32 = [0, 1]
                    .map(|_| scope.spawn(|| TABLE.remove(handle).is_some() as u32))
                    .map(|t| t.join().unwrap())
                    .iter()
                    .sum();
                assert_eq!(ends, 1, "exactly one of two destroys succeeds");
                assert!(dropped.load(Ordering::SeqCst));
            });
        }
    }
}

/// Every interleaving: `RUSTFLAGS="--cfg loom" cargo test --release --lib loom`. loom's cell reports any call that
/// still sees a body while it is taken.
#[cfg(all(test, loom))]
mod loom_tests {
    use super::*;
    use loom::sync::Arc;
    use loom::thread;

    type Table = HandleTable<u32, 1>;

    fn table() -> (Arc<Table>, usize) {
        let table = Arc::new(Table::new(5));
        let handle = table.insert(7).unwrap();
        (table, handle)
    }

    #[test]
    fn loom_a_call_sees_the_body_whole_or_not_at_all() {
        loom::model(|| {
            let (table, handle) = table();
            let caller = {
                let table = table.clone();
                thread::spawn(move || table.with(handle, |body| *body))
            };
            assert_eq!(table.remove(handle), Some(7));
            assert_eq!(table.with(handle, |body| *body), None);
            assert!(matches!(caller.join().unwrap(), None | Some(7)));
        });
    }

    #[test]
    fn loom_a_handle_brings_its_body_along() {
        loom::model(|| {
            let table = Arc::new(Table::new(5));
            // However the host passes the handle from thread to thread.
            let host = Arc::new(AtomicU64::new(0));
            let maker = {
                let (table, host) = (table.clone(), host.clone());
                thread::spawn(move || host.store(table.insert(7).unwrap() as u64, Ordering::Relaxed))
            };
            let handle = host.load(Ordering::Relaxed) as usize;
            assert_eq!(table.with(handle, |body| *body), (handle != 0).then_some(7));
            maker.join().unwrap();
        });
    }

    #[test]
    fn loom_one_of_two_destroys_succeeds() {
        loom::model(|| {
            let (table, handle) = table();
            let other = {
                let table = table.clone();
                thread::spawn(move || table.remove(handle))
            };
            let ends = [table.remove(handle), other.join().unwrap()];
            assert!(matches!(ends, [Some(7), None] | [None, Some(7)]), "{ends:?}");
        });
    }

    #[test]
    fn loom_a_stale_handle_never_reaches_the_next_body() {
        loom::model(|| {
            let (table, stale) = table();
            let caller = {
                let table = table.clone();
                thread::spawn(move || table.with(stale, |body| *body))
            };
            assert_eq!(table.remove(stale), Some(7));
            let fresh = table.insert(8).unwrap();
            assert_ne!(fresh, stale);
            assert_eq!(table.with(fresh, |body| *body), Some(8));
            assert!(matches!(caller.join().unwrap(), None | Some(7)));
        });
    }
}
