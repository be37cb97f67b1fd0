// Takes from elsewhere: read as they were written, and put on the head's rig as the library does it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { readTake } from "../src/read/read";
import { bend, cast, type Profile } from "../src/rig";
import type { Take } from "../src/take";
import { browser, command, folder, HALF_STEP, hello, open, table } from "./world";

const file = folder();
let chromium: Browser;
before(async () => {
  chromium = await browser();
});
after(async () => chromium.close());

/** The rigs of the library from the board to `name`. */
function chain(...names: string[]): Profile[] {
  return names.map((name) => JSON.parse(command("rigs", name, "--json")) as Profile);
}

/** The greatest difference of a take from a csv of the same controls. */
function apart(take: Take, csv: string): number {
  const { names, rows } = table(csv);
  assert.equal(take.count, rows.length);
  let most = 0;
  for (const [index, name] of names.entries()) {
    const column = take.column(name);
    assert.ok(column, name);
    for (const [k, row] of rows.entries()) most = Math.max(most, Math.abs((column[k] ?? 9) - (row[index] ?? 0)));
  }
  return most;
}

const bake = (...args: string[]) => command("bake", hello, "-o", "-", ...args);

test("a csv of the board becomes what the library makes of it, on every rig", () => {
  const board = readTake("board.csv", bake("--emotion", "happy:0.6"), null);
  assert.equal(board.fps, 60);
  for (const rig of ["metahuman", "arkit", "oculus", "vrm"]) {
    const rigs = { metahuman: [], arkit: ["arkit"], oculus: ["arkit", "oculus"], vrm: ["arkit", "vrm"] }[rig] ?? [];
    const expected = bake("--emotion", "happy:0.6", "--rig", rig);
    const { names } = table(expected);
    // A csv of the board says nothing about the head's turn and about feelings.
    const own = new Set(cast(board, chain("metahuman", ...rigs)).controls);
    assert.deepEqual([...own], names);
    const lacking = names.filter((name) => /^head|^(happy|angry|sad|relaxed|surprised|neutral)$/.test(name));
    const made = cast(board, chain("metahuman", ...rigs));
    const kept = names.filter((name) => !lacking.includes(name));
    const rows = table(expected).rows.map((row) => kept.map((name) => row[names.indexOf(name)]));
    const csv = [kept.join(), ...rows.map((row) => row.join())].join("\n");
    assert.ok(apart(made, csv) < 1e-5, `${rig}: ${apart(made, csv)}`);
  }
});

test("a profile with everything in it is computed as the library does", () => {
  const profile = {
    emoface_profile: 1,
    name: "all",
    regions: { mouth: { gain: 1.3, smoothing_ms: 40 }, jaw: { smoothing_ms: 25 } },
    outputs: [
      { name: "Open", region: "jaw", gain: 1.2, offset: 0.05, inputs: { jawOpen: 0.8, mouthFunnel: 0.1 } },
      {
        name: "Bent",
        region: "mouth",
        curve: [
          [0, 0.1],
          [0.2, 0.6],
          [1, 0.3],
        ],
        inputs: { mouthFunnel: 2 },
      },
      {
        name: "Product",
        region: "mouth",
        min: -1,
        inputs: [
          {
            input: "jawOpen",
            weight: 2,
            times: "mouthPucker",
            curve: [
              [0, 0.2],
              [1, 1],
            ],
          },
          {
            input: "mouthClose",
            weight: -1,
            curve: [
              [0.02, 0],
              [0.3, 1],
            ],
          },
        ],
      },
      { name: "Rest", region: "mouth", inputs: {} },
    ],
    closure: [
      { output: "Open", max: 0.02 },
      { output: "Bent", min: { output: "Open", gain: 0.5, offset: 0.3 } },
    ],
  };
  writeFileSync(file("all.json"), JSON.stringify(profile));
  const board = readTake("board.csv", bake(), null);
  const made = cast(board, [...chain("metahuman", "arkit"), profile as unknown as Profile]);
  assert.ok(apart(made, bake("--profile", file("all.json"))) < 1e-5);
  const outputs = profile.outputs.map((output) => ({ ...output, min: 0 }));
  const closure = [{ output: "Bent", min: 0.7 }];
  const shared = { ...profile, name: "shared", outputs, normalise: { rest: "Rest" }, closure };
  writeFileSync(file("shared.json"), JSON.stringify(shared));
  const again = cast(board, [...chain("metahuman", "arkit"), shared as unknown as Profile]);
  assert.ok(apart(again, bake("--profile", file("shared.json"))) < 1e-5);
});

test("json and Live Link csv say the same as the bake", () => {
  const arkit = bake("--rig", "arkit", "--fps", "30");
  const json = readTake("a.json", bake("--rig", "arkit", "--format", "json", "--fps", "30"), null);
  assert.equal(json.fps, 30);
  assert.ok(apart(json, arkit) < 1e-6);
  // The board has no controls for the head: a json says its angles in degrees beside the frames.
  const told = JSON.parse(bake("--format", "json")) as { head: number[][] };
  told.head = told.head.map((_, k) => [k % 40, -k / 100, 3]);
  const board = cast(readTake("b.json", JSON.stringify(told), null), chain("metahuman", "arkit"));
  for (const [index, name] of ["headYaw", "headPitch", "headRoll"].entries()) {
    const column = board.column(name);
    const radians = told.head.map(
      (angles) => ((name === "headRoll" ? -1 : 1) * (angles[index] as number) * Math.PI) / 180,
    );
    assert.ok(
      radians.every((angle, k) => Math.abs(angle - (column?.[k] ?? 9)) < 1e-4),
      name,
    );
  }
  const { names, rows } = table(bake("--rig", "arkit"));
  const live = readTake("c.csv", bake("--format", "livelink"), null);
  assert.equal(live.fps, 60);
  const shapes = names.filter((name) => !/^(left|right)Eye/.test(name));
  for (const name of shapes) {
    const column = live.column(name);
    assert.ok(column, name);
    assert.ok(
      rows.every((row, k) => Math.abs((row[names.indexOf(name)] ?? 9) - (column[k] ?? 9)) < 1e-4),
      name,
    );
  }
});

test("dropped frames of Live Link Face are interpolated, and a csv's rate is found from the sound", () => {
  const rows = ["01:00:00:00.000", "01:00:00:01.000", "01:00:00:04.000", "01:00:00:06.500"];
  const text = rows.map((code, k) => `${code},61,${k / 10},${-k / 10}`).join("\r\n");
  const take = readTake("x.csv", `Timecode,BlendShapeCount,JawOpen,HeadRoll\r\n${text}\r\n`, null);
  const jaw = [...(take.column("jawOpen") ?? [])].map((value) => Number(value.toFixed(4)));
  assert.deepEqual(jaw, [0, 0.1, 0.1333, 0.1667, 0.2, 0.24, 0.28]);
  assert.ok(Math.abs((take.column("headRoll")?.[4] ?? 0) + 0.2) < 1e-6);
  const csv = `jawOpen,mouthClose\n${"0.5,0\n".repeat(75)}`;
  const rate = (seconds: number | null) => readTake("y.csv", csv, seconds).fps;
  assert.deepEqual([rate(2.5), rate(3), rate(1.25), rate(7.7), rate(null)], [30, 25, 60, 60, 60]);
});

test("what is no take is said to be none", () => {
  const says = (text: string, message: RegExp) => assert.throws(() => readTake("bad.csv", text, null), message);
  says("0.1,0.2\n0.3,0.4\n", /name the controls/);
  says("a,b\n", /no frames/);
  says("a,b\n1,2\n1\n", /line 3 has 1 cells/);
  says("a,b\n1,x\n", /b is no number in frame 0/);
  says("{", /JSON/);
  says('{"fps":60}', /no fps, controls and frames/);
  says("Timecode,BlendShapeCount,JawOpen\nnow,61,0\n", /no time code/);
  says("Timecode,BlendShapeCount,JawOpen\n00:00:00:01.0,61,0\n00:00:00:01.0,61,0\n", /does not rise/);
  assert.equal(
    bend(
      [
        [0, 1],
        [1, 3],
      ],
      0.5,
    ),
    2,
  );
});

test("a file dropped onto the page is a take, and a broken one is explained", async () => {
  command("preview", hello, "-o", file("hello.html"), "--emotion", "neutral");
  const { page, faults } = await open(chromium, file("hello.html"));
  const drop = (name: string, text: string) =>
    page.evaluate(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text as string], name as string));
        window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [name, text],
    );
  await drop("angry.csv", bake("--emotion", "angry"));
  await page.waitForFunction(() => emoface.takes.length === 2);
  assert.deepEqual(await page.evaluate(() => emoface.shown), [1]);
  const brow = await page.evaluate(() => [...(emoface.take.column("browDownLeft") ?? [])]);
  const { names, rows } = table(bake("--emotion", "angry", "--rig", "arkit"));
  const expected = rows.map((row) => row[names.indexOf("browDownLeft")] as number);
  assert.ok(expected.every((value, k) => Math.abs(value - (brow[k] ?? 9)) < HALF_STEP));
  assert.ok(Math.max(...expected) > 0.2);
  await drop("visemes.csv", "viseme_aa,viseme_O\n0,1\n");
  await page.waitForSelector("#notice:visible");
  assert.match((await page.textContent("#notice")) ?? "", /visemes: none of its controls moves this head/);
  assert.equal(await page.evaluate(() => emoface.takes.length), 2);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a take alone is shown without a sound", async () => {
  writeFileSync(file("alone.csv"), bake("--rig", "arkit"));
  command("preview", file("alone.csv"), "-o", file("alone.html"));
  const { page, faults } = await open(chromium, file("alone.html"));
  const lines = readFileSync(file("alone.csv"), "utf8").trim().split("\n").length - 1;
  assert.equal(await page.evaluate(() => emoface.take.count), lines);
  await page.keyboard.press("Space");
  await page.waitForFunction(() => emoface.clock.now() > 0.3);
  assert.deepEqual(faults, []);
  await page.context().close();
});
