// The facilities, asked once: whose clock a time is shown on.
import { useEffect, useState } from "preact/hooks";
import { getPage } from "./api";
import type { Facility } from "./ledger";

let asked: Promise<Map<string, Facility>> | null = null;

async function all(): Promise<Map<string, Facility>> {
  const facilities = new Map<string, Facility>();
  let next: string | null = "/v1/facilities?limit=1000";
  while (next) {
    const page: { items: Facility[]; next: string | null } = await getPage<Facility>(next);
    for (const it of page.items) facilities.set(it.id, it);
    next = page.next;
  }
  return facilities;
}

// After a change of the register, or of who is signed in.
export function forgetFacilities(): void {
  asked = null;
}

export function useFacilities(): Map<string, Facility> {
  const [facilities, setFacilities] = useState<Map<string, Facility>>(new Map());
  useEffect(() => {
    asked ??= all();
    let wanted = true;
    asked.then(
      (it) => wanted && setFacilities(it),
      () => {
        asked = null;
      },
    );
    return () => {
      wanted = false;
    };
  }, []);
  return facilities;
}
