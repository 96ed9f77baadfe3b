import { parseTableName } from "../../dataset/table-name.js";
import type { Session } from "../../types/session.js";
import type { InstallModule } from "./install-source.js";

/**
 * Forgets the labels of rows that SQL or a transform made: LATEST names each row to tell them apart, and a replay would
 * have recorded none of these. A later migration that gives such a row a label means the same in both databases.
 */
export async function forgetUnlabelled(session: Session, modules: readonly InstallModule[]): Promise<void> {
  const labels = modules.flatMap(({ unlabelled }) =>
    Object.entries(unlabelled).flatMap(([table, names]) => names.map((label) => ({ ...parseTableName(table), label }))),
  );
  if (labels.length === 0) return;
  await session.values(
    `DELETE FROM sys_core.dataset_row d
     USING pg_catalog.json_to_recordset($1::pg_catalog.json) AS x(schema text, name text, label text)
     JOIN pg_catalog.pg_namespace n ON n.nspname = x.schema
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = x.name
     WHERE d.relation = c.oid AND d.label = x.label`,
    [JSON.stringify(labels)],
  );
}
