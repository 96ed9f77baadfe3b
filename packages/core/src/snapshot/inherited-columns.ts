import { identifier, qualified } from "../sql/identifier.js";
import type { CatalogObject } from "./catalog-object.js";
import type { RenderContext } from "./kind.js";
import { identityClause, type ColumnContext } from "./render-columns.js";
import type { TableColumn } from "./table-column.js";
import type { TableShape } from "./table-shape.js";

/**
 * What a child's columns have otherwise than they come from its parents, as statements. Of a parent that is not in the
 * snapshot nothing is known: then everything is written.
 */
export function inheritedColumnSettings(
  one: TableShape,
  context: RenderContext,
  columnContext: ColumnContext,
  alter: string,
): string[] {
  const parents = parentsOf(one, context);
  return one.columns.flatMap((column) => {
    if (!column.inherited) return [];
    const given = parents?.map((parent) =>
      parent === undefined || !("columns" in parent)
        ? undefined
        : (parent.columns as readonly TableColumn[]).find(({ name }) => name === column.name),
    );
    return differences(column, given ?? [], columnContext, `${alter} ALTER COLUMN ${identifier(column.name)}`);
  });
}

/**
 * Whether a child must be made alone and given to its parents afterwards for its columns to stand as they do: INHERITS
 * puts those of the parents first. That can be done when it has all of their columns and CHECKs as its own too.
 *
 * What cannot be kept is the place of a column that a parent was given when the child had columns of its own already: such
 * a column is written nowhere in the child, and comes with the parent's others. pg_dump moves it too.
 */
export function joinsParentsLater(one: TableShape, context: RenderContext): boolean {
  const parents = parentsOf(one, context);
  if (parents === undefined || one.columns.some((c) => c.inherited || c.notNullConstraint?.inherited)) return false;
  const natural = new Set<string>();
  const checks = new Set(context.partsOf(one, "constraint").map(({ name }) => name));
  for (const parent of parents) {
    if (parent?.kind !== "table" && parent?.kind !== "foreign table") return false;
    for (const { name } of parent.columns) natural.add(name);
    for (const { type, name, definition, notValid } of context.partsOf(parent, "constraint"))
      if (type === "check" && !notValid && !definition.endsWith(" NO INHERIT") && !checks.has(name)) return false;
  }
  const order = [...new Set([...natural, ...one.columns.map(({ name }) => name)])];
  return one.columns.some(({ name }, at) => order[at] !== name);
}

function parentsOf(one: TableShape, context: RenderContext): (CatalogObject | undefined)[] | undefined {
  return one.inherits?.map(
    (parent) => context.find(`table ${qualified(parent)}`) ?? context.find(`foreign table ${qualified(parent)}`),
  );
}

function differences(
  column: TableColumn,
  given: readonly (TableColumn | undefined)[],
  context: ColumnContext,
  alter: string,
): string[] {
  const isKnown = !given.includes(undefined);
  const isSame = isKnown && given.every((parent) => parent?.default === column.default);
  const isGivenNotNull = given.some((parent) => parent?.notNull);
  return [
    ...(isSame || column.generated !== undefined
      ? []
      : [`${alter} ${column.default === undefined ? "DROP DEFAULT" : `SET DEFAULT ${column.default}`}`]),
    ...(column.identity === undefined ? [] : [`${alter} ADD ${identityClause(column, context)}`]),
    ...(column.notNull && isKnown && !isGivenNotNull ? [`${alter} SET NOT NULL`] : []),
    ...(!column.notNull && isGivenNotNull ? [`${alter} DROP NOT NULL`] : []),
  ];
}
