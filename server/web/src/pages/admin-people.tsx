// People who sign in with a password of this service: invited with a one-time link, given a new one,
// ended.
import { useState } from "preact/hooks";
import { send, ServiceError, url } from "../api";
import { ConfirmDialog } from "../components/confirm";
import { Dialog } from "../components/dialog";
import { ChecksField, TextField } from "../components/field";
import { OnceDialog } from "../components/once";
import { Empty, Fault, Loading } from "../components/state";
import { Tag } from "../components/status";
import { Table, type Column } from "../components/table";
import { say } from "../components/toast";
import { useFacilities } from "../facilities";
import { plural, showInstant } from "../format";
import { useList } from "../load";
import { ofPrograms, roleChoices, rolesInWords } from "../roles";
import { useSession } from "../session";
import { Admin } from "./admin";

interface Person {
  id: string;
  name: string;
  roles: string[];
  facilities?: string[];
  created_at: string;
  created_by: string;
  has_password: boolean;
  ended_at?: string;
  ended_by?: string;
  last_signed_in_at?: string;
}
type Invited = Person & { link: string; link_expires_at: string };
type Asked = { what: "link" | "end"; person: Person };

function State({ of }: { of: Person }) {
  if (of.ended_at) return <Tag>ended</Tag>;
  return of.has_password ? <Tag tone="good">active</Tag> : <Tag tone="warn">invited</Tag>;
}

function columnsOf(ask: (asked: Asked) => void, mayLink: boolean, mayEnd: boolean): Column<Person>[] {
  const columns: Column<Person>[] = [
    { key: "name", label: "Name", cell: (it) => it.name, sort: (it) => it.name, wide: true },
    { key: "state", label: "State", cell: (it) => <State of={it} />, sort: (it) => (it.ended_at ? 2 : it.has_password ? 0 : 1) },
    { key: "roles", label: "Roles", cell: (it) => <span title={rolesInWords(it.roles)}>{rolesInWords(it.roles)}</span>, minor: true },
    { key: "facilities", label: "Facilities", cell: (it) => it.facilities?.join(", ") ?? <span class="quiet">all</span>, minor: true },
    {
      key: "last",
      label: "Last signed in",
      cell: (it) => (it.last_signed_in_at ? showInstant(it.last_signed_in_at) : <span class="quiet">never</span>),
      sort: (it) => it.last_signed_in_at,
      minor: true,
    },
    {
      key: "made",
      label: "Invited",
      cell: (it) => (it.ended_at ? `ended ${showInstant(it.ended_at)} by ${it.ended_by}` : `${showInstant(it.created_at)} by ${it.created_by}`),
      sort: (it) => it.created_at,
      minor: true,
    },
  ];
  if (mayLink || mayEnd)
    columns.push({
      key: "actions",
      label: "",
      cell: (it) =>
        it.ended_at ? null : (
          <span class="row-actions">
            {mayLink ? (
              <button type="button" class="button small" aria-label={`New link for ${it.name}`} onClick={() => ask({ what: "link", person: it })}>
                New link
              </button>
            ) : null}
            {mayEnd ? (
              <button type="button" class="button small" aria-label={`End ${it.name}`} onClick={() => ask({ what: "end", person: it })}>
                End
              </button>
            ) : null}
          </span>
        ),
    });
  return columns;
}

export default function PeoplePage() {
  const { may, session } = useSession();
  const list = useList<Person>("/v1/people?limit=1000");
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<Invited>();
  const [asked, setAsked] = useState<Asked>();
  const active = list.items.filter((it) => !it.ended_at).length;
  const columns = columnsOf(setAsked, may("POST /v1/people/{id}/link"), may("POST /v1/people/{id}/end"));
  const done = (it: Invited) => {
    setInviting(false);
    setInvited(it);
    list.reload();
  };
  return (
    <Admin
      part="People"
      count={list.complete ? plural(active, "person", "people") : ""}
      actions={
        <>
          {may("POST /v1/people") ? (
            <button type="button" class="button small primary" onClick={() => setInviting(true)}>
              Invite somebody
            </button>
          ) : null}
          <a class="button small" href="/v1/people?format=csv" download="people.csv">
            CSV
          </a>
        </>
      }
    >
      {session.sign_in === "off" || !session.ways.includes("local") ? (
        <p class="quiet">
          {session.sign_in === "off"
            ? "Sign-in is off on this service, so nobody has to sign in; links work once it is on."
            : `People sign in with ${session.provider ?? "the organization's identity provider"}; those below could sign in with a password if the service allowed it.`}
        </p>
      ) : null}
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {!list.complete && !list.error && list.items.length === 0 ? <Loading what="Asking who there is" /> : null}
      {list.complete && list.items.length === 0 ? <Empty>Nobody was invited yet.</Empty> : null}
      {list.items.length > 0 ? <Table caption="People" columns={columns} rows={list.items} rowKey={(it) => it.id} sortedBy="name" /> : null}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} onInvited={done} /> : null}
      {invited ? (
        <OnceDialog
          title={`The link for ${invited.name}`}
          label="One-time link"
          text={`${location.origin}${invited.link}`}
          help={`Give it to ${invited.name} and nobody else: with it a password is chosen. It works once, until ${showInstant(invited.link_expires_at)}, and is shown only now.`}
          onClose={() => setInvited(undefined)}
        />
      ) : null}
      {asked?.what === "link" ? (
        <ConfirmDialog
          title={`A new link for ${asked.person.name}?`}
          word="Make a link"
          onClose={() => setAsked(undefined)}
          act={async () => done(await send<Invited>("POST", url`/v1/people/${asked.person.id}/link`))}
        >
          <p>With it a new password is chosen. Links made before stop working.</p>
        </ConfirmDialog>
      ) : null}
      {asked?.what === "end" ? (
        <ConfirmDialog
          title={`End ${asked.person.name}?`}
          word="End"
          onClose={() => setAsked(undefined)}
          act={async () => {
            await send("POST", url`/v1/people/${asked.person.id}/end`);
            say(`${asked.person.name} may no longer sign in`);
            list.reload();
          }}
        >
          <p>{asked.person.name} is signed out everywhere and may not sign in again. What was done stays in the log under that name.</p>
        </ConfirmDialog>
      ) : null}
    </Admin>
  );
}

function InviteDialog({ onClose, onInvited }: { onClose: () => void; onInvited: (it: Invited) => void }) {
  const facilities = useFacilities();
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  const [within, setWithin] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      onInvited(await send<Invited>("POST", "/v1/people", { name: name.trim(), roles, ...(within.length ? { facilities: within } : {}) }));
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <TextField
          label="Name"
          help="As they sign in, and as it stands in the log beside what they do."
          value={name}
          onText={setName}
          error={error?.at("/name")}
          required
          autofocus
        />
        <ChecksField
          label="Roles"
          choices={roleChoices.filter((it) => !ofPrograms.has(it.value))}
          chosen={roles}
          onChoose={setRoles}
          error={error?.at("/roles")}
        />
        {facilities.size > 0 ? (
          <ChecksField
            label="Only at these facilities"
            help="None chosen: at all of them."
            choices={[...facilities.values()].map((it) => ({ value: it.id, label: it.name ?? it.id }))}
            chosen={within}
            onChoose={setWithin}
            error={error?.at("/facilities")}
          />
        ) : null}
        {error ? <Fault error={error} /> : null}
        <p class="form-end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy || name.trim() === "" || roles.length === 0}>
            {busy ? "Inviting…" : "Invite"}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
