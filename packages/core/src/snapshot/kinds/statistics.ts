import { qualified } from "../../sql/identifier.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE STATISTICS. It has a schema of its own, and belongs to its table all the same. */
export interface Statistics extends ObjectBase<"statistics"> {
  readonly schema: string;
  readonly of: QualifiedName;
  /** As pg_get_statisticsobjdef writes it: kinds, columns, expressions. */
  readonly definition: string;
  readonly target?: number;
}

export const statistics: Kind<Statistics> = {
  kind: "statistics",
  catalog: "pg_statistic_ext",
  queries: () => [
    `SELECT s.oid, n.nspname, s.stxname, cn.nspname, c.relname, pg_catalog.pg_get_statisticsobjdef(s.oid), nullif(s.stxstattarget, -1)
      FROM pg_catalog.pg_statistic_ext s
      JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
      JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
      JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
      WHERE ${ofUsers("n")} AND ${ofUsers("cn")} AND ${ofNoExtension("pg_statistic_ext", "s.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, tableSchema, table, definition, target]) => ({
      oid: Number(oid),
      object: present({
        kind: "statistics" as const,
        schema: String(schema),
        name: String(name),
        of: { schema: String(tableSchema), name: String(table) },
        definition: String(definition),
        target: target === null ? undefined : Number(target),
      }) as Statistics,
    })),
  key: (one) => `statistics ${qualified(one)}`,
  named: (one) => `STATISTICS ${qualified(one)}`,
  claimedAs: (one) => one.of,
  pieces: (one) => [
    {
      object: statistics.key(one),
      section: "post-data",
      statements: [
        one.definition,
        ...(one.target === undefined ? [] : [`ALTER STATISTICS ${qualified(one)} SET STATISTICS ${one.target}`]),
      ],
      needs: one.needs ?? [],
    },
  ],
};
