import { readBefore, readValidity } from "../../catalog/outside-traces.js";
import { StrataError } from "../../errors/strata-error.js";
import { must } from "../../errors/internal-error.js";
import { moveIntent } from "../../history/intents.js";
import type { Announcement } from "../../plan/open-intent.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { settingsScript } from "../../postgres/step-settings.js";
import { transaction } from "../../postgres/transaction.js";
import { OUTSIDE_WORDS, type OutsideStatement } from "../../sql/outside-statement.js";
import { intentOf, type NoTransactionRun, settingsBefore, settingsOf, watched } from "./no-transaction-run.js";
import { runStatements } from "./run-statements.js";
import { outcomeOf } from "./settle-announced.js";
import { tidyUp } from "./tidy-up.js";

/**
 * Runs one statement of the closed list: what is there before is written into the intent and committed, the statement
 * runs outside of any transaction, the catalog is asked whether it holds, and then it is marked.
 *
 * @throws StrataError what the statement throws, after what it left has been taken away as far as that was possible.
 */
export async function runOutside(run: NoTransactionRun, index: number, outside: OutsideStatement): Promise<void> {
  const announced = await watched(run, undefined, () => announce(run, index, outside));
  try {
    await watched(run, outside.kind, () => perform(run, index));
    await watched(run, undefined, () => verify(run, outside, announced));
  } catch (error) {
    // Not watched: an aborted signal would cancel this too.
    throw await tidyUp(run, announced, error);
  }
  await watched(run, undefined, () => moveTo(run, index + 1, null));
  run.mayHaveEffect = false;
}

async function perform(run: NoTransactionRun, index: number): Promise<void> {
  const { connection } = run.world;
  await connection.run(settingsBefore(run, index));
  await proveLock(connection);
  run.mayHaveEffect = true;
  const { file } = must(run.file, "the file of the statement");
  await runStatements(connection, file, [must(run.statements[index], "the statement")]);
}

/** Commits what is there before the statement, so that whoever comes after a crash can tell what is the statement's. */
async function announce(run: NoTransactionRun, index: number, outside: OutsideStatement): Promise<Announcement> {
  const { connection } = run.world;
  run.intent = await transaction(connection, async () => {
    await connection.run(settingsBefore(run, index));
    const before = await readBefore(connection, outside);
    // The file may have set a role that cannot write to sys_core.
    await connection.run(settingsScript(settingsOf(run)));
    if (outside.kind === "create index" && outside.ifNotExists && before.kind === "create index")
      await refuseInvalid(run, before.before, outside);
    const moved = await moveIntent(connection, intentOf(run), {
      statements: run.hashes,
      done: index,
      underWay: before,
    });
    await proveLock(connection);
    return moved;
  });
  return must(run.intent.underWay, "the announcement");
}

/** IF NOT EXISTS is content with any relation of the name, an INVALID index too, which no query would use. */
async function refuseInvalid(
  { world }: NoTransactionRun,
  before: number | null,
  { index, table }: Extract<OutsideStatement, { kind: "create index" }>,
): Promise<void> {
  if (before === null || (await readValidity(world.connection, before)) !== false) return;
  throw new StrataError("INVALID_INDEX_THERE", `an INVALID index ${index} on ${table} was there before`, {
    hint: "If nobody is building it, drop it by hand: DROP INDEX CONCURRENTLY. Then run again.",
  });
}

async function verify(run: NoTransactionRun, outside: OutsideStatement, announced: Announcement): Promise<void> {
  const { connection } = run.world;
  await connection.run(settingsScript(settingsOf(run)));
  if ((await outcomeOf(connection, announced)) === "done" || hadNothingToDo(outside, announced)) return;
  throw new StrataError(
    "SQL_FAILED",
    `the server said that ${OUTSIDE_WORDS[outside.kind]} had succeeded, and its catalog does not show it`,
    { hint: "Somebody else changes the same objects: stop them, then run again." },
  );
}

/** IF [NOT] EXISTS found what it wanted; what can be repeated without harm needs no proof. */
function hadNothingToDo(outside: OutsideStatement, announced: Announcement): boolean {
  if (outside.kind === "create index" && announced.kind === "create index")
    return outside.ifNotExists && announced.before !== null;
  if (announced.kind === "drop index") return announced.index === null;
  return announced.kind === "reindex" || announced.kind === "vacuum";
}

/** Marks in a transaction of its own how far the step has come. */
export async function moveTo(run: NoTransactionRun, done: number, underWay: Announcement | null): Promise<void> {
  const { connection } = run.world;
  run.intent = await transaction(connection, async () => {
    const moved = await moveIntent(connection, intentOf(run), { statements: run.hashes, done, underWay });
    await proveLock(connection);
    return moved;
  });
}
