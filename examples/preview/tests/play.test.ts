// Playing: the face follows the sound's own clock, also after a minute, slowly, and over and over.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Clock } from "../src/clock";
import { browser, command, folder, longVoice, open, type Watched } from "./world";

const FRAME = 1 / 60;
const file = folder();
let chromium: Browser;
let watched: Watched;
let page: Page;

before(async () => {
  writeFileSync(file("long.wav"), longVoice(63));
  command("preview", file("long.wav"), "-o", file("long.html"), "--emotion", "neutral");
  chromium = await browser();
  // A small picture: software rendering is to leave time for everything else.
  watched = await open(chromium, file("long.html"), { viewport: { width: 480, height: 480 } });
  page = watched.page;
});
after(async () => chromium.close());

const playing = () => page.evaluate(() => emoface.clock.playing);
const position = () => page.evaluate(() => emoface.clock.now());

test("space plays and pauses, and the face moves meanwhile", async () => {
  await page.keyboard.press("Space");
  await page.waitForFunction(() => emoface.clock.now() > 0.5);
  assert.equal(await playing(), true);
  const before = await page.evaluate(() => emoface.head.weights());
  await page.waitForFunction(() => emoface.clock.now() > 0.8);
  const after = await page.evaluate(() => emoface.head.weights());
  assert.notDeepEqual(before, after);
  await page.keyboard.press("Space");
  assert.equal(await playing(), false);
  const [there, later] = [await position(), await page.waitForTimeout(100).then(position)];
  assert.equal(there, later, "a paused face stands still");
  const heard = await page.evaluate(() => emoface.clock.audio.currentTime);
  assert.ok(Math.abs(heard - there) < 2 * FRAME, `heard ${heard}, seen ${there}`);
});

test("slow motion is slow", async () => {
  await page.keyboard.press("s");
  await page.keyboard.press("s");
  assert.equal(await page.textContent("#speed"), "¼×");
  const took = await page.evaluate(async () => {
    emoface.seek(2);
    await emoface.clock.play();
    const wait = (time: number) =>
      new Promise<number>((done) => {
        const look = () => (emoface.clock.now() >= time ? done(performance.now()) : requestAnimationFrame(look));
        look();
      });
    const from = await wait(2.1);
    const to = await wait(2.4);
    emoface.clock.pause();
    return (to - from) / 1000;
  });
  assert.ok(took > 1.0 && took < 1.7, `0.3 s took ${took} s`);
  await page.keyboard.press("s");
  await page.keyboard.press("s");
  assert.equal(await page.textContent("#speed"), "1×");
});

test("a selection is played over and over", async () => {
  const seen = await page.evaluate(async () => {
    emoface.select({ from: 3, to: 3.4 });
    document.getElementById("loop")?.click();
    await emoface.clock.play();
    const seen: number[] = [];
    const start = performance.now();
    while (performance.now() - start < 1500) {
      await new Promise((done) => requestAnimationFrame(done));
      seen.push(emoface.clock.now());
    }
    emoface.clock.pause();
    document.getElementById("loop")?.click();
    emoface.select(null);
    return seen;
  });
  const again = seen.filter((time, k) => k > 0 && time < (seen[k - 1] as number));
  assert.ok(again.length >= 2, `${again.length} times`);
  assert.ok(
    seen.every((time) => time >= 3 && time < 3.4),
    `${Math.min(...seen)} to ${Math.max(...seen)}`,
  );
});

test("after a minute the face is less than a frame from the sound", { timeout: 180_000 }, async () => {
  const drift = await page.evaluate(async () => {
    emoface.seek(0);
    await emoface.clock.play();
    const errors: number[] = [];
    while (emoface.clock.playing && emoface.clock.audio.currentTime < 61) {
      await new Promise((done) => requestAnimationFrame(done));
      const shown = emoface.clock.now();
      if (emoface.clock.audio.currentTime > 1) errors.push(shown - emoface.clock.audio.currentTime);
    }
    emoface.clock.pause();
    return errors;
  });
  assert.ok(drift.length > 100, `only ${drift.length} pictures in a minute`);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const part = Math.ceil(drift.length / 20);
  const [first, last] = [mean(drift.slice(0, part)), mean(drift.slice(-part))];
  const sorted = drift.map(Math.abs).sort((a, b) => a - b);
  const most = sorted[Math.floor(sorted.length * 0.99)] as number;
  const ms = (seconds: number) => `${(1000 * seconds).toFixed(2)} ms`;
  console.log(`face after sound: first ${ms(first)}, after a minute ${ms(last)}; 99 % within ${ms(most)}`);
  assert.ok(Math.abs(last) < FRAME && Math.abs(last - first) < FRAME && most < FRAME);
  assert.deepEqual(watched.faults, []);
});

/** An audio element whose time moves in steps, as browsers round it. */
function coarse(step: number): { audio: HTMLAudioElement; at(time: number): void } {
  const audio = { paused: true, ended: false, seeking: false, playbackRate: 1, currentTime: 0 };
  const element = Object.assign(audio, {
    play: async () => {
      audio.paused = false;
    },
    pause: () => {
      audio.paused = true;
    },
  }) as unknown as HTMLAudioElement;
  return {
    audio: element,
    at: (time) => {
      audio.currentTime = Math.floor(time / step) * step;
    },
  };
}

test("time is smooth although the element's time moves in steps, and waits if it stops", async (context) => {
  const { audio, at } = coarse(0.04);
  const clock = new Clock(audio);
  let now = 0;
  context.mock.method(performance, "now", () => now);
  clock.load("", 100);
  await clock.play();
  const shown: number[] = [];
  for (let k = 0; k < 600; k++) {
    now = (k * 1000) / 60;
    at(now / 1000);
    shown.push(clock.now());
  }
  const steps = shown.slice(61).map((time, k) => time - (shown[k + 60] as number));
  assert.ok(Math.min(...steps) >= 0 && Math.max(...steps) < 0.03, `${Math.min(...steps)} to ${Math.max(...steps)}`);
  const errors = shown.slice(60).map((time, k) => Math.abs(time - (k + 60) / 60));
  assert.ok(Math.max(...errors) < 0.034, `${Math.max(...errors)}`);
  const stopped = clock.now();
  now += 5000;
  const held = clock.now();
  assert.ok(held - stopped < 0.01, `${held - stopped} s after the sound stopped`);
});
