import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import { extensionsOf } from "../depends-on-extension.js";
import { enabling, type Fires, firesOf } from "../fires.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TRIGGER and CREATE CONSTRAINT TRIGGER, on a table or a view. */
export interface Trigger extends ObjectBase<"trigger"> {
  readonly of: QualifiedName;
  /** As pg_get_triggerdef writes it; absent when `cloneOf` is there. */
  readonly definition?: string;
  /**
   * The partitioned table whose trigger has made this one on its partition. Such a trigger is in a snapshot only where it
   * fires at other times than that one, or has a comment of its own.
   */
  readonly cloneOf?: QualifiedName;
  readonly fires?: Fires;
  /** Of a clone: it fires as usual although the trigger of `cloneOf` does not. */
  readonly firesAsUsual?: true;
  /** ALTER … DEPENDS ON EXTENSION, sorted. */
  readonly extensions?: readonly string[];
}

export const trigger: Kind<Trigger> = {
  kind: "trigger",
  catalog: "pg_trigger",
  queries: () => [
    `WITH RECURSIVE clone (oid, above) AS (
          SELECT t.oid, t.tgparentid FROM pg_catalog.pg_trigger t WHERE t.tgparentid <> 0 AND NOT t.tgisinternal
        UNION ALL
          SELECT clone.oid, t.tgparentid FROM clone JOIN pg_catalog.pg_trigger t ON t.oid = clone.above WHERE t.tgparentid <> 0)
      SELECT t.oid, n.nspname, c.relname, t.tgname, t.tgenabled::text,
        CASE WHEN top.oid IS NULL THEN pg_catalog.pg_get_triggerdef(t.oid) END,
        CASE WHEN top.oid IS NOT NULL THEN pg_catalog.json_build_object('schema', topn.nspname, 'name', topc.relname) END,
        t.tgenabled = 'O' AND top.tgenabled <> 'O', ${extensionsOf("pg_trigger", "t.oid")}
      FROM pg_catalog.pg_trigger t
      JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN (clone JOIN pg_catalog.pg_trigger top ON top.oid = clone.above AND top.tgparentid = 0
        JOIN pg_catalog.pg_class topc ON topc.oid = top.tgrelid
        JOIN pg_catalog.pg_namespace topn ON topn.oid = topc.relnamespace) ON clone.oid = t.oid
      WHERE NOT t.tgisinternal AND ${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}
        AND (t.tgparentid = 0 OR top.oid IS NOT NULL AND (t.tgenabled <> top.tgenabled OR EXISTS (
          SELECT FROM pg_catalog.pg_description d WHERE d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass)))`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, table, name, state, definition, cloneOf, asUsual, extensions]) => ({
      oid: Number(oid),
      object: present({
        kind: "trigger" as const,
        name: String(name),
        of: { schema: String(schema), name: String(table) },
        definition: definition as string | undefined,
        cloneOf: cloneOf as QualifiedName | null,
        fires: firesOf(state),
        firesAsUsual: asUsual as true | undefined,
        extensions: extensions as string[],
      }) as Trigger,
    })),
  key: (one) => keyOn(one.of, one.name),
  named: (one) => `TRIGGER ${identifier(one.name)} ON ${qualified(one.of)}`,
  claimedAs: (one) => one.of,
  pieces: (one) => {
    const { definition, cloneOf, fires } = one;
    // A partitioned table hands the state down to its partitions, which are then set one by one.
    const alter = `ALTER TABLE ${cloneOf === undefined ? "" : "ONLY "}${qualified(one.of)} ${enabling(fires)} TRIGGER ${identifier(one.name)}`;
    return [
      {
        object: trigger.key(one),
        section: "post-data",
        statements: [
          ...(definition === undefined ? [] : [definition]),
          ...(fires === undefined && one.firesAsUsual !== true ? [] : [alter]),
          ...(one.extensions ?? []).map(
            (name) => `ALTER ${trigger.named(one)} DEPENDS ON EXTENSION ${identifier(name)}`,
          ),
        ],
        needs: [...(one.needs ?? []), ...(cloneOf === undefined ? [] : [keyOn(cloneOf, one.name)])],
      },
    ];
  },
};

function keyOn(of: QualifiedName, name: string): string {
  return `trigger ${identifier(name)} on ${qualified(of)}`;
}
