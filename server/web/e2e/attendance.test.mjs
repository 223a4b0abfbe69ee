// The whole day of a front desk: who is expected, who came, a mistake that is corrected and the notice
// that it had called for, and another system that says otherwise.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { closeBrowser, goTo, openPage, settled, startService } from "./service.mjs";

let service;
let desk; // { facility, date, group }: a group of several people, whose sessions nobody has recorded
before(async () => {
  service = await startService();
  desk = await findGroup();
  const events = desk.group.people
    .filter((it) => it.session)
    .map((it) => ({ id: `gone-${it.episode}`, episode: it.episode, type: "session.voided", session: it.session.session }));
  if (events.length > 0) assert.equal((await service.post("/v1/events", events)).status, 200);
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

// Of the last days: the sample clinic rests on weekends and holidays.
async function findGroup() {
  const { items } = await service.get("/v1/facilities");
  for (let days = 0; days < 10; ++days)
    for (const { id } of items) {
      const date = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
      const { groups } = await service.get(`/v1/roster?facility=${id}&date=${date}`);
      const group = groups.find((it) => it.people.length >= 5 && it.people.some(({ payer }) => payer === "sample-payer"));
      if (group) return { facility: id, date, group };
    }
  throw new Error("the sample clinic has no group");
}

const place = () => `#/attendance?facility=${desk.facility}&date=${desk.date}`;
const rosterNow = () => service.get(`/v1/roster?facility=${desk.facility}&date=${desk.date}`);
const personNow = async (episode) => (await rosterNow()).groups.flatMap((it) => it.people).find((it) => it.episode === episode);
const rowOf = (page, episode) => page.locator(`tr[data-episode="${episode}"]`);
const pending = ({ status }) => ["upcoming", "open", "overdue"].includes(status);
const noticesOf = async (episode) => (await service.get(`/v1/episodes/${episode}/standing`)).obligations.filter((it) => it.kind === "notice" && pending(it));

async function press(page, episode, name) {
  await rowOf(page, episode).getByRole("button", { name, exact: true }).click();
  await settled(page);
}

test("a person is marked with a click, and it can be taken back", async () => {
  const { page, faults, close } = await openPage(service, { path: `/${place()}` });
  const { episode, member_name } = desk.group.people[0];
  const open = page.getByRole("button", { name: /not recorded$/ });
  const before = Number((await open.innerText()).split(" ")[0]);
  await press(page, episode, "Came");
  await page.getByText(`${member_name}: came, ${desk.group.minutes} minutes`).waitFor();
  const { session } = await personNow(episode);
  assert.equal(session.outcome, "attended");
  assert.equal(session.minutes, desk.group.minutes);
  assert.equal(await open.innerText(), `${before - 1} not recorded`);
  await rowOf(page, episode).getByLabel(/^Minutes/).fill("120");
  await page.keyboard.press("Enter");
  await page.getByText(`${member_name}: came, 120 minutes`).waitFor();
  assert.equal((await personNow(episode)).session.minutes, 120);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("It is taken back").waitFor();
  assert.equal((await personNow(episode)).session.minutes, desk.group.minutes);
  assert.deepEqual(faults, []);
  await close();
});

test("the keyboard does the same: missed, excused, the next one", async () => {
  const { page, faults, close } = await openPage(service, { path: `/${place()}` });
  const [, one, other] = desk.group.people;
  await rowOf(page, one.episode).focus();
  await page.keyboard.press("m");
  await page.getByText(`${one.member_name}: missed`, { exact: true }).waitFor();
  await settled(page);
  await page.keyboard.press("e");
  await page.getByText(`${one.member_name}: missed, excused`).waitFor();
  await settled(page);
  const { session } = await personNow(one.episode);
  assert.deepEqual([session.outcome, session.excused], ["no_show", true]);
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.getByText(`${other.member_name}: came`, { exact: false }).waitFor();
  assert.equal((await personNow(other.episode)).session.outcome, "attended");
  assert.deepEqual(faults, []);
  await close();
});

test("a miss that the payer must be told of is on Today, and gone once it is corrected", async () => {
  const { page, faults, close } = await openPage(service, { path: `/${place()}` });
  // The sample payer wants to be told of two in a row that nobody excused.
  const { episode } = desk.group.people.slice(2).find((it) => it.payer === "sample-payer");
  const dayBefore = await lastDayOf(episode);
  assert.deepEqual(await noticesOf(episode), []);
  await goTo(page, `#/attendance?facility=${desk.facility}&date=${dayBefore}`);
  await press(page, episode, "Missed");
  assert.deepEqual(await noticesOf(episode), [], "one is not told");
  await goTo(page, place());
  await press(page, episode, "Missed");
  const [notice] = await noticesOf(episode);
  assert.ok(notice, "two are told");
  await goTo(page, "#/today?kind=notice&by=none");
  const listed = page.locator(`tr[data-key^="${episode}"]`);
  await listed.waitFor();
  await goTo(page, place());
  await press(page, episode, "Came");
  assert.deepEqual(await noticesOf(episode), []);
  await goTo(page, "#/today?kind=notice&by=none");
  assert.equal(await listed.count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

// The last day before the desk's on which a person of the group was expected.
async function lastDayOf(episode) {
  for (let days = 1; days < 10; ++days) {
    const date = new Date(Date.parse(desk.date) - days * 86_400_000).toISOString().slice(0, 10);
    const { groups } = await service.get(`/v1/roster?facility=${desk.facility}&date=${date}`);
    if (groups.some((it) => it.people.some((person) => person.episode === episode))) return date;
  }
  throw new Error(`${episode} was never expected before`);
}

test("another system that says otherwise is shown, and settled", async () => {
  const { page, faults, close } = await openPage(service, { path: `/${place()}` });
  const { episode } = desk.group.people[0];
  await press(page, episode, "Came");
  const { session } = await personNow(episode);
  const { session: id, start, service: code } = session;
  const answer = await service.post("/v1/events", { id: "ehr-4411", episode, type: "session.recorded", session: id, start, minutes: 0, service: code, outcome: "no_show" });
  assert.equal(answer.status, 201);
  await goTo(page, "#/today");
  await goTo(page, place());
  await page.getByRole("button", { name: "1 in conflict" }).click();
  const row = rowOf(page, episode);
  await row.getByText("said differently").waitFor();
  await row.getByText(/came, \d+ minutes, said .* in the console/).first().waitFor();
  assert.deepEqual(await violations(page), []);
  await row.getByRole("button", { name: "Came", exact: true }).click();
  await page.getByRole("button", { name: "0 in conflict" }).waitFor();
  assert.equal((await personNow(episode)).session.outcome, "attended");
  assert.deepEqual(faults, []);
  await close();
});

test("two sessions at once are shown, and one of them is taken out", async () => {
  const { page, faults, close } = await openPage(service, { path: `/${place()}` });
  const { episode } = desk.group.people[0];
  const { session } = await personNow(episode);
  const again = { id: "ehr-4412", episode, type: "session.recorded", session: "ehr-session", start: session.start, minutes: 180, service: session.service, outcome: "attended" };
  assert.equal((await service.post("/v1/events", again)).status, 201);
  await goTo(page, "#/today");
  await goTo(page, place());
  const extra = page.getByRole("region", { name: "Without a schedule" });
  await extra.getByRole("button", { name: "This one never was" }).click();
  await extra.waitFor({ state: "detached" });
  const { others } = await rosterNow();
  assert.equal(others.length, 0);
  assert.deepEqual(faults, []);
  await close();
});

test("the rest of a group came, with one click, and what is refused says so", async () => {
  const { page, faults, close } = await openPage(service, { path: `/${place()}` });
  await page.getByRole("button", { name: /^(All came|The other \d+ came)$/ }).first().click();
  await page.getByText(/people came$/).waitFor();
  await settled(page);
  const group = (await rosterNow()).groups.find((it) => it.start === desk.group.start && it.service === desk.group.service);
  assert.ok(group.people.every((it) => it.session), "nobody is left");
  const { episode } = group.people[0];
  await rowOf(page, episode).getByLabel(/^Minutes/).fill("9999");
  await rowOf(page, episode).getByText("0 to 1440").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(faults, []);
  await close();
});

test("a day to come is only looked at", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/attendance" });
  for (let i = 0; i < 8; ++i) {
    await page.getByRole("button", { name: "After →" }).click();
    await settled(page);
    if (await page.locator("table.people").count()) break;
  }
  await page.getByText("This day is still to come", { exact: false }).waitFor();
  assert.equal(await page.locator("table.people button:enabled").count(), 0);
  assert.deepEqual(faults, []);
  await close();
});
