// The frame around every page: who is signed in, where one can go, the look-up.
import type { ComponentType } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { onSignedOut, send } from "./api";
import { Lookup } from "./components/lookup";
import { Fault, Loading } from "./components/state";
import { Toasts } from "./components/toast";
import { forgetFacilities } from "./facilities";
import { useLoad } from "./load";
import { findPage, pages, type Page, type PageProps } from "./pages";
import { SignInPage, WelcomePage } from "./pages/sign-in";
import { go, usePlace } from "./router";
import { SessionContext, type Session, type Sessions } from "./session";
import { ThemeButton } from "./theme";

export function App() {
  const place = usePlace();
  const asked = useLoad<Session>("/v1/session");
  useEffect(() => onSignedOut(asked.reload), [asked.reload]);
  const entered = useCallback(() => {
    forgetFacilities();
    asked.reload();
    if (location.hash.startsWith("#/welcome/")) go("#/today");
  }, [asked.reload]);

  if (asked.error && !asked.data)
    return (
      <main class="door" id="content">
        <Fault error={asked.error} retry={asked.reload} />
      </main>
    );
  if (!asked.data) return <Loading what="Opening the ledger" />;
  if (place.path[0] === "welcome" && place.path[1]) return <WelcomePage token={place.path[1]} entered={entered} />;
  if (!asked.data.signed_in) return <SignInPage session={asked.data} entered={entered} />;
  return <Inside session={asked.data} changed={asked.reload} />;
}

function Inside({ session, changed }: { session: Session; changed: () => void }) {
  const place = usePlace();
  const sessions = useMemo<Sessions>(() => {
    const routes = new Set(session.may);
    return {
      session,
      may: (route) => routes.has(route),
      who: session.name ?? session.subject ?? "somebody",
      changed,
    };
  }, [session, changed]);
  const shown = pages.filter((it) => it.nav && sessions.may(it.needs));
  const first = shown[0];
  useEffect(() => {
    if (place.path.length === 0 && first) go(`#${first.path}`);
  }, [place, first]);
  return (
    <SessionContext.Provider value={sessions}>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <Bar sessions={sessions} place={place.path[0] ?? ""} />
      <Content place={place} sessions={sessions} />
      <Toasts />
    </SessionContext.Provider>
  );
}

function skip(event: Event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function Bar({ sessions, place }: { sessions: Sessions; place: string }) {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place]);
  const shown = pages.filter((it) => it.nav && sessions.may(it.needs));
  return (
    <header class="bar">
      <a class="brand" href="#/today">
        authledger
      </a>
      <button type="button" class="button menu" aria-expanded={open} aria-controls="places" onClick={() => setOpen(!open)}>
        Menu
      </button>
      <nav id="places" aria-label="Pages" class={open ? "is-open" : ""}>
        {shown.map((it) => (
          <a key={it.path} href={`#${it.path}`} aria-current={it.path.split("/")[1] === place ? "page" : undefined}>
            {it.nav}
          </a>
        ))}
      </nav>
      {sessions.may("GET /v1/search") ? <Lookup /> : null}
      <Person sessions={sessions} />
    </header>
  );
}

function Person({ sessions: { session, who, changed } }: { sessions: Sessions }) {
  const leave = async () => {
    await send("DELETE", "/v1/session").catch(() => undefined);
    forgetFacilities();
    changed();
  };
  return (
    <div class="person">
      <ThemeButton />
      {session.sign_in === "off" ? (
        <span class="tag tag-warn" title="Whoever reaches this address on this machine sees and changes everything">
          sign-in is off
        </span>
      ) : (
        <>
          <span class="person-name">{who}</span>
          <button type="button" class="button small" onClick={() => void leave()}>
            Sign out
          </button>
        </>
      )}
    </div>
  );
}

function Content({ place, sessions }: { place: ReturnType<typeof usePlace>; sessions: Sessions }) {
  const found = findPage(place);
  // With the page that it is of: of another one it would be given ids that it does not know.
  const [loaded, setLoaded] = useState<{ page: Page; Shown: ComponentType<PageProps> }>();
  const [failed, setFailed] = useState(false);
  const page = found?.page;
  useEffect(() => {
    document.title = page ? `${page.title} – authledger` : "authledger";
    if (!page) return;
    setFailed(false);
    let wanted = true;
    page.load().then(
      (it) => wanted && setLoaded({ page, Shown: it.default }),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [page]);
  const Shown = loaded && loaded.page === page ? loaded.Shown : undefined;
  let content;
  if (!found) content = place.path.length === 0 ? null : <p class="state">There is no such page.</p>;
  else if (!sessions.may(found.page.needs)) content = <p class="state">Your roles do not include this page.</p>;
  else if (failed) content = <p class="state">The page could not be loaded. Reload to get the newest version of the console.</p>;
  else content = Shown ? <Shown place={place} ids={found.ids} key={found.page.path + found.ids.join("\n")} /> : <Loading />;
  return (
    <main id="content" tabIndex={-1}>
      {content}
    </main>
  );
}

