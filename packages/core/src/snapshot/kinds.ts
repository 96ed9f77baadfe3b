import { must } from "../errors/internal-error.js";
import type { CatalogObject, ObjectKey } from "./catalog-object.js";
import type { Kind } from "./kind.js";
import { constraint } from "./kinds/constraint.js";
import { enumType } from "./kinds/enum-type.js";
import { foreignTable } from "./kinds/foreign-table.js";
import { schema } from "./kinds/schema.js";
import { sequence } from "./kinds/sequence.js";
import { tableIndex } from "./kinds/table-index.js";
import { table } from "./kinds/table.js";
import { view } from "./kinds/view.js";

/** Every kind of object that strata knows, in the order in which a dump writes what depends on nothing. */
export const kinds: readonly Kind[] = [schema, enumType, sequence, table, foreignTable, view, constraint, tableIndex];

const byName = new Map(kinds.map((kind) => [kind.kind, kind]));

/** What is known of an object's kind. */
export function kindOf<O extends CatalogObject>(object: O): Kind<O> {
  return must(byName.get(object.kind), `the kind ${object.kind}`) as Kind<O>;
}

/** The name of an object within its snapshot. */
export function keyOf(object: CatalogObject): ObjectKey {
  return kindOf(object).key(object);
}
