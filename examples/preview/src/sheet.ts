// A contact sheet: the head at chosen times in one picture, with what it does.

import type { Head } from "./head";
import type { Payload, SheetOrder } from "./payload";
import { Stage } from "./stage";
import type { Take } from "./take";

const GAP = 8;
const CAPTION = 52;
/** Strongest controls that a cell names. */
const NAMED = 3;
/** Weaker than this is rest. */
const WEAK = 0.05;

/** Draws the sheet and leaves it in the document as the only content: `<img>` with a png as its source. */
export function drawSheet(head: Head, takes: readonly Take[], given: Payload): void {
  const order = given.sheet as SheetOrder;
  const [take] = takes;
  if (!take) throw new Error("there is no take");
  const [width, height] = order.cell;
  const view = document.getElementById("view") as HTMLCanvasElement;
  Object.assign(view.style, { position: "fixed", width: `${width}px`, height: `${height}px` });
  const stage = new Stage(view, () => {});
  stage.dark = order.dark;
  stage.resize(width, height, 1, 1);
  stage.show(head);
  stage.frame(true);
  const columns = Math.min(order.columns, order.times.length);
  const rows = Math.ceil(order.times.length / columns);
  const sheet = document.createElement("canvas");
  sheet.width = GAP + columns * (width + GAP);
  sheet.height = GAP + rows * (height + CAPTION + GAP);
  const pen = sheet.getContext("2d") as CanvasRenderingContext2D;
  const inks = order.dark ? ["#16181d", "#e6e8ec", "#949cab"] : ["#ffffff", "#1c2027", "#5d6675"];
  const [ground, ink, quiet] = inks as [string, string, string];
  pen.fillStyle = ground;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  for (const [index, time] of order.times.entries()) {
    const x = GAP + (index % columns) * (width + GAP);
    const y = GAP + Math.floor(index / columns) * (height + CAPTION + GAP);
    stage.draw([take], time);
    pen.drawImage(view, x, y, width, height);
    pen.fillStyle = ink;
    pen.font = "600 13px sans-serif";
    pen.fillText(`${time.toFixed(2)} s`, x + 2, y + height + 16);
    pen.fillStyle = quiet;
    pen.font = "11px sans-serif";
    for (const [line, text] of strongest(take, time).entries()) {
      const column = line === 0 ? 62 : 2;
      const row = line === 0 ? 16 : 15 + line * 15;
      pen.fillText(text, x + column, y + height + row, width - column);
    }
  }
  const picture = document.createElement("img");
  picture.id = "sheet";
  picture.src = sheet.toDataURL("image/png");
  document.head.replaceChildren();
  for (const element of [...document.body.children]) if (element.tagName !== "IFRAME") element.remove();
  document.body.append(picture);
}

/** The strongest shapes at `time`; a shape and its twin on the other side are one. */
function strongest(take: Take, time: number): string[] {
  const named = new Map<string, number>();
  for (const control of take.controls) {
    if (/^head|Eye(Yaw|Pitch|Roll)$/.test(control)) continue;
    const name = control.replace(/(Left|Right)$/, "");
    named.set(name, Math.max(named.get(name) ?? 0, take.value(control, time)));
  }
  const strong = [...named].filter(([, value]) => value >= WEAK).sort((a, b) => b[1] - a[1]);
  return strong.slice(0, NAMED).map(([name, value]) => `${name} ${value.toFixed(2)}`);
}
