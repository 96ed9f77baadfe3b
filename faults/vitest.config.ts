import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@strata/source"] },
  ssr: { resolve: { conditions: ["@strata/source"] } },
  test: {
    reporters: ["default", "@strata/tooling-vitest/left-out"],
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // Processes, not tests, are what keeps the machine busy.
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
