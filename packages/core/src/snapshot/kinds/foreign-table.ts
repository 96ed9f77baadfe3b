import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { withoutSecrets, type ForeignOptions } from "../hidden-options.js";
import { present } from "../present.js";
import { tablePieces } from "../render-table.js";
import { optionsClause } from "../storage-options.js";
import { columnsQuery, notNullQuery, readColumns } from "../table-column.js";
import { lineage, OF_USERS, PARENTS, readParents, type TableShape } from "../table-shape.js";

/** CREATE FOREIGN TABLE. */
export interface ForeignTable extends ObjectBase<"foreign table">, TableShape, ForeignOptions {
  readonly schema: string;
  readonly server: string;
}

export const foreignTable: Kind<ForeignTable> = {
  kind: "foreign table",
  catalog: "pg_class",
  queries: (major) => [
    `SELECT c.oid, c.reltype, rt.typarray, ${major}, n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid),
        s.srvname, f.ftoptions
      FROM pg_catalog.pg_foreign_table f
      JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type rt ON rt.oid = c.reltype
      JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
      WHERE ${OF_USERS}`,
    columnsQuery(["f"]),
    notNullQuery(major),
    PARENTS,
  ],
  read: ([rows = [], columnRows = [], notNulls = [], parentRows = []]) => {
    const columns = readColumns(columnRows, notNulls, Number(rows[0]?.[3]));
    const parents = readParents(parentRows);
    return rows.map(([oid, rowType, arrayType, , schema, name, bound, server, options]) => {
      const own = columns.get(Number(oid));
      const object = present({
        kind: "foreign table",
        schema,
        name,
        ...lineage(parents.get(Number(oid)), bound),
        server,
        ...withoutSecrets(options),
      });
      return {
        oid: Number(oid),
        object: { ...object, columns: own?.columns ?? [] } as ForeignTable,
        columns: own?.numbers ?? [],
        aliases: [
          ["pg_type", Number(rowType)],
          ["pg_type", Number(arrayType)],
        ] as const,
      };
    });
  },
  key: (one) => `foreign table ${qualified(one)}`,
  named: (one) => `FOREIGN TABLE ${qualified(one)}`,
  grantedAs: (one) => `TABLE ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one, context) => {
    const options = one.options === undefined ? "" : `\n${optionsClause(one.options)}`;
    const words = {
      object: foreignTable.key(one),
      needs: one.needs ?? [],
      begin: `CREATE FOREIGN TABLE ${qualified(one)}`,
      tail: `\nSERVER ${identifier(one.server)}${options}`,
      settings: [],
    };
    return tablePieces(one, words, context);
  },
};
