import { qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import {
  definitionList,
  type DefinitionList,
  functionName,
  operatorName,
  selectDefinition,
  typeName,
} from "../definition-list.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE AGGREGATE: plain, ordered-set and hypothetical-set ones. */
export interface Aggregate extends ObjectBase<"aggregate"> {
  readonly schema: string;
  /** Types of the arguments that tell it apart from others of its name: direct ones, then aggregated ones. */
  readonly types: readonly string[];
  /** `*`, or arguments with their names: `fraction double precision ORDER BY value anyelement`. */
  readonly signature: string;
  readonly options: DefinitionList;
}

export const aggregate: Kind<Aggregate> = {
  kind: "aggregate",
  catalog: "pg_proc",
  queries: () => [
    `SELECT p.oid, n.nspname, p.proname,
        ARRAY(SELECT pg_catalog.format_type(a.type, NULL) FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY a (type, at) ORDER BY a.at),
        pg_catalog.pg_get_function_identity_arguments(p.oid), ${selectDefinition({
          SFUNC: functionName("a.aggtransfn"),
          STYPE: typeName("a.aggtranstype"),
          SSPACE: "nullif(a.aggtransspace, 0)::text",
          FINALFUNC: functionName("a.aggfinalfn"),
          FINALFUNC_EXTRA: "CASE WHEN a.aggfinalextra THEN true END",
          FINALFUNC_MODIFY: modify("a.aggfinalmodify"),
          COMBINEFUNC: functionName("a.aggcombinefn"),
          SERIALFUNC: functionName("a.aggserialfn"),
          DESERIALFUNC: functionName("a.aggdeserialfn"),
          INITCOND: "pg_catalog.quote_literal(a.agginitval)",
          MSFUNC: functionName("a.aggmtransfn"),
          MINVFUNC: functionName("a.aggminvtransfn"),
          MSTYPE: typeName("a.aggmtranstype"),
          MSSPACE: "nullif(a.aggmtransspace, 0)::text",
          MFINALFUNC: functionName("a.aggmfinalfn"),
          MFINALFUNC_EXTRA: "CASE WHEN a.aggmfinalextra THEN true END",
          MFINALFUNC_MODIFY: `CASE WHEN a.aggmtransfn::oid <> 0 THEN ${modify("a.aggmfinalmodify")} END`,
          MINITCOND: "pg_catalog.quote_literal(a.aggminitval)",
          SORTOP: operatorName("a.aggsortop"),
          PARALLEL: "CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END",
          HYPOTHETICAL: "CASE WHEN a.aggkind = 'h' THEN true END",
        })}
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_proc", "p.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, types, args, options]) => ({
      oid: Number(oid),
      object: {
        kind: "aggregate",
        schema: String(schema),
        name: String(name),
        types: types as string[],
        signature: args === "" ? "*" : String(args),
        options: options as DefinitionList,
      },
    })),
  key: (one) => `aggregate ${withTypes(one)}`,
  named: (one) => `AGGREGATE ${qualified(one)}(${one.signature})`,
  grantedAs: (one) => `FUNCTION ${withTypes(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: aggregate.key(one),
      section: "pre-data",
      statements: [`CREATE AGGREGATE ${qualified(one)}(${one.signature}) ${definitionList(one.options)}`],
      needs: one.needs ?? [],
    },
  ],
};

function withTypes(one: Aggregate): string {
  return `${qualified(one)}(${one.types.join(", ")})`;
}

/** What the final function may do to the state, where that is not the usual for aggregates of its kind. */
function modify(column: string): string {
  return `CASE WHEN ${column} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char"
            THEN CASE ${column} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END END`;
}
