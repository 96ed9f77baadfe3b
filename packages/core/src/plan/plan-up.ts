import { isError } from "../errors/finding.js";
import { StrataError, throwFindings } from "../errors/strata-error.js";
import { didYouMean } from "../lib/did-you-mean.js";
import { createIdentities } from "../migration/identity.js";
import { buildMigrationGraph, type MigrationGraph } from "../migration/migration-graph.js";
import type { AppliedMigration, Migration } from "../migration/migration.js";
import { type Module, SYS_CORE } from "../module/module.js";
import type { EnvironmentClass } from "../types/environment.js";
import { formatId, type ModuleName, type Version } from "../types/ids.js";
import { hasWork } from "./check-history.js";
import type { AppliedPair, CheckedHistory } from "./checked-history.js";
import type { Plan, PlannedStep, PlanTarget, UpRequest } from "./plan.js";
import { sealPlan } from "./seal-plan.js";

/** What a way up is computed from. Lists may come in any order. */
export interface UpInput {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly applied: readonly AppliedMigration[];
  /** What checkHistory said of these three. */
  readonly history: CheckedHistory;
  readonly request: UpRequest;
  readonly target: PlanTarget;
  readonly environment: EnvironmentClass;
}

/**
 * The way up: what is pending and what only has to be recorded under a new stamp, in the one order of the graph.
 *
 * `modules` takes these modules and what they require, over hard and soft edges, as far as it is pending. `to` takes
 * what is not newer than that version; it must be the version of a migration, with `modules` of one of theirs. What is
 * pulled in beyond that names in `because` the migrations that need it. sys-core always comes along, and first.
 *
 * @throws StrataError with every finding of the history that is an error (exit 6 or 3), MIGRATION_CYCLE,
 *   MODULE_UNKNOWN or VERSION_UNKNOWN.
 */
export function planUp(input: UpInput): Plan {
  throwFindings(input.history.findings.filter(isError));
  const isAsked = selectAsked(input);
  // With nothing to do, the commonest case of all, there is no order to look for.
  const steps = hasWork(input.history) ? orderSteps(input, isAsked) : [];
  return sealPlan(
    {
      direction: "up",
      target: input.target,
      environment: input.environment,
      request: input.request,
      steps,
      findings: input.history.findings,
    },
    input.applied,
  );
}

function orderSteps(input: UpInput, isAsked: (migration: Migration) => boolean): PlannedStep[] {
  const graph = buildMigrationGraph(input);
  const pending = new Set(input.history.pending.map(formatId));
  const restamps = new Map(input.history.restamps.map((pair) => [formatId(pair.migration), pair]));
  const work = graph.order.filter((migration) => pending.has(formatId(migration)) || restamps.has(formatId(migration)));
  const selected = pullIn(graph, work, isAsked);
  return work.flatMap((migration) => {
    const because = selected.get(formatId(migration));
    return because === undefined ? [] : [toStep(migration, graph, because, restamps.get(formatId(migration)))];
  });
}

/** Whether a migration was asked for, resolved and checked once. */
function selectAsked(input: UpInput): (migration: Migration) => boolean {
  const identities = createIdentities(input.modules, input.migrations);
  const modules = input.request.modules?.map((name) => identities.module(name));
  const known = input.modules.map((module) => module.name);
  for (const name of modules ?? []) {
    if (!known.includes(name))
      throw new StrataError("MODULE_UNKNOWN", `there is no module ${name}.${didYouMean(name, known)}`, {
        hint: `Modules: ${known.toSorted().join(", ")}`,
      });
    if (input.history.outside.some((migration) => migration.module === name))
      throw new StrataError("MODULE_UNKNOWN", `the target does not list the module ${name}`, {
        hint: "Add it to `modules` of the target, or choose another target.",
      });
  }
  const isAsked = ({ module }: Migration): boolean => modules === undefined || modules.includes(module);
  const to = input.request.to === undefined ? undefined : findVersion(input, input.request.to, isAsked);
  return (migration) => isAsked(migration) && (to === undefined || migration.version <= to);
}

/** Today's stamp of the version to go to. */
function findVersion(input: UpInput, to: Version, isAsked: (migration: Migration) => boolean): Version {
  const among = input.migrations.filter(isAsked);
  const found = among.find(({ version }) => version === to) ?? among.find(({ headers }) => headers.was.includes(to));
  if (found !== undefined) return found.version;
  const where =
    input.request.modules === undefined ? "no module has" : `${input.request.modules.join(", ")} does not have`;
  throw new StrataError(
    "VERSION_UNKNOWN",
    `${where} the version ${to}.${didYouMean(
      to,
      among.map(({ version }) => version),
    )}`,
    {
      hint: "`strata status` lists the versions.",
    },
  );
}

/**
 * The keys of the steps with what pulled them in: nothing for those asked for. Only work is followed: what is applied
 * has all that it needs.
 */
function pullIn(
  graph: MigrationGraph,
  work: readonly Migration[],
  isAsked: (migration: Migration) => boolean,
): Map<string, readonly string[]> {
  const asked = new Set(work.filter((one) => one.module === SYS_CORE || isAsked(one)).map(formatId));
  const needs = new Map<string, string[]>();
  // From the last to the first: everything that needs a migration has been decided before it is looked at.
  for (const migration of work.toReversed()) {
    const key = formatId(migration);
    if (!asked.has(key) && !needs.has(key)) continue;
    for (const before of new Set([...graph.hardEdgesTo(key), ...graph.softEdgesTo(key)].map((edge) => edge.before)))
      needs.set(before, [...(needs.get(before) ?? []), key]);
  }
  const because = (key: string): readonly string[] => (asked.has(key) ? [] : needs.get(key)!.toSorted());
  return new Map([...asked, ...needs.keys()].map((key) => [key, because(key)]));
}

function toStep(
  migration: Migration,
  graph: MigrationGraph,
  because: readonly string[],
  restamp: AppliedPair | undefined,
): PlannedStep {
  const recordedAs: ModuleName | undefined = restamp?.row.module === migration.module ? undefined : restamp?.row.module;
  return {
    module: migration.module,
    version: migration.version,
    name: migration.name,
    direction: "up",
    source: "disk",
    because,
    checksums: { up: migration.checksums.up, down: migration.checksums.down },
    requires: graph.requiresOf(formatId(migration)).map(formatId).toSorted(),
    action: restamp === undefined ? "run" : "restamp",
    ...(restamp === undefined ? {} : { was: restamp.row.version }),
    ...(recordedAs === undefined ? {} : { recordedAs }),
  };
}
