// People who sign in with a password each, in browsers of their own.
//
//     const { service, admin } = await startWithAdmin();
//     const biller = await invite(service, admin, "Bea Biller", /^biller/);
//     await openPage(service, { as: biller, path: "/#/authorizations" });
import assert from "node:assert/strict";
import { goTo, openPage, settled, startService } from "./service.mjs";

const password = "a long sentence for the tests";

async function welcomed(service, hash, expects = []) {
  const opened = await openPage(service, { path: `/${hash}`, expects });
  await opened.page.getByLabel("New password").fill(password);
  await opened.page.getByLabel("The same again").fill(password);
  await opened.page.getByRole("button", { name: "Save and sign in" }).click();
  await opened.page.getByRole("button", { name: "Sign out" }).waitFor();
  await settled(opened.page);
  return opened;
}

// A service that wants people to sign in, and the administrator whom its first start invites.
// `expects`: see openPage().
export async function startWithAdmin(expects = []) {
  const service = await startService({ signIn: "required", flags: ["--local-sign-in"] });
  const invitation = () => service.said.find((it) => it.includes("#/welcome/"));
  for (let i = 0; i < 50 && !invitation(); ++i) await new Promise((done) => setTimeout(done, 100));
  return { service, admin: await welcomed(service, invitation().match(/#\/welcome\/\S+/)[0], expects) };
}

// The text that a dialog shows once; closes it.
export async function shownOnce(page, label) {
  await page.getByLabel(label, { exact: true }).waitFor();
  const text = await page.getByLabel(label, { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  assert.ok(await page.getByLabel(label, { exact: true }).isVisible(), "Escape does not lose it");
  await page.getByRole("button", { name: "I have kept it" }).click();
  return text;
}

export async function invite(service, { page }, name, role) {
  await goTo(page, "#/admin/people");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("checkbox", { name: role }).check();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const address = await shownOnce(page, "One-time link");
  assert.ok(address.startsWith(`${service.address}/#/welcome/`));
  return welcomed(service, address.slice(address.indexOf("#")));
}

// Asks the service as whoever is signed in on the page.
export const asked = (page, path, body) =>
  page.evaluate(
    async ([to, sent]) => {
      const response = await fetch(to, {
        method: sent ? "POST" : "GET",
        headers: sent ? { "Content-Type": "application/json", "Authledger-Console": "1" } : {},
        body: sent ? JSON.stringify(sent) : undefined,
      });
      return { status: response.status, body: await response.json() };
    },
    [path, body],
  );
