import { exitOf } from "@strata/core";
import { defineCommand } from "../command.js";
import { countFindings, findingLines } from "../output/finding-lines.js";
import { targetText } from "../output/plan-lines.js";

export const check = defineCommand({
  name: "check",
  day: "Every day",
  summary: "Check manifests, folders, headers, SQL, order and frozen imports; changes nothing",
  details: [
    "With --url, --target or DATABASE_URL the history of that database is compared too. Ends in the highest of 7, 6, 3",
    "and 2 that a finding has, in 0 without any.",
  ],
  arguments: [],
  options: {
    since: {
      type: "string",
      value: "REF",
      summary: "name migrations that are new since this git revision and older than one that was there",
    },
  },
  examples: [
    ["check", "before every commit"],
    ["check --since origin/main", "before a merge: what would arrive late"],
  ],
  async run({ options, common, terminal }) {
    const { since } = options;
    const withDatabase =
      common.url !== undefined || common.target !== undefined || Boolean(common.env?.["DATABASE_URL"]);
    const { checkWorkspace } = await import("../core/check.js");
    const result = await checkWorkspace({ ...common, withDatabase, ...(since === undefined ? {} : { since }) });
    const { modules, migrations, database, findings } = result;
    const what = `${modules} modules, ${migrations} migrations${database === null ? "" : `, the history of ${targetText(database)}`}`;
    return {
      data: { modules, migrations, database },
      lines: [...findingLines(findings, terminal.cwd), `${what}: ${countFindings(findings)}.`],
      findings,
      findingsInLines: true,
      exitCode: exitOf(findings),
    };
  },
});
