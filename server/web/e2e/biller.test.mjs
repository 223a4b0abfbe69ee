// The whole day of a biller, signed in as one: who was it, how much is left and why, what the payer read out on the
// phone, and what that changes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { asked, invite, startWithAdmin } from "./people.mjs";
import { closeBrowser, goTo, openPage, settled } from "./service.mjs";

let service;
let biller; // her page
before(async () => {
  const started = await startWithAdmin();
  service = started.service;
  biller = await invite(service, started.admin, "Bea Biller", /^biller/);
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

// The sample clinic's member with two units left, and a review that nobody sent.
const member = { episode: "m08-e1", name: "Caroline Richard Helberg" };
const get = async (path) => (await asked(biller.page, path)).body;
const standing = () => get(`/v1/episodes/${member.episode}/standing`);
const dateAhead = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const dialogOf = (page) => page.getByRole("dialog");

test("a biller looks a member up, asks why, enters an authorization, and the reviews move", async () => {
  const { page, faults, close } = await openPage(service, { as: biller, path: "/#/today" });
  await page.keyboard.press("/");
  await page.keyboard.type("helberg");
  await page.getByRole("option", { name: /Helberg.*2 days left/s }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: member.name }).waitFor();
  await settled(page);
  assert.equal(await page.getByTestId("remaining").innerText(), "2 days");
  await page.locator("button.explained", { has: page.getByTestId("remaining") }).click();
  await dialogOf(page).locator(".step").first().waitFor();
  await page.keyboard.press("Escape");

  const before = await standing();
  await page.getByRole("button", { name: "Enter one" }).click();
  const dialog = dialogOf(page);
  await dialog.getByText("Say from which day", { exact: false }).waitFor();
  assert.ok(await dialog.getByRole("button", { name: "Save" }).isDisabled(), "nothing is saved before it is whole");
  await dialog.getByLabel("Authorization number").fill("SP-2001-X");
  await dialog.getByLabel("First day").fill(dateAhead(0));
  await dialog.getByLabel("Last day").fill(dateAhead(40));
  await dialog.getByLabel("Units", { exact: true }).fill("12");
  await dialog.getByLabel("Next review").fill(dateAhead(21));
  await dialog.getByLabel("Reviewer").fill("Dana at the payer");
  await dialog.getByLabel("Call reference").fill("call 4411");
  await dialog.locator(".before-after").waitFor();
  const left = dialog.locator(".before-after > div", { hasText: "Left in all" });
  assert.match(await left.innerText(), /2 days.*14 days/s);
  await dialog.getByText("Review: SP-2001-X").waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await standing(), { ...before, as_of: (await standing()).as_of }, "a preview writes nothing");

  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText(`Saved for ${member.name}`).waitFor();
  await dialog.waitFor({ state: "detached" });
  await settled(page);
  assert.equal(await page.getByTestId("remaining").innerText(), "14 days");
  const after = await standing();
  const review = after.obligations.find(({ key }) => key === "review:SP-2001-X");
  assert.equal(review.due_at.slice(0, 10), dateAhead(21));
  const { events } = await get(`/v1/episodes/${member.episode}/events`);
  const { reviewer, reference, number } = events.at(-1);
  assert.deepEqual({ reviewer, reference, number }, { reviewer: "Dana at the payer", reference: "call 4411", number: "SP-2001-X" });
  assert.deepEqual(faults, []);
  await close();
});

test("what was read out wrong is corrected, with what that changes, and taken back", async () => {
  const { page, faults, close } = await openPage(service, { as: biller, path: `/#/episodes/${member.episode}` });
  await page.getByRole("button", { name: "Correct SP-2001-X" }).click();
  const dialog = dialogOf(page);
  assert.equal(await dialog.getByLabel("Units", { exact: true }).inputValue(), "12", "what was said stands there");
  assert.equal(await dialog.getByLabel("Call reference").inputValue(), "call 4411");
  await dialog.getByText("It changes no figure.", { exact: false }).waitFor();
  await dialog.getByLabel("Units", { exact: true }).fill("6");
  await dialog.locator(".before-after").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText(`Saved for ${member.name}`).waitFor();
  await settled(page);
  assert.equal(await page.getByTestId("remaining").innerText(), "8 days");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("It is taken back").waitFor();
  await settled(page);
  assert.equal(await page.getByTestId("remaining").innerText(), "14 days");

  await page.getByRole("button", { name: "Correct SP-2001-X" }).click();
  await dialog.getByLabel("What the payer said").selectOption("voided");
  await dialog.locator(".before-after").waitFor();
  assert.match(await dialog.locator(".moves").innerText(), /Review: SP-2001-X/);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText(`Saved for ${member.name}`).waitFor();
  await settled(page);
  assert.equal(await page.getByTestId("remaining").innerText(), "2 days");
  assert.deepEqual(faults, []);
  await close();
});

test("a field that the ledger refuses says so beside it, and nothing is saved", async () => {
  const { page, faults, close } = await openPage(service, { as: biller, path: `/#/episodes/${member.episode}`, expects: [400] });
  const { events } = await get(`/v1/episodes/${member.episode}/events`);
  await page.getByRole("button", { name: "Enter one" }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("First day").fill(dateAhead(10));
  await dialog.getByLabel("Last day").fill(dateAhead(20));
  await dialog.getByLabel("Units", { exact: true }).fill("99999999999");
  await dialog.locator(".authorized-lines .has-error").waitFor();
  assert.ok(await dialog.getByRole("button", { name: "Save" }).isDisabled());
  assert.equal(await dialog.getByLabel("First day").inputValue(), dateAhead(10), "what was typed is kept");
  await page.keyboard.press("Escape");
  assert.equal((await get(`/v1/episodes/${member.episode}/events`)).events.length, events.length);
  assert.deepEqual(faults, []);
  await close();
});

test("an authorization is entered from the table, for whoever is found", async () => {
  const { page, faults, close } = await openPage(service, { as: biller, path: "/#/authorizations" });
  await page.getByRole("button", { name: "Enter an authorization" }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Whose authorization is it?").fill("helberg");
  await dialog.getByRole("button", { name: /Helberg/ }).click();
  await dialog.getByLabel("What the payer said").selectOption("denied");
  await dialog.getByLabel("Reason, in the payer's words").fill("Criteria are not met.");
  await dialog.getByText("What it changes").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText(`Saved for ${member.name}`).waitFor();
  const { authorizations } = await standing();
  assert.equal(authorizations.at(-1).decision, "denied");
  assert.deepEqual(faults, []);
  await close();
});

test("the table shows what the service reports; its counts and fields filter; its copy is what it shows", async () => {
  const { rows } = await get("/v1/reports/authorizations");
  const { page, faults, close } = await openPage(service, { as: biller, path: "/#/authorizations", height: 3000 });
  const shown = page.locator("tbody tr[data-key]");
  assert.equal(await shown.count(), rows.filter((it) => it.ended === 0).length);
  const few = rows.filter((it) => it.ended === 0 && it.remaining !== null && it.remaining < 5);
  assert.ok(few.length > 0);
  const chip = page.getByRole("button", { name: /with fewer than 5 units$/ });
  assert.equal(await chip.innerText(), `${few.length} with fewer than 5 units`);
  await chip.click();
  assert.equal(await shown.count(), few.length);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const file = await downloading;
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString("utf8").trim().split("\r\n");
  assert.equal(lines.length, few.length + 1);
  assert.match(lines[0], /^\ufeff?payer,number,codes,/);
  await chip.click();
  const soon = rows.filter((it) => it.ended === 0 && it.end !== null && it.end <= dateAhead(3));
  await page.getByLabel("Soon is within days").fill("3");
  await page.getByRole("button", { name: `${soon.length} ending within 3 days` }).waitFor();
  await page.getByRole("button", { name: "Ended too" }).click();
  assert.equal(await shown.count(), rows.length);
  await page.getByRole("button", { name: /^Left/ }).click();
  const left = await shown.locator("td:nth-child(7)").allInnerTexts();
  const figures = left.map((it) => (it === "no limit" ? Infinity : Number(it.replace(/,/g, ""))));
  assert.deepEqual(figures, [...figures].sort((a, b) => a - b));
  await goTo(page, "#/authorizations?payer=humana");
  assert.equal(await shown.count(), rows.filter((it) => it.ended === 0 && it.payer === "humana").length);
  assert.deepEqual(faults, []);
  await close();
});
