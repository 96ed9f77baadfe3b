import { must } from "../../src/errors/internal-error.js";
import { connect } from "../../src/postgres/connect.js";
import type { Row } from "../../src/types/session.js";
import { freshDatabase } from "../support/cluster.js";
import { temporaryTree, type TreeEntry } from "../support/temporary-tree.js";
import { onTestFinished } from "vitest";

/** Files of one migration: name to text. */
export type MigrationFiles = Readonly<Record<string, string>>;

/** Modules by name: their migrations by `STAMP_name`, and what their package.json says beyond the name. */
export type Modules = Readonly<
  Record<
    string,
    { readonly migrations: Readonly<Record<string, MigrationFiles>>; readonly package?: Record<string, unknown> }
  >
>;

/** A pnpm workspace in a folder of its own with these modules; returns its root. */
export function workspaceOf(modules: Modules): string {
  return temporaryTree({
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "package.json": { name: "acme", private: true },
    ...treeOf(modules),
  });
}

/** The files of modules, to be added to a workspace. */
export function treeOf(modules: Modules): Record<string, TreeEntry> {
  return Object.fromEntries(
    Object.entries(modules).flatMap(([name, module]) => [
      [`modules/${name}/package.json`, { name, version: "1.2.3", strata: {}, ...module.package }] as const,
      ...Object.entries(module.migrations).flatMap(([folder, files]) =>
        Object.entries(files).map(([file, text]) => [`modules/${name}/migrations/${folder}/${file}`, text] as const),
      ),
    ]),
  );
}

/** A migration that creates one table in the module's schema, and the schema if it is the first. */
export function createTable(schema: string, table: string, first = false): MigrationFiles {
  return {
    "up.sql": `${first ? `CREATE SCHEMA ${schema};\n` : ""}CREATE TABLE ${schema}.${table} (id integer PRIMARY KEY, note text);\n`,
    "down.sql": `DROP TABLE ${schema}.${table};\n${first ? `DROP SCHEMA ${schema};\n` : ""}`,
  };
}

/** An empty database that is dropped when the test has ended. */
export async function emptyDatabase(): Promise<string> {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  return url;
}

/** Rows of one statement over a connection of its own. */
export async function rowsOf(url: string, statement: string): Promise<Row[]> {
  const connection = await connect(url);
  try {
    return await connection.query(statement);
  } finally {
    await connection.close();
  }
}

/** The only value of the only row. */
export async function valueOf(url: string, statement: string): Promise<unknown> {
  const rows = await rowsOf(url, statement);
  return Object.values(must(rows[0], "the row"))[0];
}

/** Applied migrations in the order of application, as `module@version`. */
export async function historyOf(url: string): Promise<string[]> {
  const rows = await rowsOf(url, "SELECT module || '@' || version AS id FROM sys_core.migration ORDER BY sequence");
  return rows.map((row) => String(row["id"]));
}

/** Everything that a module could leave behind: user relations, functions, types and schemas beside sys_core. */
export async function objectsOf(url: string): Promise<string[]> {
  const rows = await rowsOf(
    url,
    `SELECT format('%s.%s', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'sys_core', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%'
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace
      WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'sys_core', 'pg_toast', 'public') AND nspname NOT LIKE 'pg\\_%'
    ORDER BY 1`,
  );
  return rows.map((row) => String(row["name"]));
}
