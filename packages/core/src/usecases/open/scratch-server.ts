import { StrataError } from "../../errors/strata-error.js";
import { redactUrl } from "../../postgres/redact.js";
import { readWrittenUrl } from "./choose-target.js";
import { startEmbedded } from "./embedded-server.js";
import type { WorkspacePlace } from "./open-workspace.js";
import type { CommonOptions } from "../options.js";

/** The server on which strata makes databases for itself. */
export interface ScratchServer {
  /** With the password; of the database that one connects to in order to make others. */
  readonly url: string;
  /** How messages call it, without secrets. */
  readonly label: string;
}

/**
 * The server for scratch databases: that of `scratchUrl` in the root configuration, else the embedded one, which is
 * started when it does not run. Never the target.
 *
 * @throws StrataError SCRATCH_WITHOUT_URL; the configuration's errors; what starting the embedded server throws.
 */
export async function findScratchServer(
  { env = process.env, onProgress }: Pick<CommonOptions, "env" | "onProgress">,
  place: WorkspacePlace,
): Promise<ScratchServer> {
  const { scratchUrl, file } = await place.config();
  if (scratchUrl === undefined) {
    const cluster = await startEmbedded({ ...place, onProgress });
    return { url: cluster.url("postgres"), label: "the embedded server" };
  }
  const { url, variable } = readWrittenUrl(scratchUrl, env);
  if (url === undefined)
    throw new StrataError("SCRATCH_WITHOUT_URL", `scratchUrl takes its URL from $${variable ?? ""}, which is not set`, {
      hint: `Set ${variable ?? "the variable"}, or remove scratchUrl from ${file ?? "the configuration"}.`,
    });
  return { url, label: `scratchUrl, ${redactUrl(url)}` };
}
