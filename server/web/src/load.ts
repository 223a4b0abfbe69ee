// What a page shows comes from the service; these hooks say how far that is.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { get, getPage, ServiceError } from "./api";

export interface Loaded<T> {
  data: T | undefined; // while a newer one is on its way: the last one
  error: ServiceError | undefined;
  loading: boolean;
  reload: () => void;
}

function asServiceError(error: unknown): ServiceError {
  return error instanceof ServiceError
    ? error
    : new ServiceError(0, [{ detail: error instanceof Error ? error.message : String(error) }]);
}

// `ask` is run again when one of `inputs` changes, on reload(), and every `refreshSeconds`, when
// given, while the page is looked at.
export function useAsked<T>(
  ask: ((signal: AbortSignal) => Promise<T>) | null,
  inputs: readonly unknown[],
  refreshSeconds?: number,
): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({
    data: undefined,
    error: undefined,
    loading: ask !== null,
  });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((it) => it + 1), []);
  const last = useRef<readonly unknown[]>(inputs);

  useEffect(() => {
    if (!ask) {
      setState({ data: undefined, error: undefined, loading: false });
      return;
    }
    const isOther = last.current.some((it, i) => it !== inputs[i]);
    last.current = inputs;
    const abort = new AbortController();
    setState((it) => ({ data: isOther ? undefined : it.data, error: undefined, loading: true }));
    ask(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ data, error: undefined, loading: false });
      },
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState((it) => ({ data: it.data, error: asServiceError(error), loading: false }));
      },
    );
    return () => abort.abort();
  }, [...inputs, turn]);

  useEffect(() => {
    if (!refreshSeconds) return;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, refreshSeconds * 1000);
    return () => clearInterval(timer);
  }, [refreshSeconds, reload]);

  return { ...state, reload };
}

// Null: nothing to ask yet.
export function useLoad<T>(path: string | null, refreshSeconds?: number): Loaded<T> {
  return useAsked<T>(path === null ? null : (signal) => get<T>(path, signal), [path], refreshSeconds);
}

export interface LoadedList<T> extends Omit<Loaded<T[]>, "data"> {
  items: T[];
  complete: boolean; // all pages are here
}

const pauseMilliseconds = 1000;

// All pages of a list, shown as they come.
export function useList<T>(path: string | null): LoadedList<T> {
  const [items, setItems] = useState<T[]>([]);
  const [error, setError] = useState<ServiceError>();
  const [complete, setComplete] = useState(false);
  const [turn, setTurn] = useState(0);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    const isOther = shown.current !== path;
    shown.current = path;
    if (isOther) setItems([]);
    setError(undefined);
    setComplete(false);
    void (async () => {
      try {
        const gathered: T[] = [];
        let shownAt = -Infinity;
        let next: string | null = path;
        while (next) {
          const page: { items: T[]; next: string | null } = await getPage<T>(next, abort.signal);
          if (abort.signal.aborted) return;
          gathered.push(...page.items);
          next = page.next;
          // The first page at once, the rest by and by: each time the whole list is sorted and
          // counted. A list that is read again is replaced as a whole, so that nothing jumps.
          if (!next || (isOther && performance.now() - shownAt > pauseMilliseconds)) {
            setItems([...gathered]);
            shownAt = performance.now();
          }
        }
        setComplete(true);
      } catch (problem) {
        if (!abort.signal.aborted) setError(asServiceError(problem));
      }
    })();
    return () => abort.abort();
  }, [path, turn]);
  const reload = useCallback(() => setTurn((it) => it + 1), []);
  return { items, error, loading: !complete && !error, complete, reload };
}

// The last answer stays in sight until another one is there, also when something else is asked for:
// for what one slides through. `stale`: what is shown is not yet what was asked for.
export function useKept<T>(loaded: Loaded<T>): Loaded<T> & { stale: boolean } {
  const kept = useRef<T>();
  if (loaded.data !== undefined) kept.current = loaded.data;
  else if (!loaded.loading) kept.current = undefined; // refused, or nothing is asked for
  return { ...loaded, data: loaded.data ?? kept.current, stale: loaded.data === undefined && loaded.loading };
}
