import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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

const rows = "tbody tr[data-key]";

test("Today shows what the worklist has, overdue first, and its counts filter", async () => {
  const { items } = await service.get("/v1/worklist?limit=1000");
  const { page, faults, close } = await openPage(service, { path: "/#/today" });
  const overdue = items.filter((it) => it.status === "overdue").length;
  assert.ok(overdue > 0, "the sample clinic has something overdue");
  const chip = page.getByRole("button", { name: /overdue$/ });
  assert.equal(await chip.innerText(), `${overdue} overdue`);
  await chip.click();
  await goTo(page, "#/today?status=overdue&by=none");
  assert.equal(await page.locator(rows).count(), overdue);
  assert.deepEqual(faults, []);
  await close();
});

test("an item is taken, and completed with proof, from the keyboard", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/today?by=none" });
  const index = await page.locator(rows).evaluateAll((all) => all.findIndex((it) => /Notice|Duty/.test(it.innerText)));
  const row = page.locator(rows).nth(index);
  const [episode, key] = (await row.getAttribute("data-key")).split("\n");
  await row.focus();
  await page.keyboard.press("t");
  await page.getByText("1 item taken by").waitFor();
  await settled(page);
  const path = `/v1/episodes/${encodeURIComponent(episode)}/obligations/${encodeURIComponent(key)}`;
  assert.equal((await service.get(path)).assignee, "local");
  await page.locator(`tr[data-key^="${CSS_escape(episode)}"]`, { hasText: "local" }).first().focus();
  await page.keyboard.press("c");
  await page.getByLabel("Reference").fill("call 4411");
  await page.getByRole("dialog").getByRole("button", { name: "Complete" }).click();
  await page.getByText("1 item completed").waitFor();
  assert.match((await service.get(path)).status, /^met/);
  assert.deepEqual(faults, []);
  await close();
});

function CSS_escape(text) {
  return text.replace(/["\\]/g, "\\$&");
}

test("a due time says why, with the payer's rule", async () => {
  const { page, faults, close } = await openPage(service, { path: "/#/today?kind=review&by=none" });
  await page.locator(rows).first().locator("button.explained").click();
  const panel = page.getByRole("dialog");
  await panel.locator(".steps").waitFor();
  assert.ok((await panel.locator(".step-rule").count()) > 0);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await close();
});
