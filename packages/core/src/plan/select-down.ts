import { StrataError } from "../errors/strata-error.js";
import { didYouMean } from "../lib/did-you-mean.js";
import type { Identities } from "../migration/identity.js";
import { SYS_CORE } from "../module/module.js";
import type { AppliedMigration } from "../migration/migration.js";
import { compareText, type ModuleName } from "../types/ids.js";
import type { MatchedRow } from "./match-rows.js";
import type { DownRequest } from "./plan.js";

/**
 * The rows that were asked for, dependents not yet added, in no particular order.
 *
 * @param rows Every row but those of sys-core.
 * @throws StrataError DOWN_SELECTION, DOWN_SYS_CORE, MODULE_UNKNOWN or VERSION_UNKNOWN.
 */
export function selectDown<Row extends AppliedMigration>(
  rows: readonly MatchedRow<Row>[],
  request: DownRequest,
  identities: Identities,
): readonly MatchedRow<Row>[] {
  const { steps, to, all } = request;
  const ways = [steps !== undefined, to !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1)
    throw new StrataError(
      "DOWN_SELECTION",
      `give one of --steps N, --to VERSION and --all, not ${ways === 0 ? "none" : "several"}`,
    );

  const module = request.module === undefined ? undefined : findModule(rows, identities.module(request.module));
  const candidates = module === undefined ? rows : rows.filter(({ id }) => id.module === module);
  if (steps !== undefined) {
    if (!Number.isSafeInteger(steps) || steps < 1)
      throw new StrataError("DOWN_SELECTION", `--steps takes a whole number from 1 on, not ${steps}`);
    return candidates.toSorted((a, b) => b.row.sequence - a.row.sequence).slice(0, steps);
  }
  return to === undefined ? candidates : newerThan(candidates, to);
}

function findModule(rows: readonly MatchedRow[], module: ModuleName): ModuleName {
  if (module === SYS_CORE)
    throw new StrataError("DOWN_SYS_CORE", "sys-core is never taken down on its own: it holds the history", {
      hint: "`strata uninstall` removes everything that strata has put into the database.",
    });
  const names = modulesOf(rows);
  if (names.includes(module)) return module;
  throw new StrataError("MODULE_UNKNOWN", `nothing of ${module} is applied.${didYouMean(module, names)}`, {
    hint: names.length === 0 ? "Nothing but sys-core is applied." : `Applied: ${names.join(", ")}`,
  });
}

/** Everything of one module that is newer than a version, which must be applied itself. */
function newerThan<Row extends AppliedMigration>(
  rows: readonly MatchedRow<Row>[],
  to: string,
): readonly MatchedRow<Row>[] {
  const names = modulesOf(rows);
  if (names.length > 1)
    throw new StrataError("DOWN_SELECTION", `--to ${to} needs -m MODULE: ${names.length} modules have versions`, {
      hint: `One of ${names.join(", ")}`,
      details: { modules: names },
    });
  const kept = rows.find(({ id }) => id.version === to) ?? rows.find(({ row }) => row.version === to);
  if (kept === undefined)
    throw new StrataError(
      "VERSION_UNKNOWN",
      names.length === 0
        ? `there is no version ${to} to keep: nothing but sys-core is applied`
        : `${names.join()} has no applied version ${to} to keep.${didYouMean(
            to,
            rows.map(({ id }) => id.version),
          )}`,
      { hint: "`strata status` lists the versions; --all takes back everything of the module." },
    );
  return rows.filter(({ id }) => id.version > kept.id.version);
}

function modulesOf(rows: readonly MatchedRow[]): ModuleName[] {
  return [...new Set(rows.map(({ id }) => id.module))].sort(compareText);
}
