import { nodeItself } from "../contenders/node-itself.js";
import { strata, strataCommand } from "../contenders/strata.js";
import { memoryGoal, ratioGoal } from "../report/goal.js";
import { appliedDatabase } from "./applied-database.js";
import type { Row } from "./row.js";

/** A short command of strata against Node itself, in a workspace of 200 migrations, all applied. */
export function strataAlone(row: {
  readonly name: string;
  readonly title: string;
  readonly args: readonly string[];
  /** Whether the command looks at a database. */
  readonly onDatabase: boolean;
  readonly bound: number;
}): Row {
  return {
    name: row.name,
    title: row.title,
    rounds: 25,
    async prepare(bench) {
      const installed = bench.tools.find(({ tool }) => tool.kind === "strata");
      if (installed === undefined) throw new Error("there is no strata to measure");
      const database = row.onDatabase ? await appliedDatabase(bench, installed, 200) : undefined;
      const place = { folder: await bench.folderOf(strata, 200), url: database?.url ?? "postgres://127.0.0.1:1/none" };
      const command = strataCommand(row.args, place);
      const own = {
        name: "strata",
        kind: "strata",
        version: installed.version,
        how: `\`strata ${row.args.join(" ")}\``,
        onNode: true,
        ready: async () => ({ command, judge: async () => database?.judge(), close: async () => {} }),
      } as const;
      return {
        contenders: [nodeItself(bench.folder), own],
        reference: "node -e 0",
        leftOut: [],
        close: async () => database?.drop(),
      };
    },
    goals: (figures) => [ratioGoal(figures, { of: "strata", to: "node -e 0", bound: row.bound }), memoryGoal(figures)],
  };
}
