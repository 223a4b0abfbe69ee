// The roles, as the service has them.
import { roles } from "../../access.json";

export const roleChoices = roles.map(({ name, meaning }) => ({ value: name, label: name.replace(/_/g, " "), help: meaning }));

export function rolesInWords(names: string[]): string {
  return names.map((it) => it.replace(/_/g, " ")).join(", ");
}
