import { codes, type Status } from "@strata/core";
import { defineCommand } from "../command.js";
import { table } from "../output/table.js";
import { stepName, targetText } from "../output/plan-lines.js";

export const status = defineCommand({
  name: "status",
  day: "Every day",
  summary: "Show which modules stand where, and what is pending",
  details: ["Reads with one query and takes no lock. Ends in 0 whatever it finds, unless --exit-code is given."],
  arguments: [],
  options: {
    "exit-code": { type: "boolean", summary: "end in 2 when something is pending, 6 when the history has a problem" },
  },
  examples: [
    ["status", "of strata's own database, or of DATABASE_URL"],
    ["status --exit-code --url postgres://app@db.example.com/app", "for a script"],
  ],
  async run({ options, common }) {
    const { status: readStatus } = await import("../core/look.js");
    const state = await readStatus(common);
    return {
      data: state,
      lines: await statusLines(state),
      findings: state.findings,
      exitCode: options["exit-code"] ? exitCodeOf(state) : 0,
      next: nextOf(state),
    };
  },
});

/** What helps from here: an error of the history first, for `up` would refuse it. */
function nextOf({ findings, pending }: Status): string[] {
  const error = findings.find((finding) => codes[finding.code].kind === "error");
  if (error !== undefined) return [`strata explain ${error.code}`];
  return [pending.length > 0 ? "strata up" : "strata new -m MODULE NAME"];
}

/** A status for people. */
export async function statusLines(state: Status): Promise<string[]> {
  const rows = state.modules.map(({ name, origin, applied, pending, newest }) => [
    name,
    String(applied),
    String(pending),
    newest ?? "–",
    origin === "workspace" ? "" : origin,
  ]);
  return [
    `Database: ${targetText(state.target)} (${state.environment}${state.installed ? "" : ", nothing applied yet"})`,
    "",
    ...(await table(["module", "applied", "pending", "newest applied", ""], rows)),
    ...(state.pending.length === 0 ? [] : ["", "Pending, in their order:", ...state.pending.map(pendingLine)]),
    ...idLines("Elsewhere, of modules unknown here:", state.elsewhere),
    ...idLines("Ahead of this workspace:", state.ahead),
    ...idLines("Missing here although applied:", state.missing),
    "",
    state.current ? "Up to date." : `${state.pending.length} pending.`,
  ];
}

function pendingLine(step: Status["pending"][number]): string {
  return `  ${stepName(step)}${step.was === undefined ? "" : ` (has run as ${step.was}: gets the new stamp, nothing runs)`}`;
}

function idLines(title: string, ids: Status["elsewhere"]): string[] {
  return ids.length === 0 ? [] : ["", title, ...ids.map(({ module, version }) => `  ${module} ${version}`)];
}

function exitCodeOf({ findings, pending }: Status): number {
  return Math.max(pending.length > 0 ? 2 : 0, ...findings.map(({ code }) => codes[code].exit));
}
