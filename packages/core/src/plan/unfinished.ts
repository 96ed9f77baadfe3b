import type { Finding } from "../errors/finding.js";
import { StrataError } from "../errors/strata-error.js";
import { createIdentities } from "../migration/identity.js";
import type { Migration } from "../migration/migration.js";
import type { Module } from "../module/module.js";
import { formatId, type ModuleName } from "../types/ids.js";
import { hasEffect, type OpenIntent } from "./open-intent.js";
import type { Plan } from "./plan.js";
import { targetModules } from "./target-modules.js";

/** What open intents are held against. */
export interface UnfinishedInput {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly intents: readonly OpenIntent[];
  /** Undefined when the target lists none. */
  readonly targetModules: readonly ModuleName[] | undefined;
}

/** One finding for each migration that has begun without a transaction and not ended, known here or not. */
export function unfinishedFindings(input: Omit<UnfinishedInput, "targetModules">): Finding[] {
  const identities = createIdentities(input.modules, input.migrations);
  const known = new Set(input.migrations.map(formatId));
  return input.intents.filter(hasEffect).map((intent) => {
    const { module, version } = identities.migration(intent);
    const isHere = known.has(formatId({ module, version }));
    return {
      code: "UNFINISHED",
      message: describeIntent(intent, { module, version }),
      hint: `${commandOf(intent, module, isHere)} goes on.`,
      module,
      version,
    };
  });
}

/** Those of modules that this workspace has and the target lists. */
export function unfinishedHere(input: UnfinishedInput): readonly OpenIntent[] {
  const open = input.intents.filter(hasEffect);
  if (open.length === 0) return [];
  const identities = createIdentities(input.modules, input.migrations);
  const ours = targetModules(input.modules, input.migrations, identities, input.targetModules);
  const known = new Set(input.modules.map(({ name }) => name));
  return open.filter(({ module }) => known.has(identities.module(module)) && ours.has(identities.module(module)));
}

/**
 * Refuses a plan that would run past an unfinished migration: the other way in its module, or on with its module while
 * its folder is not here. A plan that goes on with it is what finishes it.
 *
 * @throws StrataError UNFINISHED_OTHER_WAY, UNFINISHED_MISSING.
 */
export function refuseUnfinished(plan: Pick<Plan, "direction" | "request" | "steps">, input: UnfinishedInput): void {
  const open = input.intents.filter(hasEffect);
  if (open.length === 0) return;
  const identities = createIdentities(input.modules, input.migrations);
  const asked = plan.request.modules?.map((name) => identities.module(name));
  const here = unfinishedHere(input);
  const known = new Set(input.migrations.map(formatId));
  for (const intent of open) {
    const id = identities.migration(intent);
    const isAsked = here.includes(intent) && (asked?.includes(id.module) ?? true);
    const touches = plan.steps.some(({ module }) => identities.module(module) === id.module);
    if (intent.direction !== plan.direction) {
      // With nothing else to do a way up would say that all is well.
      if (!touches && !(plan.direction === "up" && isAsked)) continue;
      throw new StrataError("UNFINISHED_OTHER_WAY", describeIntent(intent, id), {
        hint: `Finish it first: ${commandOf(intent, id.module, known.has(formatId(id)))}`,
        details: { module: id.module, version: id.version },
      });
    }
    if (plan.direction === "up" && touches && !known.has(formatId(id)))
      throw new StrataError("UNFINISHED_MISSING", `${describeIntent(intent, id)}, and its folder is not here`, {
        hint: `Merge the branch that holds it, or run \`strata up -m ${id.module}\` from the release that does.`,
        details: { module: id.module, version: id.version },
      });
  }
}

/** `the up of stock@20260101000000 is unfinished: 2 of 3 statements are done`. */
export function describeIntent({ direction, statements, done }: OpenIntent, id: { module: string; version: string }) {
  return `the ${direction} of ${formatId(id)} is unfinished: ${done} of ${statements.length} statements are done`;
}

/** The command that finishes it, and where to give it when the folder is not here. A way back needs no folder. */
export function commandOf({ direction }: OpenIntent, module: ModuleName, isHere = true): string {
  if (direction === "down") return `\`strata down -m ${module} --steps 1\``;
  return `\`strata up -m ${module}\`${isHere ? "" : ", from the branch or release that holds its folder,"}`;
}
