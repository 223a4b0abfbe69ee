// How soon the pages of the console show something useful with ten thousand open episodes: the
// sample clinic's members again and again, under other ids, in a ledger of their own.
//
//     node bench/first-paint.mjs [COPIES] [ROUNDS]     230 copies (about 10,000 episodes), 5 rounds
//
// Prints the median and the slowest of the rounds, in milliseconds since the navigation began, each
// in a browser context of its own, so with an empty cache. AUTHLEDGER_BUILD as for the tests.
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { build, closeBrowser, openPage, payers, root, startServiceOn } from "../e2e/service.mjs";

const copies = Number(process.argv[2] ?? 230);
const rounds = Number(process.argv[3] ?? 5);
const run = (...words) => promisify(execFile)(join(build, "tools/authledger"), words, { cwd: root, maxBuffer: 1 << 28 });

const folder = await mkdtemp(join(tmpdir(), "authledger-first-paint-"));
await run("sample-clinic", "--out", join(folder, "clinic"));
await copyClinic(join(folder, "clinic/clinic.ndjson"), join(folder, "many.ndjson"));
console.error(`importing ${copies} copies of the sample clinic`);
await run("import", join(folder, "many.ndjson"), "--data", join(folder, "data"), "--payers", payers);

const service = await startServiceOn(join(folder, "data"));
const { counts } = await service.get("/v1/today");
console.log(`due: ${Object.values(counts.status).reduce((sum, it) => sum + it, 0)} items`);

// What is useful on a page is there when this is.
const useful = {
  "#/today": "tbody tr[data-key]",
  "#/authorizations": "tbody tr[data-key]",
  "#/episodes/m08-e1": "[data-testid=remaining]",
  "#/reports/runway": "tbody tr[data-key]",
};
for (const [place, selector] of Object.entries(useful)) {
  const times = [];
  for (let i = 0; i < rounds; ++i) {
    const { page, close } = await openPage(service, { path: `/${place}`, settle: false, before: (it) => it.addInitScript(watch, selector) });
    await page.waitForSelector(selector);
    times.push(await page.evaluate(() => window.usefulAt));
    await close();
  }
  times.sort((a, b) => a - b);
  console.log(`${place.padEnd(20)} median ${times[times.length >> 1].toFixed(0)} ms, slowest ${times.at(-1).toFixed(0)} ms`);
}
await closeBrowser();
await service.stop();
await rm(folder, { recursive: true, force: true });

// In the page: when the selector first finds something, to the frame after it.
function watch(selector) {
  const look = () => {
    if (!document.querySelector(selector)) return requestAnimationFrame(look);
    requestAnimationFrame(() => (window.usefulAt = performance.now()));
  };
  requestAnimationFrame(look);
}

async function copyClinic(from, to) {
  const lines = [];
  for await (const line of createInterface({ input: createReadStream(from) })) lines.push(JSON.parse(line));
  const out = createWriteStream(to);
  const write = async (it) => {
    if (!out.write(JSON.stringify(it) + "\n")) await once(out, "drain");
  };
  for (const it of lines) if (!it.document) await write(it);
  for (let copy = 1; copy < copies; ++copy)
    for (const it of lines) {
      const other = (id) => `${id}-${copy}`;
      if (!it.type && it.member) await write({ member: { ...it.member, id: other(it.member.id) } });
      if (it.type)
        await write({
          ...it,
          id: other(it.id),
          episode: other(it.episode),
          ...(it.member === undefined ? {} : { member: other(it.member) }),
          ...(it.withdraws === undefined ? {} : { withdraws: other(it.withdraws) }),
        });
    }
  out.end();
  await once(out, "finish");
}
