import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import { enabling, type Fires, firesOf } from "../fires.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE RULE, on a table or a view. What a view selects is no rule of its own here. */
export interface Rule extends ObjectBase<"rule"> {
  readonly of: QualifiedName;
  /** As pg_get_ruledef writes it, without the semicolon at its end. */
  readonly definition: string;
  readonly fires?: Fires;
}

export const rule: Kind<Rule> = {
  kind: "rule",
  catalog: "pg_rewrite",
  queries: () => [
    `SELECT r.oid, n.nspname, c.relname, r.rulename, r.ev_enabled::text, pg_catalog.pg_get_ruledef(r.oid)
      FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE r.rulename <> '_RETURN' AND ${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, relation, name, state, definition]) => ({
      oid: Number(oid),
      object: present({
        kind: "rule" as const,
        name: String(name),
        of: { schema: String(schema), name: String(relation) },
        definition: String(definition).trim().replace(/;$/, ""),
        fires: firesOf(state),
      }) as Rule,
    })),
  key: (one) => `rule ${identifier(one.name)} on ${qualified(one.of)}`,
  named: (one) => `RULE ${identifier(one.name)} ON ${qualified(one.of)}`,
  claimedAs: (one) => one.of,
  pieces: (one) => [
    {
      object: rule.key(one),
      section: "post-data",
      statements: [
        one.definition,
        ...(one.fires === undefined
          ? []
          : [`ALTER TABLE ${qualified(one.of)} ${enabling(one.fires)} RULE ${identifier(one.name)}`]),
      ],
      needs: one.needs ?? [],
    },
  ],
};
