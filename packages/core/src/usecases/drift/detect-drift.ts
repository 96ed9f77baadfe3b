import { isError, type Finding } from "../../errors/finding.js";
import { throwFindings } from "../../errors/strata-error.js";
import { driftText } from "../../drift/drift-text.js";
import type { FoundDrift } from "../../drift/find-drift.js";
import type { PlanTarget } from "../../plan/plan.js";
import type { ModuleName } from "../../types/ids.js";
import { interruptible } from "../open/interruptible.js";
import { withDatabaseAndWorkspace } from "../open/open-database.js";
import { requireModule } from "../open/require-module.js";
import { requireHistory } from "../open/require-installed.js";
import type { CommonOptions } from "../options.js";
import { findWorkspace } from "../open/open-workspace.js";
import { againstStored } from "./against-stored.js";
import { readQuietly } from "./read-quietly.js";

/** What `detectDrift` takes. */
export interface DriftOptions extends CommonOptions {
  /** Only what differs of this module. */
  readonly module?: ModuleName;
  /** Compares with a replay of what is applied, on a scratch database, instead of the stored snapshot. */
  readonly againstReplay?: boolean;
}

/** How a living catalog differs from what the history implies. */
export interface DriftReport extends FoundDrift {
  readonly target: PlanTarget;
  readonly against: "stored" | "replay";
  /** When the stored snapshot was taken, UTC; null where it was not compared with. */
  readonly storedAt: string | null;
  /** One DRIFT for each object, and why something could not be compared. */
  readonly findings: readonly Finding[];
}

/**
 * Compares the live catalog, object by object, with what strata stored at the end of its last run, or with a replay of what is
 * applied. Nothing is changed in the database. What nobody claims and the order of columns are told apart: they are no drift.
 *
 * Where a comparison is impossible (no snapshot, one of another history), the findings say so and nothing is told
 * to differ.
 *
 * @throws StrataError NOT_INSTALLED, MODULE_UNKNOWN, LOCK_BUSY while a run is under way, HISTORY_UNREADABLE, INTERRUPTED; the
 *   workspace's errors; what connecting throws; with `againstReplay` what replaying throws.
 */
export async function detectDrift(options: DriftOptions): Promise<DriftReport> {
  const place = findWorkspace(options);
  return withDatabaseAndWorkspace(
    options,
    async ({ connection }, workspace, reading) => {
      throwFindings(workspace.findings.filter(isError));
      if (options.module !== undefined) requireModule(workspace.modules, options.module);
      const { seen, history } = await interruptible(connection, options.signal, async () => ({
        history: requireHistory(await reading),
        seen: await readQuietly(connection),
      }));
      const compared =
        options.againstReplay === true
          ? await (
              await import("./against-replay.js")
            ).againstReplay(options, place, workspace, {
              ...seen,
              applied: seen.state?.migrations ?? history.applied,
            })
          : await interruptible(connection, options.signal, () => againstStored(connection, workspace, seen));
      const { drift, unclaimed, orders } = onlyOf(options.module, compared);
      return {
        target: connection.target,
        against: options.againstReplay === true ? "replay" : "stored",
        storedAt: options.againstReplay === true ? null : (seen.state?.head?.takenAt ?? null),
        drift,
        unclaimed,
        orders,
        findings: [
          ...compared.findings,
          ...drift.map((one): Finding => {
            const module = one.module === undefined ? {} : { module: one.module };
            return { code: "DRIFT", message: driftText(one), ...module };
          }),
        ],
      };
    },
    place,
  );
}

function onlyOf(module: ModuleName | undefined, found: FoundDrift): FoundDrift {
  if (module === undefined) return found;
  const isMeant = (one: { readonly module: ModuleName | undefined }): boolean => one.module === module;
  return { drift: found.drift.filter(isMeant), unclaimed: [], orders: found.orders.filter(isMeant) };
}
