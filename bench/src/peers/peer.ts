import type { Tool } from "../contenders/tool.js";
import type { Command } from "../measure/run-process.js";
import type { ToolPlace } from "../contenders/tool.js";

/** Another tool that applies migrations. Those without a command are run by the smallest script of their README. */
export interface Peer extends Tool {
  readonly kind: "peer";
  /** The package that `bench/peers` installs, and whose version is shown. */
  readonly packageName: string;
}

/** A process of Node in a peer's folder. */
export function nodeCommand({ folder, url }: ToolPlace, ...args: readonly string[]): Command {
  return { program: process.execPath, args, cwd: folder, env: { DATABASE_URL: url } };
}

/** The package.json of a peer's folder. */
export function packageJson(type: "module" | "commonjs"): string {
  return `${JSON.stringify({ name: "bench-peer", private: true, type }, null, 2)}\n`;
}
