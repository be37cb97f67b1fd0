//! A chain of rigs compiled into flat arrays.
//!
//! All values of a frame lie in one array: the frame's channels, the number one, then the outputs of each rig on the
//! way. What nothing further down the chain reads has no place there and is not computed.
//!
//! A piecewise linear curve is the sum of ramps `slope * clamp(x, from, to)`, so that a term with a curve and one
//! without are the same two instructions, and nothing branches.

use std::sync::Arc;

use super::profile::{Bound, Input, Output, Profile, Rule, chain};
use super::{CHANNELS, Rig};

/// Place of the number one.
pub const ONE: usize = CHANNELS;
/// Place of the first rig's first output.
pub const FIRST: usize = CHANNELS + 1;

/// `gain * (base + clamp(input, from, to)) * times`, added to one of the stage's outputs.
#[derive(Debug, Clone, Copy)]
pub struct Ramp {
    pub input: u16,
    pub times: u16,
    pub output: u16,
    pub base: f32,
    pub gain: f32,
    pub from: f32,
    pub to: f32,
}

impl Ramp {
    /// A ramp that is never bent.
    const NONE: Self = Self { input: 0, times: 0, output: 0, base: 0.0, gain: 0.0, from: f32::MIN, to: f32::MAX };
}

/// The curve of an output.
#[derive(Debug)]
pub struct Bend {
    pub output: usize,
    /// Its left end.
    pub left: f32,
    pub ramps: Vec<Ramp>,
}

/// An output that is smoothed.
#[derive(Debug)]
pub struct Smoothed {
    pub slot: usize,
    pub time_constant: usize,
}

/// A bound: `gain` times the value in `slot`, plus `offset`.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub slot: usize,
    pub gain: f32,
    pub offset: f32,
}

/// A rule of closure.
#[derive(Debug)]
pub struct Closing {
    pub slot: usize,
    pub min: Limit,
    pub max: Limit,
    /// The output's own range.
    pub range: [f32; 2],
}

/// One rig of the chain.
#[derive(Debug)]
pub struct Stage {
    /// Place of its first output.
    pub first: usize,
    /// What each output is without any input, and its range.
    pub constants: Vec<f32>,
    pub min: Vec<f32>,
    pub max: Vec<f32>,
    pub ramps: Vec<Ramp>,
    pub bends: Vec<Bend>,
    pub smoothed: Vec<Smoothed>,
    pub closing: Vec<Closing>,
    /// With `normalise`: the place of the rest, and the least value that closure gives each output.
    pub shares: Option<Shares>,
}

/// Outputs that share one whole.
#[derive(Debug)]
pub struct Shares {
    pub rest: usize,
    pub least: Vec<f32>,
}

/// A compiled chain.
#[derive(Debug)]
pub struct Program {
    pub stages: Vec<Stage>,
    /// Time constants of all smoothing, in seconds.
    pub time_constants: Vec<f32>,
    /// Values in the array.
    pub slots: usize,
    /// Place of the result.
    pub result: usize,
    /// Whether any rule asks how closed the lips are.
    pub closes: bool,
}

/// Compiles the chain that ends in `rig`.
pub fn compile(rig: &Arc<Rig>) -> Program {
    // From the rig up to the board; the board itself needs nothing.
    let rigs: Vec<(&Arc<Rig>, &Profile)> =
        chain(rig).filter_map(|rig| rig.profile.as_ref().map(|profile| (rig, profile))).collect();
    let needed = needed(&rigs);
    let mut layout = Layout { slots: vec![Vec::new(); rigs.len()], next: FIRST };
    let mut program = Program { stages: Vec::new(), time_constants: Vec::new(), slots: 0, result: 0, closes: false };
    for (depth, (rig, profile)) in rigs.iter().enumerate().rev() {
        program.result = layout.next;
        layout.place(depth, &needed[depth]);
        let stage = stage(depth, rig, profile, &layout, program.result, &mut program.time_constants);
        program.closes |= !stage.closing.is_empty();
        program.stages.push(stage);
    }
    program.slots = layout.next;
    program
}

/// Which outputs of which rig are read by something that is.
fn needed(rigs: &[(&Arc<Rig>, &Profile)]) -> Vec<Vec<bool>> {
    let mut needed: Vec<Vec<bool>> = rigs.iter().map(|(rig, _)| vec![false; rig.controls.len()]).collect();
    if let Some(result) = needed.first_mut() {
        result.fill(true);
    }
    for (depth, (_, profile)) in rigs.iter().enumerate() {
        if profile.rest.is_some() && needed[depth].contains(&true) {
            needed[depth].fill(true);
        }
        // Backwards, because a rule follows only what earlier rules have settled.
        for rule in profile.rules.iter().rev() {
            if needed[depth][rule.output] {
                rule.followed().for_each(|followed| needed[depth][followed] = true);
            }
        }
        let (now, above) = needed.split_at_mut(depth + 1);
        for (output, _) in profile.outputs.iter().zip(&now[depth]).filter(|(_, needed)| **needed) {
            for input in output.terms.iter().flat_map(|term| [Some(term.input), term.times]).flatten() {
                if let Input::Control { up, index } = input
                    && let Some(rig) = above.get_mut(up)
                {
                    rig[index] = true;
                }
            }
        }
    }
    needed
}

/// Where each output of each rig is.
struct Layout {
    slots: Vec<Vec<usize>>,
    next: usize,
}

impl Layout {
    fn place(&mut self, depth: usize, needed: &[bool]) {
        let place = |needed: &bool| {
            let slot = self.next;
            self.next += usize::from(*needed);
            slot
        };
        self.slots[depth] = needed.iter().map(place).collect();
    }

    /// The place of what the rig at `depth` calls `input`.
    fn input(&self, depth: usize, input: Input) -> usize {
        match input {
            Input::Channel(channel) => channel,
            // The board's controls are the frame's first channels.
            Input::Control { up, index } => self.slots.get(depth + 1 + up).map_or(index, |slots| slots[index]),
        }
    }
}

fn stage(
    depth: usize,
    rig: &Rig,
    profile: &Profile,
    layout: &Layout,
    first: usize,
    time_constants: &mut Vec<f32>,
) -> Stage {
    let (mut constants, mut ramps, mut bends, mut smoothed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut min, mut max) = (Vec::new(), Vec::new());
    let slots = &layout.slots[depth];
    let here = |output: usize| slots.get(output + 1).map_or(layout.next, |next| *next) > slots[output];
    let tau: Vec<Option<usize>> = profile
        .regions
        .iter()
        .map(|tuning| {
            (tuning.smoothing_ms > 0.0).then(|| {
                time_constants.push(tuning.smoothing_ms / 1000.0);
                time_constants.len() - 1
            })
        })
        .collect();
    for (index, (output, control)) in profile.outputs.iter().zip(&rig.controls).enumerate() {
        if !here(index) {
            continue;
        }
        let place = slots[index] - first;
        let blank = Ramp { input: ONE as u16, times: ONE as u16, output: place as u16, ..Ramp::NONE };
        let gain = profile.regions[output.region].gain;
        constants.push(terms(output, gain, blank, &mut ramps, |input| layout.input(depth, input)));
        if !output.curve.is_empty() {
            let mut ramps = Vec::new();
            let left = segments(&output.curve, |base, gain, from, to| {
                ramps.push(Ramp { base, gain, from, to, ..blank });
            });
            bends.push(Bend { output: place, left, ramps });
        }
        min.push(control.min);
        max.push(control.max);
        if let Some(time_constant) = tau[output.region] {
            smoothed.push(Smoothed { slot: slots[index], time_constant });
        }
    }
    let ramps = interleaved(ramps, constants.len());
    let rules: Vec<&Rule> = profile.rules.iter().filter(|rule| here(rule.output)).collect();
    let closing = rules.iter().map(|rule| {
        let control = &rig.controls[rule.output];
        let limit = |bound: Option<Bound>, without: f32| match bound {
            None => Limit { slot: ONE, gain: 0.0, offset: without },
            Some(Bound::Fixed(offset)) => Limit { slot: ONE, gain: 0.0, offset },
            Some(Bound::Follows { output, gain, offset }) => Limit { slot: slots[output], gain, offset },
        };
        let (min, max) = (limit(rule.min, f32::MIN), limit(rule.max, f32::MAX));
        Closing { slot: slots[rule.output], min, max, range: [control.min, control.max] }
    });
    let shares = profile.rest.filter(|rest| here(*rest)).map(|rest| {
        let mut least = vec![0.0; profile.outputs.len()];
        rules.iter().for_each(|rule| least[rule.output] = rule.least().unwrap_or(0.0).max(0.0));
        Shares { rest: slots[rest] - first, least }
    });
    Stage { first, closing: closing.collect(), constants, min, max, ramps, bends, smoothed, shares }
}

/// The ramps in turns, one of each output: additions to the same output one after another wait for each other.
fn interleaved(ramps: Vec<Ramp>, outputs: usize) -> Vec<Ramp> {
    let mut counts = vec![0_u32; outputs];
    let turn = |ramp: Ramp| {
        let count = &mut counts[usize::from(ramp.output)];
        *count += 1;
        (*count, ramp)
    };
    let mut turns: Vec<(u32, Ramp)> = ramps.into_iter().map(turn).collect();
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, ramp)| ramp).collect()
}

/// Adds the ramps of an output's terms and gives its constant part.
fn terms(output: &Output, region_gain: f32, blank: Ramp, ramps: &mut Vec<Ramp>, place: impl Fn(Input) -> usize) -> f32 {
    let gain = output.gain * region_gain;
    let mut constant = f64::from(output.offset);
    for term in &output.terms {
        let (input, times) = (place(term.input) as u16, term.times.map_or(ONE, &place) as u16);
        let weight = term.weight * gain;
        let alone = usize::from(times) == ONE;
        let left = segments(&term.curve, |base, slope, from, to| {
            let gain = slope * weight;
            // The base of a term that nothing multiplies is part of the constant.
            if alone {
                constant += f64::from(base) * f64::from(gain);
            }
            ramps.push(Ramp { input, times, base: if alone { 0.0 } else { base }, gain, from, to, ..blank });
        });
        if term.curve.is_empty() {
            ramps.push(Ramp { input, times, gain: weight, ..blank });
        } else if alone {
            constant += f64::from(left) * f64::from(weight);
        } else if left != 0.0 {
            ramps.push(Ramp { times, gain: left * weight, ..blank });
        }
    }
    constant as f32
}

/// Calls `ramp` with base, slope, from and to of each segment that is not level; the value at the left end.
fn segments(curve: &[[f32; 2]], mut ramp: impl FnMut(f32, f32, f32, f32)) -> f32 {
    for pair in curve.windows(2) {
        let [[x0, y0], [x1, y1]] = [pair[0], pair[1]];
        if y0 != y1 {
            ramp(-x0, (y1 - y0) / (x1 - x0), x0, x1);
        }
    }
    curve.first().map_or(0.0, |left| left[1])
}
