// The page starts here.

import { App } from "./app";
import { Head } from "./head";
import { inflate, type Payload, payload, unpack } from "./payload";
import { readTake } from "./read/read";
import type { Profile } from "./rig";
import { drawSheet } from "./sheet";
import { embedded, silence } from "./sound";

async function start(given: Payload): Promise<void> {
  document.title = `${given.title} – emoface`;
  const head = await Head.load((await inflate(given.head)).buffer);
  const rigs = JSON.parse(new TextDecoder().decode(await inflate(given.rigs))) as Profile[];
  const voice = given.audio === null ? null : embedded(await inflate(given.audio));
  const takes = await Promise.all(given.takes.map(unpack));
  for (const { name, data } of given.files) {
    takes.push(readTake(name, new TextDecoder().decode(await inflate(data)), voice?.seconds ?? null));
  }
  if (given.sheet) return drawSheet(head, takes, given);
  const longest = Math.max(...takes.map((take) => take.seconds));
  const app = new App(head, rigs, voice ?? silence(longest), voice !== null);
  const title = document.getElementById("title") as HTMLElement;
  title.textContent = given.title;
  title.title = given.model;
  for (const take of takes) app.add(take);
  // For tests, and for whoever looks at the page from the browser's console.
  Object.assign(window, { emoface: app });
  document.documentElement.dataset.ready = "";
}

/** Holds back the document's `load` until it is called: what a browser without a window waits for. */
function holdLoad(): () => void {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  document.body.append(frame);
  // A document that is opened and not closed is still loading.
  frame.contentDocument?.open();
  return () => frame.contentDocument?.close();
}

const loaded = holdLoad();
const given = payload(document);
try {
  if (!given) throw new Error("This page is empty: emoface preview fills it.");
  if (typeof DecompressionStream === "undefined")
    throw new Error("This browser is too old: it cannot unpack the page.");
  await start(given);
} catch (error) {
  const notice = document.getElementById("notice") as HTMLElement;
  notice.hidden = false;
  notice.textContent = error instanceof Error ? error.message : String(error);
  document.documentElement.dataset.failed = notice.textContent;
} finally {
  loaded();
}
