import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { qualifiedName } from "../definition-list.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TEXT SEARCH CONFIGURATION, with its mappings. */
export interface TextSearchConfiguration extends ObjectBase<"text search configuration"> {
  readonly schema: string;
  /** As SQL names it. */
  readonly parser: string;
  /** In the parser's order of token types. */
  readonly mappings?: readonly Mapping[];
}

interface Mapping {
  /** Type of a token, as the parser calls it. */
  readonly token: string;
  /** As SQL names them, in the order in which they are asked. */
  readonly dictionaries: readonly string[];
}

export const textSearchConfiguration: Kind<TextSearchConfiguration> = {
  kind: "text search configuration",
  catalog: "pg_ts_config",
  queries: () => [
    `SELECT o.oid, n.nspname, o.cfgname, ${qualifiedName("pn.nspname", "p.prsname")},
        (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('token', t.alias, 'dictionaries', m.dictionaries) ORDER BY m.type)
          FROM (SELECT m.maptokentype, pg_catalog.json_agg(m.mapdict::pg_catalog.regdictionary ORDER BY m.mapseqno)
            FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = o.oid GROUP BY m.maptokentype) m (type, dictionaries)
          JOIN pg_catalog.ts_token_type(o.cfgparser) t ON t.tokid = m.type)
      FROM pg_catalog.pg_ts_config o
      JOIN pg_catalog.pg_ts_parser p ON p.oid = o.cfgparser
      JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
      JOIN pg_catalog.pg_namespace n ON n.oid = o.cfgnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_ts_config", "o.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, parser, mappings]) => ({
      oid: Number(oid),
      object: present({ kind: "text search configuration", schema, name, parser, mappings }) as TextSearchConfiguration,
    })),
  key: (one) => `text search configuration ${qualified(one)}`,
  named: (one) => `TEXT SEARCH CONFIGURATION ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => {
    const named = textSearchConfiguration.named(one);
    return [
      {
        object: textSearchConfiguration.key(one),
        section: "pre-data",
        statements: [
          `CREATE ${named} (PARSER = ${one.parser})`,
          ...(one.mappings ?? []).map(
            ({ token, dictionaries }) =>
              `ALTER ${named} ADD MAPPING FOR ${identifier(token)} WITH ${dictionaries.join(", ")}`,
          ),
        ],
        needs: one.needs ?? [],
      },
    ];
  },
};
