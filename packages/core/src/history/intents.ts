import { must } from "../errors/internal-error.js";
import type { Announcement, OpenIntent } from "../plan/open-intent.js";
import type { MigrationId } from "../types/ids.js";
import type { Session } from "../types/session.js";

/** The details of an intent of kind `statement` as they are stored. docs/FORMATS.md, "Intent". */
interface StoredIntent {
  readonly direction: OpenIntent["direction"];
  readonly statements: readonly string[];
  readonly done: number;
  readonly under_way: Announcement | null;
}

/** One row of {@link INTENTS}. */
export type IntentRow = readonly [id: string, module: string, version: string, details: StoredIntent];

/** All intents of migrations without a transaction as one JSON array, as an expression of a query. */
export const INTENTS = `(SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
    id::text, module, version, details) ORDER BY id), '[]') FROM sys_core.intent WHERE kind = 'statement')`;

/** What a row of {@link INTENTS} says. */
export function toIntent([id, module, version, details]: IntentRow): OpenIntent {
  const { direction, statements, done, under_way: underWay } = details;
  return { id, module, version, direction, statements, done, underWay };
}

/** All open intents of migrations without a transaction, the oldest first. */
export async function readIntents(session: Session): Promise<OpenIntent[]> {
  const rows = await session.query<{ intents: IntentRow[] }>(`SELECT ${INTENTS} AS intents`);
  return must(rows[0], "the intents").intents.map(toIntent);
}

/** Writes the intent of a migration whose first statement is about to run. */
export async function openIntent(
  session: Session,
  { module, version }: MigrationId,
  begun: Pick<OpenIntent, "direction" | "statements">,
): Promise<OpenIntent> {
  const details: StoredIntent = { ...begun, done: 0, under_way: null };
  const rows = await session.query<{ id: string }>(
    `INSERT INTO sys_core.intent (kind, module, version, details) VALUES ('statement', $1, $2, $3::text::jsonb)
      RETURNING id::text`,
    [module, version, JSON.stringify(details)],
  );
  return { id: must(rows[0], "the intent").id, module, version, ...begun, done: 0, underWay: null };
}

/** Writes how far a migration has come, within the caller's transaction where there is one. */
export async function moveIntent(
  session: Session,
  intent: OpenIntent,
  to: Pick<OpenIntent, "statements" | "done" | "underWay">,
): Promise<OpenIntent> {
  const { statements, done, underWay } = to;
  const details: StoredIntent = { direction: intent.direction, statements, done, under_way: underWay };
  const rows = await session.query("UPDATE sys_core.intent SET details = $2::text::jsonb WHERE id = $1 RETURNING id", [
    intent.id,
    JSON.stringify(details),
  ]);
  must(rows[0], `the intent of ${intent.module}@${intent.version}`);
  return { ...intent, statements, done, underWay };
}

/** Deletes an intent: its migration holds whole, or nothing of it does. */
export async function closeIntent(session: Session, { id }: OpenIntent): Promise<void> {
  await session.query("DELETE FROM sys_core.intent WHERE id = $1", [id]);
}
