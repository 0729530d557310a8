// Compiles the look into static/: Sass to one stylesheet, ES modules to one script, and copies the
// fonts and the images that the stylesheet names. Leaves behind static/build.json, by which
// check_fresh.py knows, without npm, that the output belongs to the sources.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = dirname(assets);
const out = join(root, "static");
const uswds = join(root, "node_modules/@uswds/uswds");

for (const folder of ["css", "fonts", "img", "js"]) {
  rmSync(join(out, folder), { recursive: true, force: true });
  mkdirSync(join(out, folder), { recursive: true });
}

const { css } = compile(join(assets, "sass/portal.scss"), {
  loadPaths: [join(uswds, "packages")],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(out, "css/portal.css"), `${css.trim()}\n`);

// Plain Sass: what Django's administration looks like has nothing of the design system.
const admin = compile(join(assets, "sass/admin.scss"), { style: "compressed" });
writeFileSync(join(out, "css/admin.css"), `${admin.css.trim()}\n`);

const images = new Set([...css.matchAll(/url\(["']?\.\.\/img\/([^"')?#]+)/g)].map((m) => m[1]));
for (const image of images) {
  const target = join(out, "img", image);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(uswds, "dist/img", image), target);
}

for (const font of readdirSync(join(assets, "fonts"))) {
  copyFileSync(join(assets, "fonts", font), join(out, "fonts", font));
}

await build({
  entryPoints: [join(assets, "js/portal.js"), join(assets, "js/early.js")],
  outdir: join(out, "js"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
});

for (const image of readdirSync(join(assets, "img"))) {
  copyFileSync(join(assets, "img", image), join(out, "img", basename(image)));
}

const python = existsSync(join(root, ".venv/bin/python")) ? join(root, ".venv/bin/python") : "python3";
execFileSync(python, [join(assets, "check_fresh.py"), "--record"], { stdio: "inherit" });
