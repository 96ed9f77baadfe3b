import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { InstalledTool, LeftOut } from "../contenders/tool.js";
import { neutralEnvironment } from "../measure/neutral-environment.js";
import { places } from "../places.js";
import { allPeers } from "./all-peers.js";
import type { Peer } from "./peer.js";

const LOCK = "package-lock.json";
/** As npm leaves it behind in node_modules: what is installed. */
const INSTALLED = "node_modules/.package-lock.json";

/**
 * Installs the peers where they are not yet as the lock says, without running scripts of theirs. Returns those that are
 * there, and why others are not; throws nothing.
 */
export async function installPeers(say: (line: string) => void): Promise<{
  readonly peers: readonly (InstalledTool & { readonly tool: Peer })[];
  readonly leftOut: readonly LeftOut[];
}> {
  const problem = await install(say);
  const peers: (InstalledTool & { readonly tool: Peer })[] = [];
  const leftOut: LeftOut[] = [];
  for (const tool of allPeers) {
    const version = problem === undefined ? await installedVersion(tool.packageName) : undefined;
    if (version === undefined)
      leftOut.push({ name: tool.name, why: problem ?? `npm has no ${tool.packageName} for this platform` });
    else peers.push({ tool, version });
  }
  return { peers, leftOut };
}

async function install(say: (line: string) => void): Promise<string | undefined> {
  const folder = places.installedPeers;
  try {
    const wanted = await readFile(join(places.peers, LOCK), "utf8");
    const copied = await readFile(join(folder, LOCK), "utf8").catch(() => undefined);
    const isInstalled = (await readFile(join(folder, INSTALLED), "utf8").catch(() => undefined)) !== undefined;
    if (wanted === copied && isInstalled) return undefined;
    say("installing the peers");
    await mkdir(folder, { recursive: true });
    for (const name of ["package.json", LOCK]) await copyFile(join(places.peers, name), join(folder, name));
    // One line for the shell of Windows, where npm is a script.
    await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      env: neutralEnvironment(),
      shell: process.platform === "win32",
    });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    const line = said.split("\n").find((text) => text.startsWith("npm error")) ?? String(error);
    return `they cannot be installed: ${line}`;
  }
}

/** The version of a package that is installed with the peers; undefined when it is not. */
export async function installedVersion(packageName: string): Promise<string | undefined> {
  try {
    const file = join(places.installedPeers, "node_modules", packageName, "package.json");
    return String((JSON.parse(await readFile(file, "utf8")) as { version: unknown }).version);
  } catch {
    return undefined;
  }
}
