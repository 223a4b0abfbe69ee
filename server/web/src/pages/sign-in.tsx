// The door: a local name and password, or the organization's identity provider. And the page that a
// one-time link leads to, where a person chooses a password.
import { useState } from "preact/hooks";
import { send, ServiceError } from "../api";
import { TextField } from "../components/field";
import { Fault } from "../components/state";
import type { Session } from "../session";

function useSubmit(path: string, body: () => unknown, entered: () => void) {
  const [error, setError] = useState<ServiceError>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await send<Session>("POST", path, body());
      entered();
    } catch (fault) {
      setError(fault instanceof ServiceError ? fault : new ServiceError(0, [{ detail: String(fault) }]));
    } finally {
      setBusy(false);
    }
  };
  return { error, busy, submit };
}

export function SignInPage({ session, entered }: { session: Session; entered: () => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { error, busy, submit } = useSubmit("/v1/session", () => ({ name: name.trim(), password }), entered);
  return (
    <main class="door" id="content">
      <h1>authledger</h1>
      {session.ways.includes("oidc") ? (
        <p>
          <a class="button primary block" href={`/sign-in?to=${encodeURIComponent(`/${location.hash}`)}`}>
            Sign in with {session.provider ?? "your organization"}
          </a>
        </p>
      ) : null}
      {session.ways.includes("local") ? (
        <form onSubmit={submit} class="form">
          <TextField label="Name" value={name} onText={setName} autocomplete="username" required />
          <TextField label="Password" type="password" value={password} onText={setPassword} autocomplete="current-password" required />
          {error ? <Fault error={error} /> : null}
          <button type="submit" class="button primary block" disabled={busy}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
        </form>
      ) : null}
      {session.ways.length === 0 ? (
        <p>
          Nobody can sign in to the console yet. Start the service with <code>--local-sign-in</code>, or with an identity
          provider; <code>docs/operations.md</code> says how.
        </p>
      ) : null}
      <p class="quiet">A forgotten password is renewed by an administrator, with a one-time link.</p>
    </main>
  );
}

const shortestPassword = 12; // characters, as the service asks

export function WelcomePage({ token, entered }: { token: string; entered: () => void }) {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const { error, busy, submit } = useSubmit("/v1/session/password", () => ({ link: token, password }), entered);
  const differs = again !== "" && password !== again;
  return (
    <main class="door" id="content">
      <h1>Welcome to authledger</h1>
      <p>Choose a password. This link works once.</p>
      <form onSubmit={submit} class="form">
        <TextField
          label="New password"
          type="password"
          help={`At least ${shortestPassword} characters; a sentence is good.`}
          value={password}
          onText={setPassword}
          minLength={shortestPassword}
          autocomplete="new-password"
          required
        />
        <TextField
          label="The same again"
          type="password"
          value={again}
          onText={setAgain}
          error={differs ? "The two are not the same." : undefined}
          autocomplete="new-password"
          required
        />
        {error ? <Fault error={error} /> : null}
        <button type="submit" class="button primary block" disabled={busy || differs || again === ""}>
          {busy ? "Saving…" : "Save and sign in"}
        </button>
      </form>
    </main>
  );
}
