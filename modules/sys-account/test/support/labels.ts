import type { Sql } from "postgres";

/** A row by its column names, references as `$label`. */
export type LabelledRow = Record<string, string | number | boolean | null>;

const references: Readonly<Record<string, string>> = {
  account_id: "account",
  granted_by: "account",
  organisation_id: "organisation",
  project_id: "project",
};

/**
 * The labelled rows of one of sys-account's tables by their labels. Surrogate keys and times of loading, which no two
 * replays share, are left out; references are written as the label of the row that they mean.
 */
export async function labelledRows(sql: Sql, table: string): Promise<Record<string, LabelledRow>> {
  const rows = await read(sql, table);
  const labels = new Map<string, string>();
  for (const target of new Set(Object.values(references)))
    for (const { id, label } of await read(sql, target)) labels.set(`${target} ${id}`, label);
  return Object.fromEntries(rows.map(({ label, row }) => [label, readable(row, labels)]));
}

function readable(row: LabelledRow, labels: ReadonlyMap<string, string>): LabelledRow {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !["id", "created_at", "granted_at"].includes(column))
      .map(([column, value]) => {
        const target = references[column];
        if (target === undefined || value === null) return [column, value];
        return [column, `$${labels.get(`${target} ${value}`) ?? `unlabelled ${target}`}`];
      }),
  );
}

async function read(sql: Sql, table: string): Promise<{ label: string; id: string; row: LabelledRow }[]> {
  const [found] = await sql`SELECT to_regclass(${`sys_account.${table}`}) IS NOT NULL AS there`;
  if (found?.["there"] !== true) return [];
  return sql<{ label: string; id: string; row: LabelledRow }[]>`
    SELECT d.label, to_jsonb(t) ->> 'id' AS id, to_jsonb(t) AS row
      FROM ${sql(`sys_account.${table}`)} t
      JOIN sys_core.dataset_row d ON d.relation = ${`sys_account.${table}`}::regclass
       AND NOT EXISTS (
             SELECT FROM jsonb_each_text(d.key) AS part WHERE to_jsonb(t) ->> part.key IS DISTINCT FROM part.value
           )
     ORDER BY d.label COLLATE "C"`;
}
