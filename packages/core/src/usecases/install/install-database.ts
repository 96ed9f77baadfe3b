import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import {
  closeInstallIntent,
  type InstallIntent,
  moveInstallIntent,
  openInstallIntent,
  readInstallIntents,
} from "../../history/install-intent.js";
import type { PlannedStep } from "../../plan/plan.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { Answers } from "../../postgres/answers.js";
import { readServerClock } from "../../postgres/server-clock.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { CHECK_CONSTRAINTS, CLEAN_SESSION, settingsScript } from "../../postgres/step-settings.js";
import { transaction } from "../../postgres/transaction.js";
import { type Session, ServerError } from "../../types/session.js";
import type { RunWorld } from "../step/run-world.js";
import { stepSettings } from "../step/step-session.js";
import { installRows } from "./install-rows.js";
import type { InstallSource } from "./install-source.js";
import { inBatches, installUnits, type SqlUnit } from "./install-units.js";
import { recordInstalled } from "./record-installed.js";
import { repeatTransaction } from "./repeat-transaction.js";
import { takeBackInstall } from "./take-back-install.js";

/** What an installation has brought. */
export interface Installed {
  readonly rows: number;
  readonly findings: readonly Finding[];
  readonly durationMs: number;
}

/** One transaction of an installation. */
type Batch = (world: RunWorld) => Promise<void>;

/**
 * Makes the objects and rows of every LATEST and records their migrations, in one transaction where its locks suffice,
 * else in several under an intent, from which a later call goes on. sys-core must be installed, and the lock held.
 *
 * A transaction that other sessions were in the way of is begun again within the run's budget; a lost connection ends
 * the run.
 *
 * @throws StrataError SQL_FAILED and its like with the place in schema.sql; what loading rows throws. The transaction
 *   that failed has been rolled back; those before it stay, and the intent names them.
 */
export async function installDatabase(
  world: RunWorld,
  steps: readonly PlannedStep[],
  source: InstallSource,
): Promise<Installed> {
  const begun = performance.now();
  let brought: Omit<Installed, "durationMs"> = { rows: 0, findings: [] };
  const units = async (section: SqlUnit["section"]): Promise<SqlUnit[]> =>
    installUnits(source.modules, section, () => world.sql.parser());
  const before = [...(await units("pre-data")), ...(await units("constraints")), ...(await units("foreign-keys"))];
  const after = await units("post-data");
  const toBatches = (some: readonly SqlUnit[]): Batch[] =>
    inBatches(some).map((batch) => (inner) => runUnits(inner, batch));
  const load: Batch = async (inner) => {
    brought = await installRows(inner, source.modules);
    await checkRows(inner.connection);
  };
  const record: Batch = async (inner) => {
    await recordInstalled(inner, steps, source, await readServerClock(inner.connection));
  };
  const parts = [...toBatches(before), load, ...toBatches(after), record];
  const batches = inBatches([...before, ...after]).length === 1 ? [inTurn(parts)] : parts;
  await runBatches(world, must(steps[0], "a step"), source, batches);
  return { ...brought, durationMs: performance.now() - begun };
}

/** Runs transaction after transaction, behind those that an earlier run has committed. */
async function runBatches(
  world: RunWorld,
  step: PlannedStep,
  source: InstallSource,
  batches: readonly Batch[],
): Promise<void> {
  const { connection } = world;
  const total = batches.length;
  let intent = await readSameIntent(world, source, total);
  if (total > 1)
    intent ??= await openInstallIntent(connection, {
      hash: source.hash,
      strata: world.strataVersion,
      modules: source.modules.map(({ module }) => module.name),
      done: 0,
      total,
    });
  for (const [index, batch] of batches.entries()) {
    if (index < (intent?.done ?? 0)) continue;
    world.onProgress({ type: "install", done: index, total });
    world.signal?.throwIfAborted();
    await repeatTransaction(world, step, (inner) => commitBatch(inner, batch, intent, index + 1));
  }
  world.onProgress({ type: "install", done: total, total });
}

/** One transaction, which also says in the intent that it is done: the number of those that are then. */
async function commitBatch(
  world: RunWorld,
  batch: Batch,
  intent: InstallIntent | undefined,
  done: number,
): Promise<void> {
  const { connection } = world;
  await transaction(
    connection,
    async () => {
      await batch(world);
      if (intent !== undefined && done < intent.total) await moveInstallIntent(connection, { ...intent, done });
      if (intent !== undefined && done === intent.total) await closeInstallIntent(connection, intent);
      await proveLock(connection);
    },
    () => connection.run(`${CLEAN_SESSION}; ${installSettings(world)}`),
  );
}

/** What an earlier run has begun with the same transactions. What was begun with others is taken back. */
async function readSameIntent(
  world: RunWorld,
  source: InstallSource,
  total: number,
): Promise<InstallIntent | undefined> {
  const intents = await readInstallIntents(world.connection);
  const found = intents.find(({ hash }) => hash === source.hash);
  if (found === undefined || (found.strata === world.strataVersion && found.total === total)) return found;
  await takeBackInstall(world, found);
  return undefined;
}

/** Every name in a dump is qualified, and bodies of routines may name what is made later. */
function installSettings({ extensionSchema, checksConnection }: RunWorld): string {
  const settings = stepSettings({
    firstSchema: "pg_catalog",
    extensionSchema,
    checksConnection,
    lockTimeout: undefined,
    name: "install",
  });
  return `${settingsScript(settings)}; SET check_function_bodies = off; SET search_path = ''`;
}

/**
 * Checks what is deferred: no table can be altered while a row of it waits for that, and the rest of the dump alters them.
 * https://www.postgresql.org/docs/current/sql-set-constraints.html
 */
async function checkRows(session: Session): Promise<void> {
  try {
    await session.run(CHECK_CONSTRAINTS);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { sentence: "checking the rows of LATEST" });
  }
}

async function runUnits({ connection }: RunWorld, units: readonly SqlUnit[]): Promise<void> {
  const answers = new Answers();
  for (const unit of units) answers.expect(runUnit(connection, unit));
  await answers.settle();
}

async function runUnit(session: Session, { file, section, text, start }: SqlUnit): Promise<void> {
  try {
    await session.run(text);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { file, offset: start, sentence: `installing ${file.name}, ${section}` });
  }
}

function inTurn(batches: readonly Batch[]): Batch {
  return async (world) => {
    for (const batch of batches) await batch(world);
  };
}
