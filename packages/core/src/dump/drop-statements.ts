import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { kindOf } from "../snapshot/kinds.js";
import { identifier, qualified } from "../sql/identifier.js";
import { orderPieces } from "./order-pieces.js";

/**
 * SQL that removes these objects again, one statement each, in the order opposite to a dump's: first the foreign keys, for
 * they lead anywhere. What goes with its table has no statement of its own, and the schema `public` stays. Nothing that
 * is not among the objects is dropped: where something else needs one of them, its statement fails.
 */
export function dropStatements(objects: Readonly<Record<ObjectKey, CatalogObject>>): string[] {
  const inPieces = new Set<ObjectKey>();
  const order: ObjectKey[] = [];
  for (const { object, part } of orderPieces(objects)) {
    if (part === undefined) order.push(object);
    else inPieces.add(object);
  }
  const foreignKeys: string[] = [];
  const others: string[] = [];
  for (const key of order.toReversed()) {
    const object = objects[key];
    if (object === undefined) continue;
    if (object.kind === "constraint" && object.type === "foreign key")
      foreignKeys.push(`ALTER TABLE ${qualified(object.of)} DROP CONSTRAINT ${identifier(object.name)}`);
    else if (object.of === undefined && key !== "schema public" && object.kind !== "default privileges")
      // What needs each other in a circle can only go together.
      others.push(`DROP ${kindOf(object).named(object)}${inPieces.has(key) ? " CASCADE" : ""}`);
  }
  return [...foreignKeys, ...others];
}
