import { readNewIndex, readValidity } from "../../catalog/outside-traces.js";
import { type DuplicateKey, readDuplicates } from "../../catalog/read-duplicates.js";
import { StrataError } from "../../errors/strata-error.js";
import type { Announcement } from "../../plan/open-intent.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { settingsScript } from "../../postgres/step-settings.js";
import { type Session, ServerError } from "../../types/session.js";
import { type NoTransactionRun, settingsOf } from "./no-transaction-run.js";
import { dropLeftovers, leftoversOf, outcomeOf } from "./settle-announced.js";

/** Milliseconds that looking for duplicates may take: it reads the whole table. */
const SAMPLE_MS = 10_000;

/**
 * Takes away what a statement of the closed list has left when it failed, and adds to its error what can be seen only
 * before that: the keys that a unique index cannot hold. What cannot be taken away is said, and left to the next run.
 * `mayHaveEffect` of the run says afterwards whether anything is left.
 */
export async function tidyUp(run: NoTransactionRun, announced: Announcement, error: unknown): Promise<unknown> {
  const { connection, signal } = run.world;
  if (!run.mayHaveEffect || connection.lost) return error;
  try {
    await connection.run(settingsScript(settingsOf(run)));
    // Without the lock another run may be building the very same index.
    await proveLock(connection);
    const samples = signal?.aborted !== true && isDuplicate(error);
    const duplicates = samples ? await sampleDuplicates(connection, announced) : [];
    await dropLeftovers(connection, await leftoversOf(connection, announced));
    run.mayHaveEffect = await hasTrace(connection, announced);
    return withDuplicates(error, duplicates);
  } catch (reason) {
    return withHint(error, `What it left could not be removed (${wordsOf(reason)}): the next run does that first.`);
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof StrataError && error.details["sqlstate"] === "23505";
}

/** Whether the statement has changed anything that is still there. */
async function hasTrace(session: Session, announced: Announcement): Promise<boolean> {
  if (announced.kind === "drop index" && announced.index !== null)
    // A drop that was cut short leaves the index behind, INVALID.
    return (await readValidity(session, announced.index)) !== announced.valid;
  return (await outcomeOf(session, announced)) !== "again";
}

async function sampleDuplicates(session: Session, announced: Announcement): Promise<readonly DuplicateKey[]> {
  if (announced.kind !== "create index") return [];
  const index = await readNewIndex(session, announced);
  if (index === undefined) return [];
  await session.run(`SET statement_timeout = ${SAMPLE_MS}`);
  try {
    return await readDuplicates(session, index.oid);
  } catch (error) {
    // The server's own detail names one key; a sample that takes too long is left out.
    if (error instanceof ServerError) return [];
    throw error;
  } finally {
    await session.run("RESET statement_timeout");
  }
}

/** The keys stand in the hint and the details: the message goes into the audit, which is kept forever. */
function withDuplicates(error: unknown, duplicates: readonly DuplicateKey[]): unknown {
  if (duplicates.length === 0 || !(error instanceof StrataError)) return error;
  const shown = duplicates.map(({ key, rows }) => {
    const columns = key.map(({ of }) => of).join(", ");
    const values = key.map(({ value }) => (value === null ? "NULL" : JSON.stringify(value))).join(", ");
    return `(${columns}) = (${values}) in ${rows} rows`;
  });
  return withHint(error, `Change or delete what is there more than once, such as ${shown.join("; ")}.`, { duplicates });
}

function withHint(error: unknown, words: string, details: Readonly<Record<string, unknown>> = {}): unknown {
  const told = error instanceof ServerError ? explainServerError(error) : error;
  if (!(told instanceof StrataError)) return told;
  return new StrataError(told.code, told.message, {
    hint: [told.hint, words].filter((part) => part !== undefined).join(" "),
    details: { ...told.details, ...details },
    cause: told.cause,
  });
}

function wordsOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
