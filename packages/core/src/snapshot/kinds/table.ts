import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind, Piece } from "../kind.js";
import { present } from "../present.js";
import { tablePieces } from "../render-table.js";
import { allOptions, withOptions } from "../storage-options.js";
import { columnsQuery, notNullQuery, readColumns } from "../table-column.js";
import { lineage, OF_USERS, PARENTS, readParents, type TableShape } from "../table-shape.js";

/** CREATE TABLE, partitioned ones and partitions too. Its tablespace is the server's affair. */
export interface Table extends ObjectBase<"table">, TableShape {
  readonly schema: string;
  readonly unlogged?: true;
  /** CREATE TABLE … OF: the type as regtype writes it. */
  readonly ofType?: string;
  /** PARTITION BY, as pg_get_partkeydef writes it. */
  readonly partitionBy?: string;
  /** Storage parameters, `name=value`; those of its TOAST table begin with `toast.`. */
  readonly options?: readonly string[];
  /** Absent for heap. */
  readonly accessMethod?: string;
  /** USING INDEX is told of the index. */
  readonly replicaIdentity?: "full" | "nothing";
  readonly rowSecurity?: true;
  readonly forceRowSecurity?: true;
}

export const table: Kind<Table> = {
  kind: "table",
  catalog: "pg_class",
  queries: (major) => [
    `SELECT c.oid, c.reltype, rt.typarray, ${major}, n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid),
        c.relpersistence = 'u', NULLIF(c.reloftype, 0)::pg_catalog.regtype,
        CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, c.reloptions, tc.reloptions, NULLIF(am.amname, 'heap'),
        c.relreplident, c.relrowsecurity, c.relforcerowsecurity
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type rt ON rt.oid = c.reltype
      LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid
      LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
      WHERE c.relkind IN ('r', 'p') AND ${OF_USERS}`,
    columnsQuery(["r", "p"]),
    notNullQuery(major),
    PARENTS,
  ],
  read: ([rows = [], columnRows = [], notNulls = [], parentRows = []]) => {
    const columns = readColumns(columnRows, notNulls, Number(rows[0]?.[3]));
    const parents = readParents(parentRows);
    return rows.map((row) => {
      const [oid, rowType, arrayType, , schema, name, bound, unlogged, ofType, partitionBy, options, toastOptions] =
        row;
      const [accessMethod, replicaIdentity, rowSecurity, forceRowSecurity] = row.slice(12);
      const own = columns.get(Number(oid));
      return {
        oid: Number(oid),
        object: {
          ...present({
            kind: "table",
            schema,
            name,
            ...lineage(parents.get(Number(oid)), bound),
            unlogged,
            ofType,
            partitionBy,
            options: allOptions(options, toastOptions),
            accessMethod,
            replicaIdentity: replicaIdentity === "f" ? "full" : replicaIdentity === "n" ? "nothing" : undefined,
            rowSecurity,
            forceRowSecurity,
          }),
          columns: own?.columns ?? [],
        } as Table,
        columns: own?.numbers ?? [],
        aliases: [
          ["pg_type", Number(rowType)],
          ["pg_type", Number(arrayType)],
        ] as const,
      };
    });
  },
  key: (one) => `table ${qualified(one)}`,
  named: (one) => `TABLE ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one, context) => {
    const tail = [
      one.partitionBy === undefined ? "" : ` PARTITION BY ${one.partitionBy}`,
      one.accessMethod === undefined ? "" : ` USING ${identifier(one.accessMethod)}`,
      withOptions(one.options),
    ].join("");
    const begin = `CREATE ${one.unlogged ? "UNLOGGED " : ""}TABLE ${qualified(one)}`;
    const alter = `ALTER TABLE ONLY ${qualified(one)}`;
    const settings = [
      ...(one.replicaIdentity === undefined ? [] : [`${alter} REPLICA IDENTITY ${one.replicaIdentity.toUpperCase()}`]),
    ];
    // Rows are loaded in between, which policies could hide or refuse.
    const security = [
      ...(one.rowSecurity ? [`ALTER TABLE ${qualified(one)} ENABLE ROW LEVEL SECURITY`] : []),
      ...(one.forceRowSecurity ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
    ];
    const object = table.key(one);
    const pieces = tablePieces(
      one,
      { object, needs: one.needs ?? [], begin, tail, settings, ofType: one.ofType },
      context,
    );
    const part: Piece = { object, part: "row security", section: "post-data", statements: security, needs: [] };
    return security.length === 0 ? pieces : [...pieces, part];
  },
};
