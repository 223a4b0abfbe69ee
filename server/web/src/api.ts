// The service as the console sees it: JSON in, JSON out, problems as errors. Nothing of a member is
// kept anywhere but in the memory of the page.

export interface Problem {
  code?: string;
  detail: string;
  pointer?: string; // of the field in the body, "/lines/0/units"
}

export class ServiceError extends Error {
  constructor(
    readonly status: number, // 0: the service was not reached
    readonly problems: Problem[],
  ) {
    super(problems.map((it) => it.detail).join("; "));
  }

  at(pointer: string): string | undefined {
    return this.problems.find((it) => it.pointer === pointer)?.detail;
  }
}

type SignedOut = () => void;
let signedOut: SignedOut = () => {};
export function onSignedOut(listener: SignedOut): void {
  signedOut = listener;
}

function problemsOf(status: number, body: unknown): Problem[] {
  if (body && typeof body === "object") {
    const { problems, detail, title } = body as {
      problems?: Problem[];
      detail?: string;
      title?: string;
    };
    if (problems?.length) return problems;
    if (detail ?? title) return [{ detail: (detail ?? title)! }];
  }
  return [{ detail: `the service answered ${status}` }];
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ServiceError(0, [{ detail: "The service cannot be reached. Is it running?" }]);
  }
  if (response.ok || response.status === 304) return response;
  const body = await response.json().catch(() => null);
  if (response.status === 401 && path !== "/v1/session") signedOut();
  throw new ServiceError(response.status, problemsOf(response.status, body));
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: { Accept: "application/json" }, signal });
  return (await response.json()) as T;
}

// With the tag of what was read, for the If-Match of a change to it.
export async function getTagged<T>(path: string, signal?: AbortSignal): Promise<{ value: T; tag: string | null }> {
  const response = await ask(path, { headers: { Accept: "application/json" }, signal });
  return { value: (await response.json()) as T, tag: response.headers.get("ETag") };
}

export async function getText(path: string, accept: string, signal?: AbortSignal): Promise<string> {
  return (await ask(path, { headers: { Accept: accept }, signal })).text();
}

// Undefined: the service answered without a body.
export async function send<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await ask(path, {
    method,
    headers: { "Content-Type": "application/json", "Authledger-Console": "1", ...headers },
    body: body === undefined ? "{}" : JSON.stringify(body),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

// A line of JSON for each of `lines`; the answer has one for each, in their order.
export async function sendLines<T>(path: string, lines: unknown[]): Promise<T[]> {
  const response = await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/x-ndjson", "Authledger-Console": "1" },
    body: lines.map((it) => JSON.stringify(it)).join("\n"),
  });
  const text = await response.text();
  return text
    .split("\n")
    .filter((it) => it !== "")
    .map((it) => JSON.parse(it) as T);
}

// Path with its parts encoded: url`/v1/episodes/${id}/standing`.
export function url(texts: TemplateStringsArray, ...parts: string[]): string {
  return texts.reduce((path, text, i) => path + encodeURIComponent(parts[i - 1] ?? "") + text);
}

export type Query = Record<string, string | number | boolean | null | undefined>;

// "?a=1&b=2"; what is undefined, null or empty stays out.
export function query(values: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text ? `?${text}` : "";
}

// An id for an event that this page makes. Said again, it is the same event and recorded once.
export function newEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "console-" + Array.from(bytes, (it) => it.toString(16).padStart(2, "0")).join("");
}

export interface Page<T> {
  items: T[];
  next: string | null; // path of what follows
}

// A page of a list of the service.
export async function getPage<T>(path: string, signal?: AbortSignal): Promise<Page<T>> {
  const answer = await get<{ items: T[]; next: string | null }>(path, signal);
  if (!answer.next) return { items: answer.items, next: null };
  const [base = "", search = ""] = path.split("?", 2);
  const parameters = new URLSearchParams(search);
  parameters.set("cursor", answer.next);
  return { items: answer.items, next: `${base}?${parameters.toString()}` };
}
