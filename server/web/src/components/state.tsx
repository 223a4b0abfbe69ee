// What stands where data will be, when there is none yet, none at all, or a fault.
import type { ComponentChildren } from "preact";
import type { ServiceError } from "../api";

export function Loading({ what = "Loading" }: { what?: string }) {
  return (
    <p class="state" role="status">
      <span class="spinner" aria-hidden="true" /> {what}…
    </p>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="state">{children}</p>;
}

export function Fault({ error, retry }: { error: ServiceError; retry?: () => void }) {
  return (
    <div class="fault" role="alert">
      <strong>{error.status === 403 ? "Not permitted" : error.status === 404 ? "Not found" : "That did not work"}</strong>
      {error.problems.map((it) => (
        <p>
          {it.detail}
          {it.pointer ? <code> {it.pointer}</code> : null}
        </p>
      ))}
      {retry ? (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      ) : null}
    </div>
  );
}

// The usual three, then the children with the data. Data that is being renewed stays in sight.
export function Await<T>({
  of,
  what,
  children,
}: {
  of: { data: T | undefined; error: ServiceError | undefined; loading: boolean; reload: () => void };
  what?: string;
  children: (data: T) => ComponentChildren;
}) {
  if (of.data !== undefined)
    return (
      <>
        {of.error ? <Fault error={of.error} retry={of.reload} /> : null}
        {children(of.data)}
      </>
    );
  if (of.error) return <Fault error={of.error} retry={of.reload} />;
  return of.loading ? <Loading what={what} /> : null;
}
