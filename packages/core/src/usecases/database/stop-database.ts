import { stopCluster } from "../../embedded/cluster.js";
import { majors } from "../../types/major.js";
import { embeddedDirectory } from "../open/embedded-server.js";
import { findWorkspace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";

/**
 * Stops the workspace's embedded servers, of whatever major they are: the configuration may have changed since one was
 * started. Their data stay.
 *
 * @returns the folders of those that were running.
 * @throws StrataError EMBEDDED_STOP_FAILED, EMBEDDED_BUSY or EMBEDDED_FOLDER.
 */
export async function stopDatabase(options: CommonOptions): Promise<{ readonly stopped: readonly string[] }> {
  const { stateDirectory } = findWorkspace(options);
  const directories = majors.map((major) => embeddedDirectory(stateDirectory, major));
  const running = await Promise.all(directories.map((directory) => stopCluster(directory)));
  return { stopped: directories.filter((_, index) => running[index]) };
}
