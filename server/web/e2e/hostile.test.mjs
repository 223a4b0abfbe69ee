// Whatever a text holds, the console shows it as text. The strings are those of
// tests/data/naughty-strings, and a script in every field that takes a text.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeBrowser, goTo, openPage, root, settled, startService } from "./service.mjs";

const scripts = [
  `<script>window.pwned=1</script>`,
  `"><img src=x onerror="window.pwned=1">`,
  `<svg onload=window.pwned=1>`,
  `javascript:window.pwned=1`,
  `{{constructor.constructor('window.pwned=1')()}}`,
];

let service;
let strings;
const accepted = new Map(); // episode -> the string that it has everywhere

before(async () => {
  service = await startService();
  const naughty = JSON.parse(await readFile(join(root, "tests/data/naughty-strings/blns.json"), "utf8"));
  strings = [...scripts, ...naughty.filter((it) => it.trim() !== "")];
  const { items } = await service.get("/v1/episodes?limit=1");
  const facility = items[0].facility;
  const lines = [];
  for (const [i, text] of strings.entries()) {
    const member = await fetch(`${service.address}/v1/members/naughty-${i}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: `naughty-${i}`, name: text }),
    });
    if (!member.ok) continue; // a control character, or too long: refused with a reason, as a test of the service shows
    accepted.set(`NAUGHTY-${i}`, text);
    lines.push(...eventsWith(i, text, facility));
  }
  const answer = await fetch(`${service.address}/v1/events`, {
    method: "POST",
    headers: { "Content-Type": "application/x-ndjson" },
    body: lines.map((it) => JSON.stringify(it)).join("\n"),
  });
  const verdicts = (await answer.text()).trim().split("\n").map((it) => JSON.parse(it));
  assert.equal(verdicts.length, lines.length);
  for (const it of verdicts) if (it.verdict === "refused") accepted.delete(it.id.replace(/-\d+$/, ""));
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

// An episode with the text wherever a text may stand.
function eventsWith(i, text, facility) {
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const facts = [
    { type: "episode.admitted", facility, member: `naughty-${i}`, date: day(-20), level_of_care: text },
    { type: "coverage.set", payer: "sample-payer", effective: day(-20), plan: text, member_id: text },
    {
      type: "authorization.decided",
      authorization: text,
      number: text,
      decision: "approved",
      decided_at: `${day(-20)}T12:00:00Z`,
      start: day(-20),
      end: day(20),
      lines: [{ codes: [], units: 10 }],
      reason: text,
      reviewer: text,
    },
    {
      type: "session.recorded",
      session: text,
      start: `${day(-1)}T00:00:00Z`,
      end: `${day(-1)}T03:00:00Z`,
      service: text,
      outcome: "attended",
    },
  ];
  return facts.map((fact, n) => ({ id: `NAUGHTY-${i}-${n}`, episode: `NAUGHTY-${i}`, ...fact }));
}

async function expectNothingRan(page) {
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator("main script, main img[src=x], main svg[onload]").count(), 0);
}

test("Today shows every naughty name as it is", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/today?by=none&payer=sample-payer" });
  page.on("dialog", (dialog) => faults.push(`a dialog said ${dialog.message()}`));
  const shown = await page.evaluate(async () => {
    const names = new Map();
    const frame = document.querySelector(".table-frame");
    for (let top = 0; ; top += 300) {
      frame.scrollTop = top;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      for (const link of frame.querySelectorAll("td a"))
        names.set(decodeURIComponent(link.getAttribute("href").replace("#/episodes/", "")), link.textContent);
      if (top > frame.scrollHeight) return [...names];
    }
  });
  const names = new Map(shown);
  let seen = 0;
  for (const [episode, text] of accepted) {
    if (!names.has(episode)) continue; // nothing is due there
    assert.equal(names.get(episode), text);
    ++seen;
  }
  assert.ok(seen > 400, `${seen} of ${accepted.size} seen`);
  await expectNothingRan(page);
  assert.deepEqual(faults, []);
  await close();
});

test("a member's page shows naughty names, numbers and words of the log as they are", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/today" });
  page.on("dialog", (dialog) => faults.push(`a dialog said ${dialog.message()}`));
  const every = 12;
  const some = [...accepted].filter(([episode], i) => i % every === 0 || Number(episode.split("-")[1]) < scripts.length);
  assert.ok(some.length > 30, `${some.length} strings`);
  for (const [episode, text] of some) {
    await goTo(page, `#/episodes/${episode}`);
    assert.equal(await page.locator("h1").evaluate((it) => it.textContent), text);
    assert.equal(await page.locator(".authorization strong").first().evaluate((it) => it.textContent), text);
    const said = await page.locator(".log tbody").evaluate((it) => it.textContent);
    assert.ok(said.includes(`session ${text}, attended`), episode);
    await expectNothingRan(page);
  }
  assert.deepEqual(faults, []);
  await close();
});
