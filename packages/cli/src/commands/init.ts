import { defineCommand } from "../command.js";
import { columns } from "../output/columns.js";
import { placeText } from "../output/place-text.js";

export const init = defineCommand({
  name: "init",
  day: "Set up",
  summary: "Set up a repository for strata: a pnpm, npm or yarn workspace, a package or an empty folder",
  details: [
    "Files that are there are only added to, in the form in which they are written; a second time changes nothing.",
    "No package is installed and no database is touched.",
  ],
  arguments: [],
  options: { "dry-run": { type: "boolean", summary: "show what would be written" } },
  examples: [
    ["init", "in the repository's root"],
    ["init --dry-run", "what would be added to which file"],
  ],
  async run({ options, common, terminal }) {
    const { initWorkspace } = await import("../core/write.js");
    const result = await initWorkspace({
      ...(common.cwd === undefined ? {} : { cwd: common.cwd }),
      write: !options["dry-run"],
    });
    const { root, written, files, advice, next } = result;
    return {
      data: result,
      lines: [
        files.every(({ outcome }) => outcome === "kept")
          ? `${root} is set up already.`
          : `${written ? "Set up" : "Would set up"} ${root}.`,
        ...columns(
          files.map(({ path, outcome, what }) => [`  ${outcome}`, placeText({ file: path }, terminal.cwd), what]),
        ),
        ...advice,
      ],
      next,
    };
  },
});
