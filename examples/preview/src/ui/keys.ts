// Keys.

/** What keys do, by the key's name; numbers come with what they are. */
export interface Deeds {
  keys: Record<string, () => void>;
  take(number: number, second: boolean): void;
}

/** Listens for keys outside of text fields and dialogs. */
export function listenToKeys(deeds: Deeds): void {
  window.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog, input")) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const deed = deeds.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (digit) deeds.take(Number(digit) - 1, event.shiftKey);
    else if (deed) deed();
    else return;
    event.preventDefault();
    // A button that was clicked would take the next space as another click.
    if (target instanceof HTMLButtonElement) target.blur();
  });
}
