import { StrataError } from "../errors/strata-error.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";

/**
 * Refuses to go on with objects of kinds that a snapshot cannot hold, rather than to leave them out.
 *
 * @throws StrataError KIND_NOT_MODELLED: `details.objects` names each with its key, kind, schema and name.
 */
export function refuseNotModelled(objects: Readonly<Record<ObjectKey, CatalogObject>>): void {
  const refused = Object.entries(objects).flatMap(([key, object]) =>
    object.kind === "not modelled" ? [{ key, what: object.what, schema: object.schema, name: object.name }] : [],
  );
  if (refused.length === 0) return;
  const keys = refused.map(({ key }) => key);
  throw new StrataError("KIND_NOT_MODELLED", `strata cannot write ${keys.join(", ")} as SQL`, {
    hint: "Let an extension make what is named, or leave it to a schema and a migration that no module of strata owns.",
    details: { objects: refused },
  });
}
