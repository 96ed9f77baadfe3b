import { embeddedDatabase, startEmbedded } from "../open/embedded-server.js";
import { findWorkspace } from "../open/open-workspace.js";
import { connectTarget } from "../open/connect-target.js";
import type { CommonOptions } from "../options.js";

/** The embedded server as it runs. */
export interface StartedDatabase {
  readonly directory: string;
  readonly port: number;
  readonly database: string;
  /** With the password of the embedded server's owner. */
  readonly url: string;
}

/**
 * Starts the embedded server, or finds it running, and creates the workspace's database when it is absent. `url` and
 * `target` have no say here.
 *
 * @throws StrataError as `startCluster` and `connect` do.
 */
export async function startDatabase(options: CommonOptions): Promise<StartedDatabase> {
  const place = findWorkspace(options);
  const cluster = await startEmbedded({ ...place, onProgress: options.onProgress });
  const database = await embeddedDatabase(place.root);
  const url = cluster.url(database);
  const target = { url, kind: "embedded", label: database } as const;
  await (await connectTarget(target, { onProgress: options.onProgress })).close();
  return { directory: cluster.directory, port: cluster.port, database, url };
}
