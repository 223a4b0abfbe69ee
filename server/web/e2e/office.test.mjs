// The day of a UR coordinator and of those who approve, and of an administrator: people with a
// password each, in browsers of their own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { asked, invite, shownOnce, startWithAdmin } from "./people.mjs";
import { closeBrowser, goTo, openPage, settled } from "./service.mjs";

let service;
let admin; // the page of the administrator
let reviewer;
let lead;

before(async () => {
  ({ service, admin } = await startWithAdmin([400])); // what is wrong with a facility
  reviewer = await invite(service, admin, "Uma Reviewer", /^ur reviewer/);
  lead = await invite(service, admin, "Lena Lead", /^ur lead/);
});
after(async () => {
  await closeBrowser();
  await service?.stop();
});

// An event that changes what a packet says.
async function recordSomething(page, episode) {
  const start = new Date(Math.floor(Date.now() / 1000) * 1000 - 3 * 3_600_000);
  const instant = (at) => at.toISOString().replace(/\.\d+Z$/, "Z");
  const { status, body } = await asked(page, "/v1/events", {
    id: `e2e-${episode}`,
    episode,
    type: "session.recorded",
    session: `e2e-${episode}`,
    start: instant(start),
    end: instant(new Date(start.getTime() + 3_600_000)),
    service: "90853",
    outcome: "attended",
  });
  assert.equal(status, 201, JSON.stringify(body));
}

test("a coordinator goes from the queue to a packet, a lead approves it, it is submitted, and the review is done", async () => {
  const { page, faults } = reviewer;
  await page.getByRole("link", { name: "Packets" }).click();
  await settled(page);
  const { items } = (await asked(page, "/v1/packets?limit=1000")).body;
  const wanted = items.find((it) => it.verdict === "ready_with_gaps");
  await page.getByRole("button", { name: /ready with gaps$/ }).click();
  await settled(page);
  assert.equal(await page.locator("tbody tr[data-key]").count(), items.filter((it) => it.verdict === "ready_with_gaps").length);
  await page.getByRole("link", { name: wanted.member_name }).click();
  await page.getByRole("heading", { level: 1, name: wanted.member_name }).waitFor();
  await settled(page);
  assert.equal(await page.title(), "Packet – authledger");

  const shown = page.frameLocator("iframe.packet-page");
  await shown.getByRole("heading", { name: "Utilization review packet" }).waitFor();
  const { content } = (await asked(page, `/v1/episodes/${wanted.episode}/packets/${wanted.number}`)).body;
  for (const it of content.missing) await page.getByRole("region", { name: /^Missing/ }).getByText(it.what).waitFor();
  assert.ok(await page.getByRole("button", { name: "Approve" }).isDisabled());
  await page.getByText("Not to be approved by you: a UR lead approves packets.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Mark as submitted" }).isDisabled());

  await page.getByRole("button", { name: "Build again" }).click();
  await page.getByText("Nothing has changed since it was built.").waitFor();
  await recordSomething(page, wanted.episode);
  await page.getByRole("button", { name: "Build again" }).click();
  await page.getByText(`Packet ${wanted.number + 1} was built: something was recorded`).waitFor();
  await settled(page);
  const place = `#/packets/${wanted.episode}/${wanted.number + 1}`;
  assert.equal(new URL(page.url()).hash, place);
  await page.getByRole("heading", { name: `Since packet ${wanted.number}` }).waitFor();
  await page.locator(".differences").getByText("Attendance › sessions", { exact: true }).waitFor({ state: "attached" });

  await goTo(lead.page, place);
  await lead.page.getByRole("button", { name: "Approve" }).click();
  assert.deepEqual(await violations(lead.page), []);
  await lead.page.getByRole("dialog").getByLabel("Remark").fill("read it whole");
  await lead.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await lead.page.getByRole("heading", { name: "To submit" }).waitFor();

  await page.reload();
  await settled(page);
  await page.getByText("by person:").first().waitFor();
  await page.getByText("read it whole").waitFor();
  await page.getByRole("button", { name: "Mark as submitted" }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByRole("button", { name: "Mark as submitted" }).isDisabled(), "a reference or a proof is needed");
  await dialog.getByLabel("Reference").fill("fax 4711");
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Mark as submitted" }).click();
  await page.getByText("and its review is done").waitFor();
  await settled(page);
  await page.getByText("reference fax 4711").waitFor();
  const { obligations } = (await asked(page, `/v1/episodes/${wanted.episode}/standing`)).body;
  assert.match(obligations.find(({ key }) => key === wanted.review).status, /^met/);
  assert.deepEqual(faults, []);
  assert.deepEqual(lead.faults, []);
});

test("the packet of a first request is approved and submitted, and the authorization is asked for", async () => {
  const { page, faults } = reviewer;
  const { items } = (await asked(page, "/v1/packets?limit=1000")).body;
  const { episode, number } = items.find((it) => it.authorization === "");
  const place = `#/packets/${episode}/${number}`;
  await goTo(lead.page, place);
  await lead.page.getByRole("button", { name: "Approve" }).click();
  await lead.page.getByRole("dialog").getByRole("textbox").fill("asked for as it is");
  await lead.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await lead.page.getByRole("heading", { name: "To submit" }).waitFor();

  await goTo(page, place);
  await page.getByRole("button", { name: "Mark as submitted" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Id of the authorization").fill("SP-NEW");
  assert.ok(await dialog.getByRole("button", { name: "Mark as submitted" }).isDisabled(), "a reference is needed");
  await dialog.getByLabel("Reference").fill("call 1234");
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Mark as submitted" }).click();
  await page.getByText("the authorization is asked for").waitFor();
  await settled(page);
  await page.getByText("reference call 1234").waitFor();
  const { events } = (await asked(page, `/v1/episodes/${episode}/events`)).body;
  assert.deepEqual([events.at(-1).type, events.at(-1).authorization], ["authorization.requested", "SP-NEW"]);
  assert.deepEqual([faults, lead.faults], [[], []]);
});

test("whoever built a packet is told that somebody else approves it", async () => {
  const { page, faults } = lead;
  const { items } = (await asked(page, "/v1/packets?limit=1000&state=built")).body;
  const { episode, number } = items.find((it) => it.verdict === "incomplete" && it.authorization);
  await recordSomething(page, episode);
  await goTo(page, `#/packets/${episode}/${number}`);
  await page.getByRole("button", { name: "Build again" }).click();
  await page.getByText(`Packet ${number + 1} was built`).waitFor();
  await settled(page);
  await page.getByText("you built it, so somebody else approves it").waitFor();
  assert.ok(await page.getByRole("button", { name: "Approve" }).isDisabled());
  await goTo(page, `#/packets/${episode}/${number}`);
  await page.getByText("This is an older version.").waitFor();
  assert.deepEqual(faults, []);
});

test("an incomplete packet goes out only with a reason", async () => {
  const { page, faults } = lead;
  const { items } = (await asked(page, "/v1/packets?limit=1000&state=built")).body;
  const { episode, number } = items.find((it) => it.verdict === "incomplete" && it.built_by === "nightly" && it.authorization);
  await goTo(page, `#/packets/${episode}/${number}`);
  await page.getByRole("button", { name: "Approve" }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByRole("button", { name: "Approve" }).isDisabled());
  await dialog.getByLabel("Why it goes out all the same").fill("the payer takes it without notes");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "To submit" }).waitFor();
  assert.equal((await asked(page, `/v1/episodes/${episode}/packets/${number}`)).body.approval_reason, "the payer takes it without notes");
  assert.deepEqual(faults, []);
});

test("an administrator makes a key, it is used, and once revoked it is refused", async () => {
  const { page, faults } = admin;
  await goTo(page, "#/admin/keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByLabel("What it is for").fill("worklist on the wall");
  await page.getByRole("checkbox", { name: /^biller/ }).check();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Make", exact: true }).click();
  const key = await shownOnce(page, "Key");
  const use = () => fetch(`${service.address}/v1/worklist`, { headers: { Authorization: `Bearer ${key}` } });
  assert.equal((await use()).status, 200);
  assert.ok(!(await page.content()).includes(key), "it is nowhere on the page any more");
  await settled(page);
  await page.getByRole("button", { name: "Revoke the key for worklist on the wall" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("The key for worklist on the wall is revoked").waitFor();
  assert.equal((await use()).status, 401);
  await settled(page);
  assert.match(await page.locator("tbody tr", { hasText: "worklist on the wall" }).innerText(), /revoked/);
  assert.deepEqual(faults, []);
});

test("an administrator words an appeal, and the next draft opens so", async () => {
  const { page, faults } = admin;
  await goTo(page, "#/admin/templates");
  const appeal = page.getByRole("region", { name: "Appeal" });
  assert.ok(await appeal.getByRole("button", { name: "Save" }).isDisabled(), "nothing was changed");
  await appeal.getByText("Empty, it says: We appeal the decision below").waitFor();
  await appeal.getByLabel("Opening").fill("We disagree with what you decided.");
  await appeal.getByLabel("Who signs").fill("Uma Reviewer, LPCC");
  assert.deepEqual(await violations(page), []);
  await appeal.getByRole("button", { name: "Save" }).click();
  await page.getByText("Appeal: the words are saved").waitFor();
  await settled(page);
  assert.equal(await appeal.getByLabel("Opening").inputValue(), "We disagree with what you decided.");
  const { items } = (await asked(reviewer.page, "/v1/episodes?limit=1000")).body;
  const letters = await Promise.all(items.map((it) => asked(reviewer.page, `/v1/episodes/${it.id ?? it.episode}/letters`)));
  const denied = letters.map(({ body }) => body).find((it) => it.letters.some(({ kind }) => kind === "appeal"));
  const { body } = await asked(reviewer.page, `/v1/episodes/${denied.episode}/letters/appeal`);
  assert.match(JSON.stringify(body), /We disagree with what you decided\./);
  assert.match(JSON.stringify(body), /Uma Reviewer, LPCC/);
  assert.deepEqual([faults, reviewer.faults], [[], []]);
});

test("a calendar program is subscribed with a password of its own", async () => {
  const { page, faults } = admin;
  await goTo(page, "#/calendar");
  await page.getByRole("button", { name: "Subscribe" }).click();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("dialog").getByText(`${service.address}/v1/worklist.ics`).waitFor();
  await page.getByRole("button", { name: "Make the password" }).click();
  const key = await shownOnce(page, "Password");
  const fetched = await fetch(`${service.address}/v1/worklist.ics`, { headers: { Authorization: `Basic ${btoa(`ann:${key}`)}` } });
  assert.equal(fetched.status, 200);
  assert.match(await fetched.text(), /^BEGIN:VCALENDAR/);
  assert.equal((await fetch(`${service.address}/v1/worklist`, { headers: { Authorization: `Bearer ${key}` } })).status, 403);
  await goTo(lead.page, "#/calendar");
  await lead.page.getByRole("button", { name: "Subscribe" }).click();
  await lead.page.getByText("which an administrator makes").waitFor();
  await lead.page.keyboard.press("Escape");
  assert.deepEqual([faults, lead.faults], [[], []]);
});

test("a facility is closed on one more date, and open again", async () => {
  const { page, faults } = admin;
  const closedAt = async () => (await asked(page, "/v1/facilities/plural-st-louis")).body.closed;
  const earlier = await closedAt();
  await goTo(page, "#/admin/facilities");
  const open = () => page.locator("tr", { hasText: "plural-st-louis" }).press("Enter");
  await open();
  await page.getByLabel("Another date").fill("2031-05-05");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Open on Mon, May 5, 2031 after all" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("is changed").waitFor();
  assert.deepEqual(await closedAt(), [...earlier, "2031-05-05"]);
  await settled(page);
  await open();
  await page.getByRole("button", { name: "Open on Mon, May 5, 2031 after all" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.deepEqual(await closedAt(), earlier);
  assert.deepEqual(faults, []);
});

test("what is wrong with a facility stands beside its field", async () => {
  const { page, faults } = admin;
  await goTo(page, "#/admin/facilities");
  await page.getByRole("button", { name: "Add a facility" }).click();
  await page.getByLabel("Id", { exact: true }).fill("new-place");
  await page.getByLabel("Clock").fill("America/Nowhere");
  await page.getByLabel("NPI").fill("123");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".field.has-error", { hasText: "Clock" }).waitFor();
  await page.locator(".field.has-error", { hasText: "NPI" }).waitFor();
  assert.equal(await page.getByLabel("Id", { exact: true }).inputValue(), "new-place", "what was typed is kept");
  await page.keyboard.press("Escape");
  assert.deepEqual(faults, []);
});

test("somebody who is ended is signed out", async () => {
  const gone = await invite(service, admin, "Gerd Gone", /^biller/);
  const { page, faults } = admin;
  await settled(page);
  await page.getByRole("button", { name: "End Gerd Gone" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End" }).click();
  await page.getByText("Gerd Gone may no longer sign in").waitFor();
  await gone.page.reload();
  await gone.page.getByRole("button", { name: "Sign in" }).waitFor();
  await gone.close();
  assert.deepEqual(faults, []);
});

test("nobody is shown pages that their roles do not include", async () => {
  const biller = await invite(service, admin, "Bill Biller", /^biller/);
  const places = (page) => page.getByRole("navigation", { name: "Pages" }).getByRole("link").allInnerTexts();
  assert.ok(!(await places(biller.page)).includes("Packets"));
  assert.ok(!(await places(reviewer.page)).includes("Administration"));
  await goTo(reviewer.page, "#/admin/keys");
  await reviewer.page.getByText("Your roles do not include this page.").waitFor();
  await biller.close();
});
