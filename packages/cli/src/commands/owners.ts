import { exitOf, type OwnedObjects } from "@strata/core";
import { defineCommand } from "../command.js";
import { countFindings, findingLines } from "../output/finding-lines.js";
import { kindCounts } from "../output/kind-counts.js";
import { targetText } from "../output/plan-lines.js";
import { table } from "../output/table.js";

export const owners = defineCommand({
  name: "owners",
  day: "Understand and repair",
  summary: "Show which module owns what in the database, what is shared, and what nobody claims",
  details: [
    "A claim with `from` or `until` counts as of the newest applied migration of the modules that claim the object. What",
    "nobody claims is a finding only in a schema that a claim names, and only where the history knows no modules of other",
    "workspaces. Ends in the highest of 7, 6, 3 and 2 that a finding has, in 0 without any.",
  ],
  arguments: [],
  options: {
    module: { type: "string", short: "m", value: "MODULE", summary: "list the objects of one module" },
  },
  examples: [
    ["owners", "how many objects each module has"],
    ["owners -m sys-account", "every object of one module"],
    ["owners --json", "every object with its owner, for a script"],
  ],
  async run({ options: { module }, common, terminal }) {
    const { owners: readOwners } = await import("../core/look.js");
    const {
      target,
      owners: shares,
      findings,
    } = await readOwners({
      ...common,
      ...(module === undefined ? {} : { module }),
    });
    return {
      data: { target, owners: shares },
      lines: [
        `Database: ${targetText(target)}`,
        "",
        ...(await table(["owner", "objects"], shares.map(cells))),
        ...(module === undefined ? [] : ["", ...shares.flatMap(({ objects }) => objects.map((key) => `  ${key}`))]),
        "",
        ...findingLines(findings, terminal.cwd),
        findings.length === 0 ? "No findings." : `${countFindings(findings)}.`,
      ],
      findings,
      findingsInLines: true,
      exitCode: exitOf(findings),
    };
  },
});

function cells({ owner, counts }: OwnedObjects): string[] {
  return [typeof owner === "string" ? `(${owner})` : owner.module, kindCounts(counts)];
}
