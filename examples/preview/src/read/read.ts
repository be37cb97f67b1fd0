// Takes made elsewhere: csv and json of `emoface bake`, and the csv of Live Link Face.

import { Take } from "../take";
import { isLiveLink, liveLink } from "./livelink";

/** Rates that animation is made at; a csv does not say its own. */
const RATES = [60, 30, 24, 25, 50, 48, 120, 100, 15];

/**
 * Reads the file called `name`. `seconds` is the length of the sound, if there is one: a csv of as many frames as some
 * usual rate gives has that rate, any other has 60.
 */
export function readTake(name: string, text: string, seconds: number | null): Take {
  const title = name.replace(/\.(csv|json|txt)$/i, "");
  const content = text.replace(/^\uFEFF/, "").trimStart();
  if (content.startsWith("{")) return json(title, content);
  const table = rows(name, content);
  if (isLiveLink(table.names)) return liveLink(title, table);
  const count = table.cells.length;
  const fits = (rate: number) => seconds !== null && Math.abs(count - seconds * rate) <= 2;
  const fps = RATES.find(fits) ?? 60;
  return new Take(title, fps, table.names, columns(name, table));
}

/** A table of text. */
export interface Table {
  names: string[];
  cells: string[][];
}

function rows(file: string, text: string): Table {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const [first, ...rest] = lines.map((line) => line.split(",").map((cell) => cell.trim()));
  if (!first || first.every((name) => name !== "" && Number.isFinite(Number(name)))) {
    throw new Error(`${file}: the first line should name the controls`);
  }
  if (rest.length === 0) throw new Error(`${file}: there are no frames`);
  const uneven = rest.findIndex((row) => row.length !== first.length);
  if (uneven >= 0) {
    throw new Error(`${file}: line ${uneven + 2} has ${rest[uneven]?.length} cells, the first ${first.length}`);
  }
  return { names: first, cells: rest };
}

function columns(file: string, table: Table): Float32Array[] {
  return table.names.map((name, index) =>
    Float32Array.from(table.cells, (row, k) =>
      finite(row[index] === "" ? Number.NaN : Number(row[index]), file, name, k),
    ),
  );
}

/** The value, which has to be a number. */
export function finite(value: unknown, file: string, name: string, frame: number): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`${file}: ${name} is no number in frame ${frame}`);
}

interface Baked {
  fps?: unknown;
  controls?: unknown;
  frames?: unknown;
  head?: unknown;
}

function json(title: string, text: string): Take {
  const { fps, controls, frames, head } = JSON.parse(text) as Baked;
  if (typeof fps !== "number" || !(fps > 0) || !Array.isArray(controls) || !Array.isArray(frames)) {
    throw new Error(`${title}: this json has no fps, controls and frames, as emoface bake writes them`);
  }
  const names = controls.map(String);
  const read = (rows: unknown[], index: number, name: string) =>
    Float32Array.from(rows, (row, k) => finite((row as unknown[])?.[index], title, name, k));
  const values = names.map((name, index) => read(frames, index, name));
  // Degrees beside the frames, for rigs that have no controls for the head's turn. Their roll is to the left shoulder,
  // that of the controls to the right one, as Live Link Face has it.
  if (Array.isArray(head) && head.length === frames.length && !names.includes("headYaw")) {
    for (const [index, name] of ["headYaw", "headPitch", "headRoll"].entries()) {
      const radian = (name === "headRoll" ? -Math.PI : Math.PI) / 180;
      values.push(read(head, index, name).map((degrees) => degrees * radian));
      names.push(name);
    }
  }
  return new Take(title, fps, names, values);
}
