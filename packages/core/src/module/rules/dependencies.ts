import type { JsonProblem } from "../json-problem.js";
import type { Rule } from "./rule.js";

/** A dependency of the `workspace:` protocol must name a package of the workspace. */
export const dependenciesExist: Rule = ({ resolved, workspacePackages }) =>
  resolved
    .filter(({ facts }) => facts.origin === "workspace")
    .flatMap(({ module, facts }) =>
      facts.dependencies
        .filter(
          ({ name, range, directory }) =>
            range.startsWith("workspace:") &&
            directory === undefined &&
            !workspacePackages.has(targetName(name, range)),
        )
        .map(({ field, name, range }) => ({
          code: "DEPENDENCY_UNKNOWN" as const,
          message: `${module.name} depends on ${targetName(name, range)} (${range}), which is no package of the workspace`,
          file: facts.file,
          path: [field, name],
          at: "key" as const,
          module: module.name,
        })),
    );

/** What is not installed may be a module: strata says so once a package. */
export const dependenciesAreInstalled: Rule = ({ resolved }) =>
  resolved.flatMap(({ module, facts }) => {
    const missing = facts.dependencies.filter(
      ({ field, range, directory }) =>
        field === "dependencies" && directory === undefined && !range.startsWith("workspace:"),
    );
    if (missing.length === 0) return [];
    const problem: JsonProblem = {
      code: "DEPENDENCY_NOT_INSTALLED",
      message: `${module.name} depends on ${missing.map(({ name }) => name).join(", ")}, which ${missing.length === 1 ? "is" : "are"} not installed`,
      file: facts.file,
      path: ["dependencies", missing[0]!.name],
      at: "key",
      module: module.name,
    };
    return [problem];
  });

/** turbo gives peerDependencies no edge: a peer on a module of the workspace also stands in devDependencies. */
export const peersAreDevToo: Rule = ({ resolved }) => {
  const workspaceModules = new Map(
    resolved.filter(({ facts }) => facts.origin === "workspace").map((one) => [one.module.directory, one.module.name]),
  );
  return resolved
    .filter(({ facts }) => facts.origin === "workspace")
    .flatMap(({ module, facts }) => {
      const elsewhere = new Set(
        facts.dependencies
          .filter(({ field }) => field === "devDependencies" || field === "dependencies")
          .map(({ name }) => name),
      );
      return facts.dependencies
        .filter(
          ({ field, name, directory }) =>
            field === "peerDependencies" && !elsewhere.has(name) && workspaceModules.has(directory ?? ""),
        )
        .map(({ name, directory }) => ({
          code: "PEER_WITHOUT_DEV" as const,
          message: `${module.name} has the module ${workspaceModules.get(directory!)!} as a peer dependency but not as a devDependency`,
          file: facts.file,
          path: ["peerDependencies", name],
          at: "key" as const,
          module: module.name,
        }));
    });
};

/** The package that an entry stands for: `workspace:@acme/billing@*` names another one than its key. */
function targetName(name: string, range: string): string {
  return /^workspace:(?<target>@?[^@]+)@/.exec(range)?.groups?.["target"] ?? name;
}
