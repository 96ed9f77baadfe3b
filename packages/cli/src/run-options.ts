import { resolve } from "node:path";
import { type Plan, type RunOptions, StrataError } from "@strata/core";
import type { CommandContext, OptionSpec } from "./command.js";
import { paint } from "./output/paint.js";

/** Options of every command that runs a plan. */
export const runOptionSpecs = {
  "lock-wait": { type: "integer", value: "SECONDS", summary: "how long to wait for another run to end; default 60" },
  "retry-for": {
    type: "integer",
    value: "SECONDS",
    summary: "how long to try a step again that others are in the way of, or to reconnect; default 30, 0 is never",
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Their values, in seconds. */
export interface RunTimes {
  readonly "lock-wait": number | undefined;
  readonly "retry-for": number | undefined;
}

/** What a use-case takes that runs a plan: the confirmation of production is asked at a terminal, given by `--yes`. */
export function runOptions({
  common,
  terminal,
  options,
}: Pick<CommandContext, "common" | "terminal"> & { readonly options: RunTimes }): RunOptions {
  const { "lock-wait": lockWait, "retry-for": retryFor } = options;
  const { ask, yes } = terminal;
  return {
    ...common,
    ...(lockWait === undefined ? {} : { lockWaitMs: lockWait * 1_000 }),
    ...(retryFor === undefined ? {} : { retryMs: retryFor * 1_000 }),
    ...(yes ? { allowProduction: true } : {}),
    ...(ask === undefined
      ? {}
      : {
          confirm: async (plan: Plan) => {
            terminal.showPlan(plan);
            const answer = await ask(
              `${paint("yellow", `${plan.target.database} is a production database.`)} Go on? [y/N]`,
            );
            return /^(?:y|yes)$/iu.test(answer);
          },
        }),
  };
}

/** The name that confirms: `--database`, or the answer to a question. Empty when there is neither. */
export async function confirmedName(
  { terminal }: Pick<CommandContext, "terminal">,
  given: string | undefined,
  what: string,
): Promise<string> {
  if (given !== undefined) return given;
  return (await terminal.ask?.(`${what}. The database's name, to confirm:`)) ?? "";
}

/**
 * Reads a plan that `strata plan` has printed with or without its envelope.
 *
 * @throws StrataError PLAN_INVALID, also when the file cannot be read; USAGE when the plan goes the other way.
 */
export async function readPlan(file: string, cwd: string, direction: Plan["direction"]): Promise<Plan> {
  const path = resolve(cwd, file);
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new StrataError("PLAN_INVALID", `the plan cannot be read: ${UNREADABLE[error.code ?? ""] ?? error.message}`, {
      hint: `\`strata plan --json > ${file}\` makes one.`,
      details: { place: { file: path } },
      cause: error,
    });
  });
  const { parsePlan } = await import("./core/plan-file.js");
  const plan = parsePlan(path, text, holdsEnvelope(text) ? ["data"] : []);
  if (plan.direction === direction) return plan;
  throw new StrataError("USAGE", `${file} is a plan of \`strata ${plan.direction}\``, {
    hint: `Run it with \`strata ${plan.direction} --plan ${file}\`.`,
  });
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
};

function holdsEnvelope(text: string): boolean {
  try {
    return Object.hasOwn(Object(JSON.parse(text)), "data");
  } catch {
    return false;
  }
}
