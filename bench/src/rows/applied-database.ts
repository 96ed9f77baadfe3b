import type { Bench, Size } from "../bench.js";
import type { InstalledTool } from "../contenders/tool.js";
import type { Shape } from "../input/input.js";
import { join } from "node:path";
import { complaintIn, runProcess } from "../measure/run-process.js";

/** A database in which a tool has applied all of an input. */
export interface AppliedDatabase {
  readonly url: string;
  /** What is wrong with it, if anything. */
  judge(): Promise<string | undefined>;
  drop(): Promise<void>;
}

/** @throws Error when the tool does not get there; no database is left then. */
export async function appliedDatabase(bench: Bench, { tool }: InstalledTool, size: Size): Promise<AppliedDatabase> {
  const folder = await bench.folderOf(tool, size);
  const database = await bench.server.createDatabase();
  const judge = async () => wrongShape(await database.shape(), bench.input(size).shape);
  try {
    const outputFile = join(bench.folder, "output");
    const command = tool.apply({ folder, url: database.url });
    const { exitCode } = await runProcess(command, { outputFile, signal: bench.signal });
    const wrong = exitCode === 0 ? await judge() : await complaintIn(outputFile);
    if (wrong !== undefined) throw new Error(`cannot apply what it should find applied: ${wrong}`);
    return { url: database.url, judge, drop: () => database.drop() };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** How a database differs from what it should hold, in one sentence. */
export function wrongShape(actual: Shape, expected: Shape): string | undefined {
  const kinds = Object.keys(expected) as (keyof Shape)[];
  const wrong = kinds.filter((kind) => actual[kind] !== expected[kind]);
  if (wrong.length === 0) return undefined;
  return `the database holds ${wrong.map((kind) => `${actual[kind]} ${kind} where there should be ${expected[kind]}`).join(", ")}`;
}
