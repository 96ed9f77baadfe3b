import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installPeers, installedVersion } from "../peers/install-peers.js";
import { strataPackage } from "../places.js";
import { postgresJs } from "./postgres-js.js";
import { psql, psqlInOne } from "./psql.js";
import { strata } from "./strata.js";
import type { InstalledTool, LeftOut } from "./tool.js";

/**
 * Finds what can be run here: strata, the limit or the one of second choice, and the peers, installed if need be, unless
 * they are not wanted.
 */
export async function findTools(
  say: (line: string) => void,
  { withoutPeers }: { readonly withoutPeers: boolean },
): Promise<{ readonly tools: readonly InstalledTool[]; readonly leftOut: readonly LeftOut[] }> {
  const { peers, leftOut } = withoutPeers ? { peers: [], leftOut: [] } : await installPeers(say);
  const own = { tool: strata, version: strataPackage().version };
  const version = await psqlVersion();
  if (version !== undefined) {
    const limits = [psql, psqlInOne].map((tool) => ({ tool, version }));
    return { tools: [own, ...limits, ...peers], leftOut };
  }
  const why = "there is no psql here; goals against it are not judged";
  // The script's driver is installed with the peers.
  const driver = await installedVersion("postgres");
  const second = driver === undefined ? [] : [{ tool: postgresJs, version: driver }];
  return { tools: [own, ...second, ...peers], leftOut: [{ name: "psql", why }, ...leftOut] };
}

async function psqlVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("psql", ["--version"]);
    return /\d+(?:\.\d+)+/u.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}
