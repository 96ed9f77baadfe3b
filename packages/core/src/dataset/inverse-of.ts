import type { DatasetKind } from "./dataset.js";
import type { RowText } from "./hash-row.js";
import type { InverseDelta, InverseTable, ShippedRow, TextValue } from "./inverse-delta.js";
import type { ResolvedRow } from "./resolved-row.js";
import { tableRanks } from "./table-ranks.js";
import { type TableShape, writableColumns } from "./table-shape.js";

/** What a delta did, row by row. */
export interface DoneDelta {
  readonly added: readonly ResolvedRow[];
  /** `before` holds the columns that were written; nothing when the row held the values already. */
  readonly changed: readonly {
    readonly row: ResolvedRow;
    readonly shipped: ShippedRow;
    readonly before: Readonly<Record<string, TextValue>>;
  }[];
  readonly removed: readonly { readonly row: ResolvedRow; readonly shipped: ShippedRow; readonly live: RowText }[];
}

/** The inverse of what was done by `module@version`. A row that it had shipped itself and left alone is not part of it. */
export function inverseOf(
  kind: DatasetKind,
  by: { readonly module: string; readonly version: string },
  done: DoneDelta,
): InverseDelta {
  const changed = done.changed.filter(
    ({ shipped, before }) =>
      Object.keys(before).length > 0 || shipped.version !== by.version || shipped.module !== by.module,
  );
  const shapes = new Set(
    [...done.added, ...[...changed, ...done.removed].map(({ row }) => row)].map(({ shape }) => shape),
  );
  const ranks = tableRanks([...shapes]);
  const tables = [...shapes].toSorted((a, b) => ranks.get(a.oid)! - ranks.get(b.oid)!);
  return { format: 1, kind, tables: tables.map((shape) => inverseTable(shape, { ...done, changed })) };
}

function inverseTable(shape: TableShape, done: DoneDelta): InverseTable {
  const isHere = (row: ResolvedRow): boolean => row.shape.oid === shape.oid;
  const columns = writableColumns(shape).map(({ name }) => name);
  return {
    schema: shape.schema,
    name: shape.name,
    oid: shape.oid,
    added: done.added.filter(isHere).map(({ label }) => label),
    changed: done.changed
      .filter(({ row }) => isHere(row))
      .map(({ row, shipped, before }) => ({ label: row.label, before, shipped })),
    removed: done.removed
      .filter(({ row }) => isHere(row))
      .map(({ row, shipped, live }) => ({
        label: row.label,
        row: Object.fromEntries(columns.map((column) => [column, live[column] ?? null])),
        shipped,
      })),
  };
}
