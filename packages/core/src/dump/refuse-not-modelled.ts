import { StrataError } from "../errors/strata-error.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";

interface Refused {
  readonly key: ObjectKey;
  readonly what: string;
  readonly schema: string | undefined;
  readonly name: string;
  readonly hidden?: readonly string[];
}

/**
 * Refuses to go on with objects of kinds that a snapshot cannot hold, rather than to leave them out, and with those that
 * have options of which a snapshot holds the names alone, for they may be passwords.
 *
 * @throws StrataError KIND_NOT_MODELLED: `details.objects` names each with its key, kind, schema and name.
 */
export function refuseNotModelled(objects: Readonly<Record<ObjectKey, CatalogObject>>): void {
  const refused = Object.entries(objects).flatMap(([key, object]): Refused[] => {
    const { schema, name } = object;
    if (object.kind === "not modelled") return [{ key, what: object.what, schema, name }];
    const hidden = "hidden" in object ? object.hidden : undefined;
    return hidden === undefined ? [] : [{ key, what: object.kind, schema, name, hidden }];
  });
  if (refused.length === 0) return;
  const keys = refused.map(({ key, hidden }) =>
    hidden === undefined ? key : `${key} (its options ${hidden.join(", ")} may be secrets)`,
  );
  throw new StrataError("KIND_NOT_MODELLED", `strata cannot write ${keys.join(", ")} as SQL`, {
    hint: refused.every(({ hidden }) => hidden !== undefined)
      ? "Leave what names an account or a password to whoever runs the server; no module's claims may match it."
      : "Let an extension make what is named, or leave it to a schema and a migration that no module of strata owns.",
    details: { objects: refused },
  });
}
