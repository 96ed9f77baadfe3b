import type { JsonProblem } from "./json-problem.js";
import { oneOwner, reservedSchemas } from "./rules/claims.js";
import { dependenciesAreInstalled, dependenciesExist, peersAreDevToo } from "./rules/dependencies.js";
import { oldNamesAreFree, oneNameOneModule, sysCoreIsOurs } from "./rules/names.js";
import type { Rule, RuleInput } from "./rules/rule.js";

const rules: readonly Rule[] = [
  oneNameOneModule,
  sysCoreIsOurs,
  oldNamesAreFree,
  reservedSchemas,
  oneOwner,
  dependenciesExist,
  dependenciesAreInstalled,
  peersAreDevToo,
];

/** Every problem between manifests, by every rule. What is wrong within one manifest is resolveManifest's. */
export function checkManifests(input: RuleInput): JsonProblem[] {
  return rules.flatMap((rule) => rule(input));
}
