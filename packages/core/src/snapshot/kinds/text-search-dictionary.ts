import { qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { qualifiedName } from "../definition-list.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TEXT SEARCH DICTIONARY. */
export interface TextSearchDictionary extends ObjectBase<"text search dictionary"> {
  readonly schema: string;
  /** As SQL names it. */
  readonly template: string;
  /** What the template is told, as PostgreSQL keeps it: `language = 'english', stopwords = 'english'`. */
  readonly options?: string;
}

export const textSearchDictionary: Kind<TextSearchDictionary> = {
  kind: "text search dictionary",
  catalog: "pg_ts_dict",
  queries: () => [
    `SELECT o.oid, n.nspname, o.dictname, ${qualifiedName("tn.nspname", "t.tmplname")}, o.dictinitoption
      FROM pg_catalog.pg_ts_dict o
      JOIN pg_catalog.pg_ts_template t ON t.oid = o.dicttemplate
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
      JOIN pg_catalog.pg_namespace n ON n.oid = o.dictnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_ts_dict", "o.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, template, options]) => ({
      oid: Number(oid),
      object: present({ kind: "text search dictionary", schema, name, template, options }) as TextSearchDictionary,
    })),
  key: (one) => `text search dictionary ${qualified(one)}`,
  named: (one) => `TEXT SEARCH DICTIONARY ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: textSearchDictionary.key(one),
      section: "pre-data",
      statements: [
        `CREATE TEXT SEARCH DICTIONARY ${qualified(one)} (\n    TEMPLATE = ${one.template}${one.options === undefined ? "" : `,\n    ${one.options}`}\n)`,
      ],
      needs: one.needs ?? [],
    },
  ],
};
