// Payers' rules, reports, the audit trail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { reports } from "./places.mjs";
import { violations } from "./axe.mjs";
import { closeBrowser, goTo, openPage, settled, startService } from "./service.mjs";

let service;
before(async () => {
  service = await startService();
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

test("a payer's rules are told in sentences, with where each stands, and what nobody knows", async () => {
  const policy = await service.get("/v1/policies/cigna-evernorth/2022-05-01");
  const { page, faults, close } = await openPage(service, { path: "/#/payers" });
  await page.getByLabel("Find").fill("evernorth");
  await settled(page);
  await page.getByRole("link", { name: "2022-05-01", exact: true }).click();
  await page.getByRole("heading", { name: "What nobody knows" }).waitFor();
  const unknown = page.getByRole("region", { name: "What nobody knows" }).getByRole("listitem");
  assert.equal(await unknown.count(), policy.unknown.length);
  await page.getByText(/^S9480 and H0015: needs no authorization; a session is 1 visit\./).waitFor();
  const source = policy.sources.find(({ key }) => key === policy.services[0].source);
  const rule = page.getByRole("region", { name: "What a session costs" }).getByRole("listitem").first();
  await rule.locator("summary").click();
  await rule.getByText(source.says).waitFor();
  assert.match(await rule.innerText(), new RegExp(`${source.grade}: `));
  assert.deepEqual(faults, []);
  await close();
});

test("no rule of the library is left without words", async () => {
  const { items } = await service.get("/v1/policies?limit=1000");
  const { page, faults, close } = await openPage(service, { path: "/#/payers" });
  for (const { payer, version } of items) {
    await goTo(page, `#/payers/${encodeURIComponent(payer)}/${encodeURIComponent(version)}`);
    const said = await page.locator(".rule-says").allInnerTexts();
    assert.ok(said.length > 0, `${payer} ${version} says something`);
    for (const it of said) assert.doesNotMatch(it, /undefined|NaN|null|\[object|: \.|  /, `${payer} ${version}: ${it}`);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("two versions are compared rule by rule", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/payers/cigna-evernorth/2022-05-01" });
  await page.getByLabel("Compare with").selectOption("2021-07-01");
  await page.getByText("From 2021-07-01 to 2022-05-01").waitFor();
  const cost = page.getByRole("region", { name: "What a session costs" });
  await cost.locator("del", { hasText: "needs an authorization" }).waitFor();
  await cost.locator("ins", { hasText: "needs no authorization" }).waitFor();
  await page.getByRole("region", { name: "Other duties with a date" }).getByText("added").first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("the audit trail is filtered, and read on page by page", async () => {
  await Promise.all(Array.from({ length: 230 }, () => service.get("/v1/keys")));
  const { page, faults, close } = await openPage(service, { path: "/#/admin/audit?action=read" });
  await page.getByText("200 entries, and older ones").waitFor();
  await page.getByRole("button", { name: "Older entries" }).click();
  await page.getByText(/^(2[3-9]\d|[3-9]\d\d) entries/).waitFor();
  await page.getByLabel("Did").selectOption("search");
  await settled(page);
  for (const did of await page.locator("tbody tr[data-key] td:nth-child(3)").allInnerTexts()) assert.equal(did, "search");
  assert.deepEqual(faults, []);
  await close();
});

test("thresholds are saved", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/admin/thresholds" });
  await page.getByLabel("Few units are left").fill("7");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The thresholds are saved").waitFor();
  assert.equal((await service.get("/v1/thresholds")).few_units, 7);
  assert.deepEqual(faults, []);
  await close();
});

test("a figure of a report says which episodes it comes from", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/reports/denials", height: 2400 });
  const { rows, columns } = await service.get("/v1/reports/denials");
  const column = columns.find(({ name }) => name === "uncovered_units");
  const row = page.locator("tbody tr[data-key]").filter({ has: page.locator("td:nth-child(7)", { hasText: /[1-9]/ }) }).first();
  const figure = row.locator("td:nth-child(7)").getByRole("button");
  const [payer, total] = [await row.locator("td:nth-child(1)").innerText(), await figure.innerText()];
  assert.ok(rows.some((it) => it.payer === payer && it.uncovered_units === Number(total)));
  await figure.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(column.says).waitFor();
  await settled(page);
  assert.deepEqual(await violations(page), []);
  const parts = await dialog.locator("tbody td.end").allInnerTexts();
  assert.equal(parts.map(Number).reduce((sum, it) => sum + it, 0), Number(total));
  await dialog.locator("tbody a").first().click();
  await page.locator("h1").filter({ hasNotText: "Denials" }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("each report shows as many rows as the service answers, and a plot", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/payers", height: 2400 });
  for (const name of reports) {
    const answered = page.waitForResponse((it) => it.url().includes(`/v1/reports/${name}`));
    await goTo(page, `#/reports/${name}`);
    const { rows, notes } = await (await answered).json();
    await settled(page);
    assert.ok(rows.length > 0, `${name} has something to say of the sample clinic`);
    await page.getByText(new RegExp(`^${rows.length} rows?$`)).waitFor();
    await page.locator(".plot canvas").waitFor();
    for (const note of notes) await page.getByText(note).waitFor();
  }
  assert.deepEqual(faults, []);
  await close();
});
