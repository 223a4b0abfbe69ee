// Accessibility as axe-core sees it: WCAG 2.2 A and AA.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Violations of serious or critical level, one line each; empty: none.
export async function violations(page) {
  await page.evaluate(source); // by the debugger, so the content security policy stays as it is
  const found = await page.evaluate(async (runOnly) => (await window.axe.run(document, { runOnly })).violations, tags);
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}
