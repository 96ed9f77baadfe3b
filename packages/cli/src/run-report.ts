import type { RunResult } from "@strata/core";
import type { CommandResult } from "./command.js";
import { durationText } from "./output/duration.js";
import { targetText } from "./output/plan-lines.js";

/** What a run ends with: what changed, how the database stands, how to reach it, what comes next. */
export function reportRun(result: RunResult, options: { readonly next: readonly string[] }): CommandResult {
  return {
    data: result,
    lines: [
      changeLine(result),
      `Database: ${targetText(result.plan.target)} (${result.environment})`,
      `Connect:  ${result.connection}${result.embedded ? "  (`strata db url` prints it with the password)" : ""}`,
    ],
    findings: result.findings,
    next: options.next,
  };
}

function changeLine({ plan, steps, installed }: RunResult): string {
  if (steps.length === 0) return plan.direction === "up" ? "Up to date: nothing is pending." : "Nothing to take back.";
  const modules = new Set(steps.map(({ module }) => module)).size;
  const own = steps.reduce((sum, step) => sum + step.rows.added + step.rows.changed + step.rows.removed, 0);
  const rows = own + (installed?.rows ?? 0);
  const time = steps.reduce((sum, step) => sum + step.durationMs, installed?.durationMs ?? 0);
  const what = `${steps.length} migration${steps.length === 1 ? "" : "s"} of ${modules} module${modules === 1 ? "" : "s"}`;
  const done = installed !== undefined ? "Installed from LATEST:" : plan.direction === "up" ? "Applied" : "Took back";
  const parts = [`${done} ${what}`, rows === 0 ? "" : `${rows} row${rows === 1 ? "" : "s"}`, durationText(time)];
  return `${parts.filter((part) => part !== "").join(", ")}.`;
}
