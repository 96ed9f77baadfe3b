import { groupBy } from "../../lib/group-by.js";
import type { JsonProblem } from "../json-problem.js";
import { SYS_CORE } from "../module.js";
import type { ResolvedManifest } from "../resolve-manifest.js";
import { type Rule, describeModule, namePath } from "./rule.js";

const SYS_CORE_PACKAGE = "@strata/sys-core";

/** Two packages must not make modules of one name, nor two versions of one package. */
export const oneNameOneModule: Rule = ({ resolved }) => {
  const problems: JsonProblem[] = [];
  for (const [name, group] of groupBy(resolved, ({ module }) => module.name)) {
    const first = group[0]!;
    for (const other of group.slice(1)) {
      const samePackage = other.facts.name !== undefined && other.facts.name === first.facts.name;
      if (name === SYS_CORE && !samePackage) continue; // sysCoreIsOurs says more.
      problems.push(
        samePackage
          ? {
              code: "MODULE_TWICE",
              message: `the module ${name} is there twice: version ${first.facts.version ?? "(none)"} in ${first.module.directory} and version ${other.facts.version ?? "(none)"} in ${other.module.directory}`,
              file: other.facts.file,
              path: ["version"],
              at: "value",
              module: name,
            }
          : {
              code: "MODULE_NAME_TAKEN",
              message: `two packages make a module named ${name}: ${describeModule(first)} and ${describeModule(other)}`,
              hint: 'Give one of them another "name" in its manifest.',
              file: other.facts.file,
              path: namePath(other),
              at: "value",
              module: name,
            },
      );
    }
  }
  return problems;
};

/** sys-core is strata's own: no other package may take its name. */
export const sysCoreIsOurs: Rule = ({ resolved }) =>
  resolved
    .filter(({ module, facts }) => module.name === SYS_CORE && facts.name !== SYS_CORE_PACKAGE)
    .map((taken) => ({
      code: "MODULE_NAME_TAKEN",
      message: `${describeModule(taken)} is named ${SYS_CORE}, which is strata's own module`,
      hint: 'Give it another "name" in its manifest.',
      file: taken.facts.file,
      path: namePath(taken),
      at: "value",
      module: SYS_CORE,
    }));

/** An old name must be no living module's and only one module's. */
export const oldNamesAreFree: Rule = ({ resolved }) => {
  const living = new Map(resolved.map((one) => [one.module.name, one]));
  const claimed = new Map<string, ResolvedManifest>();
  const problems: JsonProblem[] = [];
  for (const one of resolved) {
    one.module.was.forEach((old, index) => {
      const report = (message: string, hint?: string): void => {
        const place = {
          file: one.facts.file,
          path: ["strata", "was", index],
          at: "value" as const,
          module: one.module.name,
        };
        problems.push({ code: "MODULE_NAME_TAKEN", message, ...(hint === undefined ? {} : { hint }), ...place });
      };
      const holder = living.get(old);
      const earlier = claimed.get(old);
      if (old === one.module.name)
        report(`${one.module.name} lists its own name in \`was\``, "`was` holds earlier names only.");
      else if (old === SYS_CORE || holder !== undefined)
        report(
          `${one.module.name} says that it was ${old}, which is a living module${holder === undefined ? "" : `: ${describeModule(holder)}`}`,
        );
      else if (earlier === one) report(`${one.module.name} lists ${old} twice in \`was\``);
      else if (earlier !== undefined)
        report(
          `both ${earlier.module.name} and ${one.module.name} say that they were ${old}`,
          "A history that holds the name can belong to one module only.",
        );
      claimed.set(old, earlier ?? one);
    });
  }
  return problems;
};
