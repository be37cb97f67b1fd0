// The dialog that chooses which controls are drawn.

import type { Take } from "../take";

/** What is drawn if nobody chose. */
const USUAL = ["jawOpen", "mouthClose", "mouthFunnel", "mouthSmileLeft", "browInnerUp", "eyeBlinkLeft"];

/** How much a control moves in a take. */
function movement(take: Take, control: string): number {
  const column = take.column(control);
  if (!column) return 0;
  let sum = 0;
  for (let k = 1; k < column.length; k++) sum += Math.abs((column[k] ?? 0) - (column[k - 1] ?? 0));
  return sum;
}

/** The controls of `take`, those that move most first. */
export function byMovement(take: Take): string[] {
  const moves = new Map(take.controls.map((control) => [control, movement(take, control)]));
  return [...take.controls].sort((a, b) => (moves.get(b) ?? 0) - (moves.get(a) ?? 0));
}

/** At most `count` controls to begin with. */
export function firstChoice(take: Take, count: number): string[] {
  const known = USUAL.filter((name) => take.column(name));
  return [...new Set([...known, ...byMovement(take)])].slice(0, count);
}

/** Opens the dialog; every change is told to `changed`. */
export function openPicker(take: Take, chosen: readonly string[], changed: (chosen: string[]) => void): void {
  const dialog = document.getElementById("picker") as HTMLDialogElement;
  const filter = document.getElementById("filter") as HTMLInputElement;
  const list = document.getElementById("controls") as HTMLElement;
  const selected = new Set(chosen);
  const rows = byMovement(take).map((name) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = selected.has(name);
    box.addEventListener("change", () => {
      if (box.checked) selected.add(name);
      else selected.delete(name);
      changed([...selected]);
    });
    label.append(box, name);
    return { name, label };
  });
  list.replaceChildren(...rows.map((row) => row.label));
  filter.value = "";
  filter.oninput = () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const { name, label } of rows) label.hidden = !name.toLowerCase().includes(wanted);
  };
  dialog.showModal();
}
