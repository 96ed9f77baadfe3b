import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { kindOf } from "../snapshot/kinds.js";
import { identifier, qualified } from "../sql/identifier.js";
import { orderPieces } from "./order-pieces.js";

/**
 * SQL that removes these objects again, one statement each, in the order opposite to a dump's: first the foreign keys, for
 * they lead anywhere. What goes with its table has no statement of its own; the schema `public` and default privileges stay. Nothing that
 * is not among the objects is dropped: where something else needs one of them, its statement fails. But what needs each
 * other in a circle can only go together, and takes with it what needs it.
 */
export function dropStatements(objects: Readonly<Record<ObjectKey, CatalogObject>>): string[] {
  const order = [...new Set(orderPieces(objects).map(({ object }) => object))];
  const circular = inCircles(order, objects);
  const foreignKeys: string[] = [];
  const others: string[] = [];
  for (const key of order.toReversed()) {
    const object = objects[key];
    if (object === undefined) continue;
    if (object.kind === "constraint" && object.type === "foreign key")
      foreignKeys.push(`ALTER TABLE ${qualified(object.of)} DROP CONSTRAINT ${identifier(object.name)}`);
    else if (object.of === undefined && key !== "schema public" && object.kind !== "default privileges") {
      const named = kindOf(object).named(object);
      others.push(
        circular.size === 0 ? `DROP ${named}` : `DROP ${ifExists(named)}${circular.has(key) ? " CASCADE" : ""}`,
      );
    }
  }
  return [...foreignKeys, ...others];
}

const RELATIONS = ["table", "foreign table", "view", "materialized view"];

/** What needs, itself or by a part, something that is made after it; and what it needs. Foreign keys are gone by then. */
function inCircles(
  order: readonly ObjectKey[],
  objects: Readonly<Record<ObjectKey, CatalogObject>>,
): ReadonlySet<ObjectKey> {
  const place = new Map(order.map((key, at) => [key, at]));
  const circular = new Set<ObjectKey>();
  for (const [key, object] of Object.entries(objects)) {
    if (object.kind === "constraint" && object.type === "foreign key") continue;
    const whole = wholeOf(key, object, objects);
    const columns = "columns" in object ? (object.columns ?? []) : [];
    for (const needed of [object, ...columns].flatMap(({ needs = [] }) => needs)) {
      const isLater = (place.get(needed) ?? 0) > (place.get(whole) ?? 0);
      if (isLater && objects[needed]?.of === undefined) circular.add(whole).add(needed);
    }
  }
  return circular;
}

/** What it goes with when that is dropped: its table, or itself. */
function wholeOf(
  key: ObjectKey,
  { of }: CatalogObject,
  objects: Readonly<Record<ObjectKey, CatalogObject>>,
): ObjectKey {
  if (of === undefined) return key;
  return RELATIONS.map((kind) => `${kind} ${qualified(of)}`).find((relation) => objects[relation] !== undefined) ?? key;
}

/** `TABLE public.account` becomes `TABLE IF EXISTS public.account`: it may have gone with another one. */
function ifExists(named: string): string {
  return named.replace(/^(?:(?!FOR )[A-Z]+ )+/, "$&IF EXISTS ");
}
