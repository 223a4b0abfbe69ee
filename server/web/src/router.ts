// Where one is: "#/episodes/EP-1?tab=log". Only ids of the ledger stand there, never a name.
import { useEffect, useState } from "preact/hooks";

export interface Place {
  path: string[]; // decoded segments
  query: URLSearchParams;
}

export function parsePlace(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return { path: path.split("/").filter(Boolean).map(decode), query: new URLSearchParams(search) };
}

// "#/episodes/EP%2F1": link`/episodes/${id}`.
export function link(texts: TemplateStringsArray, ...parts: string[]): string {
  return "#" + texts.reduce((path, text, i) => path + encodeURIComponent(parts[i - 1] ?? "") + text);
}

export function go(hash: string): void {
  location.hash = hash.replace(/^#/, "");
}

// Changes the query of the place without a step in the history.
export function setQuery(changes: Record<string, string | null>): void {
  const place = parsePlace(location.hash);
  for (const [name, value] of Object.entries(changes))
    if (value === null || value === "") place.query.delete(name);
    else place.query.set(name, value);
  const search = place.query.toString();
  const path = place.path.map(encodeURIComponent).join("/");
  history.replaceState(null, "", `#/${path}${search ? `?${search}` : ""}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const moved = () => setPlace(parsePlace(location.hash));
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return place;
}
