import type { EnvironmentState } from "@strata/core";
import { defineCommand } from "../command.js";

export const envShow = defineCommand({
  name: "env show",
  day: "Database",
  summary: "Show the class of the database and why it has it",
  arguments: [],
  options: {},
  examples: [["env show", "development, test, staging or production"]],
  async run({ common }) {
    const { showEnvironment } = await import("../core/look.js");
    const state = await showEnvironment(common);
    return { data: state, lines: [environmentLine(state)] };
  },
});

/** `app is development: it is stamped so`. */
export function environmentLine({ database, class: name, why }: EnvironmentState): string {
  return `${database} is ${name}: ${why}.`;
}
