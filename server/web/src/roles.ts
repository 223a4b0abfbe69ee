// The roles, as the service has them.
import { roles } from "../../access.json";

export const roleChoices = roles.map(({ name, meaning }) => ({ value: name, label: name.replace(/_/g, " "), help: meaning }));

// Roles that no person has.
export const ofPrograms: ReadonlySet<string> = new Set(["ehr_ingest", "calendar"]);

export function rolesInWords(names: string[]): string {
  return names.map((it) => it.replace(/_/g, " ")).join(", ");
}
