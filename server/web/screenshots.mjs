// Pictures of every page with the sample clinic: node screenshots.mjs OUTDIR [PATH…]
// Each at 1280 and 390 pixels, light and dark: OUTDIR/today-1280-light.png.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { allPlaces } from "./e2e/places.mjs";
import { closeBrowser, openPage, startService } from "./e2e/service.mjs";

const [out, ...wanted] = process.argv.slice(2);
if (!out) {
  console.error("usage: node screenshots.mjs OUTDIR [PATH…], such as: node screenshots.mjs /tmp/shots '#/today'");
  process.exit(2);
}

const service = await startService();
const places = wanted.length ? wanted : await allPlaces(service);
await mkdir(out, { recursive: true });
for (const place of places)
  for (const width of [1280, 390])
    for (const theme of ["light", "dark"]) {
      const { page, faults, close } = await openPage(service, { path: `/${place}`, width, theme });
      const name = place.replace(/^#\//, "").replace(/[^\w.-]+/g, "-");
      await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`), fullPage: width === 390 });
      console.log(`${name}-${width}-${theme}.png${faults.length ? `: ${faults.join("; ")}` : ""}`);
      await close();
    }
await closeBrowser();
await service.stop();
