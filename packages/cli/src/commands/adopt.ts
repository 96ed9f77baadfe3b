import {
  type AdoptedDatabase,
  type AdoptResult,
  type AdoptTool,
  adoptTools,
  exitOf,
  formatId,
  isError,
} from "@strata/core";
import { type CommandResult, defineCommand } from "../command.js";
import { columns } from "../output/columns.js";
import { paint } from "../output/paint.js";
import { placeText } from "../output/place-text.js";
import { runOptions } from "../run-options.js";
import { usageError } from "../usage-error.js";

export const adopt = defineCommand({
  name: "adopt",
  day: "Set up",
  summary: "Take over another tool's migrations, and databases that are there already",
  details: [
    "With DIR alone: the tool's files become the module's migrations, one folder each, in the tool's order, the SQL",
    "unchanged below headers; what has no way back becomes irreversible. No database is touched. The module must not have",
    "migrations yet. Ends in 3 when what was written needs a correction before it can run, else in 0.",
    "With --url or --target, or without DIR: what the database holds already is recorded in its history, and nothing of it is",
    "run. With --from these are the migrations that the tool's own table says it has applied; without, a baseline is made",
    "of what the module claims. They are replayed on a scratch database first: ends in 2 with every difference, and nothing is",
    "recorded, unless both hold the same.",
  ],
  arguments: [{ name: "DIR", optional: true, summary: "folder of the other tool's files" }],
  options: {
    from: {
      type: "string",
      value: "TOOL",
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
    table: {
      type: "string",
      value: "SCHEMA.NAME",
      summary: "the tool's table in the database, where it is not the usual one",
    },
    "dry-run": { type: "boolean", summary: "show what would be written, of a folder" },
    "lock-wait": { type: "integer", value: "SECONDS", summary: "how long to wait for another run to end; default 60" },
  },
  examples: [
    ["adopt --from dbmate db/migrations -m billing", "the history of dbmate becomes that of billing"],
    ["adopt --from plain sql -m billing --dry-run", "look first; problems are shown in the original files"],
    ["adopt --from dbmate -m billing --url $URL", "record what dbmate has applied to a database"],
    ["adopt -m billing --url $URL", "a schema without a history becomes a baseline of billing"],
  ],
  async run(context) {
    const { arguments: given, options, common, terminal } = context;
    const [directory] = given;
    const { from, module, table } = options;
    const dryRun = options["dry-run"];
    if (directory !== undefined && from === undefined)
      throw usageError("a folder needs --from: the tool that it was written for", "adopt");
    if (directory !== undefined && common.url === undefined && common.target === undefined) {
      if (table !== undefined) throw usageError("--table is for a database: name it with --url or --target", "adopt");
      return adoptFolder(directory, { ...common, from: from as AdoptTool, module, write: !dryRun }, terminal.cwd);
    }
    if (dryRun) throw usageError("--dry-run is for a folder alone", "adopt");
    const { adoptDatabase } = await import("../core/adopt.js");
    const { ask } = terminal;
    const result = await adoptDatabase({
      ...runOptions({ common, terminal, options: { ...options, "retry-for": undefined } }),
      ...(ask === undefined
        ? {}
        : {
            confirm: async ({ target: { database } }) =>
              /^(?:y|yes)$/iu.test(
                await ask(
                  `${paint("yellow", `${database} is a production database.`)} Record migrations there that are not run? [y/N]`,
                ),
              ),
          }),
      module,
      ...(from === undefined ? {} : { from: from as AdoptTool }),
      ...(directory === undefined ? {} : { directory }),
      ...(table === undefined ? {} : { table }),
    });
    return {
      data: result,
      lines: databaseLines(result, terminal.cwd),
      findings: result.findings,
      next: ["strata status"],
    };
  },
});

async function adoptFolder(
  directory: string,
  options: Omit<Parameters<typeof import("../core/write.js").adoptSqlFolder>[0], "directory">,
  cwd: string,
): Promise<CommandResult> {
  const { adoptSqlFolder } = await import("../core/write.js");
  const result = await adoptSqlFolder({ ...options, directory });
  return {
    data: result,
    lines: adoptedLines(result, cwd),
    findings: result.findings,
    exitCode: exitOf(result.findings.filter(isError)),
    next: ["strata check"],
  };
}

function adoptedLines({ migrations, directory, written }: AdoptResult, cwd: string): string[] {
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
    `${written ? "Wrote" : "Would write"} ${counted(migrations.length)} to ${placeText({ file: directory }, cwd)}.`,
  ];
}

function databaseLines(
  { module, written, recorded, before, pending, connection }: AdoptedDatabase,
  cwd: string,
): string[] {
  const [folder] = written;
  const wrote =
    written.length === 1 && folder !== undefined ? placeText({ file: folder }, cwd) : counted(written.length);
  return [
    ...recorded.map((id) => `  ${formatId(id)}`),
    ...(folder === undefined ? [] : [`Wrote ${wrote}.`]),
    recorded.length > 0
      ? `Recorded ${counted(recorded.length)} of ${module}; none was run.`
      : `Nothing to record: the history holds ${before.length === 1 ? "it" : `all ${before.length}`} already.`,
    ...(pending.length === 0
      ? []
      : [`${counted(pending.length)} ${pending.length === 1 ? "is" : "are"} pending still.`]),
    `Connect:  ${connection}`,
  ];
}

function counted(count: number): string {
  return `${count} migration${count === 1 ? "" : "s"}`;
}
