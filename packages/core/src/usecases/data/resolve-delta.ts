import type { TableShapes } from "../../catalog/read-table-shapes.js";
import { type Dataset, formatTable } from "../../dataset/dataset.js";
import { unfit } from "../../dataset/delta-problem.js";
import type { ShippedRow } from "../../dataset/inverse-delta.js";
import type { KnownRow } from "../../dataset/known-row.js";
import { type ReferenceValue, type ResolvedRow, rowId } from "../../dataset/resolved-row.js";
import { resolveRow } from "../../dataset/resolve-row.js";
import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import { throwFindings } from "../../errors/strata-error.js";
import { type LabelId, readLabels } from "../../history/labels.js";
import { didYouMean } from "../../lib/did-you-mean.js";
import type { Session } from "../../types/session.js";
import { readKnown } from "./read-known.js";

/** A delta that has met the database. */
export interface ResolvedDelta {
  readonly toAdd: readonly ResolvedRow[];
  /** Known rows that are there. */
  readonly toChange: readonly KnownRow[];
  readonly toRemove: readonly KnownRow[];
  /** Known rows that are not there any more. */
  readonly goneToChange: readonly ResolvedRow[];
  readonly goneToRemove: readonly ResolvedRow[];
  /** To be removed, and never heard of. */
  readonly unknown: readonly ResolvedRow[];
  /** What is recorded of every label that the delta names, by {@link rowId}. */
  readonly labels: ReadonlyMap<string, ShippedRow>;
}

/** Tells apart what a delta adds, changes and removes here. Throws DATASET_UNFIT with every cell that does not fit. */
export async function resolveDelta(session: Session, delta: Dataset, shapes: TableShapes): Promise<ResolvedDelta> {
  const written = delta.tables.flatMap((table) => {
    const shape = must(shapes.get(formatTable(table)), `the shape of ${table.name}`);
    return table.rows.map((row) => ({ shape, row }));
  });
  const labels = await readLabels(
    session,
    written.map(({ shape, row }) => ({ oid: shape.oid, label: row.label })),
  );
  const findings: Finding[] = [];
  const resolved = written.map(({ shape, row }) => {
    const isKnown = labels.has(rowId(shape, row.label));
    return {
      row: resolveRow(shape, row, shapes, !isKnown && row.cells !== null, findings),
      isKnown,
      removes: row.cells === null,
    };
  });

  const references = resolved
    .flatMap(({ row }) => [...row.values.values()])
    .filter((value) => value.kind === "reference");
  const others: LabelId[] = references
    .map(({ target, label }) => ({ oid: target.oid, label }))
    .filter((id) => !labels.has(rowId(id, id.label)));
  for (const [id, shipped] of await readLabels(session, others)) labels.set(id, shipped);
  findings.push(...badReferences(references, resolved, labels));
  throwFindings(findings);

  const known = await readKnown(
    session,
    resolved.filter(({ isKnown }) => isKnown).map(({ row }) => row),
    labels,
  );
  const removals = new Set(resolved.filter(({ removes }) => removes).map(({ row }) => row));
  const present = known.filter((one): one is KnownRow => one.live !== undefined);
  const gone = known.filter(({ live }) => live === undefined).map(({ row }) => row);
  return {
    toAdd: resolved.filter(({ isKnown, removes }) => !isKnown && !removes).map(({ row }) => row),
    toChange: present.filter(({ row }) => !removals.has(row)),
    toRemove: present.filter(({ row }) => removals.has(row)),
    goneToChange: gone.filter((row) => !removals.has(row)),
    goneToRemove: gone.filter((row) => removals.has(row)),
    unknown: resolved.filter(({ isKnown, removes }) => !isKnown && removes).map(({ row }) => row),
    labels,
  };
}

function badReferences(
  references: readonly ReferenceValue[],
  resolved: readonly { readonly row: ResolvedRow; readonly removes: boolean }[],
  labels: ReadonlyMap<string, ShippedRow>,
): Finding[] {
  const fates = new Map(resolved.map(({ row, removes }) => [rowId(row.shape, row.label), removes]));
  return references.flatMap(({ target, label, place }) => {
    const removes = fates.get(rowId(target, label));
    const table = formatTable(target);
    if (removes === true)
      return [
        unfit(place, `the row ${JSON.stringify(label)} of ${table} is referenced here and removed by the same delta`),
      ];
    if (removes === false || labels.has(rowId(target, label))) return [];
    const candidates = resolved.filter(({ row }) => row.shape.oid === target.oid).map(({ row }) => row.label);
    return [
      unfit(
        place,
        `no row of ${table} has the label ${JSON.stringify(label)}.${didYouMean(label, candidates)}`,
        'A reference names a row of this delta or of one that was loaded before; "$$" starts a text with a dollar sign.',
      ),
    ];
  });
}
