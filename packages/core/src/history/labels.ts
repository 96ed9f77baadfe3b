import type { ShippedRow } from "../dataset/inverse-delta.js";
import { rowId } from "../dataset/resolved-row.js";
import { groupBy } from "../lib/group-by.js";
import type { Session } from "../types/session.js";

/** A labelled row by its relation and label. */
export interface LabelId {
  readonly oid: number;
  readonly label: string;
}

/** Reads what `sys_core.dataset_row` holds of labels, by {@link rowId}. Unknown labels are left out. */
export async function readLabels(session: Session, ids: readonly LabelId[]): Promise<Map<string, ShippedRow>> {
  const found = new Map<string, ShippedRow>();
  for (const [oid, group] of groupBy(ids, (id) => id.oid)) {
    const rows = await session.query<LabelRecord>(
      `SELECT label, kind, module, version, key, hash FROM sys_core.dataset_row
       WHERE relation = $1::pg_catalog.oid AND label = ANY ($2::text[])`,
      [oid, group.map(({ label }) => label)],
    );
    for (const { label, ...shipped } of rows) found.set(rowId({ oid }, label), shipped);
  }
  return found;
}

/** The modules that have labels. */
export async function readLabelledModules(session: Session): Promise<Set<string>> {
  const rows = await session.values("SELECT DISTINCT module FROM sys_core.dataset_row");
  return new Set(rows.map(([module]) => String(module)));
}

/** A label with what is recorded of it. */
export type LabelRow = LabelId & ShippedRow;

/** Reads every label of a module. */
export async function readModuleLabels(session: Session, module: string): Promise<LabelRow[]> {
  const rows = await session.query<LabelRecord & { oid: string }>(
    `SELECT relation::pg_catalog.oid::text AS oid, label, kind, module, version, key, hash
     FROM sys_core.dataset_row WHERE module = $1 ORDER BY relation, label`,
    [module],
  );
  return rows.map(({ oid, ...row }) => ({ ...row, oid: Number(oid) }));
}

/** Reads every label of every table. */
export async function readAllLabels(session: Session): Promise<LabelRow[]> {
  const rows = await session.query<LabelRecord & { oid: string }>(
    `SELECT relation::pg_catalog.oid::text AS oid, label, kind, module, version, key, hash FROM sys_core.dataset_row`,
  );
  return rows.map(({ oid, ...row }) => ({ ...row, oid: Number(oid) }));
}

interface LabelRecord extends ShippedRow, Record<string, unknown> {
  readonly label: string;
}

/** Writes labels, whether they are known or not. */
export async function writeLabels(session: Session, rows: readonly LabelRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.values(
    `INSERT INTO sys_core.dataset_row AS d (relation, label, kind, module, version, key, hash)
     SELECT x.oid::pg_catalog.oid::pg_catalog.regclass, x.label, x.kind, x.module, x.version, x.key, x.hash
     FROM pg_catalog.json_to_recordset($1::pg_catalog.json)
       AS x(oid text, label text, kind text, module text, version text, key pg_catalog.jsonb, hash text)
     ON CONFLICT (relation, label) DO UPDATE SET kind = excluded.kind, module = excluded.module,
       version = excluded.version, key = excluded.key, hash = excluded.hash`,
    [JSON.stringify(rows)],
  );
}

/** Forgets labels; those that are not known are passed over. */
export async function deleteLabels(session: Session, ids: readonly LabelId[]): Promise<void> {
  if (ids.length === 0) return;
  await session.values(
    `DELETE FROM sys_core.dataset_row d USING pg_catalog.json_to_recordset($1::pg_catalog.json) AS x(oid text, label text)
     WHERE d.relation = x.oid::pg_catalog.oid AND d.label = x.label`,
    [JSON.stringify(ids)],
  );
}

/**
 * Forgets the labels of tables that are gone. Called after the SQL of a step and before its commit, for an oid that is
 * free can be given to another table.
 */
export async function forgetDroppedTables(session: Session): Promise<void> {
  await session.run(
    "DELETE FROM sys_core.dataset_row d WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = d.relation)",
  );
}
