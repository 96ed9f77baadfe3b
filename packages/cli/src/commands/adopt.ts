import { type AdoptResult, type AdoptTool, adoptTools, exitOf, isError } from "@strata/core";
import { defineCommand } from "../command.js";
import { columns } from "../output/columns.js";
import { placeText } from "../output/place-text.js";

export const adopt = defineCommand({
  name: "adopt",
  day: "Set up",
  summary: "Turn a folder of SQL migrations of another tool into a module's migrations",
  details: [
    "One folder each, in the tool's order, the SQL unchanged below headers; what has no way back becomes irreversible.",
    "Nothing is executed and no database is touched. The module must not have migrations yet. Ends in 3 when what was",
    "written needs a correction before it can run, else in 0.",
  ],
  arguments: [{ name: "DIR", summary: "folder of the other tool's files" }],
  options: {
    from: {
      type: "string",
      value: "TOOL",
      required: true,
      choices: adoptTools,
      summary: "the tool that the files were written for",
    },
    module: {
      type: "string",
      short: "m",
      value: "MODULE",
      required: true,
      summary: "the module that becomes their owner",
    },
    "dry-run": { type: "boolean", summary: "show what would be written" },
  },
  examples: [
    ["adopt --from dbmate db/migrations -m billing", "the history of dbmate becomes that of billing"],
    ["adopt --from plain sql -m billing --dry-run", "look first; problems are shown in the original files"],
  ],
  async run({ arguments: [directory], options, common, terminal }) {
    const { adoptSqlFolder } = await import("../core/write.js");
    const result = await adoptSqlFolder({
      ...common,
      from: options.from as AdoptTool,
      directory,
      module: options.module,
      write: !options["dry-run"],
    });
    return {
      data: result,
      lines: adoptedLines(result, terminal.cwd),
      findings: result.findings,
      exitCode: exitOf(result.findings.filter(isError)),
      next: ["strata check"],
    };
  },
});

function adoptedLines({ migrations, directory, written }: AdoptResult, cwd: string): string[] {
  const count = `${migrations.length} migration${migrations.length === 1 ? "" : "s"}`;
  return [
    ...columns(
      migrations.map(({ original, folder, irreversible, noTransaction }) => [
        original,
        folder,
        [
          irreversible === undefined ? "" : "irreversible",
          noTransaction.up || noTransaction.down ? "no-transaction" : "",
        ]
          .filter((mark) => mark !== "")
          .join(", "),
      ]),
    ),
    `${written ? "Wrote" : "Would write"} ${count} to ${placeText({ file: directory }, cwd)}.`,
  ];
}
