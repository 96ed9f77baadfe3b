import { type DriftReport, driftText, exitOf } from "@strata/core";
import { defineCommand } from "../command.js";
import { findingLines } from "../output/finding-lines.js";
import { targetText } from "../output/plan-lines.js";

/** What to do about drift. */
const REMEDY = "Undo it by hand, or write a migration that does the same, so that other databases get it too.";

export const drift = defineCommand({
  name: "drift",
  day: "Understand and repair",
  summary: "Find what was changed in the database without a migration, object by object and by module",
  details: [
    "Compares the live catalog with the snapshot that the last run stored. What nobody claims and the order of columns are",
    "shown and are no drift. Ends in the highest of 7, 6, 3 and 2 that a finding has, in 0 without any; in 4 while a run",
    "is under way.",
  ],
  arguments: [],
  options: {
    module: { type: "string", short: "m", value: "MODULE", summary: "only what differs of this module" },
    "against-replay": {
      type: "boolean",
      summary: "compare with a replay of what is applied, on a scratch database, instead",
    },
  },
  examples: [
    ["drift --url postgres://app@db.example.com/app", "after an incident: what was changed by hand"],
    ["drift -m sys-account --json", "one module, for a script"],
    ["drift --against-replay", "also what was changed before the last run"],
  ],
  async run({ options, common, terminal }) {
    const { module, "against-replay": againstReplay } = options;
    const { detectDrift } = await import("../core/drift.js");
    const report = await detectDrift({ ...common, ...(module === undefined ? {} : { module }), againstReplay });
    const { findings, ...data } = report;
    return {
      data,
      lines: driftLines(report, terminal.cwd),
      findings,
      findingsInLines: true,
      exitCode: exitOf(findings),
      next:
        report.drift.length > 0
          ? [`strata new -m ${report.drift.find(({ module }) => module !== undefined)?.module ?? "MODULE"} NAME`]
          : [],
    };
  },
});

function driftLines(
  { target, against, storedAt, drift: found, unclaimed, orders, findings }: DriftReport,
  cwd: string,
) {
  const others = findings.filter(({ code }) => code !== "DRIFT");
  const owners = ownersOf(found);
  const what = against === "replay" ? "a replay of what is applied" : `the snapshot stored at ${storedAt ?? "no time"}`;
  return [
    `Database: ${targetText(target)}`,
    ...(against === "stored" && storedAt === null ? [] : [`Compared with ${what}.`]),
    "",
    ...owners.flatMap((owner) => [
      owner ?? "shared by several modules",
      ...found
        .filter(({ module }) => module === owner)
        .flatMap((one) => (one.kind === "changed" ? one.changes.map(({ text }) => text) : [driftText(one)]))
        .map((text) => `  ${text}`),
      "",
    ]),
    ...section("Claimed by nobody, and no drift:", unclaimed.map(driftText)),
    ...section(
      "Columns in another order, which is no drift:",
      orders.map(({ key, before, after }) => `${key}: ${before.join(", ")} → ${after.join(", ")}`),
    ),
    ...findingLines(others, cwd),
    ...(others.length > 0 ? [""] : []),
    summary(found, others.length > 0),
    ...(found.length === 0 ? [] : [REMEDY]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];
}

function ownersOf(drift: DriftReport["drift"]): (string | undefined)[] {
  return [...new Set(drift.map(({ module }) => module))];
}

function summary(drift: DriftReport["drift"], isIncomplete: boolean): string {
  if (drift.length === 0)
    return isIncomplete ? "No drift in what could be compared; see above for what could not." : "No drift.";
  const owners = ownersOf(drift);
  const modules = owners.filter((owner) => owner !== undefined).length;
  const whose = [
    ...(modules === 0 ? [] : [counted(modules, "module")]),
    ...(modules < owners.length ? ["what modules share"] : []),
  ];
  return `Drift: ${counted(drift.length, "object")} of ${whose.join(" and of ")}.`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
