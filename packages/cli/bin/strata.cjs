#!/usr/bin/env node
// Parsed by whatever Node is there: nothing newer than ES2015 may stand in this file.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write("strata needs Node 20.19 or newer; this is Node " + process.versions.node + ".\n");
  process.exitCode = 3;
} else {
  try {
    require("../dist/main.cjs").main();
  } catch (error) {
    const notBuilt =
      error.code === "MODULE_NOT_FOUND" && /Cannot find module '\.\.\/dist\/main\.cjs'/.test(error.message);
    process.stderr.write(
      notBuilt
        ? "strata is not built here: run `npx pnpm build` in the workspace that holds its source.\n"
        : "strata cannot start: " + error.message + "\n",
    );
    process.exitCode = 1;
  }
}
