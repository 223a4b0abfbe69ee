// Builds the console: node build.mjs OUTDIR. Every file but index.html is named by its content, so
// that a browser may keep it for ever; index.html names the files of this build.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");

await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx"],
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "linked",
  entryNames: "assets/[name]-[hash]",
  chunkNames: "assets/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  outdir: out,
  metafile: true,
});

const names = new Map();
const preloads = []; // what the entry imports, so that a browser need not read it to know
for (const [file, { entryPoint, cssBundle, imports }] of Object.entries(metafile.outputs)) {
  if (entryPoint !== "src/main.tsx") continue;
  names.set("main.js", basename(file));
  names.set("main.css", basename(cssBundle));
  for (const it of imports) if (it.kind === "import-statement") preloads.push(`<link rel="modulepreload" href="/assets/${basename(it.path)}">`);
}
const icon = await readFile(join(here, "icon.svg"));
const digest = createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase();
names.set("icon.svg", `icon-${digest}.svg`);
await mkdir(join(out, "assets"), { recursive: true });
await writeFile(join(out, "assets", names.get("icon.svg")), icon);

const page = await readFile(join(here, "index.html"), "utf8");
await writeFile(
  join(out, "index.html"),
  page.replace("{{preloads}}", preloads.join("\n")).replace(/\{\{(.+?)\}\}/g, (_, name) => {
    if (!names.has(name)) throw new Error(`index.html asks for ${name}, which the build has not`);
    return `/assets/${names.get(name)}`;
  }),
);
