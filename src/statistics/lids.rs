//! Blinks, as somebody counts them who sees the lids.

use super::{FRAME_RATE, Figure, Observer, State, mean, quantile};
use crate::motion::Frame;
use crate::motion::voice::Voice;
use crate::rig::column;

/// A lid further down than this is on its way, further than the second half shut, further than the third shut.
const MOVING: f32 = 0.02;
const HALF: f32 = 0.5;
const SHUT: f32 = 0.999;
/// Blinks this close after a phrase's end count as placed there, in seconds.
const AT_PHRASE_END: f64 = 0.3;

/// One blink: its first frame, and frames until shut, shut with both eyes, half shut, and in all.
#[derive(Debug, Clone, Copy)]
struct Seen {
    start: u64,
    down: u64,
    shut: u64,
    half: u64,
    length: u64,
}

/// Counts and times blinks.
#[derive(Debug, Default)]
pub struct Lids {
    frame: u64,
    current: Option<Seen>,
    blinks: Vec<Seen>,
    spoke: bool,
    phrase_ends: Vec<u64>,
    mid_word: u64,
    started_mid_word: u64,
}

impl Observer for Lids {
    fn see(&mut self, frame: &Frame, voice: &Voice) {
        let [left, right] = [column::BLINK_LEFT, column::BLINK_RIGHT].map(|lid| frame[lid]);
        let speaks = voice.speaking >= 0.5;
        let mid_word = speaks && voice.loudness > 0.25;
        self.mid_word += u64::from(mid_word);
        if std::mem::replace(&mut self.spoke, speaks) && !speaks {
            self.phrase_ends.push(self.frame);
        }
        if left.max(right) > MOVING {
            let fresh = Seen { start: self.frame, down: 0, shut: 0, half: 0, length: 0 };
            self.started_mid_word += u64::from(mid_word && self.current.is_none());
            let blink = self.current.get_or_insert(fresh);
            blink.length += 1;
            blink.half += u64::from(left.max(right) > HALF);
            if left.min(right) > SHUT {
                blink.shut += 1;
            } else if blink.shut == 0 {
                blink.down += 1;
            }
        } else if let Some(blink) = self.current.take() {
            self.blinks.push(blink);
        }
        self.frame += 1;
    }

    fn figures(&self, state: State) -> Vec<Figure> {
        let seconds = |frames: u64| frames as f64 / FRAME_RATE;
        let all = |of: fn(&Seen) -> u64| self.blinks.iter().map(|blink| seconds(of(blink))).collect::<Vec<_>>();
        let gaps: Vec<f64> = self.blinks.windows(2).map(|pair| seconds(pair[1].start - pair[0].start)).collect();
        let share = |count: usize, of: usize| count as f64 / of as f64;
        let pairs = gaps.iter().filter(|gap| **gap < 1.0).count();
        let whole = self.blinks.iter().filter(|blink| blink.shut > 0).count();
        let figure = |name, value, unit, people| Figure { group: "blinks", name, value, unit, people };
        let rate = self.blinks.len() as f64 * 60.0 / seconds(self.frame);
        let rates = if state == State::Speaking { [10.5, 32.5] } else { [8.0, 21.0] };
        let spread = {
            let logs: Vec<f64> = gaps.iter().map(|gap| gap.ln()).collect();
            mean(&logs.iter().map(|log| (log - mean(&logs)).powi(2)).collect::<Vec<_>>()).sqrt()
        };
        let mut figures = vec![
            figure("rate", rate, "/min", Some((rates, "Doughty 2001"))),
            figure("interval, mean", mean(&gaps), "s", None),
            figure("interval, 5 %", quantile(&gaps, 0.05), "s", None),
            figure("interval, median", quantile(&gaps, 0.5), "s", None),
            figure("interval, 95 %", quantile(&gaps, 0.95), "s", None),
            figure("interval, spread of logarithms", spread, "", None),
            figure("intervals below 1 s", share(pairs, gaps.len()), "of all", Some(([0.0, 0.1], "design"))),
            figure("closing", mean(&all(|blink| blink.down)), "s", Some(([0.06, 0.11], "VanderWerf 2003"))),
            figure("shut with both eyes", mean(&all(|blink| blink.shut)), "s", Some(([0.01, 0.05], "Trutoiu 2011"))),
            figure("more than half shut", mean(&all(|blink| blink.half)), "s", None),
            figure("in all", mean(&all(|blink| blink.length)), "s", Some(([0.1, 0.4], "VanderWerf 2003"))),
            figure(
                "wholly shut in a frame",
                share(whole, self.blinks.len()),
                "of all",
                Some(([1.0, 1.0], "Trutoiu 2011")),
            ),
        ];
        if state == State::Speaking {
            let near = |blink: &&Seen| {
                let after = self.phrase_ends.partition_point(|end| *end <= blink.start);
                after > 0 && seconds(blink.start - self.phrase_ends[after - 1]) < AT_PHRASE_END
            };
            let there = share(self.blinks.iter().filter(near).count(), self.blinks.len());
            let by_chance = self.phrase_ends.len() as f64 * AT_PHRASE_END / seconds(self.frame);
            let in_words = share(self.started_mid_word as usize, self.blinks.len());
            let words = share(self.mid_word as usize, self.frame as usize);
            figures.push(figure(
                "at phrase ends, against chance",
                there / by_chance,
                "x",
                Some(([1.5, 10.0], "design")),
            ));
            figures.push(figure("in mid-word, against chance", in_words / words, "x", Some(([0.0, 0.8], "design"))));
        }
        figures
    }
}
