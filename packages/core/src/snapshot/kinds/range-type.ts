import { qualified } from "../../sql/identifier.js";
import type { ObjectBase, ObjectKey } from "../catalog-object.js";
import {
  definitionList,
  type DefinitionList,
  functionName,
  qualifiedName,
  selectDefinition,
} from "../definition-list.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TYPE … AS RANGE, with its multirange type and the functions that PostgreSQL makes for both. */
export interface RangeType extends ObjectBase<"range type"> {
  readonly schema: string;
  readonly options: DefinitionList;
}

export const rangeType: Kind<RangeType> = {
  kind: "range type",
  catalog: "pg_type",
  queries: () => [
    `SELECT t.oid, ARRAY[t.typarray, m.oid, m.typarray],
        ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
          AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (t.oid, m.oid) AND d.deptype = 'i'),
        n.nspname, t.typname, ${selectDefinition({
          SUBTYPE: "pg_catalog.format_type(r.rngsubtype, NULL)",
          MULTIRANGE_TYPE_NAME: "pg_catalog.format_type(m.oid, NULL)",
          SUBTYPE_OPCLASS: `CASE WHEN NOT o.opcdefault THEN ${qualifiedName("onsp.nspname", "o.opcname")} END`,
          COLLATION: "CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation::pg_catalog.regcollation END",
          CANONICAL: functionName("r.rngcanonical"),
          SUBTYPE_DIFF: functionName("r.rngsubdiff"),
        })}
      FROM pg_catalog.pg_range r
      JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
      JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
      JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
      JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
      JOIN pg_catalog.pg_namespace onsp ON onsp.oid = o.opcnamespace
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_type", "t.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, types, constructors, schema, name, options]) => ({
      oid: Number(oid),
      object: {
        kind: "range type",
        schema: String(schema),
        name: String(name),
        options: options as DefinitionList,
      },
      aliases: [
        ...(types as number[]).map((type) => ["pg_type", type] as const),
        ...(constructors as number[]).map((constructor) => ["pg_proc", constructor] as const),
      ],
    })),
  key: (type) => `range type ${qualified(type)}`,
  named: (type) => `TYPE ${qualified(type)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one, { inPieces }) => {
    const object = rangeType.key(one);
    const create = `CREATE TYPE ${qualified(one)}`;
    const made = {
      object,
      section: "pre-data" as const,
      statements: [`${create} AS RANGE ${definitionList(one.options)}`],
      needs: one.needs ?? [],
    };
    if (!inPieces.has(object)) return [made];
    const shell = shellOf(object);
    return [
      { ...made, object: shell, statements: [create], needs: [] },
      { ...made, needs: [...made.needs, shell] },
    ];
  },
};

/**
 * The name of a range type while it is only declared: what its canonical function needs, which the type needs in its turn.
 * https://www.postgresql.org/docs/current/sql-createtype.html "Range Types"
 */
export function shellOf(range: ObjectKey): ObjectKey {
  return `shell of ${range}`;
}
