import { defineCommand } from "../command.js";
import { confirmedName, runOptions, runOptionSpecs } from "../run-options.js";
import { reportRun } from "../run-report.js";

export const uninstall = defineCommand({
  name: "uninstall",
  day: "Database",
  summary: "Take everything back, history and audit included",
  details: ["Nothing of the modules and of strata is left in the database. Its name is the confirmation."],
  arguments: [],
  options: {
    database: { type: "string", value: "NAME", summary: "the database's name, to confirm; asked at a terminal" },
    ...runOptionSpecs,
  },
  examples: [["uninstall --database app", "leave the database as it was before the first `up`"]],
  async run(context) {
    const name = await confirmedName(
      context,
      context.options.database,
      "Everything that strata has made will be removed",
    );
    const { uninstall: remove } = await import("../core/run.js");
    const result = await remove({ ...runOptions(context), database: name });
    return reportRun(result, { next: ["strata up"] });
  },
});
