// Every page, in both themes, wide and narrow: no serious violation of WCAG 2.2 AA as axe sees it,
// and nothing that has to be scrolled sideways.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { allPlaces, knownPaths } from "./places.mjs";
import { closeBrowser, goTo, openPage, settled, startService } from "./service.mjs";

let service;
let places;
before(async () => {
  service = await startService();
  places = await allPlaces(service);
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

async function unsound(page, where) {
  await page.evaluate(() => scrollTo(0, 0)); // what lies beneath the bar is no target of its own size
  const found = await violations(page);
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push("scrolls sideways");
  return found.map((it) => `${where}: ${it}`);
}

test("each page has a place to be looked at", async () => {
  const leadsOn = ["/reports", "/admin"];
  for (const path of await knownPaths()) {
    if (leadsOn.includes(path)) continue;
    const pattern = new RegExp(`^#${path.replace(/\{\w+\}/g, "[^/?]+")}(\\?|$)`);
    assert.ok(places.some((it) => pattern.test(it)), `no place of ${path}`);
  }
});

for (const theme of ["light", "dark"])
  for (const width of [1280, 390])
    test(`every page is accessible and whole, ${theme}, ${width} wide`, async () => {
      const { page, faults, close } = await openPage(service, { path: `/${places[0]}`, theme, width });
      const found = [];
      for (const place of places) {
        await goTo(page, place);
        found.push(...(await unsound(page, place)));
        assert.match(await page.title(), /^[A-Z][\w ]+ – authledger$/, `${place}: a title without a name`);
      }
      assert.deepEqual(found, []);
      assert.deepEqual(faults, []);
      await close();
    });

test("what people sign in with is accessible and whole", async () => {
  const closed = await startService({ signIn: "required", flags: ["--local-sign-in"] });
  try {
    for (const theme of ["light", "dark"])
      for (const width of [1280, 390])
        for (const path of ["/", "/#/welcome/no-such-link"]) {
          const { page, close } = await openPage(closed, { path, theme, width });
          await page.getByRole("heading").first().waitFor();
          await settled(page);
          assert.deepEqual(await unsound(page, path), []);
          await close();
        }
  } finally {
    await closed.stop();
  }
});
