// A take: the controls of one rig through one bake.

/** Named columns of values at a fixed rate; frame k stands at k / fps seconds. */
export class Take {
  readonly count: number;
  private readonly places: ReadonlyMap<string, number>;

  constructor(
    readonly name: string,
    readonly fps: number,
    readonly controls: readonly string[],
    readonly columns: readonly Float32Array[],
  ) {
    this.count = columns[0]?.length ?? 0;
    this.places = new Map(controls.map((control, index) => [control, index]));
  }

  get seconds(): number {
    return this.count / this.fps;
  }

  /** All values of `control`. */
  column(control: string): Float32Array | undefined {
    const place = this.places.get(control);
    return place === undefined ? undefined : this.columns[place];
  }

  /** The value of `control` at `time` seconds, between frames interpolated, beyond the ends held. */
  value(control: string, time: number): number {
    const column = this.column(control);
    return column ? between(column, time * this.fps) : 0;
  }

  /** The number of the frame that stands at `time` or next before it. */
  frameAt(time: number): number {
    // A time that was made from a frame's number finds that frame again in spite of rounding.
    return Math.min(Math.max(Math.floor(time * this.fps + 1e-6), 0), Math.max(this.count - 1, 0));
  }
}

/** The value of `column` at `position` in frames. */
export function between(column: Float32Array, position: number): number {
  const last = column.length - 1;
  if (last < 0) return 0;
  const place = Math.min(Math.max(position, 0), last);
  const low = Math.floor(place);
  const from = column[low] ?? 0;
  const to = column[Math.min(low + 1, last)] ?? from;
  return from + (to - from) * (place - low);
}
