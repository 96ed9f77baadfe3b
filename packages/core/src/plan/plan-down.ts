import { isError } from "../errors/finding.js";
import { throwFindings } from "../errors/strata-error.js";
import { createIdentities } from "../migration/identity.js";
import type { Migration } from "../migration/migration.js";
import { type Module, SYS_CORE } from "../module/module.js";
import type { EnvironmentClass } from "../types/environment.js";
import { compareText, formatId } from "../types/ids.js";
import type { ContentDifference } from "./checked-history.js";
import { addDependents, type RowToTakeBack } from "./down-dependents.js";
import { judgeWayBack } from "./down-findings.js";
import { matchRows } from "./match-rows.js";
import type { DownRequest, Plan, PlannedStep, PlanTarget } from "./plan.js";
import type { RowWithWayBack } from "./row-with-way-back.js";
import { sealPlan } from "./seal-plan.js";
import { selectDown } from "./select-down.js";

/** What a way back is computed from. Lists may come in any order. */
export interface DownInput {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly applied: readonly RowWithWayBack[];
  /** Applied migrations whose meaning on disk differs from what ran: see listRawDifferences. */
  readonly edited?: readonly ContentDifference[];
  readonly request: DownRequest;
  readonly target: PlanTarget;
  readonly environment: EnvironmentClass;
}

/**
 * The way back: the rows asked for, and first the applied migrations that depend on them, which name in `because` what
 * they were added for. Each step runs the folder on disk, or, where there is none, what the history stores.
 *
 * Neither an edited nor a missing migration is in the way: taking back is how one gets out of both. sys-core is never
 * part of it. Rows of modules that are unknown here count like all others.
 *
 * @throws StrataError DOWN_SELECTION, DOWN_SYS_CORE, MODULE_UNKNOWN, VERSION_UNKNOWN; IRREVERSIBLE and DOWN_NEEDS_CODE
 *   with a finding for each migration that cannot be taken back.
 */
export function planDown(input: DownInput): Plan {
  const identities = createIdentities(input.modules, input.migrations);
  const rows = matchRows(identities, input.migrations, input.applied).rows.filter(({ id }) => id.module !== SYS_CORE);
  const taken = addDependents(rows, selectDown(rows, input.request, identities), identities);

  const findings = judgeWayBack(taken, input.edited ?? []);
  throwFindings(findings.filter(isError));
  const { request, target, environment } = input;
  return sealPlan(
    { direction: "down", target, environment, request, steps: taken.map(toStep), findings },
    input.applied,
  );
}

function toStep({ row, id, migration, because }: RowToTakeBack<RowWithWayBack>): PlannedStep {
  const source = migration === undefined ? "stored" : "disk";
  const { up, down } = (migration ?? row).checksums;
  const { module, version, name } = migration ?? { ...id, name: row.name };
  return {
    module,
    version,
    name,
    direction: "down",
    source,
    because,
    checksums: { up, down },
    requires: row.requires.map(formatId).toSorted(compareText),
    action: "run",
    ...(row.version === version ? {} : { was: row.version }),
    ...(row.module === module ? {} : { recordedAs: row.module }),
  };
}
