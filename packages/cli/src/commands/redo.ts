import { defineCommand } from "../command.js";
import { runOptions, runOptionSpecs } from "../run-options.js";
import { reportRun } from "../run-report.js";

export const redo = defineCommand({
  name: "redo",
  day: "Every day",
  summary: "Take back the newest migration and apply its files as they are now",
  details: [
    "For development and test databases. The SQL that was stored when it ran takes it back, since that on disk may have",
    "been edited. When it fails, nothing changes, or the database is rebuilt with --rebuild. A pending one is applied.",
  ],
  arguments: [],
  options: {
    module: { type: "string", short: "m", value: "MODULE", summary: "the newest migration of this module" },
    rebuild: { type: "boolean", summary: "drop, create and migrate the database when the way back fails" },
    ...runOptionSpecs,
  },
  examples: [
    ["redo", "after editing the migration that was applied last"],
    ["redo -m sys-account", "the newest migration of one module"],
  ],
  async run(context) {
    const { module, rebuild } = context.options;
    const { redo: runAgain } = await import("../core/run.js");
    const result = await runAgain({
      ...runOptions(context),
      ...(module === undefined ? {} : { module }),
      ...(rebuild ? { rebuild } : {}),
    });
    return reportRun(result, { next: ["strata status"] });
  },
});
