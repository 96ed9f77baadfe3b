import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PageError } from "./read-page.js";

/** Checks one TypeScript file of a page as its readers' editors would, with the compiler of this repository. */
export async function checkTypes(page: string, line: number, root: string, file: string): Promise<void> {
  const config = join(root, "tsconfig.page.json");
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  try {
    const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [compiler, "--noEmit", "-p", config], { encoding: "utf8" });
    if (status !== 0) throw new PageError(page, line, `${relative(root, file)} has wrong types\n${stdout}`);
  } finally {
    rmSync(config);
  }
}

const compilerOptions = {
  strict: true,
  target: "es2023",
  module: "nodenext",
  skipLibCheck: true,
  types: ["node"],
  // A program has its own @types/node; a page's folder has none.
  typeRoots: [fileURLToPath(new URL("../../node_modules/@types", import.meta.url))],
};
