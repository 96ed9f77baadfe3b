import { defineCommand } from "../command.js";

export const dbCreate = defineCommand({
  name: "db create",
  day: "Database",
  summary: "Create the database and stamp it development or test",
  details: ["One that is there already is left as it is. The stamp begins the history: sys-core is applied."],
  arguments: [{ name: "NAME", optional: true, summary: "another name than that of the URL, on the same server" }],
  options: {
    class: {
      type: "string",
      value: "CLASS",
      choices: ["development", "test"],
      summary: "what it is for; default development",
    },
  },
  examples: [
    ["db create --url postgres://me@localhost/app", "the database of the URL"],
    ["db create app_test --class test", "another one beside it"],
  ],
  async run({ arguments: [name], options, common }) {
    const { createDatabase } = await import("../core/database.js");
    const chosen = options.class === "test" ? "test" : "development";
    const { database, created } = await createDatabase({
      ...common,
      ...(name === undefined ? {} : { database: name }),
      class: chosen,
    });
    return {
      data: { database, created, class: created ? chosen : null },
      lines: [created ? `Created ${database} (${chosen}).` : `${database} is there already; nothing has changed.`],
      next: ["strata up"],
    };
  },
});
