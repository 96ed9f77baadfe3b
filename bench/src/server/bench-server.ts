import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDatabase } from "@strata/core";
import postgres from "postgres";
import type { Shape } from "../input/input.js";

/** The server that a benchmark runs against. */
export interface BenchServer {
  /** `18.4`. */
  readonly version: string;
  /** What its configuration sets to something else than PostgreSQL's default, `name = value`, sorted. */
  readonly settings: readonly string[];
  /** Makes an empty database, and has all that is unwritten written: nobody pays for the one before. */
  createDatabase(): Promise<BenchDatabase>;
  close(): Promise<void>;
}

/** A database of one run. */
export interface BenchDatabase {
  /** With the password. */
  readonly url: string;
  /** What stands in the input's schemas. */
  shape(): Promise<Shape>;
  /** Runs statements, each in a transaction of its own. */
  run(statements: readonly string[]): Promise<void>;
  drop(): Promise<void>;
}

/** Starts a PostgreSQL of strata's own in the folder; removing it stands with whoever made the folder. */
export async function startBenchServer(folder: string, major = 18): Promise<BenchServer> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "strata.config.json"), `{ "postgres": ${major} }\n`);
  await writeFile(join(folder, "package.json"), '{ "name": "bench-server", "private": true }\n');
  await writeFile(join(folder, "pnpm-workspace.yaml"), "packages: []\n");
  const { url } = await startDatabase({ cwd: folder, env: {} });
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  let count = 0;
  const [server] = await admin<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
  return {
    version: String(server?.version).split(" ")[0] ?? "",
    settings: await readSettings(admin),
    async createDatabase() {
      count += 1;
      const name = `bench_${count}`;
      await admin.unsafe(`CREATE DATABASE ${name}`);
      await admin.unsafe("CHECKPOINT");
      const own = new URL(url);
      own.pathname = `/${name}`;
      return {
        url: own.href,
        shape: () => readShape(own.href),
        run: (statements) => runStatements(own.href, statements),
        drop: async () => void (await admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`)),
      };
    },
    close: () => admin.end(),
  };
}

/** Files and addresses are left out: they say nothing about the figures. */
async function readSettings(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    SELECT name || ' = ' || current_setting(name) AS line FROM pg_settings
    WHERE source = 'configuration file' AND setting IS DISTINCT FROM boot_val
      AND category NOT LIKE 'File Locations%' AND name NOT IN ('port', 'listen_addresses', 'unix_socket_directories')
    ORDER BY name`;
  return rows.map(({ line }) => line);
}

async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    for (const statement of statements) await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

async function readShape(url: string): Promise<Shape> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql<Shape[]>`
      WITH relation AS (
        SELECT c.oid, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname LIKE 'bench\\_%'
      )
      SELECT
        (SELECT count(*)::int FROM relation WHERE relkind = 'r') AS tables,
        (SELECT count(*)::int FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
          WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
        (SELECT count(*)::int FROM relation WHERE relkind = 'i') AS indexes,
        (SELECT count(*)::int FROM relation r JOIN pg_constraint x ON x.conrelid = r.oid AND x.contype = 'c') AS checks,
        (SELECT count(*)::int FROM relation r JOIN pg_constraint x ON x.conrelid = r.oid AND x.contype = 'f') AS "foreignKeys"`;
    if (row === undefined) throw new Error("the server does not count its objects");
    return { ...row };
  } finally {
    await sql.end();
  }
}
