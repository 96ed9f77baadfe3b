import { identifier } from "../../sql/identifier.js";
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

/**
 * CREATE OPERATOR. Commutators and negators name each other; PostgreSQL keeps a place for the one that is made later. A
 * place that never was filled is no object.
 * https://www.postgresql.org/docs/current/xoper-optimization.html#XOPER-COMMUTATOR
 */
export interface Operator extends ObjectBase<"operator"> {
  readonly schema: string;
  readonly options: DefinitionList;
}

export const operator: Kind<Operator> = {
  kind: "operator",
  catalog: "pg_operator",
  queries: () => [
    `SELECT o.oid, n.nspname, o.oprname, ${selectDefinition({
      FUNCTION: functionName("o.oprcode"),
      LEFTARG: typeName("o.oprleft"),
      RIGHTARG: typeName("o.oprright"),
      COMMUTATOR: operatorName("o.oprcom"),
      NEGATOR: operatorName("o.oprnegate"),
      MERGES: "CASE WHEN o.oprcanmerge THEN true END",
      HASHES: "CASE WHEN o.oprcanhash THEN true END",
      RESTRICT: functionName("o.oprrest"),
      JOIN: functionName("o.oprjoin"),
    })}
      FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      WHERE o.oprcode::oid <> 0 AND ${ofUsers("n")} AND ${ofNoExtension("pg_operator", "o.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, options]) => ({
      oid: Number(oid),
      object: {
        kind: "operator",
        schema: String(schema),
        name: String(name),
        options: options as DefinitionList,
      },
    })),
  key: (one) => `operator ${withOperands(one)}`,
  named: (one) => `OPERATOR ${withOperands(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: operator.key(one),
      section: "pre-data",
      statements: [`CREATE OPERATOR ${identifier(one.schema)}.${one.name} ${definitionList(one.options)}`],
      needs: one.needs ?? [],
    },
  ],
};

function withOperands({ schema, name, options }: Operator): string {
  return `${identifier(schema)}.${name} (${options["LEFTARG"] ?? "NONE"}, ${options["RIGHTARG"] ?? "NONE"})`;
}
