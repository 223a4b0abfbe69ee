// Who is signed in, and what they may do. The service decides; the console only hides what it would
// refuse.
import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface Session {
  signed_in: boolean;
  sign_in: "required" | "off";
  ways: ("local" | "oidc")[];
  provider: string | null;
  subject?: string;
  name?: string;
  organization?: string;
  roles?: string[];
  facilities?: string[] | null; // null: all
  expires_at?: string | null;
  idle_minutes?: number | null;
  may?: string[]; // "GET /v1/worklist"
}

export interface Sessions {
  session: Session;
  may: (route: string) => boolean;
  who: string; // as it is written into events: "Ann Lee"
  changed: () => void; // asks the service again who is signed in
}

export const SessionContext = createContext<Sessions | null>(null);

export function useSession(): Sessions {
  const sessions = useContext(SessionContext);
  if (!sessions) throw new Error("a page without a session");
  return sessions;
}
