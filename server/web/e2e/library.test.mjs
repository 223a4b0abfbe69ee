// Payers' rules, reports, the audit trail; and every page of the office looked at by axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { closeBrowser, goTo, openPage, settled, startService } from "./service.mjs";

let service;
let may;
before(async () => {
  service = await startService();
  ({ may } = await service.get("/v1/session"));
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

test("thresholds are saved", async (t) => {
  if (!may.includes("PUT /v1/thresholds")) return t.skip("this service has no thresholds");
  const { page, faults, close } = await openPage(service, { path: "/#/admin/thresholds" });
  await page.getByLabel("Few units are left").fill("7");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The thresholds are saved").waitFor();
  assert.equal((await service.get("/v1/thresholds")).few_units, 7);
  assert.deepEqual(faults, []);
  await close();
});

const reports = ["utilization", "denials", "requests", "reviews", "missed-sessions", "runway"];
test("each report shows as many rows as the service answers, and a plot", async (t) => {
  if (!may.includes("GET /v1/reports/{name}")) return t.skip("this service has no reports");
  const { page, faults, close } = await openPage(service, { path: "/#/reports/utilization", height: 2400 });
  for (const name of reports) {
    const answered = page.waitForResponse((it) => it.url().includes(`/v1/reports/${name}`));
    await goTo(page, `#/reports/${name}?again=1`);
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

for (const theme of ["light", "dark"])
  for (const width of [1280, 390])
    test(`no page of the office has a serious violation, ${theme}, ${width} wide, and nothing is cut off`, async () => {
      const { items } = await service.get("/v1/packets?limit=2");
      const pages = [
        "#/packets",
        ...items.map((it) => `#/packets/${it.episode}/${it.number}`),
        "#/payers",
        "#/payers/sample-payer/2020-01-01",
        "#/payers/cigna-evernorth/2022-05-01?with=2021-07-01",
        ...["facilities", "people", "keys", "templates", "audit"].map((it) => `#/admin/${it}`),
        ...(may.includes("GET /v1/thresholds") ? ["#/admin/thresholds"] : []),
        ...(may.includes("GET /v1/reports/{name}") ? reports.map((it) => `#/reports/${it}`) : []),
      ];
      const { page, faults, close } = await openPage(service, { path: "/#/packets", theme, width });
      for (const place of pages) {
        await goTo(page, place);
        assert.deepEqual(await violations(page), [], place);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${place} does not scroll sideways`);
      }
      assert.deepEqual(faults, []);
      await close();
    });
