import type { Finding } from "../../errors/finding.js";
import { differingModules, SHARED, UNCLAIMED } from "../../drift/owned-objects.js";
import { driftText } from "../../drift/drift-text.js";
import { tellingOrder } from "../../drift/telling-order.js";
import { judgeHead } from "../../drift/judge-head.js";
import { appendAudit } from "../../history/audit.js";
import { readStoredState, type StoredState, writeStoredSnapshot } from "../../history/stored-snapshot.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { Answers } from "../../postgres/answers.js";
import { settingsScript } from "../../postgres/step-settings.js";
import { transaction } from "../../postgres/transaction.js";
import { withLockWatch } from "../step/lock-watch.js";
import { lockTimeoutMs, stepSettings } from "../step/step-session.js";
import type { PlannedStep } from "../../plan/plan.js";
import type { Planned } from "./planning.js";
import type { RunWorld } from "../step/run-world.js";
import { type LiveObjects, readBoth } from "../look/live-objects.js";
import { readDrift } from "../look/read-drift.js";
import type { RunUnderWay } from "./run-under-way.js";

/** What storing needs to know of a run. */
type World = Pick<RunWorld, "connection" | "workspace" | "extensionSchema" | "checksConnection" | "strataVersion">;

/** Objects that one row of the audit names. */
const AUDITED = 1000;

/** Objects that the finding names. */
const NAMED = 3;

/**
 * Does the work of a run and stores what the modules own at its end, whatever came of it. What is found is told, and added to
 * what the work found.
 *
 * @throws what the work throws.
 */
export async function withStoredSnapshot<T extends { readonly findings: readonly Finding[] }>(
  run: RunUnderWay,
  { plan, state }: Planned,
  work: () => Promise<T>,
): Promise<T> {
  const tell = (findings: readonly Finding[]): readonly Finding[] => {
    for (const finding of findings) run.world.onProgress({ type: "finding", finding });
    return findings;
  };
  const before = state.history.installed ? tell(await watched(run.world, plan.steps[0], lookBeforeRun)) : [];
  // Steps that hold are to be stored also when the run was interrupted.
  const store = (failed: boolean): Promise<Finding[]> =>
    watched({ ...run.world, signal: undefined }, plan.steps.at(-1), (world) => storeSnapshot(world, failed));
  const done = await work().catch(async (error: unknown) => {
    // Another connection may have taken the place of the one that the run began with.
    tell(await store(true));
    throw error;
  });
  const after = tell(await store(false));
  return { ...done, findings: [...before, ...done.findings, ...after] };
}

/** Does the work over a connection that is given up where no answer comes any more. */
function watched<T>(world: RunWorld, step: PlannedStep | undefined, work: (world: RunWorld) => Promise<T>): Promise<T> {
  const othersMs = lockTimeoutMs();
  return step === undefined ? work(world) : withLockWatch(world, { step, othersMs }, work);
}

/**
 * Looks before the first step whether somebody has changed the catalog since the snapshot was stored: what the run
 * stores at its end has such changes in it. They are recorded in the audit. Throws nothing: what cannot be read now is told
 * when the run stores its own.
 */
async function lookBeforeRun(world: World): Promise<Finding[]> {
  const { connection, workspace } = world;
  try {
    const [, both] = await Promise.all([setUp(world), readBoth(connection, workspace)]);
    if (both?.state.head === undefined) return [];
    const { state, live } = both;
    const problem = judgeHead(state.head, { major: live.major, applied: state.applied });
    if (problem !== undefined) return [problem];
    const found = await readDrift(connection, workspace, { state, live });
    const drift = tellingOrder(found.drift).map(driftText);
    if (drift.length === 0) return [];
    await appendAudit(connection, {
      event: "drift found",
      details: { objects: drift.slice(0, AUDITED), count: drift.length },
    });
    const more = drift.length > NAMED ? [`and ${drift.length - NAMED} more`] : [];
    return [{ code: "DRIFT_BEFORE_RUN", message: [...drift.slice(0, NAMED), ...more].join("; ") }];
  } catch {
    return [];
  }
}

/**
 * Stores what the modules own at the end of a run, in a transaction of its own over a connection that has the lock. Only
 * modules whose objects have changed are sent. Throws nothing: what goes wrong is a finding, for the run has done its work.
 *
 * @param failed The run has failed: it may have changed nothing, and then there is nothing to store.
 */
export async function storeSnapshot(world: World, failed = false): Promise<Finding[]> {
  const { connection, workspace } = world;
  try {
    if (connection.lost && failed) return [];
    const settled = setUp(world);
    if (failed) {
      const [, state] = await Promise.all([settled, readStoredState(connection)]);
      if (state === undefined || state.head?.applied === state.applied) return [];
    }
    const [, both] = await Promise.all([settled, readBoth(connection, workspace)]);
    if (both !== undefined) await write(world, both.state, both.live);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ code: "SNAPSHOT_NOT_STORED", message: `the snapshot of this run was not stored: ${why}` }];
  }
}

/** A step may have left role and settings behind, and no lock of others is worth waiting for long. */
function setUp(world: World): Promise<void> {
  const settings = stepSettings({ ...world, firstSchema: "public", lockTimeout: undefined, name: "snapshot" });
  return world.connection.run(settingsScript(settings));
}

async function write(
  { connection, workspace: { modules }, strataVersion }: World,
  state: StoredState,
  { major, byModule, hashes, elsewhere }: LiveObjects,
): Promise<void> {
  // Rows of modules that are not known here belong to another workspace, and so may what nobody claims here.
  const isOurs = (module: string): boolean =>
    module === SHARED || module === UNCLAIMED
      ? !elsewhere
      : modules.some(({ name, was }) => name === module || was.includes(module));
  const differing = differingModules(state.hashes, hashes).filter(isOurs);
  await transaction(connection, async () => {
    const changed = differing.flatMap((module) => {
      const objects = byModule.get(module);
      return objects === undefined ? [] : [{ module, hash: hashes.get(module)!, objects }];
    });
    const gone = differing.filter((module) => !byModule.has(module));
    const answers = new Answers();
    answers.expect(writeStoredSnapshot(connection, { changed, gone, major, applied: state.applied, strataVersion }));
    answers.expect(proveLock(connection));
    await answers.settle();
  });
}
