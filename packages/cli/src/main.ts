import { readdirSync } from "node:fs";
import { loadBundle } from "./load-bundle.js";

/** Loads the command from the files beside this one and becomes it. Never returns. */
export function main(): Promise<never> {
  const folder = import.meta.dirname;
  // The build gives the command's own file a name that changes with its content.
  const first = readdirSync(folder).find((name) => name.startsWith("command-process-"));
  const command = loadBundle(folder, first ?? "command-process.cjs") as typeof import("./command-process.js");
  return command.runAsProcess();
}
