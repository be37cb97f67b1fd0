// What the tests share: the emoface command, a browser without a window, and pages that are watched.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { App } from "../src/app";

declare global {
  /** The page's own object. */
  var emoface: App;
}

const root = fileURLToPath(new URL("../../../..", import.meta.url));
/** The sample voice. */
export const hello = join(root, "examples/hello.wav");
/** Half a step of the numbers in a page. */
export const HALF_STEP = 0.51 / 8192;

/** Runs the command and gives what it writes to standard output. */
export function command(...args: string[]): string {
  const emoface = process.env.EMOFACE ?? join(root, "target/release/emoface");
  return execFileSync(emoface, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** A folder that is removed when the tests end. */
export function folder(): (name: string) => string {
  const path = mkdtempSync(join(tmpdir(), "emoface-preview-"));
  process.on("exit", () => rmSync(path, { recursive: true, force: true }));
  return (name) => join(path, name);
}

/** Names and columns of a csv. */
export function table(csv: string): { names: string[]; rows: number[][] } {
  const [header, ...lines] = csv.trim().split("\n");
  return { names: header?.split(",") ?? [], rows: lines.map((line) => line.split(",").map(Number)) };
}

export async function browser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.EMOFACE_BROWSER ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
    ],
  });
}

/** A page, and all that went wrong on it. */
export interface Watched {
  page: Page;
  /** Errors and warnings of the console, and requests that left the page. */
  faults: string[];
}

/** Opens the page at `path` and waits until it is there. */
export async function open(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    // Software rendering reads pixels slowly and says so; that is this browser and not the page.
    if (/GPU stall due to ReadPixels/.test(message.text())) return;
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== `file://${path}` && !/^(blob|data):/.test(request.url())) faults.push(request.url());
  });
  await page.goto(`file://${path}`);
  await page.waitForSelector("html[data-ready], html[data-failed]", { timeout: 60_000 });
  return { page, faults };
}

/** Colours of a picture, by the page that decodes it: how many different ones, and the share of the commonest. */
export async function colours(page: Page, png: Buffer): Promise<{ different: number; commonest: number }> {
  return page.evaluate(async (text) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${text}`;
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    pen.drawImage(picture, 0, 0);
    const pixels = new Uint32Array(pen.getImageData(0, 0, picture.width, picture.height).data.buffer);
    const counts = new Map<number, number>();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return { different: counts.size, commonest: Math.max(...counts.values()) / pixels.length };
  }, png.toString("base64"));
}

/** The sample voice over and over, at least `seconds` long, as a WAV file. */
export function longVoice(seconds: number): Buffer {
  const wav = readFileSync(hello);
  const data = wav.indexOf("data") + 8;
  const bytes = wav.readUInt32LE(data - 4);
  const perSecond = wav.readUInt32LE(28);
  const times = Math.ceil((seconds * perSecond) / bytes);
  const header = Buffer.from(wav.subarray(0, data));
  header.writeUInt32LE(header.length - 8 + times * bytes, 4);
  header.writeUInt32LE(times * bytes, data - 4);
  return Buffer.concat([header, ...Array<Buffer>(times).fill(wav.subarray(data, data + bytes))]);
}
