import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Bench } from "../bench.js";
import { WIDE, wideSchema } from "../input/wide-schema.js";

/** Name of the module that owns the wide schema. */
export const WIDE_MODULE = "bench-wide";

/**
 * A workspace of one module that owns the wide schema; its migrations, of 100 tables each, make it. Without tables it owns
 * what others have made.
 */
export async function wideWorkspace(bench: Bench, name: string, tables: number): Promise<string> {
  const folder = join(bench.folder, name);
  const [schema = "", ...statements] = wideSchema(tables);
  const files: Record<string, string> = {
    "package.json": '{ "name": "bench-workspace", "private": true }\n',
    "pnpm-workspace.yaml": 'packages:\n  - "modules/*"\n',
    "modules/wide/package.json": `{ "name": "${WIDE_MODULE}", "version": "1.0.0", "strata": { "owns": ["${WIDE}.*"] } }\n`,
  };
  const perMigration = 400;
  for (let start = 0; tables > 0 && start < statements.length; start += perMigration) {
    const stamp = `202601${String(10 + start / perMigration).padStart(2, "0")}000000`;
    const some = [...(start === 0 ? [schema] : []), ...statements.slice(start, start + perMigration)];
    const directory = `modules/wide/migrations/${stamp}_part`;
    files[`${directory}/up.sql`] = some.map((statement) => `${statement};\n`).join("");
    files[`${directory}/down.sql`] = "-- strata: irreversible never taken back here\n";
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
