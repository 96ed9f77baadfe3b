import { join } from "node:path";
import { readJsonFile } from "../../embedded/json-file.js";
import { type Cluster, startCluster } from "../../embedded/cluster.js";
import type { Major } from "../../types/major.js";
import type { ProgressSink } from "../../plan/progress.js";
import type { RootConfig } from "../../workspace/root-config.js";

/** Folder of the embedded cluster of a major. */
export function embeddedDirectory(stateDirectory: string, major: Major): string {
  return join(stateDirectory, `postgres-${major}`);
}

/**
 * The workspace's embedded server, running. Its binaries are looked for in what the root has installed, then beside
 * strata itself.
 *
 * @throws StrataError as `startCluster` does.
 */
export async function startEmbedded(options: {
  readonly root: string;
  readonly stateDirectory: string;
  readonly config: () => Promise<RootConfig>;
  readonly onProgress?: ProgressSink | undefined;
}): Promise<Cluster> {
  const { postgres: major } = await options.config();
  return startCluster({
    directory: embeddedDirectory(options.stateDirectory, major),
    major,
    resolveFrom: [options.root, import.meta.dirname],
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
}

/** Name of the workspace's database on the embedded server: that of the root's package, made a plain identifier. */
export async function embeddedDatabase(root: string): Promise<string> {
  const name = (await readJsonFile(join(root, "package.json")))?.["name"];
  return typeof name === "string" ? plainName(name) : "strata";
}

/** Lower case letters, digits and underscores, a letter first; `strata` when nothing is left or the server owns the name. */
function plainName(packageName: string): string {
  const unscoped = packageName.replace(/^@[^/]*\//, "").toLowerCase();
  const plain = unscoped
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^[_\d]+/, "")
    .replace(/_$/, "")
    .slice(0, 63);
  return plain === "" || plain === "postgres" || plain.startsWith("template") ? "strata" : plain;
}
