// Files dropped onto the page.

/** Gives every file that is dropped anywhere to `take`. */
export function listenToDrops(take: (file: File) => void): void {
  const over = (inside: boolean) => document.body.classList.toggle("dropping", inside);
  window.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  window.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) over(false);
  });
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    for (const file of event.dataTransfer?.files ?? []) take(file);
  });
}
