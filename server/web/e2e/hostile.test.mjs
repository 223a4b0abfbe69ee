// Whatever a text holds, the console shows it as text. The strings are those of
// tests/data/naughty-strings, and a script in every field that takes a text.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { allPlaces } from "./places.mjs";
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
  for (const [i, text] of scripts.entries()) await nameEverything(i, text);
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

// Where a text may stand that is no member's: a facility, a key, a person, whom a thing is assigned to.
async function nameEverything(i, text) {
  const made = async (method, path, body) => {
    const answer = await fetch(service.address + path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  };
  await made("PUT", `/v1/facilities/hostile-${i}`, { id: `hostile-${i}`, name: text, time_zone: "America/Chicago" });
  await made("POST", "/v1/keys", { label: text, roles: ["biller"] });
  await made("POST", "/v1/people", { name: text, roles: ["biller"] });
  const { obligations } = await service.get(`/v1/episodes/NAUGHTY-${i}/standing`);
  const pending = obligations.filter(({ status }) => ["upcoming", "open", "overdue"].includes(status));
  assert.ok(pending.length > 0);
  for (const { key } of pending.slice(0, 2))
    await made("POST", `/v1/episodes/NAUGHTY-${i}/obligations/${encodeURIComponent(key)}/assign`, { id: `assigned-${i}-${key}`, assignee: text, by: text });
  await made("POST", `/v1/episodes/NAUGHTY-${i}/packets`, { authorization: text });
}

// What `entries` makes of the links of a table, which is scrolled through from the top to the end.
async function shownIn(page, entries) {
  const found = new Map();
  const frame = page.locator(".table-frame");
  for (let top = 0, height = 1; top <= height; top += 300) {
    height = await frame.evaluate(async (it, to) => {
      it.scrollTop = to;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return it.scrollHeight;
    }, top);
    for (const [key, value] of await frame.locator("td a").evaluateAll(entries)) found.set(key, value);
  }
  return found;
}

async function expectNothingRan(page) {
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator("main script, main img[src=x], main svg[onload]").count(), 0);
}

test("Today shows every naughty name as it is", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/today?by=none&payer=sample-payer" });
  page.on("dialog", (dialog) => faults.push(`a dialog said ${dialog.message()}`));
  const names = await shownIn(page, (links) => links.map((it) => [decodeURIComponent(it.getAttribute("href").replace("#/episodes/", "")), it.textContent]));
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

test("no page runs what a text says, and each shows it", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/today" });
  page.on("dialog", (dialog) => faults.push(`a dialog said ${dialog.message()}`));
  const { items } = await service.get("/v1/packets?limit=1000");
  const packets = items.filter((it) => it.episode.startsWith("NAUGHTY-"));
  assert.ok(packets.length >= scripts.length, "packets with such texts were built");
  const places = [...(await allPlaces(service)), ...packets.map((it) => `#/packets/${it.episode}/${it.number}`)];
  for (const place of places) {
    await goTo(page, place);
    await expectNothingRan(page);
    for (const frame of page.frames()) assert.equal(await frame.evaluate(() => window.pwned), undefined, `${place}: ${frame.url()}`);
  }
  const shows = async (place) => {
    await goTo(page, place);
    for (const text of scripts) assert.ok((await page.locator("main").evaluate((it) => it.textContent)).includes(text), `${place} shows ${text}`);
  };
  for (const place of ["#/admin/facilities", "#/admin/people", "#/admin/keys"]) await shows(place);
  await goTo(page, "#/authorizations?payer=sample-payer");
  const table = await shownIn(page, (links) => links.map((it) => [it.getAttribute("href"), it.firstChild.textContent]));
  for (const text of scripts) assert.ok([...table.values()].includes(text), `the authorizations show ${text}`);
  assert.deepEqual(faults, []);
  await close();
});
