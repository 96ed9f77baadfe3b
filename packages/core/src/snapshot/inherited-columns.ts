import { identifier, qualified } from "../sql/identifier.js";
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
  const parents = one.inherits?.map(
    (parent) => context.find(`table ${qualified(parent)}`) ?? context.find(`foreign table ${qualified(parent)}`),
  );
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
