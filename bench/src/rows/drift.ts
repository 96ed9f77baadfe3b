import { strataCommand } from "../contenders/strata.js";
import { WIDE_MODULE, wideWorkspace } from "../contenders/wide-workspace.js";
import { complaintIn, runProcess } from "../measure/run-process.js";
import { join } from "node:path";
import { memoryGoal, ratioGoal } from "../report/goal.js";
import { strataPackage } from "../places.js";
import { dumpCommand } from "./dump.js";
import type { Row } from "./row.js";

const TABLES = 600;

/** Whether a database is still what the last run left, beside the dump of the same. */
export const drift: Row = {
  name: `drift-${TABLES}`,
  title: `Look for drift in ${TABLES} tables`,
  rounds: 7,
  async prepare(bench) {
    const folder = await wideWorkspace(bench, "drift", TABLES);
    const database = await bench.server.createDatabase();
    const outputFile = join(bench.folder, "output");
    const { exitCode } = await runProcess(strataCommand(["up", "--yes"], { folder, url: database.url }), {
      outputFile,
      signal: bench.signal,
    });
    if (exitCode !== 0) throw new Error(`cannot apply what it should look at: ${await complaintIn(outputFile)}`);
    const { version } = strataPackage();
    const judge = async (): Promise<undefined> => undefined;
    const close = async (): Promise<void> => {};
    const place = { folder, url: database.url };
    return {
      contenders: [
        {
          name: "strata dump",
          kind: "reference",
          version,
          how: "`strata dump --stdout --url`",
          onNode: true,
          ready: async () => ({ command: dumpCommand(folder, database.url), judge, close }),
        },
        {
          name: "strata",
          kind: "strata",
          version,
          how: "`strata drift`",
          onNode: true,
          ready: async () => ({ command: strataCommand(["drift", "-m", WIDE_MODULE], place), judge, close }),
        },
      ],
      reference: "strata dump",
      leftOut: [],
      close: () => database.drop(),
    };
  },
  goals: (figures) => [ratioGoal(figures, { of: "strata", to: "strata dump", bound: 1.5 }), memoryGoal(figures)],
};
