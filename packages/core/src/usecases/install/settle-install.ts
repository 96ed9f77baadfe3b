import { StrataError } from "../../errors/strata-error.js";
import { readInstallIntents } from "../../history/install-intent.js";
import type { RunWorld } from "../step/run-world.js";
import type { InstallSource } from "./install-source.js";
import { takeBackInstall } from "./take-back-install.js";

/**
 * Takes an installation back that has begun with something else than what is to be installed now, if with anything.
 *
 * @throws StrataError UNFINISHED_OTHER_WAY for one of modules that this workspace does not know: what they claim is known
 *   only there. It is left as it is.
 */
export async function settleInstall(world: RunWorld, source: InstallSource | undefined): Promise<void> {
  const known = new Set(world.workspace.modules.map(({ name }) => name));
  const intents = await readInstallIntents(world.connection);
  for (const { modules, done, total } of intents) {
    const unknown = modules.filter((name) => !known.has(name));
    if (unknown.length > 0)
      throw new StrataError(
        "UNFINISHED_OTHER_WAY",
        `an installation from LATEST of ${unknown.join(", ")}, which this workspace does not have, has not ended: ${done} of ${total} transactions are done`,
        { hint: "Finish it in the workspace that has these modules: strata up" },
      );
  }
  for (const intent of intents) if (intent.hash !== source?.hash) await takeBackInstall(world, intent);
}
