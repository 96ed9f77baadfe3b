import type { Bench, Size } from "../bench.js";
import { nodeItself } from "../contenders/node-itself.js";
import type { InstalledTool, LeftOut } from "../contenders/tool.js";
import type { Contender } from "../measure/contender.js";
import { firstOfNodePeers, memoryGoal, ratioGoal } from "../report/goal.js";
import { type AppliedDatabase, appliedDatabase } from "./applied-database.js";
import type { Row } from "./row.js";

/** The commonest run: everything is applied already. */
export function noopUp(size: Size, bound: number): Row {
  return {
    name: `noop-up-${size}`,
    title: `Nothing to do, ${size} migrations applied`,
    rounds: 15,
    async prepare(bench) {
      const databases: AppliedDatabase[] = [];
      const contenders: Contender[] = [nodeItself(bench.folder)];
      const leftOut: LeftOut[] = [];
      for (const installed of bench.tools.filter(({ tool }) => tool.kind !== "limit")) {
        try {
          const database = await appliedDatabase(bench, installed, size);
          databases.push(database);
          contenders.push(await contenderOn(bench, installed, size, database));
        } catch (error) {
          bench.signal.throwIfAborted();
          leftOut.push({ name: installed.tool.name, why: error instanceof Error ? error.message : String(error) });
        }
      }
      return {
        contenders,
        reference: "node -e 0",
        leftOut: [...bench.leftOut.filter(({ name }) => name !== "psql"), ...leftOut],
        close: async () => void (await Promise.all(databases.map((database) => database.drop()))),
      };
    },
    goals: (figures) => [
      ratioGoal(figures, { of: "strata", to: "node -e 0", bound }),
      firstOfNodePeers(figures),
      memoryGoal(figures),
    ],
  };
}

async function contenderOn(
  bench: Bench,
  { tool, version }: InstalledTool,
  size: Size,
  database: AppliedDatabase,
): Promise<Contender> {
  const command = tool.apply({ folder: await bench.folderOf(tool, size), url: database.url });
  return {
    name: tool.name,
    kind: tool.kind,
    version,
    how: tool.how,
    onNode: tool.onNode,
    ready: async () => ({ command, judge: () => database.judge(), close: async () => {} }),
  };
}
