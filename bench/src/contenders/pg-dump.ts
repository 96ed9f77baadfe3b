import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Command } from "../measure/run-process.js";
import { libpqEnvironment } from "../server/libpq-environment.js";

/** The version of the pg_dump that is installed here; undefined without one. */
export async function pgDumpVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("pg_dump", ["--version"]);
    return /\d+(?:\.\d+)+/u.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

/** A dump of the schema to standard output, or to a file. */
export function pgDump(url: string, folder: string, file?: string): Command {
  return {
    program: "pg_dump",
    args: ["--schema-only", "--no-owner", ...(file === undefined ? [] : ["-f", file])],
    cwd: folder,
    env: libpqEnvironment(url),
  };
}
