import { qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { definitionList, type DefinitionList, functionName, selectDefinition } from "../definition-list.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TEXT SEARCH TEMPLATE. */
export interface TextSearchTemplate extends ObjectBase<"text search template"> {
  readonly schema: string;
  readonly options: DefinitionList;
}

export const textSearchTemplate: Kind<TextSearchTemplate> = {
  kind: "text search template",
  catalog: "pg_ts_template",
  queries: () => [
    `SELECT o.oid, n.nspname, o.tmplname, ${selectDefinition({
      INIT: functionName("o.tmplinit"),
      LEXIZE: functionName("o.tmpllexize"),
    })}
      FROM pg_catalog.pg_ts_template o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.tmplnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_ts_template", "o.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, options]) => ({
      oid: Number(oid),
      object: {
        kind: "text search template",
        schema: String(schema),
        name: String(name),
        options: options as DefinitionList,
      },
    })),
  key: (one) => `text search template ${qualified(one)}`,
  named: (one) => `TEXT SEARCH TEMPLATE ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: textSearchTemplate.key(one),
      section: "pre-data",
      statements: [`CREATE TEXT SEARCH TEMPLATE ${qualified(one)} ${definitionList(one.options)}`],
      needs: one.needs ?? [],
    },
  ],
};
