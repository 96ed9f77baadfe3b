import { identifier, qualified } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import { enabling, type Fires, firesOf } from "../fires.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension } from "../user-objects.js";

/** CREATE EVENT TRIGGER. It stands outside of schemas, and belongs where its function does. */
export interface EventTrigger extends ObjectBase<"event trigger"> {
  readonly event: string;
  readonly function: QualifiedName;
  /** Commands that it fires for; absent for all. */
  readonly tags?: readonly string[];
  readonly fires?: Fires;
}

export const eventTrigger: Kind<EventTrigger> = {
  kind: "event trigger",
  catalog: "pg_event_trigger",
  queries: () => [
    `SELECT e.oid, e.evtname, e.evtevent, n.nspname, p.proname, e.evttags, e.evtenabled::text
      FROM pg_catalog.pg_event_trigger e
      JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE ${ofNoExtension("pg_event_trigger", "e.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name, event, schema, called, tags, state]) => ({
      oid: Number(oid),
      object: present({
        kind: "event trigger" as const,
        name: String(name),
        event: String(event),
        function: { schema: String(schema), name: String(called) },
        tags: tags as string[] | undefined,
        fires: firesOf(state),
      }) as EventTrigger,
    })),
  key: ({ name }) => `event trigger ${identifier(name)}`,
  named: ({ name }) => `EVENT TRIGGER ${identifier(name)}`,
  claimedAs: () => undefined,
  pieces: (one) => [
    {
      object: eventTrigger.key(one),
      section: "post-data",
      statements: [
        [
          `CREATE ${eventTrigger.named(one)} ON ${identifier(one.event)}`,
          ...(one.tags === undefined ? [] : [`WHEN TAG IN (${one.tags.map(quoteLiteral).join(", ")})`]),
          `EXECUTE FUNCTION ${qualified(one.function)}()`,
        ].join(" "),
        ...(one.fires === undefined ? [] : [`ALTER ${eventTrigger.named(one)} ${enabling(one.fires)}`]),
      ],
      needs: one.needs ?? [],
    },
  ],
};
