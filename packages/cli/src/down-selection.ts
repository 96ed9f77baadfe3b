import type { DownRequest } from "@strata/core";
import type { OptionSpec, OptionValues } from "./command.js";
import { usageError } from "./usage-error.js";

/** Options that say how far a way back goes. */
export const downSelectionSpecs = {
  module: { type: "string", short: "m", value: "MODULE", summary: "only this module and what requires it" },
  steps: { type: "integer", value: "N", summary: "the N newest by order of application" },
  to: { type: "string", value: "VERSION", summary: "keep this version, take back everything newer" },
  all: { type: "boolean", summary: "everything but sys-core" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The selection among a command's options; throws USAGE when it says two things. */
export function downSelection(
  { module, steps, to, all }: OptionValues<typeof downSelectionSpecs>,
  command: string,
): DownRequest {
  const given = [steps === undefined ? "" : "--steps", to === undefined ? "" : "--to", all ? "--all" : ""].filter(
    Boolean,
  );
  if (given.length > 1) throw usageError(`${given.join(" and ")} cannot be given together`, command);
  if (steps === 0) throw usageError("--steps needs at least 1", command);
  return {
    ...(module === undefined ? {} : { module }),
    ...(steps === undefined ? {} : { steps }),
    ...(to === undefined ? {} : { to }),
    ...(all ? { all } : {}),
  };
}
