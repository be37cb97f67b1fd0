// Rigs: what a head's shapes are made of, for takes that come as controls of a rig above.
//
// The same arithmetic as the library's (src/rig/retarget.rs), which a test compares frame by frame.

import { Take } from "./take";

type Knots = readonly (readonly [number, number])[];
type Terms = Record<string, number> | { input: string; weight?: number; curve?: Knots; times?: string }[];
type Bound = number | { output: string; gain?: number; offset?: number };

/** A profile as it is written. */
export interface Profile {
  name: string;
  outputs: {
    name: string;
    region?: string;
    gain?: number;
    offset?: number;
    min?: number;
    max?: number;
    curve?: Knots;
    inputs?: Terms;
  }[];
  regions?: Record<string, { gain?: number; smoothing_ms?: number }>;
  closure?: { output: string; min?: Bound; max?: Bound }[];
  normalise?: { rest: string };
}

/** The board's controls that say that lips are closed, and from where to where they say it. */
const LIPS = ["L", "R"].flatMap((side) => ["D", "U"].map((lip) => `CTRL_${side}_mouth_lipsTogether${lip}-translateY`));
const CLOSING = 0.6;
const CLOSED = 0.95;
/** Head angles that takes have in radians and profiles read in degrees; profiles roll to the left shoulder. */
const DEGREES = { headYaw: 180 / Math.PI, headPitch: 180 / Math.PI, headRoll: -180 / Math.PI };

type Values = Map<string, number>;

/** `take` on the last rig of `chain`; as it is if it has that rig's controls, or if no rig of the chain reads it. */
export function cast(take: Take, chain: readonly Profile[]): Take {
  const has = new Set(take.controls);
  const knows = (profile: Profile) => profile.outputs.filter((output) => has.has(output.name)).length;
  // A profile's outputs count as there if most are: a Live Link csv lacks none, a hand-made one may.
  let given = chain.length - 1;
  while (given >= 0 && 2 * knows(chain[given] as Profile) < (chain[given] as Profile).outputs.length) given--;
  const rest = chain.slice(given + 1);
  const inputs = new Set(rest[0]?.outputs.flatMap((output) => terms(output.inputs).map((term) => term.input)));
  const last = rest.at(-1);
  if (!last || !take.controls.some((control) => inputs.has(control))) return take;
  const names = last.outputs.map((output) => output.name);
  const columns = names.map(() => new Float32Array(take.count));
  const stages = rest.map((profile) => new Stage(profile));
  for (let k = 0; k < take.count; k++) {
    const values: Values = new Map(take.controls.map((control, index) => [control, take.columns[index]?.[k] ?? 0]));
    for (const [angle, degrees] of Object.entries(DEGREES)) values.set(angle, (values.get(angle) ?? 0) * degrees);
    const closure = closed(values);
    for (const stage of stages) stage.run(values, closure, 1 / take.fps);
    for (const [index, name] of names.entries()) (columns[index] as Float32Array)[k] = values.get(name) ?? 0;
  }
  return new Take(take.name, take.fps, names, columns);
}

function closed(values: Values): number {
  const together = LIPS.reduce((sum, lip) => sum + (values.get(lip) ?? 0), 0) / LIPS.length;
  const progress = Math.min(Math.max((together - CLOSING) / (CLOSED - CLOSING), 0), 1);
  return progress * progress * (3 - 2 * progress);
}

function terms(inputs: Terms | undefined): { input: string; weight?: number; curve?: Knots; times?: string }[] {
  if (Array.isArray(inputs)) return inputs;
  return Object.entries(inputs ?? {}).map(([input, weight]) => ({ input, weight }));
}

/** A piecewise linear curve, held beyond its ends; none is the identity. */
export function bend(curve: Knots | undefined, x: number): number {
  const first = curve?.[0];
  if (!curve || !first) return x;
  if (x <= first[0]) return first[1];
  for (let i = 1; i < curve.length; i++) {
    const [x0, y0] = curve[i - 1] as [number, number];
    const [x1, y1] = curve[i] as [number, number];
    if (x <= x1) return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  }
  return (curve.at(-1) as [number, number])[1];
}

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max);

/** One rig of a chain, with the memory of its smoothing. */
class Stage {
  private readonly memory: Values = new Map();
  private readonly outputs;

  constructor(private readonly profile: Profile) {
    this.outputs = profile.outputs.map((output) => {
      const tuning = profile.regions?.[output.region ?? ""] ?? {};
      return { ...output, terms: terms(output.inputs), tuning, min: output.min ?? 0, max: output.max ?? 1 };
    });
  }

  run(values: Values, closure: number, seconds: number): void {
    const made: Values = new Map();
    for (const output of this.outputs) {
      let sum = 0;
      for (const { input, weight, curve, times } of output.terms) {
        const factor = times === undefined ? 1 : (values.get(times) ?? 0);
        sum += (weight ?? 1) * bend(curve, values.get(input) ?? 0) * factor;
      }
      const gain = (output.gain ?? 1) * (output.tuning.gain ?? 1);
      let value = clamp(bend(output.curve, gain * sum + (output.offset ?? 0)), output.min, output.max);
      const tau = (output.tuning.smoothing_ms ?? 0) / 1000;
      const before = this.memory.get(output.name);
      if (tau > 0 && before !== undefined) value = before + (value - before) * (1 - Math.exp(-seconds / tau));
      if (tau > 0) this.memory.set(output.name, value);
      made.set(output.name, value);
    }
    this.share(made, () => 0);
    if (closure > 0) this.close(made, closure);
    for (const [name, value] of made) values.set(name, value);
  }

  private close(made: Values, closure: number): void {
    const bound = (bound: Bound | undefined, none: number) => {
      if (bound === undefined) return none;
      if (typeof bound === "number") return bound;
      return (bound.gain ?? 1) * (made.get(bound.output) ?? 0) + (bound.offset ?? 0);
    };
    const least: Values = new Map();
    for (const rule of this.profile.closure ?? []) {
      const range = this.outputs.find((output) => output.name === rule.output);
      if (!range) continue;
      const value = made.get(rule.output) ?? 0;
      const low = Math.max(value, bound(rule.min, Number.NEGATIVE_INFINITY));
      const goal = clamp(Math.min(low, bound(rule.max, Number.POSITIVE_INFINITY)), range.min, range.max);
      if (typeof rule.min === "number") least.set(rule.output, Math.max(rule.min, 0));
      if (goal !== value) made.set(rule.output, clamp(value * (1 - closure) + goal * closure, range.min, range.max));
    }
    this.share(made, (name) => least.get(name) ?? 0);
  }

  /** Scales shares of one whole down to a sum of 1, none below its least; the rest takes what they leave. */
  private share(made: Values, least: (name: string) => number): void {
    const rest = this.profile.normalise?.rest;
    if (rest === undefined) return;
    const shares = [...made].filter(([name]) => name !== rest);
    const floor = ([name, value]: [string, number]) => Math.min(value, least(name));
    const floors = shares.reduce((sum, share) => sum + floor(share), 0);
    const above = shares.reduce((sum, share) => sum + share[1] - floor(share), 0);
    const room = Math.max(1 - floors, 0);
    const scale = above > room ? room / above : 1;
    let sum = 0;
    for (const share of shares) {
      const value = Math.min(floor(share) + (share[1] - floor(share)) * scale, share[1]);
      made.set(share[0], value);
      sum += value;
    }
    made.set(rest, Math.max(1 - sum, 0));
  }
}
