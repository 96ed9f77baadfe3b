import type { Restamped } from "@strata/core";
import { type CommandResult, defineCommand } from "../command.js";
import { placeText } from "../output/place-text.js";
import { usageError } from "../usage-error.js";

export const newCommand = defineCommand({
  name: "new",
  day: "Every day",
  summary: "Make the folder of a new migration, or give one a new stamp with --restamp",
  details: [
    "The stamp is newer than everything of the module and of what it depends on, whose newest versions it requires.",
    "`new --restamp MODULE VERSION` moves a migration that was merged late behind the newest, with a `was` header: a",
    "database that ran the old stamp records the new one.",
  ],
  arguments: [
    { name: "NAME", optional: true, summary: "what it does, in any words; with --restamp the module" },
    { name: "VERSION", optional: true, summary: "only with --restamp: the old stamp, or the folder where two have it" },
  ],
  options: {
    module: {
      type: "string",
      short: "m",
      value: "MODULE",
      summary: "default: the module that the folder lies in, or the only one",
    },
    transform: { type: "boolean", summary: "with transform.ts and a frozen schema.ts" },
    restamp: { type: "boolean", summary: "give an existing migration a new stamp" },
  },
  examples: [
    ["new -m sys-account add_phone", "a folder with up.sql and down.sql"],
    ['new "Split the full name" --transform', "of the module of this folder, moving data in code"],
    ["new --restamp sys-account 20261120101500", "a migration that was merged late"],
  ],
  async run({ arguments: [first, second], options, common, terminal }) {
    const cwd = common.cwd === undefined ? {} : { cwd: common.cwd };
    if (options.restamp) {
      const [module, migration] = options.module === undefined ? [first, second] : [options.module, first];
      if (module === undefined || migration === undefined || (options.module !== undefined && second !== undefined)) {
        throw usageError("`new --restamp` needs MODULE and VERSION", "new");
      }
      const { restampMigration } = await import("../core/write.js");
      return restamped(await restampMigration({ ...cwd, module, migration }), terminal.cwd);
    }
    if (first === undefined) throw usageError("`new` needs NAME, which says what the migration does", "new");
    if (second !== undefined)
      throw usageError(`a name of several words stands in quotes: "${first} ${second} …"`, "new");
    const { newMigration } = await import("../core/write.js");
    const { module } = options;
    const made = await newMigration({
      ...cwd,
      name: first,
      withTransform: options.transform,
      ...(module === undefined ? {} : { module }),
    });
    const folder = placeText({ file: made.directory }, terminal.cwd);
    return {
      data: made,
      lines: made.files.map((file) => `${folder}/${file}`),
      next: [`strata up -m ${made.module}`, "strata redo"],
    };
  },
});

function restamped(result: Restamped, cwd: string): CommandResult {
  const { module, from, to, directory, stillNaming } = result;
  return {
    data: result,
    lines: [
      `${module}@${from} is ${to} now: ${placeText({ file: directory }, cwd)}`,
      ...stillNaming.map((file) => `Still names the old folder: ${placeText({ file }, cwd)}`),
    ],
    next: ["strata check"],
  };
}
