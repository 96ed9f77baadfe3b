import type { OptionSpec } from "./command.js";

/** Options that every command takes, before or after its name. */
export const globalOptions = {
  cwd: { type: "string", value: "DIR", summary: "run as if started in this folder" },
  url: { type: "string", value: "URL", summary: "connection string of the database" },
  target: { type: "string", value: "NAME", summary: "a target of the root configuration" },
  json: { type: "boolean", summary: "print one JSON envelope on stdout and no progress" },
  yes: { type: "boolean", short: "y", summary: "confirm what would be asked" },
  "no-color": { type: "boolean", summary: "no colours" },
  help: { type: "boolean", short: "h", summary: "show help" },
  version: { type: "boolean", short: "V", summary: "show the version of strata" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Values of the options that every command takes. */
export interface GlobalValues {
  readonly cwd: string | undefined;
  readonly url: string | undefined;
  readonly target: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
  readonly "no-color": boolean;
  readonly help: boolean;
  readonly version: boolean;
}
