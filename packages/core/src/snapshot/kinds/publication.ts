import { identifier, qualified } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import { compareText } from "../../types/ids.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension } from "../user-objects.js";

/** CREATE PUBLICATION. It stands outside of schemas, and belongs where its first schema does, or else its tables. */
export interface Publication extends ObjectBase<"publication"> {
  readonly allTables?: true;
  /** FOR TABLES IN SCHEMA, sorted. */
  readonly schemas?: readonly string[];
  /** FOR TABLE, by schema and name. */
  readonly tables?: readonly PublishedTable[];
  /** What is published, where it is not everything: of insert, update, delete, truncate, in this order. */
  readonly publish?: readonly string[];
  readonly viaRoot?: true;
  /** publish_generated_columns of PostgreSQL 18. */
  readonly storedGeneratedColumns?: true;
}

interface PublishedTable extends QualifiedName {
  /** Absent for all, in the table's order. */
  readonly columns?: readonly string[];
  readonly where?: string;
}

const OPERATIONS = ["insert", "update", "delete", "truncate"];

export const publication: Kind<Publication> = {
  kind: "publication",
  catalog: "pg_publication",
  queries: (major) => [
    `SELECT p.oid, p.pubname, p.puballtables,
        ARRAY(SELECT n.nspname::text FROM pg_catalog.pg_publication_namespace pn
          JOIN pg_catalog.pg_namespace n ON n.oid = pn.pnnspid WHERE pn.pnpubid = p.oid),
        (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(n.nspname, c.relname,
            CASE WHEN r.prattrs IS NOT NULL THEN ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::pg_catalog.int2[]) ORDER BY a.attnum) END,
            pg_catalog.pg_get_expr(r.prqual, r.prrelid)))
          FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = p.oid),
        ARRAY[p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate], p.pubviaroot, ${major >= 18 ? "p.pubgencols = 's'" : "false"}
      FROM pg_catalog.pg_publication p WHERE ${ofNoExtension("pg_publication", "p.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name, allTables, schemas, tables, published, viaRoot, storedGeneratedColumns]) => {
      const publish = OPERATIONS.filter((_, at) => (published as boolean[])[at]);
      return {
        oid: Number(oid),
        object: {
          ...(present({
            kind: "publication" as const,
            name: String(name),
            allTables,
            schemas: (schemas as string[]).toSorted(compareText),
            tables: ((tables ?? []) as [string, string, string[] | null, string | null][])
              .map(([schema, table, columns, where]) => present({ schema, name: table, columns, where }))
              .toSorted((a, b) => compareText(a.schema, b.schema) || compareText(a.name, b.name)),
            viaRoot,
            storedGeneratedColumns,
          }) as Publication),
          ...(publish.length === OPERATIONS.length ? {} : { publish }),
        },
      };
    }),
  key: ({ name }) => `publication ${identifier(name)}`,
  named: ({ name }) => `PUBLICATION ${identifier(name)}`,
  claimedAs: ({ schemas }) => (schemas?.[0] === undefined ? undefined : { schema: schemas[0], name: "*" }),
  pieces: (one) => {
    const members = [
      ...(one.tables ?? []).map(publishedTable),
      ...(one.schemas ?? []).map((name) => `TABLES IN SCHEMA ${identifier(name)}`),
    ];
    const options = [
      ...(one.publish === undefined ? [] : [`publish = ${quoteLiteral(one.publish.join(", "))}`]),
      ...(one.viaRoot === true ? ["publish_via_partition_root = true"] : []),
      ...(one.storedGeneratedColumns === true ? ["publish_generated_columns = stored"] : []),
    ];
    return [
      {
        object: publication.key(one),
        section: "post-data",
        statements: [
          [
            `CREATE ${publication.named(one)}`,
            ...(one.allTables === true ? [" FOR ALL TABLES"] : []),
            ...(members.length === 0 ? [] : [` FOR\n    ${members.join(",\n    ")}\n`]),
            ...(options.length === 0 ? [] : [`${members.length === 0 ? " " : ""}WITH (${options.join(", ")})`]),
          ]
            .join("")
            .trimEnd(),
        ],
        needs: one.needs ?? [],
      },
    ];
  },
};

/** ONLY, since each inheriting table is a member of its own. */
function publishedTable(table: PublishedTable): string {
  const columns = table.columns === undefined ? "" : ` (${table.columns.map(identifier).join(", ")})`;
  return `TABLE ONLY ${qualified(table)}${columns}${table.where === undefined ? "" : ` WHERE (${table.where})`}`;
}
