import { sep } from "node:path";
import { StrataError } from "../../errors/strata-error.js";
import type { Module } from "../../module/module.js";
import type { Workspace } from "../../workspace/workspace.js";
import { requireModule } from "../open/require-module.js";

/**
 * The module of the workspace that a migration is written for: the named one, else the one that `cwd` (a real path) lies
 * in, else the only one.
 *
 * @throws StrataError MODULE_UNKNOWN; USAGE when none is named and it cannot be told, or when it is an installed one.
 */
export function chooseModule(workspace: Workspace, name: string | undefined, cwd: string): Module {
  const own = workspace.modules.filter(({ origin }) => origin === "workspace");
  const names = own.map((module) => module.name);
  if (name !== undefined) {
    const module = requireModule(workspace.modules, name, names);
    if (module.origin !== "workspace")
      throw new StrataError(
        "USAGE",
        `the module ${name} is installed in ${module.directory}; its migrations are written where it is developed`,
      );
    return module;
  }
  const around = own.filter(({ directory }) => cwd === directory || cwd.startsWith(directory + sep));
  const nearest = around.toSorted((a, b) => b.directory.length - a.directory.length)[0];
  const chosen = nearest ?? (own.length === 1 ? own[0] : undefined);
  if (chosen !== undefined) return chosen;
  const hint = names.length === 0 ? "`strata module add NAME` makes one." : `Name it with -m: ${names.join(", ")}.`;
  throw new StrataError("USAGE", "which module is meant cannot be told from the folder", { hint });
}
