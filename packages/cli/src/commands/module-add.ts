import { defineCommand } from "../command.js";
import { placeText } from "../output/place-text.js";

export const moduleAdd = defineCommand({
  name: "module add",
  day: "Set up",
  summary: "Make the package of a new module, with a first migration",
  details: ["It passes every check as it is. Install afterwards, so that other packages can import it."],
  arguments: [{ name: "NAME", summary: "its name; it owns the schema of that name, with _ for -" }],
  options: {
    "depends-on": { type: "string", value: "MODULE", multiple: true, summary: "a module that it depends on" },
    dir: {
      type: "string",
      value: "DIR",
      summary: "folder of the package, from the workspace's root; default modules/NAME",
    },
    scope: {
      type: "string",
      value: "SCOPE",
      summary: "scope of the package's name; default that of the other modules",
    },
  },
  examples: [
    ["module add billing", "modules/billing, which owns the schema billing"],
    ["module add billing --depends-on sys-account --scope @acme", "may reference tables of sys-account"],
  ],
  async run({ arguments: [name], options, common, terminal }) {
    const { addModule } = await import("../core/write.js");
    const { "depends-on": dependsOn, dir: directory, scope } = options;
    const made = await addModule({
      ...(common.cwd === undefined ? {} : { cwd: common.cwd }),
      name,
      dependsOn,
      ...(directory === undefined ? {} : { directory }),
      ...(scope === undefined ? {} : { scope }),
    });
    const folder = placeText({ file: made.directory }, terminal.cwd);
    return {
      data: made,
      lines: [
        ...made.files.map((file) => `${folder}/${file}`),
        ...(made.addedPattern === undefined
          ? []
          : [`The workspace's packages have a new pattern: ${made.addedPattern}`]),
      ],
      next: [`strata up -m ${made.name}`, `strata new -m ${made.name} NAME`],
    };
  },
});
