import type { Bench, Size } from "../bench.js";
import type { InstalledTool } from "../contenders/tool.js";
import type { Contender } from "../measure/contender.js";
import { memoryGoal, ratioGoal } from "../report/goal.js";
import { wrongShape } from "./applied-database.js";
import type { Row } from "./row.js";

/** Everything into an empty database, which is made before the clock starts. */
export function apply(size: Size, bound: number): Row {
  return {
    name: `apply-${size}`,
    title: `Apply ${size} migrations to an empty database`,
    rounds: 5,
    async prepare(bench) {
      const contenders: Contender[] = [];
      for (const installed of bench.tools) contenders.push(await contenderOf(bench, installed, size));
      return {
        contenders,
        reference: bench.tools.find(({ tool }) => tool.kind === "limit")?.tool.name ?? "psql",
        leftOut: bench.leftOut,
        close: async () => {},
      };
    },
    goals: (figures) => [ratioGoal(figures, { of: "strata", to: "psql", bound }), memoryGoal(figures)],
  };
}

async function contenderOf(bench: Bench, { tool, version }: InstalledTool, size: Size): Promise<Contender> {
  const folder = await bench.folderOf(tool, size);
  return {
    name: tool.name,
    kind: tool.kind,
    version,
    how: tool.how,
    onNode: tool.onNode,
    async ready() {
      const database = await bench.server.createDatabase();
      return {
        command: tool.apply({ folder, url: database.url }),
        judge: async () => wrongShape(await database.shape(), bench.input(size).shape),
        close: () => database.drop(),
      };
    },
  };
}
