import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LeftOut } from "../contenders/tool.js";
import type { Figures } from "./figures.js";
import type { Goal } from "./goal.js";
import type { Surroundings } from "./surroundings.js";

/** What a row came to, as its file in bench/results keeps it. */
export interface Result {
  readonly format: 1;
  readonly name: string;
  readonly title: string;
  readonly surroundings: Surroundings;
  /** Counted rounds. */
  readonly rounds: number;
  /** Name of the contender that `toReference` refers to. */
  readonly reference: string;
  readonly figures: Figures;
  readonly goals: readonly Goal[];
  readonly leftOut: readonly LeftOut[];
}

/** Writes the file of a result. */
export async function writeResult(folder: string, result: Result): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** Reads all results there are, by name. */
export async function readResults(folder: string): Promise<ReadonlyMap<string, Result>> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const results = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as Result),
  );
  return new Map(results.map((result) => [result.name, result]));
}
