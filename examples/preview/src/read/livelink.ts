// The csv of Epic's Live Link Face app. There is no specification; the layout is that of a recording of the app
// (alexdjulin/LiveLinkFace-CSV-Retarget-For-Motionbuilder, alex_rom_3.csv).

import { Take } from "../take";
import { finite, type Table } from "./read";

/** Frames a second of its time code, whatever the app recorded at. */
const TIMECODE_RATE = 60;

/** Whether a header is the app's. */
export function isLiveLink(names: readonly string[]): boolean {
  return names[0] === "Timecode" && names[1] === "BlendShapeCount";
}

/** The take, at 60 frames a second from its first row on: rows that the app dropped are interpolated. */
export function liveLink(title: string, table: Table): Take {
  const start = frameOf(title, table.cells[0]?.[0] ?? "");
  const places = table.cells.map((row) => frameOf(title, row[0] ?? "") - start);
  for (const [k, place] of places.entries()) {
    if (k > 0 && place <= (places[k - 1] ?? 0))
      throw new Error(`${title}: the time code of row ${k + 2} does not rise`);
  }
  const count = Math.floor((places.at(-1) ?? 0) + 1e-6) + 1;
  const names = table.names.slice(2);
  const columns = names.map((name, index) => {
    const given = table.cells.map((row, k) => finite(Number(row[index + 2]), title, name, k));
    return resampled(given, places, count);
  });
  return new Take(title, TIMECODE_RATE, names.map(lowerFirst), columns);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `HH:MM:SS:FF.sss` as frames of a 60th second. */
function frameOf(title: string, timecode: string): number {
  const found = /^(\d+):(\d+):(\d+)[:;](\d+(?:\.\d+)?)$/.exec(timecode);
  if (!found) throw new Error(`${title}: '${timecode}' is no time code`);
  const [hours, minutes, seconds, frames] = found.slice(1).map(Number) as [number, number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * TIMECODE_RATE + frames;
}

function resampled(values: readonly number[], places: readonly number[], count: number): Float32Array {
  let next = 1;
  return Float32Array.from({ length: count }, (_, k) => {
    while (next < places.length - 1 && (places[next] ?? 0) <= k) next++;
    const [from, to] = [places[next - 1] ?? 0, places[next] ?? 0];
    const [a, b] = [values[next - 1] ?? 0, values[next] ?? values[next - 1] ?? 0];
    return to > from ? a + (b - a) * Math.min(Math.max((k - from) / (to - from), 0), 1) : a;
  });
}
