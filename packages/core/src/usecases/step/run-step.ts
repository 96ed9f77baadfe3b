import type { Finding } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { must } from "../../errors/internal-error.js";
import { appendAudit } from "../../history/audit.js";
import { recordRestamp, writeEnvironment } from "../../history/write-history.js";
import { meaningChecksums } from "../../migration/meaning-checksums.js";
import { SYS_CORE } from "../../module/module.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { recordedId } from "../../plan/recorded-id.js";
import { CLEAN_SESSION, settingsScript } from "../../postgres/step-settings.js";
import { transaction } from "../../postgres/transaction.js";
import { formatId } from "../../types/ids.js";
import { ServerError } from "../../types/session.js";
import type { StepReport } from "../options.js";
import type { PreparedStep } from "./prepare-steps.js";
import { moduleOf, type RunWorld } from "./run-world.js";
import type { StepOutcome } from "./step-context.js";
import { stepDown } from "./step-down.js";
import { readStepStart } from "./step-landing.js";
import { stepSettings } from "./step-session.js";
import { stepUp } from "./step-up.js";

/**
 * Runs one step in a transaction of its own: it holds whole or not at all. A failure is recorded in the audit by a
 * transaction of its own after the roll-back, where sys_core exists and can be written.
 *
 * @throws StrataError what the step threw, with the step in its details.
 */
export async function runStep(
  world: RunWorld,
  prepared: PreparedStep,
): Promise<StepReport & Pick<StepOutcome, "findings">> {
  try {
    return await transaction(world.connection, async () => {
      const report = await runStepBody(world, prepared);
      await proveLock(world.connection);
      world.onProgress({ type: "phase", step: prepared.step, phase: "commit" });
      return report;
    });
  } catch (error) {
    throw await failStep(world, prepared, error);
  }
}

/** What to throw for a step that failed and was rolled back: the cause with the step in its details, recorded in the audit. */
export async function failStep(world: RunWorld, prepared: PreparedStep, error: unknown): Promise<unknown> {
  world.onProgress({ type: "step-failed", step: prepared.step });
  return recordFailure(world, prepared, explain(world, prepared, error));
}

/** The step without its transaction: for a run that holds several steps in one. */
export async function runStepBody(
  world: RunWorld,
  prepared: PreparedStep,
): Promise<StepReport & Pick<StepOutcome, "findings">> {
  const { connection } = world;
  const { step, migration, files, firstSchema } = prepared;
  const startedAt = performance.now();
  const module = moduleOf(world, step.module);
  const settings = stepSettings({
    firstSchema,
    extensionSchema: world.extensionSchema,
    lockTimeout: migration?.headers.lockTimeout[step.direction],
    checksConnection: world.checksConnection,
    name: formatId(step),
  });
  connection.onNotice = (notice) => {
    world.onProgress({ type: "notice", step, notice });
  };
  try {
    await connection.run(`${CLEAN_SESSION}; ${settingsScript(settings)}`);
    const start = await readStepStart(connection, settings);
    refuseUnqualified(prepared, start.schemaExists);
    const context = { world, step, module, migration, files, settings, start };
    const outcome = await (step.action === "restamp"
      ? restamp(world, prepared)
      : step.direction === "up"
        ? stepUp(context, startedAt)
        : stepDown(context, must(prepared.wayBack, "the stored way back")));
    if (step.module === SYS_CORE && world.stampAs !== undefined) await writeEnvironment(connection, world.stampAs);
    return { ...idOf(step), durationMs: performance.now() - startedAt, rows: outcome.rows, findings: outcome.findings };
  } finally {
    connection.onNotice = undefined;
  }
}

function idOf({ module, version, name, direction }: PreparedStep["step"]) {
  return { module, version, name, direction };
}

async function restamp(world: RunWorld, { step, migration }: PreparedStep): Promise<StepOutcome> {
  const found = must(migration, `the folder of ${formatId(step)}`);
  const checksums = { ...found.checksums, ...meaningChecksums(world.parser, found) };
  await recordRestamp(world.connection, recordedId(step), { ...found, checksums });
  return { rows: { added: 0, changed: 0, removed: 0 }, findings: [] };
}

/** Refuses names that would land outside the module's schema because it does not exist yet. */
function refuseUnqualified({ files }: PreparedStep, exists: boolean): void {
  const findings = [files.first, files.contract].flatMap((file) =>
    file === undefined ? [] : [file.unqualified[exists ? "withSchema" : "withoutSchema"]],
  );
  // The contract file sees what the first one created: only the first complaint is certain.
  throwFindings(findings.slice(0, 1).filter((finding) => finding !== undefined));
}

function explain(world: RunWorld, { step }: PreparedStep, error: unknown): unknown {
  if (world.signal?.aborted === true && !(error instanceof StrataError && error.code === "COMMIT_UNKNOWN"))
    return new StrataError("INTERRUPTED", `${formatId(step)} was interrupted and rolled back`, { cause: error });
  return error instanceof ServerError ? explainServerError(error, { sentence: `recording ${formatId(step)}` }) : error;
}

/** A failure that is our bug is recorded like any other; COMMIT_UNKNOWN is not known to be one. */
async function recordFailure(world: RunWorld, { step }: PreparedStep, error: unknown): Promise<unknown> {
  const { code, message } = error instanceof StrataError ? error : { code: "INTERNAL", message: String(error) };
  if (code === "COMMIT_UNKNOWN") return withStep(error, step, []);
  const why = await appendAudit(world.connection, {
    event: "failed",
    module: step.module,
    version: step.version,
    details: { direction: step.direction, code, message },
  }).then(
    () => undefined,
    // The very first step fails before there is an audit, a full disk keeps it from being written: the exit code stays.
    (auditError: unknown) => (auditError instanceof Error ? auditError.message : String(auditError)),
  );
  if (why === undefined) return withStep(error, step, []);
  return withStep(error, step, [
    { code: "AUDIT_NOT_WRITTEN", message: `the failure of ${formatId(step)} is not in the audit: ${why}` },
  ]);
}

function withStep(error: unknown, step: PreparedStep["step"], findings: readonly Finding[]): unknown {
  if (!(error instanceof StrataError)) return error;
  const { code, message, hint, cause, details } = error;
  const all = [...(details.findings ?? []), ...findings];
  return new StrataError(code, message, {
    hint,
    cause,
    details: {
      ...details,
      step: formatId(step),
      direction: step.direction,
      ...(all.length === 0 ? {} : { findings: all }),
    },
  });
}
