import { type Dumps, exitOf } from "@strata/core";
import { type CommandResult, defineCommand } from "../command.js";
import { countFindings, findingLines } from "../output/finding-lines.js";
import { placeText } from "../output/place-text.js";
import { usageError } from "../usage-error.js";

export const dump = defineCommand({
  name: "dump",
  day: "Every day",
  summary: "Write schema.sql of each migration, and LATEST, from a replay of the history",
  details: [
    "The history is replayed on scratch databases: on strata's own server, or on that of scratchUrl in the root",
    "configuration. No other database is asked. Only files that differ are written. --stdout writes no file; with --url or",
    "--target it prints what that database holds now. --check ends in 2 when a file is stale, and names it.",
  ],
  arguments: [],
  options: {
    module: {
      type: "string",
      short: "m",
      value: "MODULE",
      multiple: true,
      summary: "only this module; default: all of the workspace that have migrations",
    },
    check: { type: "boolean", summary: "write nothing, and say what is stale" },
    stdout: { type: "boolean", summary: "print the newest dump instead" },
  },
  examples: [
    ["dump", "after a change of migrations, before the commit"],
    ["dump --check", "in CI: are the generated files those of a replay?"],
    ["dump --stdout -m sys-account --url postgres://app@db.example.com/app", "what a database holds of a module"],
  ],
  async run({ options, common, terminal }) {
    const { module: modules, check, stdout } = options;
    const isNamed = common.url !== undefined || common.target !== undefined;
    if (stdout && check) throw usageError("--check and --stdout exclude each other", "dump");
    if (isNamed && !stdout)
      throw usageError(
        "the files come from a replay and not from a database: add --stdout to dump that one, or leave out --url and --target",
        "dump",
      );
    if (stdout && isNamed) {
      const { dumpDatabase } = await import("../core/dump-database.js");
      return printed(await dumpDatabase({ ...common, modules }));
    }
    const { dumpModules, dumpReplayed } = await import("../core/dump.js");
    if (stdout) return printed(await dumpReplayed({ ...common, modules }));
    const result = await dumpModules({ ...common, modules, check });
    const { files, written, removed, findings } = result;
    const shown = (path: string): string => placeText({ file: path }, terminal.cwd);
    if (check)
      return {
        data: { modules: result.modules, files, stale: [...written, ...removed] },
        lines: [...findingLines(findings, terminal.cwd), `${files} generated files, ${countFindings(findings)}.`],
        findings,
        findingsInLines: true,
        exitCode: exitOf(findings),
        next: written.length + removed.length > 0 ? ["strata dump"] : [],
      };
    const notOurs = findings.filter(({ code }) => code === "DUMP_NOT_OURS").length;
    const left = notOurs === 0 ? "" : `, ${notOurs} left as ${notOurs === 1 ? "it is" : "they are"}`;
    return {
      data: { modules: result.modules, files, written, removed },
      lines: [
        ...written.map((path) => `wrote ${shown(path)}`),
        ...removed.map((path) => `removed ${shown(path)}`),
        written.length + removed.length === 0
          ? `${files} generated files, ${notOurs === 0 ? "all" : files - notOurs} as they should be${left}.`
          : `${files} generated files, ${written.length} written, ${removed.length} removed${left}.`,
      ],
      findings,
      next: ["strata check"],
    };
  },
});

function printed({ dumps, findings }: Dumps): CommandResult {
  return { data: { dumps }, lines: [], content: dumps.map(({ text }) => text).join("\n"), findings };
}
