import {
  type InvalidIndex,
  readNewIndex,
  readNewLeftovers,
  readPartitionState,
  readValidity,
} from "../../catalog/outside-traces.js";
import { readRelationNames } from "../../catalog/read-relation-names.js";
import { must } from "../../errors/internal-error.js";
import type { Announcement } from "../../plan/open-intent.js";
import { quoteIdentifier } from "../../sql/quote.js";
import type { Session } from "../../types/session.js";

/**
 * What the catalog says of an announced statement: `done`, to be run `again`, or `pending` for a DETACH whose first
 * transaction was committed. What is safe to repeat is run again.
 */
export async function outcomeOf(session: Session, announced: Announcement): Promise<"done" | "again" | "pending"> {
  switch (announced.kind) {
    case "create index":
      return (await readNewIndex(session, announced))?.valid === true ? "done" : "again";
    case "drop index": {
      const { index } = announced;
      return index !== null && (await readValidity(session, index)) === undefined ? "done" : "again";
    }
    case "detach": {
      // One that was pending before is somebody else's to finish.
      if (announced.before !== "attached") return "again";
      const state = await readPartitionState(session, announced);
      return state === "none" ? "done" : state === "pending" ? "pending" : "again";
    }
    case "reindex":
    case "vacuum":
      return "again";
  }
}

/** INVALID indexes that an announced statement has left: what was there before is not among them. */
export async function leftoversOf(session: Session, announced: Announcement): Promise<readonly InvalidIndex[]> {
  if (announced.kind === "reindex") return readNewLeftovers(session, announced);
  if (announced.kind !== "create index") return [];
  const index = await readNewIndex(session, announced);
  return index === undefined || index.valid ? [] : [index];
}

/** Drops INVALID indexes while readers and writers go on. */
export async function dropLeftovers(session: Session, leftovers: readonly InvalidIndex[]): Promise<void> {
  for (const { name } of leftovers) await session.run(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/**
 * Ends what an earlier run has announced and not marked. Afterwards it holds whole (`done`), or nothing is left of it
 * and it has to be run again. May be repeated after any failure.
 *
 * @throws ServerError when dropping or finishing fails.
 */
export async function settleAnnounced(session: Session, announced: Announcement): Promise<"done" | "again"> {
  const outcome = await outcomeOf(session, announced);
  if (outcome !== "pending") {
    await dropLeftovers(session, await leftoversOf(session, announced));
    return outcome;
  }
  await session.run(await finalizeOf(session, announced));
  return "done";
}

/** https://www.postgresql.org/docs/current/sql-altertable.html, DETACH PARTITION … FINALIZE */
async function finalizeOf(session: Session, announced: Announcement): Promise<string> {
  const { table, partition } = announced as Extract<Announcement, { kind: "detach" }>;
  const names = await readRelationNames(session, [table ?? 0, partition ?? 0]);
  const nameOf = (oid: number | null): string => {
    const { schema, name } = must(names.get(oid ?? 0), "the name of a partitioned table");
    return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  };
  return `ALTER TABLE ${nameOf(table)} DETACH PARTITION ${nameOf(partition)} FINALIZE`;
}
