// The timeline: ruler, waveform, curves of chosen controls, selection and cursor.

import type { Span } from "../clock";
import { outline, type Sound } from "../sound";
import { between, type Take } from "../take";

const RULER = 20;
/** Steps between marks of the ruler, in seconds. */
const STEPS = [1 / 60, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
/** Least part of the sound that fills the width, in seconds. */
const NEAREST = 0.25;

/** What the timeline asks of the page. */
export interface Wishes {
  seek(time: number): void;
  select(span: Span | null): void;
}

/** Draws time from left to right and gives back where it is pointed at. */
export class Timeline {
  private readonly canvas: HTMLCanvasElement;
  private readonly labels: HTMLElement;
  private readonly cursor: HTMLElement;
  private sound: Sound | null = null;
  private takes: readonly Take[] = [];
  private view: Span = { from: 0, to: 1 };
  private lanes: { name: string; values: HTMLElement[] }[] = [];
  private names: readonly string[] = [];
  selection: Span | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly wishes: Wishes,
  ) {
    const part = <T extends Element>(selector: string) => element.querySelector(selector) as unknown as T;
    this.canvas = part<HTMLCanvasElement>("canvas");
    this.labels = part<HTMLElement>("#lanes");
    this.cursor = part<HTMLElement>("#cursor");
    this.listen();
  }

  get duration(): number {
    return this.sound?.seconds ?? 1;
  }

  /** Shows a sound from its start to its end. */
  hear(sound: Sound): void {
    this.sound = sound;
    this.view = { from: 0, to: sound.seconds };
  }

  /** Shows `names` of `takes`, the first in one colour, the second in another. */
  show(takes: readonly Take[], names: readonly string[]): void {
    this.takes = takes;
    this.names = names;
    this.labels.replaceChildren();
    this.lanes = names.map((name) => {
      const row = document.createElement("div");
      const label = document.createElement("span");
      label.textContent = name;
      const value = document.createElement("span");
      const values = takes.map(() => value.appendChild(document.createElement("b")));
      row.append(label, value);
      this.labels.append(row);
      return { name, values };
    });
    this.draw();
  }

  /** Nearer (above 1) or farther (below 1) around `time`; 0 shows all. */
  zoom(factor: number, time: number): void {
    const { from, to } = this.view;
    const length = Math.min(Math.max((to - from) / factor, NEAREST), this.duration);
    const share = (time - from) / (to - from);
    this.look(factor === 0 ? 0 : time - share * length, factor === 0 ? this.duration : length);
  }

  private look(from: number, length: number): void {
    const start = Math.min(Math.max(from, 0), Math.max(this.duration - length, 0));
    this.view = { from: start, to: start + length };
    this.draw();
  }

  /** Places the cursor, brings it into view and writes the values there. */
  at(time: number, playing: boolean): void {
    const { from, to } = this.view;
    if (playing && to - from < this.duration && (time < from || time > to)) this.look(time, to - from);
    this.cursor.style.transform = `translateX(${this.x(time).toFixed(2)}px)`;
    for (const { name, values } of this.lanes) {
      for (const [index, element] of values.entries()) {
        const text = this.takes[index]?.value(name, time).toFixed(2).replace("-0.00", "0.00") ?? "";
        if (element.textContent !== text) element.textContent = text;
      }
    }
  }

  private x(time: number): number {
    const { from, to } = this.view;
    return ((time - from) / (to - from)) * this.element.clientWidth;
  }

  private time(clientX: number): number {
    const { left, width } = this.element.getBoundingClientRect();
    const { from, to } = this.view;
    return Math.min(Math.max(from + ((clientX - left) / width) * (to - from), 0), this.duration);
  }

  /** Height of the waveform and of one lane: less where the window is low. */
  private heights(): { wave: number; lane: number } {
    const room = window.innerHeight;
    return room < 620 ? { wave: 44, lane: 26 } : room < 900 ? { wave: 54, lane: 30 } : { wave: 68, lane: 36 };
  }

  /** Draws all but the cursor. */
  draw(): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const { wave, lane } = this.heights();
    const height = RULER + wave + this.names.length * lane;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    pen.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    this.ruler(pen, width, height, colour);
    if (this.selection) {
      pen.fillStyle = colour("select");
      const left = this.x(this.selection.from);
      pen.fillRect(left, 0, this.x(this.selection.to) - left, height);
    }
    this.wave(pen, width, wave, colour("wave"));
    for (const [index, name] of this.names.entries()) {
      const top = RULER + wave + index * lane;
      pen.fillStyle = colour("line");
      pen.fillRect(0, top, width, 1);
      const row = this.labels.children[index] as HTMLElement;
      row.style.top = `${top}px`;
      for (const number of this.takes.keys()) {
        this.curve(pen, number, name, top + 4, lane - 7, number === 0 ? colour("accent") : colour("second"));
      }
    }
  }

  private ruler(pen: CanvasRenderingContext2D, width: number, height: number, colour: (name: string) => string): void {
    const { from, to } = this.view;
    const step = STEPS.find((step) => (step / (to - from)) * width > 56) ?? 600;
    pen.font = "11px system-ui, sans-serif";
    for (let mark = Math.ceil(from / step) * step; mark < to; mark += step) {
      const x = Math.round(this.x(mark)) + 0.5;
      pen.fillStyle = colour("line");
      pen.fillRect(x, 0, 1, mark === 0 ? 0 : height);
      pen.fillStyle = colour("quiet");
      const digits = step < 0.1 || step === 0.25 ? 2 : step < 1 ? 1 : 0;
      const seconds = (mark % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
      pen.fillText(mark < 60 ? `${mark.toFixed(digits)} s` : `${Math.floor(mark / 60)}:${seconds}`, x + 4, 14);
    }
  }

  private wave(pen: CanvasRenderingContext2D, width: number, height: number, colour: string): void {
    if (!this.sound) return;
    pen.fillStyle = colour;
    const columns = outline(this.sound, this.view.from, this.view.to, width);
    const loudest = columns.reduce((most, { low, high }) => Math.max(most, -low, high), 0.05);
    const middle = RULER + height / 2;
    const scale = (height / 2 - 4) / loudest;
    for (const [x, { low, high }] of columns.entries()) {
      pen.fillRect(x, middle - high * scale - 0.4, 1, (high - low) * scale + 0.8);
    }
  }

  private curve(pen: CanvasRenderingContext2D, number: number, name: string, top: number, height: number, ink: string) {
    const take = this.takes[number] as Take;
    const column = take.column(name);
    if (!column) return;
    const columns = this.takes.map((take) => take.column(name)).filter((column) => column !== undefined);
    const [low, high] = range(columns);
    const y = (value: number) => top + height - ((value - low) / (high - low)) * height;
    pen.strokeStyle = ink;
    pen.lineWidth = 1.5;
    pen.lineJoin = "round";
    pen.beginPath();
    const { from, to } = this.view;
    const width = this.element.clientWidth;
    const step = ((to - from) / width) * take.fps;
    for (let x = 0; x <= width; x++) {
      const place = from * take.fps + x * step;
      if (place > take.count) break;
      pen.lineTo(x, y(between(column, place)));
      // Many frames in a pixel: its peaks are seen, too.
      if (step > 1) for (const peak of extremes(column, place, place + step)) pen.lineTo(x, y(peak));
    }
    // The second is dashed: where both are the same the first shows through.
    pen.setLineDash(number > 0 ? [5, 4] : []);
    pen.stroke();
    pen.setLineDash([]);
  }

  private listen(): void {
    let dragging: { selects: boolean; start: number } | null = null;
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.element.setPointerCapture(event.pointerId);
      const time = this.time(event.clientX);
      const onRuler = event.clientY - this.element.getBoundingClientRect().top < RULER;
      dragging = { selects: onRuler || event.shiftKey, start: time };
      if (!dragging.selects) this.wishes.seek(time);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (!dragging) return;
      const time = this.time(event.clientX);
      if (!dragging.selects) this.wishes.seek(time);
      else this.wishes.select({ from: Math.min(dragging.start, time), to: Math.max(dragging.start, time) });
    });
    const end = () => {
      if (dragging?.selects && this.selection && this.selection.to - this.selection.from < 0.02) {
        this.wishes.select(null);
      }
      dragging = null;
    };
    this.element.addEventListener("pointerup", end);
    this.element.addEventListener("pointercancel", end);
    this.element.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const length = this.view.to - this.view.from;
        if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
          this.look(this.view.from + ((event.deltaX || event.deltaY) / 800) * length, length);
        } else {
          this.zoom(Math.exp(-event.deltaY / 400), this.time(event.clientX));
        }
      },
      { passive: false },
    );
  }
}

/** Least and greatest value between two places. */
function extremes(column: Float32Array, from: number, to: number): [number, number] {
  const part = column.subarray(Math.ceil(from), Math.ceil(to));
  return part.length > 0 ? [Math.min(...part), Math.max(...part)] : [between(column, from), between(column, to)];
}

/** A range for curves that shows weak ones, too. */
export function range(columns: readonly Float32Array[]): [number, number] {
  let [least, most] = [0, 0];
  for (const column of columns) {
    for (const value of column) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  const high = [0.25, 0.5, 1].find((limit) => most <= limit) ?? most;
  const low = least > -0.01 ? 0 : ([-0.25, -0.5, -1].find((limit) => least >= limit) ?? least);
  return [low, high];
}
