import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@strata/source"] },
  ssr: { resolve: { conditions: ["@strata/source"] } },
  // Where vitest runs globalSetup.
  environments: { __vitest__: { resolve: { conditions: ["@strata/source"] } } },
  test: {
    reporters: ["default", "@strata/tooling-vitest/left-out"],
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/clusters.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
