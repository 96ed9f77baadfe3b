import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bench, makeBench } from "./bench.js";
import { type Request, USAGE, readCommandLine } from "./command-line.js";
import { findTools } from "./contenders/find-tools.js";
import { type MemoryMeter, findMemoryMeter } from "./measure/peak-memory.js";
import { places } from "./places.js";
import { renderPage } from "./report/page.js";
import { type Result, readResults, writeResult } from "./report/result.js";
import { describeSurroundings } from "./report/surroundings.js";
import { goalsTable, rowTable } from "./report/tables.js";
import { allRows } from "./rows/all-rows.js";
import { RowFailed, runRow } from "./run-row.js";
import { fileSystemOf, makeBenchFolder, removeBenchFolder } from "./server/bench-folder.js";
import { type BenchServer, startBenchServer } from "./server/bench-server.js";

/** Fewer rounds are for trying: what comes out is shown and not kept. */
const KEPT_FROM = 5;

const request = readCommandLine(process.argv.slice(2));
if (typeof request === "string") {
  process.stderr.write(`${request}\n${USAGE}`);
  process.exitCode = 3;
} else if (request.reportOnly) {
  await writePage();
} else {
  process.exitCode = await runBenchmarks(request);
}

/** Runs the rows one after the other. Returns the exit status. */
async function runBenchmarks(request: Request): Promise<number> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => interruption.abort());
  const folder = await makeBenchFolder();
  try {
    const server = await startBenchServer(folder);
    const others = new Map<number, Promise<BenchServer>>();
    try {
      const tools = await findTools(say, request);
      const serverOf = (major: number): Promise<BenchServer> => {
        const started = others.get(major) ?? startBenchServer(join(folder, `server-${major}`), major);
        others.set(major, started);
        return started;
      };
      const bench = makeBench({ ...tools, server, serverOf, folder, signal: interruption.signal });
      return await runRows(request, bench, await findMemoryMeter(folder));
    } finally {
      for (const other of [server, ...(await Promise.all(others.values()))]) await other.close();
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    say("interrupted");
    return 130;
  } finally {
    await removeBenchFolder(folder);
  }
}

async function runRows(request: Request, bench: Bench, meter: MemoryMeter | undefined): Promise<number> {
  const results: Result[] = [];
  let isBroken = false;
  for (const row of request.rows) {
    const rounds = request.rounds ?? row.rounds;
    say(`${row.name}: ${rounds} rounds`);
    const surroundings = describeSurroundings(bench.server, { fileSystem: fileSystemOf(bench.folder), meter });
    try {
      const result = await runRow(row, bench, { rounds, meter, surroundings });
      results.push(result);
      process.stdout.write(`\n${row.title}\n\n${rowTable(result)}\n`);
      if (request.withoutPeers) say(`${row.name}: figures without the peers are not kept`);
      else if (rounds < KEPT_FROM) say(`${row.name}: fewer than ${KEPT_FROM} rounds are not kept`);
      else await writeResult(places.results, result);
    } catch (error) {
      if (!(error instanceof RowFailed)) throw error;
      isBroken = true;
      say(`${row.name} failed: ${error.message}`);
    }
  }
  await writePage();
  process.stdout.write(`\n${goalsTable(results)}`);
  if (isBroken) return 1;
  return results.some(({ goals }) => goals.some(({ met }) => met === false)) ? 2 : 0;
}

async function writePage(): Promise<void> {
  const names = allRows.map(({ name }) => name);
  await writeFile(places.page, renderPage(names, await readResults(places.results)));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
