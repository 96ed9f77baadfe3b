import { defineCommand } from "../command.js";
import { readPlan, runOptions, runOptionSpecs } from "../run-options.js";
import { reportRun } from "../run-report.js";
import { modulesSpec } from "../up-selection.js";
import { usageError } from "../usage-error.js";

export const up = defineCommand({
  name: "up",
  day: "Every day",
  summary: "Apply what is pending, all modules in one order",
  details: [
    "Each migration is one transaction with its data: it holds whole or not at all. With -m only what the module",
    "requires comes along. An empty database is installed from every module's LATEST, where these match the disk. Without",
    "a URL a PostgreSQL of strata's own is started and migrated.",
  ],
  arguments: [],
  options: {
    module: modulesSpec,
    to: { type: "string", value: "VERSION", summary: "nothing newer than this version" },
    replay: { type: "boolean", summary: "run the migrations one by one also where LATEST could be installed" },
    "single-transaction": { type: "boolean", summary: "all steps in one transaction, or none" },
    plan: {
      type: "string",
      value: "FILE",
      summary: "execute exactly this plan of `plan --json`, refused when it is stale",
    },
    ...runOptionSpecs,
  },
  examples: [
    ["up", "apply everything"],
    ["up -m sys-account --to 20261120101500", "one module up to a version, with what it requires"],
    ["up --url postgres://deploy@db.example.com/app --yes", "a production database, confirmed"],
    ["up --plan plan.json", "execute a plan that was read before"],
  ],
  async run(context) {
    const { module: modules, to, plan: file, replay, "single-transaction": singleTransaction } = context.options;
    if (file !== undefined && (modules.length > 0 || to !== undefined)) {
      throw usageError("--plan says what runs; it cannot be given with -m or --to", "up");
    }
    const plan =
      file === undefined ? {} : { plan: await readPlan(file, context.common.cwd ?? context.terminal.cwd, "up") };
    const { migrate } = await import("../core/migrate.js");
    const result = await migrate({
      ...runOptions(context),
      ...plan,
      modules,
      ...(to === undefined ? {} : { to }),
      singleTransaction,
      replay,
    });
    return reportRun(result, { next: [result.steps.length === 0 ? "strata new -m MODULE NAME" : "strata status"] });
  },
});
