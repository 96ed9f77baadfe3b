import { qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { definitionList, type DefinitionList, functionName, selectDefinition } from "../definition-list.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TEXT SEARCH PARSER. */
export interface TextSearchParser extends ObjectBase<"text search parser"> {
  readonly schema: string;
  readonly options: DefinitionList;
}

export const textSearchParser: Kind<TextSearchParser> = {
  kind: "text search parser",
  catalog: "pg_ts_parser",
  queries: () => [
    `SELECT o.oid, n.nspname, o.prsname, ${selectDefinition({
      START: functionName("o.prsstart"),
      GETTOKEN: functionName("o.prstoken"),
      END: functionName("o.prsend"),
      HEADLINE: functionName("o.prsheadline"),
      LEXTYPES: functionName("o.prslextype"),
    })}
      FROM pg_catalog.pg_ts_parser o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.prsnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_ts_parser", "o.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, options]) => ({
      oid: Number(oid),
      object: {
        kind: "text search parser",
        schema: String(schema),
        name: String(name),
        options: options as DefinitionList,
      },
    })),
  key: (one) => `text search parser ${qualified(one)}`,
  named: (one) => `TEXT SEARCH PARSER ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: textSearchParser.key(one),
      section: "pre-data",
      statements: [`CREATE TEXT SEARCH PARSER ${qualified(one)} ${definitionList(one.options)}`],
      needs: one.needs ?? [],
    },
  ],
};
