// Builds the page: one HTML file with script and style in it, and a place for the data of a preview.
//
//   node build.mjs           writes src/cli/preview/page.html, which the emoface command carries
//   node build.mjs --check   compares with the committed page instead
//   node build.mjs --tests   builds the tests into build/tests/

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const page = new URL("../../src/cli/preview/page.html", here);
const path = (name) => new URL(name, here).pathname;

if (process.argv.includes("--tests")) {
  const tests = (await readdir(path("tests"))).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: tests.map((name) => path(`tests/${name}`)),
    outdir: path("build/tests"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
  });
} else {
  const html = await bundle();
  if (process.argv.includes("--check")) {
    const committed = await readFile(page, "utf8").catch(() => "");
    if (committed !== html) {
      console.error("src/cli/preview/page.html is not what its source gives: run npm run build in examples/preview");
      process.exit(1);
    }
  } else {
    await mkdir(new URL(".", page), { recursive: true });
    await writeFile(page, html);
    console.log(`page.html: ${(html.length / 1024).toFixed(0)} KiB`);
  }
}

async function bundle() {
  const out = await build({
    entryPoints: { script: path("src/main.ts"), style: path("src/style.css") },
    outdir: path("build"),
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
  });
  const text = (extension) => out.outputFiles.find((file) => file.path.endsWith(extension)).text.trim();
  // A closing tag inside a string of the script would end it.
  const script = text(".js").replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const template = await readFile(path("src/page.html"), "utf8");
  const three = await readFile(path("node_modules/three/LICENSE"), "utf8");
  const licence = `three.js\n\n${three.trim()}`;
  return template
    .replace("/* style */", () => text(".css"))
    .replace("/* script */", () => script)
    .replace("licences of others", () => licence);
}
