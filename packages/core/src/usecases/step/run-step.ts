import type { Finding } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { must } from "../../errors/internal-error.js";
import { appendAudit } from "../../history/audit.js";
import { recordRestamp, writeEnvironment } from "../../history/write-history.js";
import { SYS_CORE } from "../../module/module.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { recordedId } from "../../plan/recorded-id.js";
import { workIn } from "../../postgres/transaction.js";
import { formatId } from "../../types/ids.js";
import { ServerError } from "../../types/session.js";
import type { StepReport } from "../options.js";
import type { PreparedStep } from "./prepare-steps.js";
import { moduleOf, type RunWorld } from "./run-world.js";
import { endStep, type StepOutcome } from "./step-context.js";
import { stepDown } from "./step-down.js";
import { type WatchedStep, withLockWatch } from "./lock-watch.js";
import { beginStep, type OpenedStep } from "./open-step.js";
import type { StepAhead } from "./step-ahead.js";
import { lockTimeoutMs, StepSession } from "./step-session.js";
import { stepUp } from "./step-up.js";

/** What a step reports when it is done. */
export type StepResult = StepReport & Pick<StepOutcome, "findings">;

/** The step under way and what comes after it. */
export interface StepNeighbours {
  readonly ahead: StepAhead;
  /** The step whose transaction is begun with the COMMIT of this one; undefined where there is none. */
  readonly next: PreparedStep | undefined;
}

/**
 * Runs one step in a transaction of its own: it holds whole or not at all, so that it can be run again after any failure.
 * `keep` is given the report before COMMIT, for the case that its answer never arrives.
 *
 * @throws what the step threw, LOCK_TIMEOUT and DEADLOCK with who was in the way. Nothing is recorded; `failStep` does
 * that for the last failure.
 */
export async function runStep(
  world: RunWorld,
  prepared: PreparedStep,
  keep: (report: StepResult) => void,
  { ahead, next }: StepNeighbours,
): Promise<StepResult> {
  return withLockWatch(world, watchedStep(prepared), async (watched) => {
    const { connection } = watched;
    const begun = ahead.take(prepared) ?? beginStep(watched, prepared);
    const work = async (opened: OpenedStep): Promise<StepResult> => {
      const report = await runStepBody(watched, prepared, opened);
      world.onProgress({ type: "phase", step: prepared.step, phase: "commit" });
      keep(report);
      return report;
    };
    try {
      const onCommit = (): void => {
        if (next !== undefined && world.signal?.aborted !== true) ahead.begin(watched, next);
      };
      const report = await workIn(connection, begun, work, { onCommit, endsSound: true });
      await ahead.settle();
      return report;
    } catch (error) {
      await ahead.drop();
      throw error;
    }
  });
}

/** What a watch needs to know of a step that is one transaction. */
export function watchedStep({ step, migration }: PreparedStep): WatchedStep {
  return { step, othersMs: lockTimeoutMs(migration?.headers.lockTimeout[step.direction]) };
}

/**
 * What to throw for a step that failed for good and was rolled back: the cause with the step in its details, recorded in
 * the audit by a transaction of its own, where sys_core exists and can be written. `tried` says how often it was begun.
 */
export async function failStep(
  world: RunWorld,
  prepared: PreparedStep,
  error: unknown,
  tried: Tried = ONCE,
): Promise<unknown> {
  world.onProgress({ type: "step-failed", step: prepared.step });
  return recordFailure(world, prepared, withTries(explain(world, prepared, error), tried));
}

/** How often a step was begun, and how long after its first failure the last attempt ended. */
export interface Tried {
  readonly attempts: number;
  readonly triedMs: number;
}

const ONCE: Tried = { attempts: 1, triedMs: 0 };

function withTries(error: unknown, { attempts, triedMs }: Tried): unknown {
  if (attempts === 1 || !(error instanceof StrataError)) return error;
  const { code, message, hint, cause, details } = error;
  const times = `tried ${attempts} times within ${(triedMs / 1000).toFixed(1)} s`;
  return new StrataError(code, `${message} (${times})`, {
    hint,
    cause,
    details: { ...details, attempts, triedMs: Math.round(triedMs) },
  });
}

/**
 * The step without its transaction, which `openStep` has begun. The last statement of it has proven that the transaction
 * is still the step's and that the lock is held. `continues`: the transaction has held another step.
 */
export async function runStepBody(
  world: RunWorld,
  prepared: PreparedStep,
  { settings, start }: OpenedStep,
  continues = false,
): Promise<StepResult> {
  const { connection } = world;
  const { step, migration, files } = prepared;
  const startedAt = performance.now();
  const module = moduleOf(world, step.module);
  connection.onNotice = (notice) => {
    world.onProgress({ type: "notice", step, notice });
  };
  try {
    refuseUnqualified(prepared, start.schemaExists);
    const session = new StepSession(connection, settings, continues);
    const context = { world, step, module, migration, files, settings, session, start };
    const outcome = await (step.action === "restamp"
      ? restamp(world, prepared)
      : step.direction === "up"
        ? stepUp(context)
        : stepDown(context, must(prepared.wayBack, "the stored way back")));
    if (world.stampAs !== undefined && isFirstOfAll(world, step))
      session.expect(writeEnvironment(connection, world.stampAs));
    if (step.action === "restamp") session.expect(proveLock(connection));
    else endStep(context);
    await session.settle();
    return { ...idOf(step), durationMs: performance.now() - startedAt, rows: outcome.rows, findings: outcome.findings };
  } finally {
    connection.onNotice = undefined;
  }
}

/** The step that makes strata's own tables: a new database is stamped together with it, once. */
function isFirstOfAll({ workspace }: RunWorld, { module, version }: PreparedStep["step"]): boolean {
  return module === SYS_CORE && workspace.migrations.find((one) => one.module === SYS_CORE)?.version === version;
}

function idOf({ module, version, name, direction }: PreparedStep["step"]) {
  return { module, version, name, direction };
}

async function restamp(world: RunWorld, { step, migration }: PreparedStep): Promise<StepOutcome> {
  const found = must(migration, `the folder of ${formatId(step)}`);
  const checksums = { ...found.checksums, ...(await world.sql.checksums(found)) };
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

/** The failure in words; whatever the run's signal has ended is INTERRUPTED. */
function explain(world: RunWorld, { step, files }: PreparedStep, error: unknown): unknown {
  if (world.signal?.aborted === true && !(error instanceof StrataError && error.code === "COMMIT_UNKNOWN"))
    return new StrataError(
      "INTERRUPTED",
      files.noTransaction
        ? `${formatId(step)} was interrupted; its statements that had ended stay, and the next run goes on after them`
        : `${formatId(step)} was interrupted and rolled back; what was done before it stays`,
      { cause: error },
    );
  return error instanceof ServerError
    ? explainServerError(error, { sentence: `strata's own part of ${formatId(step)}` })
    : error;
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
