import type { Result } from "./result.js";
import { goalsTable, rowTable, waysToRun } from "./tables.js";

/** Above this load before a row, something else was running; the rows before it leave about 1 behind. */
const BUSY = 2.5;

/**
 * docs/BENCHMARKS.md as it follows from the results of the rows of these names, in their order. Rows without a result are
 * named.
 */
export function renderPage(names: readonly string[], all: ReadonlyMap<string, Result>): string {
  const results = names.flatMap((name) => all.get(name) ?? []);
  const missing = names.filter((name) => !all.has(name)).map((name) => `\`${name}\``);
  return `# Benchmarks

What strata costs beside other tools and beside the least that any tool would cost. \`pnpm bench\` writes this page from
the files in bench/results; ratios are what lasts, milliseconds are this machine's.

## Run it

\`\`\`sh
pnpm bench                      # every row, about 10 minutes; writes bench/results and this page
pnpm bench apply-200 noop-up    # some rows, by name or its beginning
pnpm bench status --rounds 30   # more rounds; with fewer than 5 nothing is written
pnpm bench --without-peers      # strata and the limit alone, for a quick look; nothing is written
pnpm bench --report             # this page again, from the files
\`\`\`

It exits with 0 when every goal that could be judged is met, 2 when one is missed, 1 when strata or the reference did
not do what it should. A machine with nothing else to do is the first condition of a figure that means something.

## Goals

${goalsTable(results)}${missing.length === 0 ? "" : `\nNot measured yet: ${missing.join(", ")}.\n`}
## What is measured

- **Input**, the same bytes on every machine: 10 modules of 20 migrations (200), 100 modules of 10 (1,000), in each tool's
  own format. 60 % create a table (8 columns, identity key, foreign key, check, 2 indexes), 40 % change one (a column with
  a default, an index, a check, a rename, a type, comments, a default).
- **Time** of the whole process, from before it is started until its end is seen, by the monotonic clock. Medians; the
  middle half lies between the quartiles.
- **Rounds**: all take part in every round, one after the other, in another order each round. The first round warms up, is
  metered for memory, and does not count. A database is made before the clock starts, and the server has
  written what was unwritten.
- **Every run is judged** by what stands in the database afterwards: tables, columns, indexes, checks, foreign keys.
- **No-op**: strata verifies the checksum of every file and builds the whole graph. Of the peers, postgres-migrations
  compares checksums too, drizzle-orm the time of the newest migration, and the others names.

## How each is run

${waysToRun(results)}
## Honest limits

- dbmate is a native program that starts in less time than Node itself. strata does not claim the no-op against it; the
  goal is to be first of all that run on Node.
- The server runs on the same machine as its clients and shares its cores with them. A network between them would bring
  all of them closer to each other.
- Data in memory (\`tmpfs\`) make fsync free. On a disk each COMMIT costs the same for all that commit each migration by
  itself, and those with one transaction for all gain by it.
- Peers whose migrations are code send their SQL as it is, in one message for each migration: the fastest they can do.
- One transaction for all is quick, and takes locks on everything until its end; at about 1,750 tables PostgreSQL's
  default lock table is full.
${results.map(section).join("")}`;
}

function section(result: Result): string {
  return `
## ${result.title}

Row \`${result.name}\`.
${surroundingsText(result)}

${rowTable(result)}`;
}

function surroundingsText({ surroundings, rounds }: Result): string {
  const { date, machine, loadBefore, node, server, memory } = surroundings;
  const where = server.fileSystem === null ? "" : `, data on ${server.fileSystem}`;
  const settings = server.settings.map((setting) => `\`${setting}\``).join(", ");
  const load = loadBefore === null ? "" : ` Load before: ${loadBefore.toFixed(1)}.`;
  const busy =
    loadBefore !== null && loadBefore > BUSY ? "**Other work kept the machine busy: figures for trying.**\n" : "";
  return (
    `${busy}${date}, ${machine}, Node ${node}, PostgreSQL ${server.version}${where}; ${rounds} rounds.${load}\n` +
    `Not at PostgreSQL's defaults: ${settings === "" ? "nothing" : settings}.` +
    `\nPeak memory: ${memory ?? "not to be found here"}.`
  );
}
