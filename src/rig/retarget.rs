//! Frames of the board turned into frames of another rig.

use std::sync::Arc;

use super::Rig;
use super::frame::{self, Frame};
use super::program::{self, FIRST, ONE, Program, Shares, Stage};
use crate::rig::CHANNELS;

/// A rig made ready to run, with the memory of its smoothing: one for each face.
#[derive(Debug)]
pub struct Retarget {
    rig: Arc<Rig>,
    program: Program,
    values: Vec<f32>,
    /// Smoothed values, one for each smoothed output of the chain.
    memory: Vec<f32>,
    /// Whether `memory` holds anything yet.
    primed: bool,
    /// The last time step, and how far each time constant comes in it.
    step: f32,
    steps: Vec<f32>,
}

impl Retarget {
    /// Compiles `rig` and all that it is driven from. \[control\]: allocates.
    pub fn new(rig: Arc<Rig>) -> Self {
        let program = program::compile(&rig);
        // The table of ranges is made at its first use, which should not be the game's.
        frame::clamp(&mut [0.0; _]);
        let mut values = vec![0.0; program.slots.max(FIRST)];
        values[ONE] = 1.0;
        let memory = vec![0.0; program.stages.iter().map(|stage| stage.smoothed.len()).sum()];
        let steps = vec![0.0; program.time_constants.len()];
        Self { rig, program, values, memory, primed: false, step: 0.0, steps }
    }

    /// The rig.
    pub fn rig(&self) -> &Arc<Rig> {
        &self.rig
    }

    /// Forgets the past: the next frame is taken as it is. \[any\]
    pub fn restart(&mut self) {
        self.primed = false;
    }

    /// The rig's values for `frame`, which comes `seconds` after the one before. Never allocates.
    ///
    /// What is not a number in the frame counts as rest, values outside their range as the nearest inside, a time
    /// that is negative or not a number as none. `out` takes as many values as it has room for.
    pub fn apply(&mut self, frame: &Frame, seconds: f32, out: &mut [f32]) {
        let mut frame = *frame;
        frame::clamp(&mut frame);
        self.values[..CHANNELS].copy_from_slice(&frame);
        let closure = if self.program.closes { frame::closure(&frame) } else { 0.0 };
        self.measure(seconds);
        let mut memory = self.memory.as_mut_slice();
        for stage in &self.program.stages {
            let values = &mut self.values;
            sums(stage, values);
            let (own, rest) = std::mem::take(&mut memory).split_at_mut(stage.smoothed.len());
            memory = rest;
            smooth(stage, values, own, &self.steps, self.primed);
            if let Some(shares) = &stage.shares {
                share(&mut values[stage.first..][..stage.constants.len()], shares.rest, |_| 0.0);
            }
            if closure > 0.0 {
                close(stage, values, closure);
            }
        }
        self.primed = true;
        let values = &self.values[self.program.result..][..self.rig.controls.len()];
        values.iter().zip(out).for_each(|(value, out)| *out = *value);
    }

    fn measure(&mut self, seconds: f32) {
        let seconds = if seconds > 0.0 { seconds } else { 0.0 };
        if seconds != self.step {
            self.step = seconds;
            let far = |time_constant: &f32| 1.0 - (-seconds / time_constant).exp();
            self.steps.iter_mut().zip(self.program.time_constants.iter().map(far)).for_each(|(step, far)| *step = far);
        }
    }
}

/// The frames of a whole take on `rig`, at `fps` frames a second.
pub fn take(rig: &Arc<Rig>, frames: &[Frame], fps: f64) -> Vec<Vec<f32>> {
    let mut retarget = Retarget::new(Arc::clone(rig));
    let values = |frame: &Frame| {
        let mut out = vec![0.0; rig.controls.len()];
        retarget.apply(frame, (1.0 / fps) as f32, &mut out);
        out
    };
    frames.iter().map(values).collect()
}

fn sums(stage: &Stage, values: &mut [f32]) {
    let (inputs, outputs) = values.split_at_mut(stage.first);
    let outputs = &mut outputs[..stage.constants.len()];
    outputs.copy_from_slice(&stage.constants);
    // One loop over all ramps: a loop over each output's few would mispredict its end at almost every output.
    for ramp in &stage.ramps {
        let input = between(inputs[usize::from(ramp.input)], ramp.from, ramp.to);
        outputs[usize::from(ramp.output)] += ramp.gain * (ramp.base + input) * inputs[usize::from(ramp.times)];
    }
    for bend in &stage.bends {
        let value = outputs[bend.output];
        let ramps = bend.ramps.iter().map(|ramp| ramp.gain * (ramp.base + between(value, ramp.from, ramp.to)));
        outputs[bend.output] = bend.left + ramps.sum::<f32>();
    }
    let ranges = stage.min.iter().zip(&stage.max);
    outputs.iter_mut().zip(ranges).for_each(|(value, (min, max))| *value = between(*value, *min, *max));
}

/// As `clamp`, but never panics, and one instruction for each end. What is not a number becomes `min`.
fn between(value: f32, min: f32, max: f32) -> f32 {
    let value = if value > min { value } else { min };
    if value < max { value } else { max }
}

/// One-pole low-pass, `y += (x - y) (1 - exp(-t / tau))`: exact for an input that holds during the step.
fn smooth(stage: &Stage, values: &mut [f32], memory: &mut [f32], steps: &[f32], primed: bool) {
    /// Nearer than anybody sees; stops the decay before it reaches denormals.
    const NEAR: f32 = 1e-6;
    for (smoothed, memory) in stage.smoothed.iter().zip(memory) {
        let value = &mut values[smoothed.slot];
        let away = *value - *memory;
        if primed && away.abs() > NEAR {
            *value = *memory + away * steps[smoothed.time_constant];
        }
        *memory = *value;
    }
}

/// Scales the shares down to a sum of 1, but none below its `least`; `rest` takes what they leave.
fn share(values: &mut [f32], rest: usize, least: impl Fn(usize) -> f32) {
    let (mut floors, mut above) = (0.0, 0.0);
    for (index, value) in values.iter().enumerate().filter(|(index, _)| *index != rest) {
        let floor = value.min(least(index));
        floors += floor;
        above += value - floor;
    }
    let room = (1.0 - floors).max(0.0);
    let scale = if above > room { room / above } else { 1.0 };
    let mut sum = 0.0;
    for (index, value) in values.iter_mut().enumerate().filter(|(index, _)| *index != rest) {
        let floor = value.min(least(index));
        *value = (floor + (*value - floor) * scale).min(*value);
        sum += *value;
    }
    if let Some(rest) = values.get_mut(rest) {
        *rest = (1.0 - sum).max(0.0);
    }
}

/// Lips that the board says are closed are closed here too.
fn close(stage: &Stage, values: &mut [f32], closure: f32) {
    for rule in &stage.closing {
        let limit = |limit: &program::Limit| limit.gain * values[limit.slot] + limit.offset;
        let value = values[rule.slot];
        let [least, greatest] = rule.range;
        let goal = value.max(limit(&rule.min)).min(limit(&rule.max)).max(least).min(greatest);
        // Written so that full closure gives the goal itself and an obeyed rule changes nothing at all.
        if goal != value {
            values[rule.slot] = (value * (1.0 - closure) + goal * closure).max(least).min(greatest);
        }
    }
    if let Some(Shares { rest, least }) = &stage.shares {
        share(&mut values[stage.first..][..stage.constants.len()], *rest, |index| least[index]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{board, column, from_json};

    fn rig(outputs: &str, others: &str) -> Arc<Rig> {
        let text = format!(
            r#"{{ "emoface_profile": 1, "name": "test", "source": "board", "outputs": [{outputs}] {others} }}"#
        );
        from_json(&text).unwrap()
    }

    fn once(rig: &Arc<Rig>, frame: &Frame) -> Vec<f32> {
        take(rig, std::slice::from_ref(frame), 60.0).remove(0)
    }

    fn frame(values: &[(&str, f32)]) -> Frame {
        let mut frame = [0.0; _];
        values.iter().for_each(|(name, value)| frame[board().index(name).unwrap()] = *value);
        frame
    }

    const JAW: &str = "CTRL_C_jaw-translateY";
    const EYE: &str = "CTRL_C_eye-translateX";

    #[test]
    fn a_sum_is_weighted_bent_multiplied_and_clamped() {
        let rig = rig(
            r#"{ "name": "plain", "gain": 2, "offset": 0.1, "inputs": { "CTRL_C_jaw-translateY": 0.3 } },
               { "name": "left", "inputs": [{ "input": "CTRL_C_eye-translateX", "curve": [[0, 0], [1, 1]] }] },
               { "name": "right", "inputs": [{ "input": "CTRL_C_eye-translateX", "curve": [[-1, 1], [0, 0]] }] },
               { "name": "both", "min": -1, "inputs": { "CTRL_C_eye-translateX": 1 } },
               { "name": "product", "inputs": [
                   { "input": "CTRL_C_jaw-translateY", "times": "CTRL_C_eye-translateX", "curve": [[0, 0.5], [1, 1]] }] },
               { "name": "bent", "curve": [[0, 0], [0.2, 0.6], [0.6, 0.4], [1, 1]],
                 "inputs": { "CTRL_C_jaw-translateY": 1 } },
               { "name": "level", "curve": [[0, 0.3], [1, 0.3]], "inputs": { "CTRL_C_jaw-translateY": 1 } },
               { "name": "clamped", "max": 0.7, "inputs": { "CTRL_C_jaw-translateY": 9 } }"#,
            "",
        );
        let near = |frame: &Frame, expected: [f32; 8]| {
            let got = once(&rig, frame);
            assert!(got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{got:?}, not {expected:?}");
        };
        near(&frame(&[(JAW, 0.5), (EYE, 0.4)]), [0.4, 0.4, 0.0, 0.4, 0.3, 0.45, 0.3, 0.7]);
        near(&frame(&[(JAW, 0.8), (EYE, -0.4)]), [0.58, 0.0, 0.4, -0.4, 0.0, 0.7, 0.3, 0.7]);
        near(&[0.0; _], [0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3, 0.0]);
    }

    #[test]
    fn the_board_is_its_own_retarget() {
        let board = crate::rig::built_in("board").unwrap();
        let mut given = frame(&[(JAW, 0.5), (EYE, -0.25)]);
        given[crate::rig::channel::HEAD_YAW] = 10.0;
        assert_eq!(once(&board, &given), given[..crate::rig::BOARD_CONTROLS]);
    }

    #[test]
    fn smoothing_depends_on_time_and_not_on_the_number_of_steps() {
        let rig = rig(
            &format!(r#"{{ "name": "jaw", "inputs": {{ "{JAW}": 1 }} }}"#),
            r#", "regions": { "jaw": { "smoothing_ms": 100 } }"#,
        );
        let settled = |steps: u32| {
            let (mut retarget, mut out) = (Retarget::new(rig.clone()), [0.0]);
            retarget.apply(&[0.0; _], 0.0, &mut out);
            (0..steps).for_each(|_| retarget.apply(&frame(&[(JAW, 1.0)]), 0.1 / steps as f32, &mut out));
            out[0]
        };
        let expected = 1.0 - (-1.0f32).exp();
        assert!([1, 7, 100].iter().all(|steps| (settled(*steps) - expected).abs() < 1e-4));
        let (mut retarget, mut out) = (Retarget::new(rig), [0.0]);
        for nonsense in [f32::NAN, -1.0, f32::NEG_INFINITY, 0.0] {
            retarget.apply(&frame(&[(JAW, 0.5)]), nonsense, &mut out);
            assert_eq!(out, [0.5], "the first frame stays while no time goes by");
            retarget.apply(&[0.0; _], nonsense, &mut out);
            assert_eq!(out, [0.5]);
        }
        retarget.restart();
        retarget.apply(&[0.0; _], 0.01, &mut out);
        assert_eq!(out, [0.0]);
    }

    #[test]
    fn nonsense_is_rest_and_the_room_may_be_any() {
        let rig = rig(&format!(r#"{{ "name": "a", "inputs": {{ "{JAW}": 1 }} }}, {{ "name": "b" }}"#), "");
        let mut given = [f32::NAN; _];
        given[column::JAW_OPEN] = f32::INFINITY;
        assert_eq!(once(&rig, &given), [0.0, 0.0]);
        let (mut retarget, mut long) = (Retarget::new(rig), [7.0; 4]);
        retarget.apply(&given, 0.1, &mut []);
        retarget.apply(&frame(&[(JAW, 1.0)]), 0.1, &mut long[..1]);
        assert_eq!(long, [1.0, 7.0, 7.0, 7.0]);
        retarget.apply(&frame(&[(JAW, 1.0)]), 0.1, &mut long);
        assert_eq!(long, [1.0, 0.0, 7.0, 7.0]);
    }
}
