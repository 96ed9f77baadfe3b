import type { Input } from "../input/input.js";
import type { Command } from "../measure/run-process.js";

/** Where a tool has been made ready. */
export interface ToolPlace {
  /** Folder that holds the tool's `files`; what peers have installed is seen from it. */
  readonly folder: string;
  /** The database, with its password. */
  readonly url: string;
}

/** What applies migrations: strata, a peer, or the least that any of them could do. */
export interface Tool {
  readonly name: string;
  readonly kind: "strata" | "peer" | "limit";
  /** How it is run and what stands in a transaction, in one sentence for the page. */
  readonly how: string;
  /** Runs on Node, so it pays for Node's own start. */
  readonly onNode: boolean;
  /** Everything it is given, by path below its folder. Pure: the same input gives the same bytes. */
  files(input: Input): Readonly<Record<string, string>>;
  /** Symbolic links below its folder, with what they point at, relative to where they stand. */
  links?(input: Input): Readonly<Record<string, string>>;
  /** The process that applies everything pending, as its users start it. Secrets go by the environment. */
  apply(place: ToolPlace): Command;
}

/** A tool that is there, in a version. */
export interface InstalledTool {
  readonly tool: Tool;
  readonly version: string;
}

/** What cannot be run here, and why. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}
