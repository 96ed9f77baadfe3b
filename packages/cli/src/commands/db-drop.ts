import { defineCommand } from "../command.js";
import { confirmedName } from "../run-options.js";

export const dbDrop = defineCommand({
  name: "db drop",
  day: "Database",
  summary: "Drop the database with everything in it",
  details: [
    "Its name is the confirmation, in every environment. Refused while others are connected, unless --force ends them.",
  ],
  arguments: [],
  options: {
    database: { type: "string", value: "NAME", summary: "the database's name, to confirm; asked at a terminal" },
    force: { type: "boolean", summary: "end the sessions that are connected to it" },
  },
  examples: [["db drop --database app", "strata's own database, or the one of DATABASE_URL"]],
  async run(context) {
    const confirm = await confirmedName(
      context,
      context.options.database,
      "The database will be dropped with everything in it",
    );
    const { dropDatabase } = await import("../core/database.js");
    const database = await dropDatabase({ ...context.common, confirm, force: context.options.force });
    return { data: { database }, lines: [`Dropped ${database}.`], next: ["strata up"] };
  },
});
