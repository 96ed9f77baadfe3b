import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { InstalledTool, LeftOut, Tool } from "./contenders/tool.js";
import { generateInput, inputSizes } from "./input/generate-input.js";
import type { Input } from "./input/input.js";
import { places } from "./places.js";
import type { BenchServer } from "./server/bench-server.js";

/** A size of the input, by number of migrations. */
export type Size = keyof typeof inputSizes;

/** What a row may use. */
export interface Bench {
  readonly server: BenchServer;
  /** Another server of this major, started when it is first asked for. */
  serverOf(major: number): Promise<BenchServer>;
  /** strata, the limits and the peers, as far as they are there. */
  readonly tools: readonly InstalledTool[];
  readonly leftOut: readonly LeftOut[];
  readonly signal: AbortSignal;
  /** An empty folder for whoever asks. */
  readonly folder: string;
  input(size: Size): Input;
  /** The folder that holds a tool's files for an input; written when it is first asked for. */
  folderOf(tool: Tool, size: Size): Promise<string>;
}

/** Makes the bench over a running server. */
export function makeBench(
  parts: Pick<Bench, "server" | "serverOf" | "tools" | "leftOut" | "signal" | "folder">,
): Bench {
  const inputs = new Map<Size, Input>();
  const folders = new Map<string, Promise<string>>();
  const input = (size: Size): Input => {
    const made = inputs.get(size) ?? generateInput(inputSizes[size]);
    inputs.set(size, made);
    return made;
  };
  return {
    ...parts,
    input,
    folderOf(tool, size) {
      const key = `${tool.name.replaceAll(/[^a-z0-9-]+/gu, "-")}-${size}`;
      const made = folders.get(key) ?? writeTool(tool, input(size), join(parts.folder, key));
      folders.set(key, made);
      return made;
    },
  };
}

async function writeTool(tool: Tool, input: Input, folder: string): Promise<string> {
  for (const [path, text] of Object.entries(tool.files(input))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const [path, target] of Object.entries(tool.links?.(input) ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path), "dir");
  }
  // strata's workspace sees nothing but itself.
  if (tool.kind !== "strata") await symlink(join(places.installedPeers, "node_modules"), join(folder, "node_modules"));
  return folder;
}
