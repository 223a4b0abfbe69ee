// A service with the sample clinic for the end-to-end tests, in a folder and on a port of its own,
// and a Chromium that looks at it.
//
//     const service = await startService();         // sign-in off
//     const { page, close } = await openPage(service, { width: 390, theme: "dark" });
//
// AUTHLEDGER_BUILD names the folder of the build; CHROMIUM the browser.
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const build = process.env.AUTHLEDGER_BUILD ?? join(root, "build/release");
const program = join(build, "tools/authledger");
export const payers = join(root, "payers");
const run = (program, words) => promisify(execFile)(program, words, { cwd: root });

let made; // the sample clinic, made once a process and copied for each service

// The sample clinic as tools/run makes it, with tonight's packets in it.
async function sampleClinic() {
  made ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "authledger-e2e-"));
    process.on("exit", () => spawn("rm", ["-rf", folder], { detached: true }).unref());
    await run(program, ["sample-clinic", "--out", join(folder, "clinic")]);
    await run(program, ["import", join(folder, "clinic/clinic.ndjson"), "--data", join(folder, "data"), "--payers", payers]);
    await run(program, ["nightly", "--data", join(folder, "data"), "--payers", payers, "--out", join(folder, "tonight")]);
    return join(folder, "data");
  })();
  return made;
}

// `flags`: of authledgerd, besides where and what. `signIn`: "off" or "required".
export async function startService(wishes = {}) {
  const folder = await mkdtemp(join(tmpdir(), "authledger-e2e-"));
  await cp(await sampleClinic(), join(folder, "data"), { recursive: true });
  const service = await startServiceOn(join(folder, "data"), wishes);
  return {
    ...service,
    async stop() {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// On a ledger that is there already, and stays.
export async function startServiceOn(data, { signIn = "off", flags = [] } = {}) {
  const child = spawn(
    join(build, "server/authledgerd"),
    ["--data", data, "--payers", payers, "--listen", "127.0.0.1:0", "--sign-in", signIn, "--log-level", "warn", ...flags],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const said = [];
  const address = await new Promise((found, failed) => {
    child.once("exit", (code) => failed(new Error(`authledgerd ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      said.push(line);
      const listening = line.match(/^listening on (\S+)/);
      if (listening) found(listening[1]);
    });
  });
  return {
    address,
    data,
    said, // lines of its standard output
    async get(path, headers = {}) {
      const response = await fetch(address + path, { headers });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    post: (path, body, headers = {}) =>
      fetch(address + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    async stop() {
      child.removeAllListeners("exit");
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

let browser;

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

// A page of its own, without cookies of others. Faults of the page are gathered in `faults`: errors
// that nobody caught, what the content security policy refused, and answers of the service with an
// error, unless it is one of those that the test `expects`, such as [404]. `as`: a page, whose session
// the new one shares.
export async function openPage(service, { path = "/", width = 1280, height = 900, theme = "light", settle = true, before = () => {}, expects = [], as = undefined } = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce", storageState: await as?.context.storageState() });
  const page = await context.newPage();
  watchRequests(page);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text())) faults.push(message.text());
  });
  page.on("response", (it) => {
    if (it.status() >= 400 && !expects.includes(it.status())) faults.push(`${it.status()} ${it.request().method()} ${it.url()}`);
  });
  await before(page);
  await page.goto(service.address + path);
  if (settle) await settled(page);
  return { page, context, faults, close: () => context.close() };
}

const underWay = new WeakMap(); // page -> requests that have no answer yet

function watchRequests(page) {
  const requests = new Set();
  underWay.set(page, requests);
  page.on("request", (it) => requests.add(it));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (it) => requests.delete(it));
}

const quietChecks = 3; // one after the other, so that what an answer leads to has begun
const pause = 40; // milliseconds
const patience = 30_000;

// Nothing is being loaded any more.
export async function settled(page) {
  const requests = underWay.get(page);
  const until = Date.now() + patience;
  for (let quiet = 0; quiet < quietChecks; ) {
    // Not waitForFunction: the content security policy keeps it from looking twice.
    const isQuiet = requests.size === 0 && (await page.$(".spinner, [aria-busy=true]")) === null;
    quiet = isQuiet ? quiet + 1 : 0;
    if (Date.now() > until) throw new Error(`still loading: ${[...requests].map((it) => it.url()).join(", ") || "something with a spinner"}`);
    await page.waitForTimeout(pause);
  }
}

// Opens a place of the console: "#/today".
export async function goTo(page, hash) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await settled(page);
}
