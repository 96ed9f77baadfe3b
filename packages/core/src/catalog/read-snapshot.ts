import { SET_LOCAL_TEXT } from "../postgres/text-settings.js";
import { COMMENTS } from "../snapshot/comments.js";
import { DEPENDENCIES } from "../snapshot/dependencies.js";
import { assembleSnapshot } from "../snapshot/assemble-snapshot.js";
import { GRANTS } from "../snapshot/grants.js";
import { kinds } from "../snapshot/kinds.js";
import type { CatalogObject } from "../snapshot/catalog-object.js";
import type { Kind, ReadObject, Row } from "../snapshot/kind.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import type { Session } from "../types/session.js";
import type { Major } from "../types/major.js";

/** What a snapshot is read over. */
export type CatalogSession = Session & { readonly serverVersion: number };

/**
 * Reads the whole catalog as of one moment: all queries are sent at once, in one read-only transaction of its own: there
 * must be none under way. Takes no lock that anybody would wait for.
 * Objects of kinds that a snapshot cannot hold are in it as `not modelled`; rendering them throws KIND_NOT_MODELLED.
 */
export async function readSnapshot(session: CatalogSession): Promise<Snapshot> {
  const major = Math.floor(session.serverVersion / 10_000) as Major;
  // What the server deparses must not depend on the session: neither its names nor the constants in it.
  const begun = session.run(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; ${SET_LOCAL_TEXT}`,
  );
  const [read, ofAll] = askAll(session, major);
  const outcomes = await Promise.allSettled([...read, ...ofAll, begun, session.run("COMMIT")]);
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  const [comments = [], grants = [], dependencies = []] = await Promise.all(ofAll);
  return assembleSnapshot(major, await Promise.all(read), { comments, grants, dependencies });
}

/**
 * Sends all queries, each once though kinds share some. What comes is read, and its rows are let go of, while the server
 * works on the next ones.
 */
function askAll(session: CatalogSession, major: Major): [read: Promise<ReadKind>[], ofAll: Promise<readonly Row[]>[]] {
  const asked = new Map<string, Promise<Row[]>>();
  const ask = (text: string): Promise<Row[]> => {
    const rows = asked.get(text) ?? session.values(text);
    asked.set(text, rows);
    return rows;
  };
  const read = kinds.map((kind) => readKind(kind, Promise.all(kind.queries(major).map(ask))));
  return [read, [COMMENTS, GRANTS, DEPENDENCIES].map(ask)];
}

async function readKind(kind: Kind, answer: Promise<Row[][]>): Promise<ReadKind> {
  return { kind, objects: kind.read(await answer) };
}

/** The objects of one kind. */
interface ReadKind {
  readonly kind: Kind;
  readonly objects: readonly ReadObject<CatalogObject>[];
}
