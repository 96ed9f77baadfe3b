import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/manifest.ts"],
  platform: "node",
  target: "node20.19",
  dts: { oxc: true },
});
