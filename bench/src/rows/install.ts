import { join } from "node:path";
import type { Bench } from "../bench.js";
import { pgDump, pgDumpVersion } from "../contenders/pg-dump.js";
import { strataCommand } from "../contenders/strata.js";
import { wideWorkspace } from "../contenders/wide-workspace.js";
import { wideSchema } from "../input/wide-schema.js";
import { type Command, complaintIn, runProcess } from "../measure/run-process.js";
import { strataPackage } from "../places.js";
import { memoryGoal, ratioGoal } from "../report/goal.js";
import { libpqEnvironment } from "../server/libpq-environment.js";
import type { Row } from "./row.js";

const TABLES = 600;
const FILE = "pg_dump.sql";

/** A new database from the generated dump, history included, beside psql with pg_dump's file. */
export const install: Row = {
  name: `install-${TABLES}`,
  title: `Install ${TABLES} tables from LATEST`,
  rounds: 5,
  async prepare(bench) {
    const version = await pgDumpVersion();
    if (version === undefined) throw new Error("there is no pg_dump here to compare with");
    const folder = await wideWorkspace(bench, "install", TABLES);
    await succeed(bench, { ...strataCommand(["dump"], { folder, url: "" }), env: {} });
    const server = await bench.serverOf(Number.parseInt(version, 10));
    const source = await server.createDatabase();
    await source.run(wideSchema(TABLES));
    await succeed(bench, pgDump(source.url, folder, join(folder, FILE)));
    await source.drop();
    const contender = (command: (url: string) => Command) => async () => {
      const database = await bench.server.createDatabase();
      return {
        command: command(database.url),
        judge: async () => {
          const { tables } = await database.shape();
          return tables === TABLES ? undefined : `the database holds ${tables} tables`;
        },
        close: () => database.drop(),
      };
    };
    return {
      contenders: [
        {
          name: "psql -1",
          kind: "limit",
          version,
          how: "`psql -1 -f` with the file of `pg_dump --schema-only`",
          onNode: false,
          ready: contender((url) => ({
            program: "psql",
            args: ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", FILE],
            cwd: folder,
            env: libpqEnvironment(url),
          })),
        },
        {
          name: "strata",
          kind: "strata",
          version: strataPackage().version,
          how: "`strata up --yes` of an empty database, strata's own tables and the history included",
          onNode: true,
          ready: contender((url) => strataCommand(["up", "--yes"], { folder, url })),
        },
      ],
      reference: "psql -1",
      leftOut: [],
      close: async () => {},
    };
  },
  goals: (figures) => [ratioGoal(figures, { of: "strata", to: "psql -1", bound: 0.95 }), memoryGoal(figures)],
};

async function succeed(bench: Bench, command: Command): Promise<void> {
  const outputFile = join(bench.folder, "output");
  const { exitCode } = await runProcess(command, { outputFile, signal: bench.signal });
  if (exitCode !== 0) throw new Error(`${command.program}: ${await complaintIn(outputFile)}`);
}
