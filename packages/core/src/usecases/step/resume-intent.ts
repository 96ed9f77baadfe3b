import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { openIntent, readIntents } from "../../history/intents.js";
import { createIdentities } from "../../migration/identity.js";
import { textFinding } from "../../migration/text-finding.js";
import { commandOf, describeIntent } from "../../plan/unfinished.js";
import type { OpenIntent } from "../../plan/open-intent.js";
import { recordedId } from "../../plan/recorded-id.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { settingsScript } from "../../postgres/step-settings.js";
import { transaction } from "../../postgres/transaction.js";
import { formatId } from "../../types/ids.js";
import { type NoTransactionRun, settingsOf, watched } from "./no-transaction-run.js";
import { moveTo } from "./run-outside.js";
import { settleAnnounced } from "./settle-announced.js";

/**
 * Reads how far an earlier run has come, settles what it had under way, and makes sure that what holds is what the file
 * still says; or writes the intent of a step that begins. Afterwards `intent` of the run has nothing under way.
 *
 * @throws StrataError UNFINISHED_OTHER_WAY; UNFINISHED_CHANGED at the first statement that is another now. What
 *   settling throws.
 */
export async function resumeIntent(run: NoTransactionRun): Promise<void> {
  const { world, prepared } = run;
  const { connection, workspace } = world;
  const { step } = prepared;
  const identities = createIdentities(workspace.modules, workspace.migrations);
  const intents = await readIntents(connection);
  const found = intents.find((intent) => formatId(identities.migration(intent)) === formatId(step));
  if (found === undefined) {
    run.intent = await transaction(connection, async () => {
      const begun = { direction: step.direction, statements: run.hashes };
      const intent = await openIntent(connection, recordedId(step), begun);
      await proveLock(connection);
      return intent;
    });
    return;
  }
  if (found.direction !== step.direction)
    throw new StrataError("UNFINISHED_OTHER_WAY", describeIntent(found, step), {
      hint: `Finish it first: ${commandOf(found, step.module)}`,
    });
  run.intent = found;
  const settled = await watched(run, found.underWay?.kind, () => settle(run, found));
  refuseChanged(run, settled);
  // From here on the intent names the statements as the file has them now.
  if (found.underWay !== null) await moveTo(run, settled.done, null);
  run.mayHaveEffect = false;
}

/** Counts the statement that was under way where the catalog shows that it holds. */
async function settle(run: NoTransactionRun, found: OpenIntent): Promise<OpenIntent> {
  const { connection } = run.world;
  if (found.underWay === null) return found;
  run.mayHaveEffect = true;
  const { underWay } = found;
  await connection.run(settingsScript(settingsOf(run, underWay.kind)));
  await proveLock(connection);
  const outcome = await settleAnnounced(connection, underWay);
  await connection.run(settingsScript(settingsOf(run)));
  return outcome === "done" ? { ...found, done: found.done + 1 } : found;
}

function refuseChanged(
  { prepared, file, statements, hashes }: NoTransactionRun,
  { done, statements: ran }: OpenIntent,
) {
  const first = ran.slice(0, done).findIndex((hash, at) => hash !== hashes[at]);
  if (first < 0) return;
  const text = file?.file ?? prepared.files.first?.file;
  const isGone = statements[first] === undefined;
  const finding = {
    code: "UNFINISHED_CHANGED" as const,
    message: `${formatId(prepared.step)} is unfinished: statement ${first + 1} has run and ${isGone ? "is not in the file any more" : "is another now"}`,
    hint: `Put the first ${done === 1 ? "statement back as it was" : `${done} statements back as they were`}, and correct only what comes after.`,
  };
  const offset = statements[first]?.start ?? text?.text.length ?? 0;
  throwFindings([text === undefined ? finding : textFinding(text, offset, finding)]);
}
