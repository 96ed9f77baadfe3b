import { readInstallIntent } from "../../history/install-intent.js";
import type { RunWorld } from "../step/run-world.js";
import type { InstallSource } from "./install-source.js";
import { takeBackInstall } from "./take-back-install.js";

/** Takes an installation back that has begun with something else than what is to be installed now, if with anything. */
export async function settleInstall(world: RunWorld, source: InstallSource | undefined): Promise<void> {
  const intent = await readInstallIntent(world.connection);
  if (intent !== undefined && intent.hash !== source?.hash) await takeBackInstall(world, intent);
}
