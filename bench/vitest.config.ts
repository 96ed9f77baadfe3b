import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "@strata/tooling-vitest/left-out"],
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
