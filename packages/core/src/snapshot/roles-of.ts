import { compareText } from "../types/ids.js";
import type { CatalogObject, Grant, ObjectKey } from "./catalog-object.js";

/**
 * The roles that the SQL of these objects names: they must be there before it runs. Sorted; PUBLIC and PostgreSQL's own
 * roles (`pg_…`) are left out.
 */
export function rolesOf(objects: Readonly<Record<ObjectKey, CatalogObject>>): readonly string[] {
  const roles = Object.values(objects).flatMap((object) => {
    const columns = "columns" in object ? (object.columns ?? []) : [];
    return [...granted(object.grants), ...columns.flatMap(({ grants }) => granted(grants)), ...ownRoles(object)];
  });
  return [...new Set(roles)].filter((name) => !name.startsWith("pg_")).toSorted(compareText);
}

function granted(grants: readonly Grant[] = []): readonly string[] {
  return grants.flatMap(({ role }) => role ?? []);
}

function ownRoles(object: CatalogObject): readonly string[] {
  switch (object.kind) {
    case "extension":
      return (object.memberGrants ?? []).flatMap(({ grants }) => granted(grants));
    case "policy":
      return object.roles ?? [];
    case "user mapping":
      return object.name === "public" ? [] : [object.name];
    case "default privileges":
      return object.role === undefined ? [] : [object.role];
    default:
      return [];
  }
}
