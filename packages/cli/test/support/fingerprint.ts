import { createHash } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "@strata/core/test-cluster";

type Session = Awaited<ReturnType<typeof connect>>;

/** Runs statements against a database in a session of their own; returns the rows of the last one. */
export async function query(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const session = await connect(url);
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = await session.query(statement);
    return rows;
  } finally {
    await session.close();
  }
}

/** Everything of a database that a refused command must leave as it is, as lines, and the events of its audit. */
export interface DatabaseState {
  /** Objects with their definitions, and every table with a hash of its rows; the audit is left out. */
  readonly lines: readonly string[];
  readonly audit: readonly string[];
}

/** Reads the state of a database. */
export async function databaseState(url: string): Promise<DatabaseState> {
  const session = await connect(url);
  try {
    const objects = await linesOf(session, OBJECTS);
    const tables = await linesOf(session, TABLES);
    const rows = await Promise.all(
      tables.map(async (table) => {
        const [content] = await linesOf(
          session,
          `SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS line FROM ${table} t`,
        );
        return `rows of ${table}: ${content}`;
      }),
    );
    const audited = objects.some((line) => line.startsWith("relation sys_core.migration_audit "));
    return {
      lines: [...objects, ...rows],
      audit: audited
        ? await linesOf(
            session,
            "SELECT event || coalesce(' ' || module || '@' || version, '') AS line FROM sys_core.migration_audit ORDER BY id",
          )
        : [],
    };
  } finally {
    await session.close();
  }
}

/** Path and hash of every file below a folder, links by what they point at; without `node_modules` and `.strata`. */
export async function filesState(root: string, inner = ""): Promise<string[]> {
  const entries = await readdir(join(root, inner), { withFileTypes: true });
  const lines = await Promise.all(
    entries
      .filter(({ name }) => name !== "node_modules" && name !== ".strata")
      .map(async (entry): Promise<string[]> => {
        const path = join(inner, entry.name);
        if (entry.isSymbolicLink()) return [`${path} -> ${await readlink(join(root, path))}`];
        if (!entry.isFile() && !entry.isDirectory()) return [`${path} is no regular file`];
        if (entry.isDirectory()) return [`${path}/`, ...(await filesState(root, path))];
        return [
          `${path} ${createHash("sha256")
            .update(await readFile(join(root, path)))
            .digest("hex")}`,
        ];
      }),
  );
  return lines.flat().toSorted();
}

async function linesOf(session: Session, statement: string): Promise<string[]> {
  return (await session.query<{ line: string }>(statement)).map(({ line }) => line);
}

const SPACES = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS line FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND ${SPACES} AND c.relname NOT IN ('migration_audit', 'migration_audit_head') ORDER BY 1`;

const OBJECTS = `
  SELECT line FROM (
    SELECT 'schema ' || n.nspname || ' ' || coalesce(n.nspacl::text, '') AS line FROM pg_namespace n WHERE ${SPACES}
    UNION ALL
    SELECT 'relation ' || n.nspname || '.' || c.relname || ' ' || c.relkind::text || ' ' || coalesce(c.relacl::text, '')
        || ' ' || coalesce(string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull, ', ' ORDER BY a.attnum), '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE ${SPACES} GROUP BY n.nspname, c.oid, c.relname, c.relkind, c.relacl::text
    UNION ALL
    SELECT 'constraint ' || n.nspname || '.' || c.conname || ' ' || pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' ' || md5(p.prosrc) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'trigger ' || t.tgrelid::regclass || ' ' || t.tgname FROM pg_trigger t WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'type ' || n.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'extension ' || extname FROM pg_extension
  ) AS everything ORDER BY line`;
