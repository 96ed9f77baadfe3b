import { must } from "../errors/internal-error.js";
import { SET_LOCAL_TEXT } from "../postgres/text-settings.js";
import { COMMENTS } from "../snapshot/comments.js";
import { DEPENDENCIES } from "../snapshot/dependencies.js";
import { assembleSnapshot } from "../snapshot/assemble-snapshot.js";
import { GRANTS } from "../snapshot/grants.js";
import { kinds } from "../snapshot/kinds.js";
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
  const queries = kinds.map((kind) => kind.queries(major));
  // What the server deparses must not depend on the session: neither its names nor the constants in it.
  const begun = session.run(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; ${SET_LOCAL_TEXT}`,
  );
  const texts = [...queries.flat(), COMMENTS, GRANTS, DEPENDENCIES];
  // Kinds that look at the same rows share the answer.
  const asked = new Map([...new Set(texts)].map((text) => [text, session.values(text)]));
  const answers = texts.map((text) => must(asked.get(text), "an answer"));
  const ended = session.run("COMMIT");
  const [, , ...outcomes] = await Promise.allSettled([begun, ended, ...answers]);
  const results = outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
  await begun;
  let at = 0;
  const read = kinds.map((kind, index) => {
    const from = at;
    at += queries[index]!.length;
    return { kind, objects: kind.read(results.slice(from, at)) };
  });
  const [comments = [], grants = [], dependencies = []] = results.slice(at);
  return assembleSnapshot(major, read, { comments, grants, dependencies });
}
