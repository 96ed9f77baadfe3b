import { must } from "../../errors/internal-error.js";
import type { Module } from "../../module/module.js";
import type { OpenIntent } from "../../plan/open-intent.js";
import { type StepSettings, settingsScript } from "../../postgres/step-settings.js";
import { isSessionSetting } from "../../sql/lost-between-statements.js";
import { withTrees } from "../../sql/file-statement.js";
import { meaningHash } from "../../sql/meaning.js";
import { type OutsideStatement, outsideStatement, WAITS_QUIETLY } from "../../sql/outside-statement.js";
import type { Statement } from "../../sql/statement.js";
import { formatId } from "../../types/ids.js";
import type { PreparedStep } from "./prepare-steps.js";
import { moduleOf, type RunWorld } from "./run-world.js";
import type { StepFile } from "./step-files.js";
import { withLockWatch } from "./lock-watch.js";
import { lockTimeoutMs, stepSettings } from "./step-session.js";

/** One call of a step without a transaction: what it runs, and how far it is known to have come. */
export interface NoTransactionRun {
  /** Its connection is the watched one while {@link watched} works. */
  world: RunWorld;
  readonly prepared: PreparedStep;
  readonly module: Module | undefined;
  /** Undefined when there is no file, or nothing but headers in it. */
  readonly file: StepFile | undefined;
  readonly statements: readonly Statement[];
  /** Meaning of each statement. */
  readonly hashes: readonly string[];
  /** As committed; undefined before it is written or read. */
  intent: OpenIntent | undefined;
  /** Whether the statement under way may have left something in the database. */
  mayHaveEffect: boolean;
}

/** The run of a step before anything of it has been looked at in the database. */
export async function noTransactionRun(world: RunWorld, prepared: PreparedStep): Promise<NoTransactionRun> {
  const { step, files } = prepared;
  const parser = await world.sql.parser();
  const statements =
    files.first === undefined ? [] : withTrees({ parser, file: files.first.file }, files.first.statements);
  return {
    world,
    prepared,
    module: moduleOf(world, step.module),
    file: files.first,
    statements,
    hashes: statements.map(({ text }) => meaningHash(parser, text)),
    intent: undefined,
    mayHaveEffect: false,
  };
}

/** The intent of a run that has read or written it. */
export function intentOf({ intent, prepared }: NoTransactionRun): OpenIntent {
  return must(intent, `the intent of ${formatId(prepared.step)}`);
}

/**
 * How long a statement, or with none strata's own writes, waits for a lock, and others behind it. One that holds nobody up
 * while it waits may wait for ever unless the header says otherwise: all older transactions have to end first.
 */
function patienceOf({ prepared }: NoTransactionRun, kind: OutsideStatement["kind"] | undefined): string | undefined {
  const header = prepared.migration?.headers.lockTimeout[prepared.step.direction];
  return header ?? (kind !== undefined && WAITS_QUIETLY.has(kind) ? "0" : undefined);
}

/** The settings for a statement of a kind of the closed list; without one for all else. */
export function settingsOf(run: NoTransactionRun, kind?: OutsideStatement["kind"]): StepSettings {
  const { world, prepared } = run;
  return stepSettings({
    firstSchema: prepared.firstSchema,
    extensionSchema: world.extensionSchema,
    lockTimeout: patienceOf(run, kind),
    checksConnection: world.checksConnection,
    name: formatId(prepared.step),
  });
}

/** Our settings, then every SET of the file before the statement: what a session that ran the file from its start has. */
export function settingsBefore(run: NoTransactionRun, index: number): string {
  const sets = run.statements.slice(0, index).filter(isSessionSetting);
  const statement = must(run.statements[index], "the statement");
  return [settingsScript(settingsOf(run, outsideStatement(statement)?.kind)), ...sets.map(({ text }) => text)].join(
    "; ",
  );
}

/** Does work of the run under the watch of its locks and of its connection. */
export async function watched<T>(
  run: NoTransactionRun,
  kind: OutsideStatement["kind"] | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const { world, prepared } = run;
  const othersMs = lockTimeoutMs(patienceOf(run, kind));
  try {
    return await withLockWatch(world, { step: prepared.step, othersMs }, (inner) => {
      run.world = inner;
      return work();
    });
  } finally {
    run.world = world;
  }
}
