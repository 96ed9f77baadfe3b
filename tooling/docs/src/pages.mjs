import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codes } from "@strata/core";
import { commandsPage } from "./commands-page.mjs";
import { errorsPage } from "./errors-page.mjs";

/** The workspace's root. */
export const root = new URL("../../../", import.meta.url);

/** What the built command says of itself. */
export const commands = readCommands();

/** Every generated page: its path from the workspace's root, and the text it must hold. */
export const pages = [
  { path: "docs/reference/errors.md", text: errorsPage(codes) },
  { path: "docs/reference/commands.md", text: commandsPage(commands) },
];

/** @returns {import("./commands-page.mjs").Commands} */
function readCommands() {
  const manifest = createRequire(import.meta.url).resolve("@strata/cli/package.json");
  const strata = join(dirname(manifest), "bin/strata.cjs");
  return JSON.parse(execFileSync(process.execPath, [strata, "--help", "--json"], { encoding: "utf8" })).data;
}
