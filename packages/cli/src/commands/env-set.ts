import type { EnvironmentClass } from "@strata/core";
import { defineCommand } from "../command.js";
import { confirmedName } from "../run-options.js";
import { environmentLine } from "./env-show.js";

export const envSet = defineCommand({
  name: "env set",
  day: "Database",
  summary: "Stamp the database with its class",
  details: ["Works before the first `up`. The stamp counts for this database only: a copy of it is production again."],
  arguments: [
    { name: "CLASS", choices: ["development", "test", "staging", "production"], summary: "what the database is for" },
  ],
  options: {
    database: { type: "string", value: "NAME", summary: "the database's name, to confirm; asked at a terminal" },
  },
  examples: [
    ["env set staging --database app --url postgres://app@db.example.com/app", "fixtures stay out, `up` asks nothing"],
  ],
  async run(context) {
    const [name] = context.arguments;
    const database = await confirmedName(context, context.options.database, `The class becomes ${name}`);
    const { setEnvironment } = await import("../core/run.js");
    const state = await setEnvironment({ ...context.common, class: name as EnvironmentClass, database });
    return { data: state, lines: [environmentLine(state)], next: ["strata up"] };
  },
});
