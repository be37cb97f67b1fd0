// What `emoface preview` puts into the page: sound, head, rigs and takes, each deflated (zlib) and in base64.

import { Take } from "./take";

/** A bake, its columns quantised and deflated. */
export interface PackedTake {
  name: string;
  fps: number;
  controls: string[];
  /** Frames. */
  count: number;
  /** A stored 1 stands for a value of 1 / scale. */
  scale: number;
  data: string;
}

/** A contact sheet to be drawn instead of the page. */
export interface SheetOrder {
  /** Positions in seconds. */
  times: number[];
  columns: number;
  /** Width and height of a cell in pixels. */
  cell: [number, number];
  dark: boolean;
}

/** The whole content of the data element. */
export interface Payload {
  title: string;
  model: string;
  /** A WAV file; null: the takes are silent. */
  audio: string | null;
  /** A glTF binary. */
  head: string;
  /** Profiles from the board to what the head is driven with, as a JSON array. */
  rigs: string;
  takes: PackedTake[];
  /** Takes made elsewhere, as text. */
  files: { name: string; data: string }[];
  sheet: SheetOrder | null;
}

/** Reads the page's own data; null if the page is the empty one of the build. */
export function payload(document: Document): Payload | null {
  const element = document.getElementById("data");
  const text = element?.textContent?.trim() ?? "";
  // A minute of sound is megabytes of text: it need not stay twice.
  element?.remove();
  return text.startsWith("{") ? (JSON.parse(text) as Payload) : null;
}

/** The bytes that base64 text of deflated data stands for. */
export async function inflate(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}

/**
 * Unpacks a take: column after column, each the differences from frame to frame of 16-bit integers, zigzagged, all low
 * bytes before all high bytes.
 */
export async function unpack(packed: PackedTake): Promise<Take> {
  const { name, fps, controls, count, scale } = packed;
  const bytes = await inflate(packed.data);
  const total = controls.length * count;
  if (bytes.length !== 2 * total) throw new Error(`${name}: ${bytes.length} bytes, not ${2 * total}`);
  const columns = controls.map((_, index) => {
    const column = new Float32Array(count);
    let value = 0;
    for (let k = 0; k < count; k++) {
      const at = index * count + k;
      const code = (bytes[at] ?? 0) | ((bytes[total + at] ?? 0) << 8);
      value += (code >>> 1) ^ -(code & 1);
      column[k] = value / scale;
    }
    return column;
  });
  return new Take(name, fps, controls, columns);
}
