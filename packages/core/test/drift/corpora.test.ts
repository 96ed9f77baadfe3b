import { expect, onTestFinished, test } from "vitest";
import { detectDrift } from "../../src/usecases/drift/detect-drift.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { haveCorpora, HISTORIES, modulesOf, NEEDS_CORPORA } from "../corpora/corpora.js";
import { freshDatabase } from "../support/cluster.js";
import { workspaceOf } from "../run/workspace.js";

test.skipIf(!haveCorpora).for([18, 15] as const)(
  `no run of the histories is taken for drift, on PostgreSQL %i${NEEDS_CORPORA}`,
  { timeout: 120_000 },
  async (major) => {
    const { url, drop } = await freshDatabase(major);
    onTestFinished(drop);
    const options = { cwd: workspaceOf(modulesOf(HISTORIES)), url, allowProduction: true };
    const runs = {
      up: () => migrate(options),
      "some of it down": () => rollBack({ ...options, steps: 25 }),
      "up again": () => migrate(options),
      "one module down": () => rollBack({ ...options, module: HISTORIES[0], all: true }),
      "all of it down": () => rollBack({ ...options, all: true }),
    };
    for (const [name, run] of Object.entries(runs)) {
      const { findings } = await run();
      expect(
        findings.map(({ code }) => code).filter((code) => code !== "DOWN_EMPTY"),
        name,
      ).toEqual([]);
      expect(await detectDrift(options), name).toMatchObject({ drift: [], orders: [], findings: [] });
    }
  },
);
