// The pages of administration, each with the others beside it.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { go } from "../router";
import { useSession } from "../session";

const parts = [
  { path: "#/admin/facilities", name: "Facilities", needs: "GET /v1/facilities" },
  { path: "#/admin/people", name: "People", needs: "GET /v1/people" },
  { path: "#/admin/keys", name: "Keys", needs: "GET /v1/keys" },
  { path: "#/admin/thresholds", name: "Thresholds", needs: "GET /v1/thresholds" },
  { path: "#/admin/templates", name: "Letters and notices", needs: "GET /v1/keys" },
  { path: "#/admin/audit", name: "Audit", needs: "GET /v1/audit" },
] as const;

interface AdminProps {
  part: (typeof parts)[number]["name"];
  count?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Admin({ part, count, actions, children }: AdminProps) {
  const { may } = useSession();
  return (
    <>
      <nav class="parts" aria-label="Administration">
        {parts
          .filter((it) => may(it.needs))
          .map((it) => (
            <a key={it.path} href={it.path} aria-current={it.name === part ? "page" : undefined}>
              {it.name}
            </a>
          ))}
      </nav>
      <div class="page-head">
        <h1>{part}</h1>
        {count ? <span class="quiet">{count}</span> : null}
        <div class="end">
          {actions}
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      {children}
    </>
  );
}

// "#/admin" leads to the first of them.
export default function AdminPage() {
  const { may } = useSession();
  const first = parts.find((it) => may(it.needs))?.path;
  useEffect(() => {
    if (first) go(first);
  }, [first]);
  return null;
}
