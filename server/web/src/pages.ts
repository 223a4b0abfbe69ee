// The pages: where each stands, what a person must be permitted to see it, and its place in the
// navigation. A page is loaded when it is first opened.
import type { ComponentType } from "preact";
import type { Place } from "./router";

export interface PageProps {
  place: Place;
  ids: string[]; // what stands for the braces of the path, in order
}

export interface Page {
  path: string; // "/episodes/{id}"
  title: string; // of the tab: never a member's name
  needs: string; // route of the service
  load: () => Promise<{ default: ComponentType<PageProps> }>;
  nav?: string; // its word in the navigation; none: not there
}

export const pages: Page[] = [
  { path: "/today", title: "Today", nav: "Today", needs: "GET /v1/worklist", load: () => import("./pages/today") },
  { path: "/attendance", title: "Attendance", nav: "Attendance", needs: "GET /v1/roster", load: () => import("./pages/attendance") },
  {
    path: "/attendance/import",
    title: "Import of attendance",
    needs: "POST /v1/events",
    load: () => import("./pages/attendance-import"),
  },
  {
    path: "/authorizations",
    title: "Authorizations",
    nav: "Authorizations",
    needs: "GET /v1/reports/{name}",
    load: () => import("./pages/authorizations"),
  },
  { path: "/calendar", title: "Calendar", nav: "Calendar", needs: "GET /v1/worklist", load: () => import("./pages/calendar") },
  { path: "/episodes/{id}", title: "Member", needs: "GET /v1/episodes/{id}", load: () => import("./pages/member") },
  { path: "/packets", title: "Packets", nav: "Packets", needs: "GET /v1/packets", load: () => import("./pages/packets") },
  {
    path: "/packets/{episode}/{number}",
    title: "Packet",
    needs: "GET /v1/episodes/{id}/packets/{number}",
    load: () => import("./pages/packet"),
  },
  { path: "/payers", title: "Payers", nav: "Payers", needs: "GET /v1/policies", load: () => import("./pages/payers") },
  {
    path: "/payers/{payer}/{version}",
    title: "Payer policy",
    needs: "GET /v1/policies/{payer}/{version}",
    load: () => import("./pages/payer"),
  },
  { path: "/reports", title: "Reports", nav: "Reports", needs: "GET /v1/reports/{name}", load: () => import("./pages/reports") },
  { path: "/reports/{name}", title: "Report", needs: "GET /v1/reports/{name}", load: () => import("./pages/report") },
  { path: "/admin", title: "Administration", nav: "Administration", needs: "GET /v1/keys", load: () => import("./pages/admin") },
  { path: "/admin/facilities", title: "Facilities", needs: "GET /v1/facilities", load: () => import("./pages/admin-facilities") },
  { path: "/admin/people", title: "People", needs: "GET /v1/people", load: () => import("./pages/admin-people") },
  { path: "/admin/keys", title: "Keys", needs: "GET /v1/keys", load: () => import("./pages/admin-keys") },
  { path: "/admin/thresholds", title: "Thresholds", needs: "GET /v1/thresholds", load: () => import("./pages/admin-thresholds") },
  { path: "/admin/templates", title: "Letters and notices", needs: "GET /v1/keys", load: () => import("./pages/admin-templates") },
  { path: "/admin/audit", title: "Audit", needs: "GET /v1/audit", load: () => import("./pages/admin-audit") },
];

export function findPage(place: Place): { page: Page; ids: string[] } | undefined {
  for (const page of pages) {
    const pattern = page.path.split("/").filter(Boolean);
    if (pattern.length !== place.path.length) continue;
    const ids: string[] = [];
    const fits = pattern.every((part, i) => {
      const segment = place.path[i]!;
      if (!part.startsWith("{")) return part === segment;
      ids.push(segment);
      return true;
    });
    if (fits) return { page, ids };
  }
  return undefined;
}
