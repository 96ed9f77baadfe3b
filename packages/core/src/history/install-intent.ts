import { must } from "../errors/internal-error.js";
import type { ModuleName } from "../types/ids.js";
import type { Session } from "../types/session.js";

/** An installation from LATEST that takes several transactions and has not ended. docs/FORMATS.md, "Intent". */
export interface InstallIntent {
  readonly id: string;
  /** Of what is installed. */
  readonly hash: string;
  /** Version of strata that decided what each transaction holds. */
  readonly strata: string;
  /** Whose objects it makes. None of them was there when it began. */
  readonly modules: readonly ModuleName[];
  /** Transactions that have been committed, of how many. */
  readonly done: number;
  readonly total: number;
}

/** How far the open one has come, or null, as an expression of a query. */
export const INSTALLING = `(SELECT pg_catalog.json_build_object('done', details->'done', 'total', details->'total')
    FROM sys_core.intent WHERE kind = 'install' ORDER BY id LIMIT 1)`;

/** Those that are open, whichever workspace they are of, the oldest first. */
export async function readInstallIntents(session: Session): Promise<InstallIntent[]> {
  const rows = await session.query<{ id: string; details: Omit<InstallIntent, "id"> }>(
    "SELECT id::text, details FROM sys_core.intent WHERE kind = 'install' ORDER BY id",
  );
  return rows.map(({ id, details }) => ({ id, ...details }));
}

/** Writes it, before anything is made. */
export async function openInstallIntent(session: Session, begun: Omit<InstallIntent, "id">): Promise<InstallIntent> {
  const rows = await session.query<{ id: string }>(
    "INSERT INTO sys_core.intent (kind, details) VALUES ('install', $1::text::jsonb) RETURNING id::text",
    [JSON.stringify(begun)],
  );
  return { id: must(rows[0], "the intent").id, ...begun };
}

/** Writes how far it has come, within the transaction that gets it there. */
export async function moveInstallIntent(session: Session, { id, ...details }: InstallIntent): Promise<void> {
  await session.query("UPDATE sys_core.intent SET details = $2::text::jsonb WHERE id = $1", [
    id,
    JSON.stringify(details),
  ]);
}

/** Deletes it: everything is there, or nothing any more. */
export async function closeInstallIntent(session: Session, { id }: Pick<InstallIntent, "id">): Promise<void> {
  await session.query("DELETE FROM sys_core.intent WHERE id = $1", [id]);
}
