//! The timeline: the newest frames of a face, from its worker to the game thread, wait-free on both sides.
//!
//! A ring of slots, each with a stamp that names its frame, in the manner of a sequence lock (Boehm 2012, "Can
//! seqlocks get along with programming language memory models?"). The worker overwrites the oldest slot; a reader
//! that finds another stamp, before or after copying, knows that the frame is gone and never retries.

use crate::sync::{AtomicU32, AtomicU64, Ordering, fence};

/// Stamp of a slot that is being written or was never written.
const NONE: u64 = 0;

#[derive(Debug)]
struct Slot {
    stamp: AtomicU64,
    values: Box<[AtomicU32]>,
}

/// Ring of the newest frames. One writer, any number of readers.
#[derive(Debug)]
pub struct Timeline {
    slots: Box<[Slot]>,
    newest: AtomicU64,
}

/// Names a frame: which interruption it belongs to and its number. Never [`NONE`].
fn stamp(generation: u32, frame: u64) -> u64 {
    // 2^40 frames are 580 years; 2^24 interruptions at one a frame are three days, then numbers repeat.
    (u64::from(generation & 0xFF_FFFF) << 40) | ((frame + 1) & 0xFF_FFFF_FFFF)
}

impl Timeline {
    /// A timeline for `capacity` frames of `width` values.
    pub fn new(capacity: usize, width: usize) -> Self {
        let slot = |_| Slot { stamp: AtomicU64::new(NONE), values: (0..width).map(|_| AtomicU32::new(0)).collect() };
        Self { slots: (0..capacity).map(slot).collect(), newest: AtomicU64::new(NONE) }
    }

    /// Frames kept.
    pub fn capacity(&self) -> u64 {
        self.slots.len() as u64
    }

    fn slot(&self, frame: u64) -> &Slot {
        &self.slots[(frame % self.capacity()) as usize]
    }

    /// Adds `frame`, over the oldest. Worker only.
    pub fn publish(&self, generation: u32, frame: u64, values: &[f32]) {
        let slot = self.slot(frame);
        slot.stamp.store(NONE, Ordering::Relaxed);
        // Pairs with the Acquire fence in `read`: who saw one of the new values below sees the stamp gone.
        fence(Ordering::Release);
        for (cell, value) in slot.values.iter().zip(values) {
            cell.store(value.to_bits(), Ordering::Relaxed);
        }
        // Pairs with the Acquire load in `read`: who sees the stamp sees the values.
        slot.stamp.store(stamp(generation, frame), Ordering::Release);
        // Pairs with the Acquire load in `newest`.
        self.newest.store(stamp(generation, frame), Ordering::Release);
    }

    /// The newest frame of `generation`.
    pub fn newest(&self, generation: u32) -> Option<u64> {
        let newest = self.newest.load(Ordering::Acquire);
        (newest != NONE && newest >> 40 == u64::from(generation & 0xFF_FFFF)).then(|| (newest & 0xFF_FFFF_FFFF) - 1)
    }

    /// Copies `frame` to `out`; `false`, with `out` in part overwritten or not at all, when it is not there.
    pub fn read(&self, generation: u32, frame: u64, out: &mut [f32]) -> bool {
        let slot = self.slot(frame);
        let wanted = stamp(generation, frame);
        // Pairs with the Release store of the stamp in `publish`.
        if slot.stamp.load(Ordering::Acquire) != wanted {
            return false;
        }
        for (out, cell) in out.iter_mut().zip(&slot.values) {
            *out = f32::from_bits(cell.load(Ordering::Relaxed));
        }
        // Pairs with the Release fence in `publish`: a value of a later frame brings the stamp's change with it.
        fence(Ordering::Acquire);
        slot.stamp.load(Ordering::Relaxed) == wanted
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn value(timeline: &Timeline, generation: u32, frame: u64) -> Option<f32> {
        let mut got = [0.0; 2];
        timeline.read(generation, frame, &mut got).then_some(got[0])
    }

    #[test]
    fn the_newest_frames_are_kept_and_the_others_known_to_be_gone() {
        let timeline = Timeline::new(4, 2);
        assert_eq!(timeline.newest(0), None);
        (0..6).for_each(|frame| timeline.publish(0, frame, &[frame as f32; 2]));
        assert_eq!(timeline.newest(0), Some(5));
        assert_eq!(value(&timeline, 0, 1), None);
        assert_eq!(value(&timeline, 0, 2), Some(2.0));
        assert_eq!(value(&timeline, 0, 6), None);
    }

    #[test]
    fn an_interruption_hides_older_frames() {
        let timeline = Timeline::new(4, 2);
        timeline.publish(0, 1, &[1.0; 2]);
        assert_eq!(timeline.newest(1), None);
        assert_eq!(value(&timeline, 1, 1), None);
        timeline.publish(1, 2, &[2.0; 2]);
        assert_eq!((value(&timeline, 0, 1), value(&timeline, 1, 2)), (Some(1.0), Some(2.0)));
    }
}

/// Every interleaving of one writer and one reader: `RUSTFLAGS="--cfg loom" cargo test --release --lib loom`.
#[cfg(all(test, loom))]
mod loom_tests {
    use super::*;
    use loom::sync::Arc;
    use loom::thread;

    #[test]
    fn loom_a_frame_is_whole_or_absent() {
        loom::model(|| {
            let timeline = Arc::new(Timeline::new(1, 2));
            timeline.publish(0, 0, &[1.0, 1.0]);
            let writer = timeline.clone();
            let thread = thread::spawn(move || writer.publish(0, 1, &[2.0, 2.0]));
            let mut got = [0.0; 2];
            if timeline.read(0, 0, &mut got) {
                assert_eq!(got, [1.0, 1.0]);
            }
            if timeline.read(0, 1, &mut got) {
                assert_eq!(got, [2.0, 2.0]);
            }
            thread.join().unwrap();
        });
    }

    #[test]
    fn loom_newest_names_a_frame_that_can_be_read() {
        loom::model(|| {
            let timeline = Arc::new(Timeline::new(2, 1));
            let writer = timeline.clone();
            let thread = thread::spawn(move || writer.publish(3, 7, &[0.5]));
            if timeline.newest(3) == Some(7) {
                let mut got = [0.0];
                assert!(timeline.read(3, 7, &mut got));
                assert_eq!(got, [0.5]);
            }
            thread.join().unwrap();
        });
    }
}
