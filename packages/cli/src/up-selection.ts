import type { OptionSpec } from "./command.js";

/** Option that says which modules a way up is for. */
export const modulesSpec = {
  type: "string",
  short: "m",
  value: "MODULE",
  multiple: true,
  summary: "only this module and what it requires",
} as const satisfies OptionSpec;
