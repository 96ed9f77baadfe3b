/**
 * When a trigger or a rule fires, where that is not the usual: in all sessions but those of replication.
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER
 */
export type Fires = "never" | "on replica" | "always";

/** From `tgenabled`, `ev_enabled` or `evtenabled`; undefined for the usual. */
export function firesOf(state: unknown): Fires | undefined {
  return ({ D: "never", R: "on replica", A: "always" } as const)[String(state)];
}

/** The word of ALTER TABLE and ALTER EVENT TRIGGER. */
export function enabling(fires: Fires | undefined): string {
  if (fires === undefined) return "ENABLE";
  return { never: "DISABLE", "on replica": "ENABLE REPLICA", always: "ENABLE ALWAYS" }[fires];
}
