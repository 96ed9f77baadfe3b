import type { JsonProblem } from "../json-problem.js";
import type { ResolvedManifest } from "../resolve-manifest.js";

/** Everything that the rules over all manifests look at. */
export interface RuleInput {
  /** Sorted by the path of the package.json, so that reports have one order. */
  readonly resolved: readonly ResolvedManifest[];
  /** Names of every package of the workspace, modules or not. */
  readonly workspacePackages: ReadonlySet<string>;
}

/** One rule reports every problem of its kind. */
export type Rule = (input: RuleInput) => JsonProblem[];

/** The place in a manifest that says the module's name: its `name`, else the package's. */
export function namePath({ manifest }: ResolvedManifest): readonly string[] {
  return manifest.name === undefined ? ["name"] : ["strata", "name"];
}

/** How a message names a module: with its package, so that two of one name can be told apart. */
export function describeModule({ module, facts }: ResolvedManifest): string {
  return `${facts.name ?? module.name} (${module.directory})`;
}
