import { qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { definitionList, type DefinitionList, selectDefinition } from "../definition-list.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE COLLATION. The version of its library is no part of it. */
export interface Collation extends ObjectBase<"collation"> {
  readonly schema: string;
  readonly options: DefinitionList;
}

export const collation: Kind<Collation> = {
  kind: "collation",
  catalog: "pg_collation",
  queries: (major) => {
    const locale = major >= 17 ? "c.colllocale" : "c.colliculocale";
    return [
      `SELECT c.oid, n.nspname, c.collname, ${selectDefinition({
        provider: "CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END",
        locale: `pg_catalog.quote_literal(CASE WHEN c.collprovider <> 'c' THEN ${locale} WHEN c.collcollate = c.collctype THEN c.collcollate END)`,
        lc_collate: `CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN pg_catalog.quote_literal(c.collcollate) END`,
        lc_ctype: `CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN pg_catalog.quote_literal(c.collctype) END`,
        deterministic: "CASE WHEN NOT c.collisdeterministic THEN 'false' END",
        ...(major >= 16 ? { rules: "pg_catalog.quote_literal(c.collicurules)" } : {}),
      })}
      FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
      WHERE c.collencoding IN (-1, (SELECT d.encoding FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
        AND ${ofUsers("n")} AND ${ofNoExtension("pg_collation", "c.oid")}`,
    ];
  },
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, options]) => ({
      oid: Number(oid),
      object: {
        kind: "collation",
        schema: String(schema),
        name: String(name),
        options: options as DefinitionList,
      },
    })),
  key: (one) => `collation ${qualified(one)}`,
  named: (one) => `COLLATION ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: collation.key(one),
      section: "pre-data",
      statements: [`CREATE COLLATION ${qualified(one)} ${definitionList(one.options)}`],
      needs: one.needs ?? [],
    },
  ],
};
