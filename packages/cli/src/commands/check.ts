import { exitOf } from "@strata/core";
import { defineCommand } from "../command.js";
import { countFindings, findingLines } from "../output/finding-lines.js";
import { targetText } from "../output/plan-lines.js";

export const check = defineCommand({
  name: "check",
  day: "Every day",
  summary: "Check manifests, folders, headers, SQL, order, frozen imports and generated files; changes nothing",
  details: [
    "Generated files (schema.sql, LATEST) are compared with a replay on a scratch database, where a module has some; what",
    "was shown here before is not replayed again. With --url, --target or DATABASE_URL the history of that database is",
    "compared too. Ends in the highest of 7, 6, 3 and 2 that a finding has, in 0 without any.",
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
    const { modules, migrations, database } = result;
    const { checkDumps } = await import("../core/dump.js");
    const findings = [...result.findings, ...(await checkDumps(common))];
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
