import type { DownChoices } from "@strata/core";
import { type CommandResult, defineCommand } from "../command.js";
import { columns } from "../output/columns.js";
import { paint } from "../output/paint.js";
import { stepName } from "../output/plan-lines.js";
import { readPlan, runOptions, runOptionSpecs } from "../run-options.js";
import { reportRun } from "../run-report.js";
import { downSelection, downSelectionSpecs } from "../down-selection.js";
import { usageError } from "../usage-error.js";

/** Migrations that the list of choices shows by order of application. */
const SHOWN = 10;

export const down = defineCommand({
  name: "down",
  day: "Every day",
  summary: "Take migrations back; without an option list the choices",
  details: [
    "What requires a migration is taken back before it, and shown as added. The folder's own down runs; without the",
    "folder the way back that the history stores. sys-core stays: `strata uninstall` removes everything.",
  ],
  arguments: [],
  options: {
    ...downSelectionSpecs,
    "single-transaction": { type: "boolean", summary: "all steps in one transaction, or none" },
    plan: { type: "string", value: "FILE", summary: "execute exactly this plan of `plan --down --json`" },
    ...runOptionSpecs,
  },
  examples: [
    ["down", "list what could be taken back"],
    ["down --steps 1", "take back the migration that was applied last"],
    ["down -m sys-account --to 20261102090000", "keep this version, take back everything newer of the module"],
    ["down --all", "take back everything but sys-core"],
  ],
  async run(context) {
    const { plan: file, "single-transaction": singleTransaction } = context.options;
    const selection = downSelection(context.options, "down");
    if (file !== undefined && Object.keys(selection).length > 0) {
      throw usageError("--plan says what runs; it cannot be given with a selection", "down");
    }
    const { rollBack, downChoices } = await import("../core/run.js");
    const { steps, to, all } = selection;
    if (file === undefined && steps === undefined && to === undefined && all === undefined) {
      return choices(await downChoices(context.common), selection.module);
    }
    const plan =
      file === undefined ? {} : { plan: await readPlan(file, context.common.cwd ?? context.terminal.cwd, "down") };
    const result = await rollBack({ ...runOptions(context), ...plan, ...selection, singleTransaction });
    return reportRun(result, { next: ["strata status"] });
  },
});

function choices({ newestFirst, byModule }: DownChoices, module: string | undefined): CommandResult {
  const data = {
    newestFirst: newestFirst.filter((choice) => module === undefined || choice.module === module),
    byModule: byModule.filter((choice) => module === undefined || choice.module === module),
  };
  if (data.newestFirst.length === 0)
    return { data, lines: ["Nothing is applied that could be taken back."], next: ["strata up"] };
  const width = String(Math.min(SHOWN, data.newestFirst.length)).length;
  const rest = data.newestFirst.length - SHOWN;
  return {
    data,
    lines: [
      paint("bold", "The newest by order of application, for --steps N:"),
      ...data.newestFirst
        .slice(0, SHOWN)
        .map((choice, index) => `  ${String(index + 1).padStart(width)}  ${stepName(choice)}`),
      ...(rest > 0 ? [`  ${" ".repeat(width)}  … and ${rest} more`] : []),
      "",
      paint("bold", "Modules and the version they stand at, for -m MODULE --to VERSION (which is kept):"),
      ...columns(
        data.byModule.map(({ module: name, versions }) => [
          `  ${name}`,
          `${versions[0]?.version}_${versions[0]?.name}`,
          versions.length > 1 ? `before it ${versions[1]?.version}_${versions[1]?.name}` : "its first",
        ]),
      ),
      "",
      "--all takes back everything but sys-core. Nothing has been changed.",
    ],
    next: ["strata plan --down --steps 1", "strata down --steps 1"],
  };
}
