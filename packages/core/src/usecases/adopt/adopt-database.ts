import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { type Finding, isError } from "../../errors/finding.js";
import type { Module } from "../../module/module.js";
import { SYS_CORE } from "../../module/module.js";
import type { Migration } from "../../migration/migration.js";
import { redactUrl } from "../../postgres/redact.js";
import type { FoundTable } from "../../catalog/read-tool-table.js";
import { formatId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { type OpenedDatabase, withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace, requireSound, type WorkspacePlace } from "../open/open-workspace.js";
import { readState } from "../open/read-state.js";
import { refusePooler } from "../open/refuse-pooler.js";
import { requireWritable } from "../open/require-installed.js";
import { requireModule } from "../open/require-module.js";
import { migrate, upPlan } from "../run/migrate.js";
import { type Planned, planNow } from "../run/planning.js";
import { confirmProduction, takeLock } from "../run/run-locked.js";
import { storeSnapshot } from "../run/store-snapshot.js";
import { STRATA_VERSION } from "../strata-version.js";
import type { AdoptDatabaseOptions, AdoptedDatabase } from "./adopt-options.js";
import { adoptBaseline } from "./adopt-baseline.js";
import { adoptToolHistory } from "./adopt-tool-history.js";
import { proveAdopted } from "./prove-adopted.js";
import { tellingWritten } from "./telling-written.js";
import { recordAdopted } from "./record-adopted.js";
import { missingRequired, workspaceAt } from "./workspace-at.js";

/** What is to be recorded, found by one of the two ways to adopt. */
export interface Candidate {
  /** Every migration of every module, those of the candidate included. */
  readonly workspace: Workspace;
  /** What the database should hold of the module, by what the other tool or the database itself says. */
  readonly migrations: readonly Migration[];
  /** Adopted migrations of the module that are not among them. */
  readonly pending: readonly Migration[];
  /** The other tool's table. */
  readonly table: FoundTable | undefined;
  /** Writes the folders that are not there yet, once they are proven; their paths. */
  readonly write: () => readonly string[];
  /** The folders that are there already because this call has written them. */
  readonly written: readonly string[];
  readonly findings: readonly Finding[];
}

/** What finding a candidate is given. */
export interface AdoptInput {
  readonly options: AdoptDatabaseOptions;
  readonly database: OpenedDatabase;
  readonly place: WorkspacePlace;
  readonly workspace: Workspace;
  readonly module: Module;
}

/**
 * Records in the history of a living database what it holds already, without running any of it and without touching a
 * table of its users. With `from` these are the migrations that another tool has applied, by its own table; without, a
 * baseline that is made from what the module claims. What is recorded is replayed on a scratch database first, and recorded
 * only when both hold the same. Doing it again changes nothing; a run that was killed in between is gone on with.
 *
 * @throws StrataError ADOPT_DIFFERS with every difference; the other codes of adopting; PRODUCTION_NOT_CONFIRMED; what reading
 *   the database, replaying and the lock throw. Nothing was recorded then; sys-core's own tables may be there.
 */
export async function adoptDatabase(options: AdoptDatabaseOptions): Promise<AdoptedDatabase> {
  const place = findWorkspace(options);
  return withDatabase(
    options,
    async (database) => {
      const workspace = await readWorkspace(place);
      requireSound(workspace);
      const module = requireModule(workspace.modules, options.module);
      if (module.name === SYS_CORE)
        throw new StrataError("USAGE", "sys-core is strata's own: there is nothing to adopt");
      const input = { options, database, place, workspace, module };
      const candidate = await (options.from === undefined ? adoptBaseline(input) : adoptToolHistory(input));
      if (candidate.written.length === 0) {
        throwFindings(candidate.findings.filter(isError));
        return adopt(input, candidate);
      }
      // They stay whatever comes of the rest, and what is known of them may be why it fails.
      for (const finding of candidate.findings.filter((one) => !isError(one)))
        options.onProgress?.({ type: "finding", finding });
      return tellingWritten(candidate.written, async () => {
        throwFindings(candidate.findings.filter(isError));
        return adopt(input, candidate);
      });
    },
    place,
  );
}

async function adopt({ options, database, place, module }: AdoptInput, candidate: Candidate): Promise<AdoptedDatabase> {
  const { connection, target } = database;
  const { signal } = options;
  const all = await readState(connection, candidate.workspace, { targetModules: target.modules, signal });
  requireWritable(all.history);
  const workspace = workspaceAt(candidate.workspace, all, candidate.migrations);
  throwFindings(missingRequired(candidate.workspace, all, workspace, candidate.migrations));
  const plan = (): Promise<Planned> =>
    planNow(database, workspace, (given) => upPlan(given, { modules: [module.name] }), { signal });
  const planned = await plan();
  const steps = stepsOf(planned);
  const known = new Set(steps.map(formatId));
  const before = candidate.migrations.filter((one) => !known.has(formatId(one)));
  const result = {
    module: module.name,
    from: options.from ?? ("database" as const),
    connection: redactUrl(target.url),
    environment: planned.plan.environment,
    before: before.map(idOf),
    pending: candidate.pending.map(idOf),
    findings: [...candidate.findings, ...planned.plan.findings],
  };
  if (steps.length === 0) return { ...result, written: candidate.written, recorded: [] };

  const request = { module: module.name, workspace, table: candidate.table };
  const proof = await proveAdopted(options, place, database, request);
  await confirmProduction(options, planned);
  const written = [...candidate.written, ...candidate.write()];
  await refusePooler(database, options);
  if (planned.plan.steps.some((step) => step.module === SYS_CORE))
    await migrate({ ...options, modules: [SYS_CORE], allowProduction: true });
  await takeLock(options, connection);
  // Meanwhile somebody may have changed what was compared.
  const again = await plan();
  await proof.again(connection);
  const recorded = await recordAdopted(connection, place, workspace, stepsOf(again));
  const { extensionSchema } = await place.config();
  const stored = await storeSnapshot({
    connection,
    workspace: candidate.workspace,
    extensionSchema,
    checksConnection: false,
    strataVersion: STRATA_VERSION,
  });
  return { ...result, written, recorded, findings: [...result.findings, ...stored] };
}

/** What remains to be recorded. */
function stepsOf({ plan }: Planned): Planned["plan"]["steps"] {
  return plan.steps.filter(({ module }) => module !== SYS_CORE);
}

function idOf({ module, version }: Migration): { module: string; version: string } {
  return { module, version };
}
