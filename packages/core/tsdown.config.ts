import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { defineConfig } from "tsdown";

// The compiler of TypeScript 7 is a native program: it writes the declarations, and the bundler joins them.
const compiler = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
const { default: getExePath }: { default: () => string } = await import(
  pathToFileURL(join(compiler, "lib/getExePath.js")).href
);

export default defineConfig({
  entry: ["src/index.ts", "src/manifest.ts"],
  platform: "node",
  target: "node20.19",
  dts: { tsgo: { path: getExePath() } },
});
