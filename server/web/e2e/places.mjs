// A place of each page of the console, with ids of the sample clinic. Whoever adds a page adds it
// here: what is here is looked at by axe, for hostile texts, and in pictures.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./service.mjs";

export const reports = ["utilization", "denials", "requests", "reviews", "missed-sessions", "runway"];

export async function allPlaces(service) {
  const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const { items: packets } = await service.get("/v1/packets?limit=2");
  return [
    "#/today",
    "#/attendance",
    `#/attendance?facility=plural-st-louis&date=${daysAgo(5)}`,
    "#/attendance/import",
    "#/authorizations",
    "#/authorizations?ended=show&show=few",
    "#/calendar",
    "#/calendar?view=week",
    "#/episodes/m08-e1",
    `#/episodes/m38-e1?as_of=${daysAgo(10)}`,
    "#/episodes/m23-e1?tab=log&seq=14",
    "#/packets",
    ...packets.map((it) => `#/packets/${it.episode}/${it.number}`),
    "#/payers",
    "#/payers/sample-payer/2020-01-01",
    "#/payers/cigna-evernorth/2022-05-01?with=2021-07-01",
    ...reports.map((it) => `#/reports/${it}`),
    ...["facilities", "people", "keys", "thresholds", "templates", "audit"].map((it) => `#/admin/${it}`),
  ];
}

// The pages as the navigation of the console knows them: each must have a place above.
export async function knownPaths() {
  const text = await readFile(join(root, "server/web/src/pages.ts"), "utf8");
  return [...text.matchAll(/path: "([^"]+)"/g)].map((it) => it[1]);
}
