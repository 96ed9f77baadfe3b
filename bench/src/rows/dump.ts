import { pgDump, pgDumpVersion } from "../contenders/pg-dump.js";
import { strataCommand } from "../contenders/strata.js";
import { WIDE_MODULE, wideWorkspace } from "../contenders/wide-workspace.js";
import { wideSchema } from "../input/wide-schema.js";
import { memoryGoal, ratioGoal } from "../report/goal.js";
import { strataPackage } from "../places.js";
import type { Row } from "./row.js";

/** The schema of a living database to standard output. */
export function dump(tables: number, bound: number): Row {
  return {
    name: `dump-${tables}`,
    title: `Dump a schema of ${tables.toLocaleString("en")} tables`,
    rounds: 7,
    async prepare(bench) {
      const version = await pgDumpVersion();
      if (version === undefined) throw new Error("there is no pg_dump here to compare with");
      // pg_dump refuses a server that is newer than itself.
      const server = await bench.serverOf(Number.parseInt(version, 10));
      const database = await server.createDatabase();
      await database.run(wideSchema(tables));
      const folder = await wideWorkspace(bench, `dump-${tables}`, 0);
      const judge = async (): Promise<undefined> => undefined;
      const close = async (): Promise<void> => {};
      return {
        contenders: [
          {
            name: "pg_dump",
            kind: "reference",
            version,
            how: "`pg_dump --schema-only`",
            onNode: false,
            ready: async () => ({ command: pgDump(database.url, folder), judge, close }),
          },
          {
            name: "strata",
            kind: "strata",
            version: strataPackage().version,
            how: "`strata dump --stdout --url`",
            onNode: true,
            ready: async () => ({ command: dumpCommand(folder, database.url), judge, close }),
          },
        ],
        reference: "pg_dump",
        leftOut: [],
        close: () => database.drop(),
      };
    },
    goals: (figures) => [ratioGoal(figures, { of: "strata", to: "pg_dump", bound }), memoryGoal(figures)],
  };
}

/** The living database's dump of the wide module; the password goes by the environment. */
export function dumpCommand(folder: string, url: string): ReturnType<typeof strataCommand> {
  const { href, password } = withoutPassword(url);
  const command = strataCommand(["dump", "--stdout", "-m", WIDE_MODULE, "--url", href], { folder, url });
  return { ...command, env: { PGPASSWORD: password } };
}

function withoutPassword(url: string): { readonly href: string; readonly password: string } {
  const plain = new URL(url);
  const password = decodeURIComponent(plain.password);
  plain.password = "";
  return { href: plain.href, password };
}
