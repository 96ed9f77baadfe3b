import { readRelationNames } from "../../catalog/read-relation-names.js";
import { readTableShapes } from "../../catalog/read-table-shapes.js";
import { formatTable } from "../../dataset/dataset.js";
import type { InverseTable, ShippedRow } from "../../dataset/inverse-delta.js";
import { rowId } from "../../dataset/resolved-row.js";
import type { TableShape } from "../../dataset/table-shape.js";
import { readLabels } from "../../history/labels.js";
import type { Session } from "../../types/session.js";

/** A part of an inverse delta, the table that it means today, and what is recorded of its labels there. */
export interface FoundTable {
  readonly part: InverseTable;
  readonly shape: TableShape;
  readonly labels: ReadonlyMap<string, ShippedRow>;
}

/**
 * Finds the tables of an inverse delta. The oid finds one that was renamed since, the name one that was restored from a
 * dump; of the two the one that holds labels of the part is meant. A table that is gone is left out.
 */
export async function findInverseTables(session: Session, parts: readonly InverseTable[]): Promise<FoundTable[]> {
  const renamed = await readRelationNames(
    session,
    parts.map(({ oid }) => oid),
  );
  const shapes = await readTableShapes(session, [...renamed.values(), ...parts]);
  const found: FoundTable[] = [];
  for (const part of parts) {
    const byOid = renamed.get(part.oid);
    const candidates = [
      byOid === undefined ? undefined : shapes.get(formatTable(byOid)),
      shapes.get(formatTable(part)),
    ].filter((shape) => shape !== undefined && "rp".includes(shape.kind) && shape.key !== undefined);
    const names = [...part.added, ...[...part.changed, ...part.removed].map(({ label }) => label)];
    let chosen: FoundTable | undefined;
    for (const shape of candidates as TableShape[]) {
      const labels = await readLabels(
        session,
        names.map((label) => ({ oid: shape.oid, label })),
      );
      const isMeant = names.some((label) => labels.has(rowId(shape, label)));
      if (chosen === undefined || (isMeant && chosen.labels.size === 0)) chosen = { part, shape, labels };
    }
    if (chosen !== undefined) found.push(chosen);
  }
  return found;
}
