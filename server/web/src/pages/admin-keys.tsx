// Keys of programs: made, with the text shown once; listed; revoked.
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
import { roleChoices, rolesInWords } from "../roles";
import { useSession } from "../session";
import { Admin } from "./admin";

interface Key {
  id: string;
  label: string;
  roles: string[];
  facilities?: string[];
  source_system?: string;
  created_at: string;
  created_by: string;
  expires_at?: string;
  revoked_at?: string;
  revoked_by?: string;
  in_force: boolean;
}

function State({ of }: { of: Key }) {
  if (of.revoked_at) return <Tag>revoked</Tag>;
  return of.in_force ? <Tag tone="good">in force</Tag> : <Tag>expired</Tag>;
}

function columnsOf(revoke: ((key: Key) => void) | null): Column<Key>[] {
  const columns: Column<Key>[] = [
    { key: "label", label: "For", cell: (it) => it.label, sort: (it) => it.label, wide: true },
    { key: "state", label: "State", cell: (it) => <State of={it} />, sort: (it) => (it.in_force ? 0 : 1) },
    { key: "roles", label: "Roles", cell: (it) => <span title={rolesInWords(it.roles)}>{rolesInWords(it.roles)}</span>, minor: true },
    { key: "facilities", label: "Facilities", cell: (it) => it.facilities?.join(", ") ?? <span class="quiet">all</span>, minor: true },
    { key: "created_at", label: "Made", cell: (it) => `${showInstant(it.created_at)} by ${it.created_by}`, sort: (it) => it.created_at, minor: true },
    {
      key: "expires_at",
      label: "Ends",
      sort: (it) => it.revoked_at ?? it.expires_at,
      cell: (it) =>
        it.revoked_at ? (
          `revoked ${showInstant(it.revoked_at)} by ${it.revoked_by}`
        ) : it.expires_at ? (
          showInstant(it.expires_at)
        ) : (
          <span class="quiet">never</span>
        ),
      minor: true,
    },
    { key: "id", label: "Id", cell: (it) => <code>{it.id}</code>, sort: (it) => it.id, minor: true },
  ];
  if (revoke)
    columns.push({
      key: "revoke",
      label: "",
      cell: (it) =>
        it.in_force ? (
          <button type="button" class="button small" aria-label={`Revoke the key for ${it.label}`} onClick={() => revoke(it)}>
            Revoke
          </button>
        ) : null,
    });
  return columns;
}

export default function KeysPage() {
  const { may } = useSession();
  const list = useList<Key>("/v1/keys?limit=1000");
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ label: string; key: string }>();
  const [revoking, setRevoking] = useState<Key>();
  const inForce = list.items.filter((it) => it.in_force).length;
  return (
    <Admin
      part="Keys"
      count={list.complete ? `${plural(inForce, "key")} in force` : ""}
      actions={
        <>
          {may("POST /v1/keys") ? (
            <button type="button" class="button small primary" onClick={() => setMaking(true)}>
              Make a key
            </button>
          ) : null}
          <a class="button small" href="/v1/keys?format=csv" download="keys.csv">
            CSV
          </a>
        </>
      }
    >
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {!list.complete && !list.error && list.items.length === 0 ? <Loading what="Asking for the keys" /> : null}
      {list.complete && list.items.length === 0 ? <Empty>No key was made. A program that talks to this service needs one.</Empty> : null}
      {list.items.length > 0 ? (
        <Table
          caption="Keys"
          columns={columnsOf(may("POST /v1/keys/{id}/revoke") ? setRevoking : null)}
          rows={list.items}
          rowKey={(it) => it.id}
          sortedBy="state"
        />
      ) : null}
      {making ? (
        <MakeDialog
          onClose={() => setMaking(false)}
          onMade={(it) => {
            setMaking(false);
            setMade(it);
            list.reload();
          }}
        />
      ) : null}
      {made ? (
        <OnceDialog
          title={`The key for ${made.label}`}
          label="Key"
          text={made.key}
          help="It is shown now and never again: the ledger keeps only a digest of it. Put it where the program reads it; whoever has it may do what its roles permit."
          onClose={() => setMade(undefined)}
        />
      ) : null}
      {revoking ? (
        <ConfirmDialog
          title={`Revoke the key for ${revoking.label}?`}
          word="Revoke"
          onClose={() => setRevoking(undefined)}
          act={async () => {
            await send("POST", url`/v1/keys/${revoking.id}/revoke`);
            say(`The key for ${revoking.label} is revoked`);
            list.reload();
          }}
        >
          <p>The program that has it is refused from its next request on. This cannot be taken back; make another key instead.</p>
        </ConfirmDialog>
      ) : null}
    </Admin>
  );
}

function MakeDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: { label: string; key: string }) => void }) {
  const facilities = useFacilities();
  const [label, setLabel] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  const [within, setWithin] = useState<string[]>([]);
  const [source, setSource] = useState("");
  const [expires, setExpires] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const made = await send<Key & { key: string }>("POST", "/v1/keys", {
        label: label.trim(),
        roles,
        ...(within.length ? { facilities: within } : {}),
        ...(source.trim() ? { source_system: source.trim() } : {}),
        ...(expires ? { expires_at: new Date(`${expires}T23:59:59`).toISOString().replace(/\.\d+Z$/, "Z") } : {}),
      });
      onMade({ label: made.label, key: made.key });
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <Dialog title="Make a key" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <TextField
          label="What it is for"
          help="Such as: nightly import of the EHR."
          value={label}
          onText={setLabel}
          error={error?.at("/label")}
          maxLength={200}
          required
          autofocus
        />
        <ChecksField label="What it may do" choices={roleChoices} chosen={roles} onChoose={setRoles} error={error?.at("/roles")} />
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
        <TextField
          label="Source system"
          help="Its events are said to come from there. May stay empty."
          value={source}
          onText={setSource}
          error={error?.at("/source_system")}
        />
        <TextField label="Ends on" help="May stay empty: it never ends." type="date" value={expires} onText={setExpires} error={error?.at("/expires_at")} />
        {error ? <Fault error={error} /> : null}
        <p class="form-end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy || label.trim() === "" || roles.length === 0}>
            {busy ? "Making…" : "Make"}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
