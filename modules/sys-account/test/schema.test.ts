import { is } from "drizzle-orm";
import { getTableConfig, PgDialect, PgTable } from "drizzle-orm/pg-core";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as grantTables from "../migrations/20261109101500_create_role_grant/schema.js";
import * as nameTables from "../migrations/20261113160000_split_full_name/schema.js";
import * as tables from "../schema.js";
import { type Database, makeDatabase } from "./support/database.js";

const dialect = new PgDialect();

function configsOf(module: object): ReturnType<typeof getTableConfig>[] {
  return Object.values(module)
    .filter((value): value is PgTable => is(value, PgTable))
    .map(getTableConfig)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Columns as the typed tables say, table by table. */
function columnsOf(module: object) {
  return configsOf(module).flatMap((table) =>
    table.columns.map((column) => ({
      column: `${table.schema}.${table.name}.${column.name}`,
      type: column.getSQLType(),
      required: column.notNull,
      identity: column.generatedIdentity?.type ?? null,
      generated: column.generated !== undefined,
      default: column.hasDefault && column.generated === undefined && column.generatedIdentity === undefined,
      primary: column.primary,
    })),
  );
}

async function columnsIn(sql: Sql) {
  const rows = await sql`
    SELECT 'sys_account.' || c.table_name || '.' || c.column_name AS "column",
           format_type(a.atttypid, a.atttypmod) AS type,
           c.is_nullable = 'NO' AS required,
           CASE c.identity_generation WHEN 'ALWAYS' THEN 'always' WHEN 'BY DEFAULT' THEN 'byDefault' END AS identity,
           c.is_generated = 'ALWAYS' AS generated,
           c.column_default IS NOT NULL AS "default",
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS primary
      FROM information_schema.columns c
      JOIN pg_attribute a ON a.attrelid = format('%I.%I', c.table_schema, c.table_name)::regclass AND a.attname = c.column_name
     WHERE c.table_schema = 'sys_account'
     ORDER BY c.table_name COLLATE "C", c.ordinal_position`;
  return [...rows];
}

/** Foreign keys, unique and check constraints as the typed tables say: a check by what PostgreSQL makes of its text. */
async function constraintsOf(sql: Sql): Promise<string[]> {
  const lines: string[] = [];
  for (const table of configsOf(tables)) {
    const names = (columns: readonly { name: string }[]): string => columns.map(({ name }) => name).join(", ");
    for (const key of table.foreignKeys) {
      const { columns, foreignColumns } = key.reference();
      const target = getTableConfig(foreignColumns[0]!.table);
      lines.push(
        `${table.name} FOREIGN KEY (${names(columns)}) REFERENCES ${target.schema}.${target.name}(${names(foreignColumns)}) ON DELETE ${key.onDelete?.toUpperCase()}`,
      );
    }
    for (const unique of table.uniqueConstraints) {
      const nulls = unique.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
      lines.push(`${table.name} ${unique.name} UNIQUE${nulls} (${names(unique.columns)})`);
    }
    for (const column of table.columns)
      if (column.isUnique) lines.push(`${table.name} ${column.uniqueName} UNIQUE (${column.name})`);
    for (const check of table.checks)
      lines.push(`${table.name} ${check.name} ${await deparsed(sql, table.name, dialect.sqlToQuery(check.value).sql)}`);
  }
  return lines.toSorted();
}

async function constraintsIn(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    SELECT relname || ' ' || CASE contype WHEN 'f' THEN '' ELSE conname || ' ' END || pg_get_constraintdef(c.oid) AS line
      FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
     WHERE connamespace = 'sys_account'::regnamespace AND contype IN ('f', 'u', 'c')`;
  return rows.map(({ line }) => line).toSorted();
}

/** What PostgreSQL makes of a check's text. */
async function deparsed(sql: Sql, table: string, text: string): Promise<string> {
  const undo = new Error("the constraint was only to be read back");
  let definition = "";
  await sql
    .begin(async (transaction) => {
      await transaction.unsafe(`ALTER TABLE sys_account."${table}" ADD CONSTRAINT read_back CHECK (${text}) NOT VALID`);
      const [row] =
        await transaction`SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'read_back'`;
      definition = String(row?.["text"]).replace(/ NOT VALID$/, "");
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return definition;
}

/** Indexes that stand for no constraint. */
function indexesOf(): string[] {
  return configsOf(tables)
    .flatMap(({ name, indexes }) =>
      indexes.map(
        ({ config }) =>
          `${name} ${config.name}${config.unique ? " unique" : ""}, ${config.columns.length} columns${config.where ? ", partial" : ""}`,
      ),
    )
    .toSorted();
}

async function indexesIn(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    SELECT t.relname || ' ' || r.relname || CASE WHEN indisunique THEN ' unique' ELSE '' END || ', ' || indnkeyatts
        || ' columns' || CASE WHEN indpred IS NULL THEN '' ELSE ', partial' END AS line
      FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     WHERE r.relnamespace = 'sys_account'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = r.oid AND c.contype IN ('p', 'u'))`;
  return rows.map(({ line }) => line).toSorted();
}

function byName<T extends { column: string }>(columns: T[]): T[] {
  return columns.toSorted((a, b) => (a.column < b.column ? -1 : 1));
}

describe("the typed tables say what the database has", () => {
  let database: Database;

  beforeAll(async () => {
    database = await makeDatabase(18);
  });
  afterAll(() => database?.drop());

  test.each([
    ["20261109101500", grantTables],
    ["20261113160000", nameTables],
  ])("frozen as of %s: the columns", async (version, frozen) => {
    await database.up(version);
    expect(byName(columnsOf(frozen))).toEqual(byName((await columnsIn(database.sql)) as never));
  });

  test("today: the columns", async () => {
    await database.up();
    expect(byName(columnsOf(tables))).toEqual(byName((await columnsIn(database.sql)) as never));
  });

  test("today: the constraints", async () => {
    await database.up();
    expect(await constraintsOf(database.sql)).toEqual(await constraintsIn(database.sql));
  });

  test("today: the indexes", async () => {
    await database.up();
    expect(indexesOf()).toEqual(await indexesIn(database.sql));
  });
});
