// The page in a browser: it loads whole, shows what was baked, and goes where it is told.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { browser, colours, command, folder, HALF_STEP, hello, open, table, type Watched } from "./world";

const file = folder();
let chromium: Browser;
let watched: Watched;
let page: Page;

before(async () => {
  command("preview", hello, "-o", file("hello.html"));
  chromium = await browser();
  watched = await open(chromium, file("hello.html"));
  page = watched.page;
});
after(async () => chromium.close());

/** Two pictures from now on what was asked for is drawn. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

test("it loads whole, from nowhere but itself", async () => {
  assert.equal(await page.getAttribute("html", "data-failed"), null);
  assert.equal(await page.title(), "hello.wav – emoface");
  assert.deepEqual(await page.locator("#takes button").allTextContents(), [
    "neutral",
    "angry",
    "disgust",
    "fear",
    "happy",
    "sad",
    "surprise",
  ]);
  // Even if it tried: the browser is told to let nothing out.
  const fetched = await page.evaluate(() =>
    fetch("https://example.invalid/").then(
      () => "yes",
      () => "no",
    ),
  );
  assert.equal(fetched, "no");
  const refusal = watched.faults.splice(0).filter((fault) => !/Content Security Policy|example\.invalid/.test(fault));
  assert.deepEqual(refusal, []);
});

test("the head is seen, and the curves", async () => {
  const head = await colours(page, await page.locator("#view").screenshot());
  assert.ok(head.different > 1000 && head.commonest < 0.9, JSON.stringify(head));
  const curves = await colours(page, await page.locator("#timeline").screenshot());
  assert.ok(curves.different > 20 && curves.commonest < 0.95, JSON.stringify(curves));
});

test("every shape of every frame that is shown has the weight of the bake", async () => {
  for (const [take, mood] of ["neutral", "angry"].entries()) {
    const { names, rows } = table(command("bake", hello, "-o", "-", "--rig", "arkit", "--emotion", mood));
    await page.keyboard.press(String(take + 1));
    const frames = Array.from({ length: 24 }, (_, i) => Math.floor((i * (rows.length - 1)) / 23));
    const shown = await page.evaluate(async (frames) => {
      const next = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const shown = [];
      for (const frame of frames) {
        emoface.show(frame);
        await next();
        const turn = emoface.head.scene.getObjectByName("head")?.rotation;
        shown.push({ weights: emoface.head.weights(), yaw: turn?.y ?? 99 });
      }
      return shown;
    }, frames);
    for (const [at, frame] of frames.entries()) {
      const row = rows[frame] as number[];
      const { weights, yaw } = shown[at] as { weights: Record<string, number>; yaw: number };
      assert.equal(Object.keys(weights).length, 52);
      for (const [name, weight] of Object.entries(weights)) {
        const baked = row[names.indexOf(name)] as number;
        assert.ok(Math.abs(weight - baked) <= HALF_STEP, `${mood}, frame ${frame}, ${name}: ${weight}, not ${baked}`);
      }
      assert.ok(Math.abs(yaw - (row[names.indexOf("headYaw")] as number)) <= HALF_STEP);
    }
  }
  await page.keyboard.press("1");
});

test("every frame can be gone to, by number and step by step", async () => {
  const wrong = await page.evaluate(() => {
    const wrong = [];
    for (let frame = 0; frame < emoface.take.count; frame++) {
      emoface.show(frame);
      if (emoface.frame !== frame || emoface.clock.now() !== frame / 60) wrong.push(frame);
    }
    return wrong;
  });
  assert.deepEqual(wrong, []);
  await page.evaluate(() => emoface.show(100));
  for (const [key, frame] of [
    [".", 101],
    [".", 102],
    [",", 101],
  ] as const) {
    await page.keyboard.press(key);
    await drawn(page);
    assert.equal(await page.textContent("#frame"), `frame ${frame}`);
  }
  await page.click("#back");
  await drawn(page);
  assert.equal(await page.textContent("#frame"), "frame 100");
  await page.keyboard.press("Home");
  await page.keyboard.press(",");
  assert.equal(await page.evaluate(() => emoface.frame), 0);
  await page.keyboard.press("End");
  await page.keyboard.press(".");
  assert.equal(await page.evaluate(() => emoface.frame === emoface.take.count - 1), true);
});

test("a point of the timeline is gone to, and a part of it selected", async () => {
  const box = await page.locator("#timeline").boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width / 2, box.y + 60);
  const [time, seconds] = await page.evaluate(() => [emoface.clock.now(), emoface.clock.duration]);
  assert.ok(Math.abs((time as number) - (seconds as number) / 2) < 0.02, `${time}`);
  await page.mouse.move(box.x + box.width * 0.25, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 8, { steps: 4 });
  await page.mouse.up();
  const span = await page.evaluate(() => emoface.timeline.selection);
  assert.ok(span && Math.abs(span.to - 2 * span.from) < 0.03, JSON.stringify(span));
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => emoface.timeline.selection), null);
});

test("two takes stand side by side", async () => {
  await page.keyboard.press("1");
  await page.keyboard.press("c");
  await page.keyboard.press("Shift+Digit5");
  assert.deepEqual(await page.evaluate(() => emoface.shown), [0, 4]);
  assert.deepEqual(await page.locator("#captions span").allTextContents(), ["neutral", "happy"]);
  await page.evaluate(() => emoface.show(40));
  await drawn(page);
  const smile = await page.evaluate(() => emoface.takes[4]?.value("mouthSmileLeft", 40 / 60));
  const shown = await page.evaluate(() => emoface.head.weights().mouthSmileLeft);
  assert.ok(Math.abs((smile ?? 0) - (shown ?? 9)) < 1e-6 && (smile ?? 0) > 0.1, "the second is drawn last");
  const halves = await page.evaluate(() => {
    const view = document.getElementById("view") as HTMLCanvasElement;
    const canvas = new OffscreenCanvas(view.width, view.height);
    const pen = canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
    pen.drawImage(view, 0, 0);
    const half = Math.floor(view.width / 2);
    const [left, right] = [0, half].map((x) => pen.getImageData(x, 0, half, view.height).data) as [
      Uint8ClampedArray,
      Uint8ClampedArray,
    ];
    let different = 0;
    for (let i = 0; i < left.length; i += 4) different += Math.abs((left[i] ?? 0) - (right[i] ?? 0)) > 24 ? 1 : 0;
    return { different, all: left.length / 4 };
  });
  assert.ok(halves.different > 200 && halves.different < halves.all / 4, JSON.stringify(halves));
  await page.keyboard.press("c");
  assert.deepEqual(await page.evaluate(() => emoface.shown), [0]);
});

test("curves are chosen by name", async () => {
  await page.keyboard.press("v");
  await page.fill("#filter", "browdown");
  const found = page.locator("#controls label:visible");
  assert.deepEqual((await found.allTextContents()).sort(), ["browDownLeft", "browDownRight"]);
  await found.first().click();
  await page.click("#picker button");
  assert.equal(await page.locator("#lanes div").count(), 5);
  assert.match((await page.locator("#lanes div").last().textContent()) ?? "", /^browDown(Left|Right)/);
});

test("it is dark or light, as the reader's system is or as one chooses", async () => {
  const theme = (page: Page) => page.getAttribute("html", "data-theme");
  await page.keyboard.press("d");
  const other = await theme(page);
  await page.keyboard.press("d");
  assert.notEqual(await theme(page), other);
  for (const colorScheme of ["dark", "light"] as const) {
    const { page } = await open(chromium, file("hello.html"), { colorScheme });
    assert.equal(await theme(page), colorScheme);
    await page.context().close();
  }
});

test("it fits a phone", async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
  const { page, faults } = await open(chromium, file("hello.html"), phone);
  const fit = await page.evaluate(() => {
    const small = [...document.querySelectorAll("button")].filter((button) => {
      const { width, height } = button.getBoundingClientRect();
      return width > 0 && (width < 40 || height < 40);
    });
    return {
      wide: document.documentElement.scrollWidth,
      stage: document.getElementById("stage")?.clientHeight ?? 0,
      small: small.map((button) => button.id),
      beyond: [...document.querySelectorAll(".transport *, .tools *")].filter(
        (element) => element.getBoundingClientRect().right > innerWidth,
      ).length,
    };
  });
  assert.ok(fit.wide <= 360 && fit.stage >= 300, JSON.stringify(fit));
  assert.deepEqual([fit.small, fit.beyond], [[], 0]);
  const box = await page.locator("#timeline").boundingBox();
  assert.ok(box);
  await page.touchscreen.tap(box.x + box.width / 4, box.y + 50);
  const share = await page.evaluate(() => emoface.clock.now() / emoface.clock.duration);
  assert.ok(Math.abs(share - 0.25) < 0.01, `${share}`);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a head of one's own is shown the same way", async () => {
  const head = new URL("../../../../models/head/head.glb", import.meta.url).pathname;
  command("preview", hello, "-o", file("own.html"), "--head", head, "--emotion", "sad");
  const { page, faults } = await open(chromium, file("own.html"));
  assert.equal(await page.evaluate(() => Object.keys(emoface.head.weights()).length), 52);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a contact sheet is a picture with a face in each cell", async () => {
  const out = file("sheet.png");
  command("sheet", hello, "-o", out, "--at", "0,0.5,1.0,1.5", "--columns", "2");
  const png = readFileSync(out);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [8 + 2 * 208, 8 + 2 * (230 + 52 + 8)]);
  const seen = await colours(page, png);
  assert.ok(seen.different > 3000 && seen.commonest < 0.8, JSON.stringify(seen));
});

test("nothing was complained about", () => {
  assert.deepEqual(watched.faults, []);
});
