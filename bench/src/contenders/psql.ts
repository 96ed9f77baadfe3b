import type { Input } from "../input/input.js";
import { sqlText } from "../input/migration-text.js";
import { libpqEnvironment } from "../server/libpq-environment.js";
import type { Tool } from "./tool.js";

const FILE = "migrations.sql";
const OPTIONS = ["-X", "-q", "-v", "ON_ERROR_STOP=1"];

/** The limit: the same transactions as strata's without lock, graph, history and errors. */
export const psql: Tool = {
  name: "psql",
  kind: "limit",
  how: "one file, `BEGIN` and `COMMIT` around each migration",
  onNode: false,
  files: (input) => ({ [FILE]: inTransactions(input) }),
  apply: ({ folder, url }) => ({
    program: "psql",
    args: [...OPTIONS, "-f", FILE],
    cwd: folder,
    env: libpqEnvironment(url),
  }),
};

/** What one big transaction would gain. */
export const psqlInOne: Tool = {
  ...psql,
  name: "psql -1",
  how: "one file, one transaction for all",
  files: ({ migrations }) => ({ [FILE]: migrations.map(({ up }) => sqlText(up)).join("") }),
  apply: (place) => {
    const command = psql.apply(place);
    return { ...command, args: ["-1", ...command.args] };
  },
};

/** All migrations as one script. */
export function inTransactions({ migrations }: Pick<Input, "migrations">): string {
  return migrations.map(({ up }) => `BEGIN;\n${sqlText(up)}COMMIT;\n`).join("");
}
