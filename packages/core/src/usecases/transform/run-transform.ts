import { StrataError } from "../../errors/strata-error.js";
import type { Migration, TextFile } from "../../migration/migration.js";
import type { TransformContext } from "../../migration/transform-context.js";
import { type DrizzleProxy, drizzleHandle } from "../../postgres/drizzle-handle.js";
import { ServerError, type Session } from "../../types/session.js";
import { type ModuleNamespace, importInstalled, loadTypeScript } from "../../workspace/load-typescript.js";
import { transformBatches } from "./transform-batches.js";
import { TransformFailures } from "./transform-failures.js";
import { type TransformSession, transformSession } from "./transform-session.js";
import { unlessAborted, watchSilence } from "./transform-silence.js";
import { transformSql } from "./transform-sql.js";

/** What a transform runs against. */
export interface RunTransformOptions {
  readonly migration: Migration;
  readonly direction: "up" | "down";
  /** The older shape's frozen schema.ts: `previousSchema(workspace.migrations, migration)`. */
  readonly before: TextFile | undefined;
  /** The workspace's `.strata/cache`. */
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total?: number) => void;
  /** Told each time that the code has sent no statement for 10 s. */
  readonly onSilence?: (elapsedMs: number) => void;
}

/**
 * Runs `up` or `down` of a migration's transform.ts over the step's own session, inside its transaction. Does nothing
 * when the file does not export that direction.
 *
 * Throws TRANSFORM_FAILED with the place in the user's source, TRANSFORM_REFUSED for a statement that would end the
 * transaction, TYPESCRIPT_FAILED when a file cannot be loaded, and the signal's reason when it is aborted. After a
 * throw the transaction is to be rolled back. Whatever the code sends after this has ended is refused.
 */
export async function runTransform(session: Session, options: RunTransformOptions): Promise<void> {
  const { migration, direction, cacheDirectory } = options;
  const file = migration.transform;
  if (file === undefined) return;
  const load = async (source: TextFile | undefined): Promise<ModuleNamespace> =>
    source === undefined ? {} : loadTypeScript(source.path, cacheDirectory);
  const run = (await load(file))[direction];
  if (run === undefined) return;
  if (typeof run !== "function") {
    throw new StrataError("TRANSFORM_FAILED", `${file.name}: ${direction} is no function`, {
      details: { place: { file: file.path } },
    });
  }
  const signal = options.signal ?? new AbortController().signal;
  const failures = new TransformFailures(file);
  const ended = new AbortController();
  const open = transformSession(session, AbortSignal.any([signal, ended.signal]));
  const silence = watchSilence(open, (elapsedMs) => options.onSilence?.(elapsedMs));
  try {
    const context = await contextOf(silence.session, options, failures, signal, {
      before: await load(options.before),
      after: await load(migration.schema),
    });
    await unlessAborted(Promise.resolve(run(context.context)), signal);
    await failures.settled();
    failures.throwForgotten(context.forgotten());
    await refuseAborted(session, failures);
    // By now the process has told of promises that nobody awaited.
    signal.throwIfAborted();
  } catch (error) {
    await failures.settled().catch(() => undefined);
    signal.throwIfAborted();
    throw await failures.explain(error);
  } finally {
    // A branch of the code may still be at work: its statements would reach the next attempt, or no transaction at all.
    ended.abort(tooLate());
    silence.stop();
  }
}

function tooLate(): StrataError {
  return new StrataError("TRANSFORM_REFUSED", "the transform has ended, and a statement that came later was not sent", {
    hint: "Wait for everything that the transform begins, also when a part of it fails: Promise.allSettled.",
  });
}

async function contextOf(
  guarded: TransformSession,
  { migration, onProgress }: RunTransformOptions,
  failures: TransformFailures,
  signal: AbortSignal,
  models: { readonly before: ModuleNamespace; readonly after: ModuleNamespace },
): Promise<{ context: TransformContext; forgotten: () => readonly Error[] }> {
  const progress = (done: number, total?: number): void => onProgress?.(done, total);
  const { batches, pieceFor } = transformBatches(guarded, progress);
  const { sql, forgotten } = transformSql(guarded, (statement, site) => void failures.watch(statement, site));
  const from = migration.transform?.path ?? migration.directory;
  const drizzle =
    (await importInstalled("drizzle-orm/pg-proxy", from)) ??
    (await importInstalled("drizzle-orm/pg-proxy", import.meta.url));
  const drizzleRoot =
    (await importInstalled("drizzle-orm", from)) ?? (await importInstalled("drizzle-orm", import.meta.url));
  const watched = <T>(statement: Promise<T>): Promise<T> => failures.watch(statement, failures.lastUse);
  const db =
    drizzle === undefined
      ? undefined
      : drizzleHandle(
          drizzle as unknown as DrizzleProxy,
          {
            query: (text, parameters) => watched(guarded.query(text, parameters)),
            values: (text, parameters) => watched(pieceFor(text) ?? guarded.values(text, parameters)),
          },
          {
            onUse: () => failures.used(),
            rollback: () => rollbackError(drizzleRoot),
            refuseConfig: () =>
              new StrataError(
                "TRANSFORM_REFUSED",
                "db.transaction() within a transform is a savepoint: it has no isolation level or access mode of its own",
              ),
          },
        );
  const context: TransformContext = {
    get db() {
      if (db !== undefined) return db;
      throw new StrataError(
        "DRIZZLE_MISSING",
        `the transform uses db, and drizzle-orm is not installed for module ${migration.module}`,
        {
          hint: "Add drizzle-orm to the dependencies of the module, or use sql only.",
        },
      );
    },
    sql,
    ...models,
    progress,
    batches,
    signal,
    module: migration.module,
    version: migration.version,
  };
  return { context, forgotten };
}

/** A failed statement whose error the code swallowed leaves the transaction aborted: nothing after it would run. */
async function refuseAborted(session: Session, failures: TransformFailures): Promise<void> {
  try {
    await session.run("SELECT 1");
  } catch (error) {
    throw error instanceof ServerError && error.code === "25P02" ? (failures.first ?? error) : error;
  }
}

function rollbackError(drizzle: ModuleNamespace | undefined): Error {
  const Rollback = drizzle?.["TransactionRollbackError"] as (new () => Error) | undefined;
  return Rollback === undefined ? new Error("Rollback") : new Rollback();
}
