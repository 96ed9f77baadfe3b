import type { Plan, PlanSelection } from "@strata/core";
import { defineCommand } from "../command.js";
import { downSelection, downSelectionSpecs } from "../down-selection.js";
import { planLines } from "../output/plan-lines.js";
import { modulesSpec } from "../up-selection.js";
import { usageError } from "../usage-error.js";

export const plan = defineCommand({
  name: "plan",
  day: "Every day",
  summary: "Show what `up` would run, or `down` with --down; changes nothing",
  details: [
    "With --json the plan is a value with a content hash: `strata up --plan FILE` runs exactly this one, and refuses it",
    "when workspace, database or target have changed since.",
  ],
  arguments: [],
  options: {
    ...downSelectionSpecs,
    module: modulesSpec,
    to: { type: "string", value: "VERSION", summary: "nothing newer; with --down the version to keep" },
    replay: { type: "boolean", summary: "also where an empty database could be installed from LATEST" },
    down: { type: "boolean", summary: "the way back, with --steps, --to or --all" },
  },
  examples: [
    ["plan", "what is pending, in its order"],
    ["plan --json > plan.json", "a plan to read, keep and hand to `up --plan`"],
    ["plan --down --steps 2", "what taking back two migrations would bring along"],
  ],
  async run({ options, common }) {
    const selection = selectionOf(options);
    const { makePlan } = await import("../core/run.js");
    const made = await makePlan({ ...common, ...selection });
    return {
      data: made,
      lines: planLines(made),
      findings: made.findings,
      next: [made.steps.length === 0 ? "strata status" : commandOf(made)],
    };
  },
});

/** The command line that runs the plan. */
function commandOf({ direction, request }: Plan): string {
  const { modules = [], module, steps, to, all } = request;
  return [
    `strata ${direction}`,
    ...[...modules, module].map((name) => (name === undefined ? "" : ` -m ${name}`)),
    steps === undefined ? "" : ` --steps ${steps}`,
    to === undefined ? "" : ` --to ${to}`,
    all === true ? " --all" : "",
  ].join("");
}

function selectionOf(options: {
  readonly module: readonly string[];
  readonly steps: number | undefined;
  readonly to: string | undefined;
  readonly all: boolean;
  readonly down: boolean;
  readonly replay: boolean;
}): PlanSelection {
  const { module: modules, steps, to, all } = options;
  if (!options.down) {
    if (steps !== undefined || all) throw usageError("--steps and --all belong to a way back: add --down", "plan");
    return { modules, replay: options.replay, ...(to === undefined ? {} : { to }) };
  }
  if (modules.length > 1) throw usageError("a way back takes one -m MODULE", "plan");
  const selection = downSelection({ module: modules[0], steps, to, all }, "plan");
  if (steps === undefined && to === undefined && !all) {
    throw usageError("--down needs --steps N, --to VERSION or --all", "plan");
  }
  return { direction: "down", ...selection };
}
