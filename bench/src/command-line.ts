import { parseArgs } from "node:util";
import { allRows, chooseRows } from "./rows/all-rows.js";
import type { Row } from "./rows/row.js";

/** What the command line asks for. */
export interface Request {
  readonly rows: readonly Row[];
  /** Instead of each row's own number of rounds. */
  readonly rounds: number | undefined;
  /** The peers are neither installed nor run, for a quick look at strata: nothing is kept. */
  readonly withoutPeers: boolean;
  /** Only the page is to be written. */
  readonly reportOnly: boolean;
}

export const USAGE = `usage: pnpm bench [NAME…] [--rounds N] [--without-peers] [--report]

rows: ${allRows.map(({ name }) => name).join(", ")}
`;

/** Reads the arguments; a text says what is wrong with them. */
export function readCommandLine(args: readonly string[]): Request | string {
  let parsed;
  try {
    parsed = parseArgs({
      // pnpm hands on the `--` that some write before a script's own options.
      args: args.filter((word, index) => word !== "--" || index > 0),
      allowPositionals: true,
      options: { rounds: { type: "string" }, "without-peers": { type: "boolean" }, report: { type: "boolean" } },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0 && rounds <= 1000))
    return `--rounds takes a whole number from 1 to 1000, not ${JSON.stringify(values.rounds)}`;
  const rows = chooseRows(positionals);
  if (rows === undefined) return `there is no such row: ${positionals.join(" ")}`;
  return { rows, rounds, withoutPeers: values["without-peers"] ?? false, reportOnly: values.report ?? false };
}
