// A file of attendance: its columns, its words, what each line would do, and that nothing is written
// before one says so, nor twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { closeBrowser, openPage, settled, startService } from "./service.mjs";

let service;
let facility;
let people; // episodes in care
before(async () => {
  service = await startService();
  const { items } = await service.get("/v1/episodes?limit=1000&open=true");
  const admitted = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
  const inCare = items.filter((it) => it.admitted && it.admitted <= admitted && !it.discharged && it.member);
  ({ facility } = inCare[0]);
  people = inCare.filter((it) => it.facility === facility).slice(0, 4);
  assert.ok(people.length >= 3);
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

// A Sunday, on which the sample clinic has nothing of its own.
const sunday = new Date(Date.now() - (new Date().getUTCDay() || 7) * 86_400_000);
const iso = sunday.toISOString().slice(0, 10);
const eventsOf = async (episode) => (await service.get(`/v1/episodes/${episode}/events`)).events;

async function openImport(name, text) {
  const opened = await openPage(service, { path: `/#/attendance/import?facility=${facility}` });
  await opened.page.getByLabel("File of attendance").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await opened.page.getByRole("heading", { name: "2. Its columns" }).waitFor();
  return opened;
}

const chip = (page, name) => page.getByRole("button", { name, exact: true });

async function tryIt(page) {
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("group", { name: "By what becomes of a line" }).waitFor();
  await settled(page);
}

const fileOf = () =>
  "\ufeff" +
  [
    "Patient ID;Appt Date;Start Time;Minutes;Status;CPT Code;Note",
    `${people[0].member};${iso};9:00 AM;180;Checked in;H0015;"on time; well"`,
    `${people[1].member};${iso};13:30;;No Show;H0015;`,
    ";;;;;;",
    `${people[2].episode};${iso};0900;120;Checked in;H0015;`,
    `nobody;${iso};9:00 AM;180;Checked in;H0015;`,
    `${people[0].member};${iso};25:00;180;Checked in;H0015;`,
    `${people[1].member};${iso};2:00 PM;60;Rescheduled;H0015;`,
    `${people[0].member};${iso};9:00 AM;180;Checked in;H0015;"on time; well"`,
  ].join("\r\n");

test("a file is tried, says what each line would do, is imported, and nothing is said twice", async () => {
  const before = await Promise.all(people.map((it) => eventsOf(it.episode)));
  const { page, faults, close } = await openImport("september.csv", fileOf());
  assert.equal(await page.getByLabel("Member or episode").inputValue(), "0");
  assert.equal(await page.getByLabel("What became of it").inputValue(), "4");
  assert.equal(await page.getByLabel("Dates are written").inputValue(), "iso");
  assert.equal(await page.getByLabel("No Show", { exact: true }).inputValue(), "no_show");
  assert.equal(await page.getByLabel("Rescheduled", { exact: true }).inputValue(), "", "what is not known is not guessed");
  assert.deepEqual(await violations(page), []);
  await tryIt(page);
  await chip(page, "3 recorded").waitFor();
  await chip(page, "3 refused").waitFor();
  await chip(page, "1 left out").waitFor();
  await page.getByText('nobody here has the id "nobody"').waitFor();
  await page.getByText('"25:00" is no time of day').waitFor();
  await page.getByText('nobody has said what "Rescheduled" means').waitFor();
  await page.getByText("says what line 2 says").waitFor();
  for (const [i, it] of people.entries()) assert.equal((await eventsOf(it.episode)).length, before[i].length, "trying writes nothing");
  assert.deepEqual(await violations(page), []);

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Refused lines as a file" }).click();
  const chunks = [];
  for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk);
  const refused = Buffer.concat(chunks).toString("utf8").trim().split("\r\n");
  assert.equal(refused.length, 4);
  assert.match(refused[1], /^nobody,.*,6,/);

  await page.getByRole("button", { name: "Import 3 lines" }).click();
  await page.getByText("Imported: 3 lines said, 3 lines refused.").waitFor();
  const said = (await eventsOf(people[0].episode)).at(-1);
  assert.deepEqual([said.type, said.outcome, said.minutes, said.service], ["session.recorded", "attended", 180, "H0015"]);
  const missed = (await eventsOf(people[1].episode)).at(-1);
  assert.deepEqual([missed.outcome, missed.minutes, missed.excused ?? false], ["no_show", 0, false]);
  assert.deepEqual(faults, []);
  await close();

  const again = await openImport("september.csv", fileOf());
  await tryIt(again.page);
  await chip(again.page, "3 there already").waitFor();
  assert.ok(await again.page.getByRole("button", { name: "Import 0 lines" }).isDisabled());
  assert.deepEqual(again.faults, []);
  await again.close();
});

test("a corrected line replaces what was said, and says what that was", async () => {
  const { page, faults, close } = await openImport("corrected.csv", `Member,Date,Begins,Minutes,Outcome,Service\n${people[0].member},${iso},09:00,150,attended,H0015\n`);
  await tryIt(page);
  await chip(page, "1 replace what was said").waitFor();
  await page.getByText("now: came, 180 minutes").waitFor();
  await page.getByRole("button", { name: "Import 1 line" }).click();
  await page.getByText("Imported: 1 line said, 0 lines refused.").waitFor();
  assert.equal((await eventsOf(people[0].episode)).at(-1).minutes, 150);
  assert.deepEqual(faults, []);
  await close();
});

test("dates that can be read in two ways are not guessed", async () => {
  const ambiguous = "03/04/2026";
  const { page, faults, close } = await openImport("ambiguous.csv", `Member,Date,Begins,Outcome,Service\n${people[0].member},${ambiguous},09:00,attended,H0015\n`);
  await page.getByText("Both could be meant: please say which.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Try it" }).isDisabled());
  await page.getByText("Say first: how its dates are written.").waitFor();
  await page.getByLabel("Dates are written").selectOption("month_first");
  await tryIt(page);
  await chip(page, "1 refused").waitFor();
  await page.getByText("was not in care on 2026-03-04").waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("thousands of lines are tried and imported in parts, and hostile cells are text", async () => {
  const hostile = `<img src=x onerror="window.pwned=1">`;
  const lines = Array.from({ length: 3000 }, (_, i) => {
    const at = new Date(sunday.getTime() - Math.floor(i / 40) * 7 * 86_400_000);
    const date = at.toISOString().slice(0, 10);
    return `${people[i % 3].member},${date.slice(5, 7)}/${date.slice(8)}/${date.slice(0, 4)},${8 + (i % 12)}:${String(Math.floor(i / 12) % 60).padStart(2, "0")},30,${i === 7 ? `"${hostile.replaceAll('"', '""')}"` : "Present"},90853`;
  });
  const { page, faults, close } = await openImport("large.csv", ["Member,Date,Begins,Minutes,Status,Service", ...lines].join("\n"));
  assert.equal(await page.getByLabel("Dates are written").inputValue(), "month_first", "a 13th month tells");
  await tryIt(page);
  await page.getByText(`nobody has said what "${hostile}" means`).first().waitFor();
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.getByRole("table", { name: "Lines of the file", exact: true }).getAttribute("aria-rowcount"), "3001");
  const button = page.getByRole("button", { name: /^Import [\d,]+ lines$/ });
  const count = Number((await button.innerText()).replace(/\D/g, ""));
  assert.ok(count > 0);
  await button.click();
  await page.getByText(/^Imported: /).waitFor({ timeout: 60_000 });
  assert.deepEqual(faults, []);
  await close();
});

for (const [what, text, says] of [
  ["an empty file", "", "has no line behind its first one"],
  ["a file of a head only", "Member,Date\n", "has no line behind its first one"],
])
  test(`${what} is refused with a reason`, async () => {
    const { page, faults, close } = await openPage(service, { path: "/#/attendance/import" });
    await page.getByLabel("File of attendance").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByText(says, { exact: false }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  });
