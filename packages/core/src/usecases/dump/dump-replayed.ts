import type { ModuleName } from "../../types/ids.js";
import { findWorkspace, readWorkspace, requireSound } from "../open/open-workspace.js";
import { requireModule } from "../open/require-module.js";
import type { ScratchOptions } from "../scratch/with-scratch.js";
import type { Dumps } from "./dump-database.js";
import { chosenModules } from "./dump-modules.js";
import { replaySchemas } from "./replay-schemas.js";

/**
 * The dumps of modules as a replay of their whole history leaves them, those from node_modules included when they are
 * named. No file is written.
 *
 * @throws StrataError MODULE_UNKNOWN; what replaying throws.
 */
export async function dumpReplayed(
  options: ScratchOptions & { readonly modules?: readonly ModuleName[] },
): Promise<Dumps> {
  const place = findWorkspace(options);
  const workspace = await readWorkspace(place);
  requireSound(workspace);
  const modules =
    (options.modules ?? []).length > 0
      ? (options.modules ?? []).map((name) => requireModule(workspace.modules, name))
      : chosenModules(workspace, undefined);
  const { latest, unclaimed } = await replaySchemas(options, place, workspace, modules, () => false);
  return { dumps: [...latest].map(([module, text]) => ({ module, text })), findings: unclaimed };
}
