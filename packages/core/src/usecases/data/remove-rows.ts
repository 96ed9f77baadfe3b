import { readReferences } from "../../catalog/read-references.js";
import { type ReferencingKey, readReferencingKeys } from "../../catalog/read-referencing.js";
import { cellsOf } from "../../catalog/read-rows.js";
import { formatTable } from "../../dataset/dataset.js";
import { editedColumns, parseHash } from "../../dataset/hash-row.js";
import { keptEdited } from "../../dataset/kept-row.js";
import type { KnownRow } from "../../dataset/known-row.js";
import { type RowReference, removalOrder, unreferenced } from "../../dataset/removal-order.js";
import { columnOf } from "../../dataset/table-shape.js";
import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import { groupBy } from "../../lib/group-by.js";
import { deleteRows, updateRows } from "../../postgres/write-rows.js";
import type { Session } from "../../types/session.js";
import { suppressed, writeNamed } from "./row-failure.js";

/** What became of the candidates. */
export interface Removal {
  readonly removed: readonly KnownRow[];
  /** Those that other rows reference, with the table of the first such row. */
  readonly referenced: readonly { readonly candidate: KnownRow; readonly by: string }[];
}

/** Tells rows that nobody has edited, and that may therefore go, from those that are kept. */
export function removalCandidates(rows: readonly KnownRow[]): {
  readonly candidates: readonly KnownRow[];
  readonly edited: readonly Finding[];
} {
  const candidates: KnownRow[] = [];
  const edited: Finding[] = [];
  for (const known of rows) {
    const hash = parseHash(known.shipped.hash);
    const columns = hash === undefined ? Object.keys(known.key) : editedColumns(hash, known.live, known.shipped.kind);
    if (columns.length === 0) candidates.push(known);
    else edited.push(keptEdited(known.row, columns, "removed"));
  }
  return { candidates, edited };
}

/**
 * Deletes the candidates that only other candidates reference, circles included; no row beside them is touched, for a
 * foreign key's own action would delete or change rows that nobody asked to remove.
 *
 * Throws DATASET_ROW_FAILED when the server refuses a row for another reason; the caller rolls back then.
 */
export async function removeRows(session: Session, candidates: readonly KnownRow[]): Promise<Removal> {
  if (candidates.length === 0) return { removed: [], referenced: [] };
  const keys = await readReferencingKeys(session, [...new Set(candidates.map(({ row }) => row.shape.oid))]);
  const outside = new Map<number, string>();
  const inside: KeyedReference[] = [];
  for (const foreignKey of keys) {
    const targets = indexesOf(candidates, foreignKey.targetOid);
    const sources = indexesOf(candidates, foreignKey.table.oid);
    const found = await readReferences(
      session,
      foreignKey,
      targets.map((index) => candidates[index]!),
      sources.map((index) => candidates[index]!),
    );
    for (const target of found.outside) outside.set(targets[target]!, formatTable(foreignKey.table));
    for (const { from, to } of found.inside)
      inside.push({ from: sources[from]!, to: targets[to]!, by: formatTable(foreignKey.table), foreignKey });
  }

  const { free, blocked } = unreferenced(candidates.length, outside, inside);
  await deleteInOrder(session, candidates, free, inside);
  return {
    removed: free.map((index) => candidates[index]!),
    referenced: [...blocked].map(([index, by]) => ({ candidate: candidates[index]!, by })),
  };
}

type KeyedReference = RowReference & { readonly foreignKey: ReferencingKey };

async function deleteInOrder(
  session: Session,
  candidates: readonly KnownRow[],
  rows: readonly number[],
  references: readonly KeyedReference[],
): Promise<void> {
  for (const group of removalOrder(rows, references)) {
    const cut = group.circle ? await cutCircle(session, candidates, group.rows, references) : new Set();
    if (cut.size > 0) {
      await deleteInOrder(
        session,
        candidates,
        group.rows,
        references.filter((reference) => !cut.has(reference)),
      );
      continue;
    }
    const byTable = groupBy(
      group.rows.map((index) => candidates[index]!),
      ({ row }) => row.shape.oid,
    );
    for (const some of byTable.values()) await deleteNamed(session, some);
  }
}

async function deleteNamed(session: Session, rows: readonly KnownRow[]): Promise<void> {
  const { shape } = must(rows[0], "a row").row;
  for (const group of groupBy(rows, ({ key }) => JSON.stringify(Object.keys(key))).values()) {
    const named = group.map(({ row, key }) => ({ label: row.label, place: row.place, cells: cellsOf(key) }));
    const count = await writeNamed(session, shape, named, (some) =>
      deleteRows(
        session,
        shape,
        Object.keys(group[0]!.key),
        some.map(({ cells }) => cells),
      ),
    );
    if (count !== group.length) throw suppressed(shape, "removed");
  }
}

/** Within a circle the nullable references are set to NULL, and what is deferrable is checked at the end. Returns those. */
async function cutCircle(
  session: Session,
  candidates: readonly KnownRow[],
  rows: readonly number[],
  references: readonly KeyedReference[],
): Promise<ReadonlySet<unknown>> {
  const members = new Set(rows);
  const cut = new Set<KeyedReference>();
  for (const reference of references.filter(({ from, to }) => from !== to && members.has(from) && members.has(to))) {
    const { from, foreignKey } = reference;
    const {
      row: { shape },
      key,
    } = candidates[from]!;
    const isNullable = foreignKey.columns.every((name) => columnOf(shape, name)?.notNull === false);
    if (foreignKey.deferrable) await session.run(`SET CONSTRAINTS ${foreignKey.constraint} DEFERRED`);
    else if (isNullable) {
      const cells = new Map(foreignKey.columns.map((column) => [column, "null"]));
      await updateRows(session, shape, Object.keys(key), foreignKey.columns, [{ key: cellsOf(key), cells }]);
    } else continue;
    cut.add(reference);
  }
  return cut;
}

function indexesOf(candidates: readonly KnownRow[], oid: number): number[] {
  return candidates.flatMap(({ row }, index) => (row.shape.oid === oid ? [index] : []));
}
