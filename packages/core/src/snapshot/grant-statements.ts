import { identifier } from "../sql/identifier.js";
import type { Grant } from "./catalog-object.js";

/**
 * REVOKE and GRANT that make these differences from what PostgreSQL gives by itself.
 *
 * @param on what they are about, `TABLE public.account`
 * @param options `column`: they are about a column of it; `owner`: how its owner is called, CURRENT_USER unless it is
 *   another one than who loads the dump
 */
export function grantStatements(
  grants: readonly Grant[],
  on: string,
  { column, owner = "CURRENT_USER" }: { readonly column?: string; readonly owner?: string } = {},
): readonly string[] {
  const list = (privileges: readonly string[]): string =>
    privileges.map((name) => (column === undefined ? name : `${name} (${identifier(column)})`)).join(", ");
  return grants.flatMap((grant) => {
    const { has = [], lacks = [] } = grant;
    const role = grant.owner === true ? owner : grant.role === undefined ? "PUBLIC" : identifier(grant.role);
    const plain = has.filter((privilege) => !privilege.endsWith("*"));
    const passed = has.filter((privilege) => privilege.endsWith("*")).map((privilege) => privilege.slice(0, -1));
    return [
      ...(lacks.length === 0 ? [] : [`REVOKE ${list(lacks)} ON ${on} FROM ${role}`]),
      ...(plain.length === 0 ? [] : [`GRANT ${list(plain)} ON ${on} TO ${role}`]),
      ...(passed.length === 0 ? [] : [`GRANT ${list(passed)} ON ${on} TO ${role} WITH GRANT OPTION`]),
    ];
  });
}
