// Draws examples/preview.png, the page's picture in the README: node picture.mjs PAGE.html OUT.png

import { resolve } from "node:path";
import { chromium } from "playwright-core";

const [page, out] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.EMOFACE_BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"],
});
const view = await browser.newPage({ viewport: { width: 1200, height: 720 }, colorScheme: "light" });
await view.goto(`file://${resolve(page)}`);
await view.waitForSelector("html[data-ready]");
await view.evaluate(() => {
  emoface.compare();
  emoface.choose(4, true);
  emoface.show(100);
  return new Promise((done) => setTimeout(done, 1000));
});
await view.screenshot({ path: out });
await browser.close();
