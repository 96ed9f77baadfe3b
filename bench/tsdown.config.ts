import { defineConfig } from "tsdown";

/** One file. Core and the driver stay outside: only the processes that the benchmark starts are measured, not itself. */
export default defineConfig({
  entry: ["src/main.ts"],
  platform: "node",
  target: "node20.19",
  dts: false,
  deps: { neverBundle: [/^@strata\//, "postgres"] },
});
