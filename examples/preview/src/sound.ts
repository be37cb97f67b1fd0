// The sound of the page: WAV bytes to an audio element and to the outline that is drawn.

/** A sound as the page needs it. */
export interface Sound {
  url: string;
  seconds: number;
  /** Mono samples. */
  samples: Float32Array;
  rate: number;
}

/** Reads a WAV file of 16-bit mono samples, as the command embeds it. */
export function embedded(bytes: Uint8Array<ArrayBuffer>): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rate = view.getUint32(24, true);
  const count = Math.floor((bytes.length - 44) / 2);
  const samples = Float32Array.from({ length: count }, (_, i) => view.getInt16(44 + 2 * i, true) / 32768);
  return { url: URL.createObjectURL(new Blob([bytes], { type: "audio/wav" })), seconds: count / rate, samples, rate };
}

/** Silence of `seconds`, for takes without a voice. */
export function silence(seconds: number): Sound {
  const rate = 8000;
  const count = Math.ceil(Math.max(seconds, 0.1) * rate);
  const bytes = new Uint8Array(44 + 2 * count);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => {
    for (let i = 0; i < 4; i++) bytes[at + i] = word.charCodeAt(i);
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * count, true);
  text(8, "WAVE");
  text(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * count, true);
  return embedded(bytes);
}

/** Any sound that the browser can decode, dropped onto the page. */
export async function decoded(file: Blob): Promise<Sound> {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const buffer = await context.decodeAudioData(await file.arrayBuffer());
  const samples = buffer.getChannelData(0);
  return { url: URL.createObjectURL(file), seconds: buffer.duration, samples, rate: buffer.sampleRate };
}

/** Least and greatest sample in each of `columns` equal parts from `from` to `to` seconds. */
export function outline(sound: Sound, from: number, to: number, columns: number): { low: number; high: number }[] {
  const step = ((to - from) * sound.rate) / columns;
  return Array.from({ length: columns }, (_, column) => {
    const start = Math.max(Math.floor(from * sound.rate + column * step), 0);
    const end = Math.min(
      Math.max(Math.floor(from * sound.rate + (column + 1) * step), start + 1),
      sound.samples.length,
    );
    let [low, high] = [0, 0];
    // A few hundred samples a column show every peak that a pixel can.
    const stride = Math.max(1, Math.floor((end - start) / 400));
    for (let i = start; i < end; i += stride) {
      const value = sound.samples[i] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { low, high };
  });
}
