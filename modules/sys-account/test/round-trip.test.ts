import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeCatalog } from "./support/catalog.js";
import { type Database, makeDatabase } from "./support/database.js";
import { majors } from "./support/majors.js";
import { labelledRows, type LabelledRow } from "./support/labels.js";
import { versions } from "./support/versions.js";

const tables = ["account", "organisation", "project", "role", "role_grant", "api_token", "login_attempt"];

type Rows = Record<string, Record<string, LabelledRow>>;

async function readAll({ sql }: Database): Promise<Rows> {
  const entries: [string, Record<string, LabelledRow>][] = [];
  for (const table of tables) entries.push([table, await labelledRows(sql, table)]);
  return Object.fromEntries(entries);
}

describe.each(majors)("every version, up and down, on PostgreSQL %i", (major) => {
  let database: Database;
  const catalogs: string[][] = [];
  const rows: Rows[] = [];

  const look = async (): Promise<{ catalog: string[]; rows: Rows }> => ({
    catalog: await describeCatalog(database.sql),
    rows: await readAll(database),
  });

  beforeAll(async () => {
    database = await makeDatabase(major);
  });
  afterAll(() => database?.drop());

  test("there are five of them", () => {
    expect(versions).toHaveLength(5);
  });

  test.each(versions)("%s: up, down to what was before, up to the same again", async (version) => {
    const before = await look();
    await database.up(version);
    const after = await look();
    await database.down(1);
    expect(await look()).toEqual(before);
    await database.up(version);
    expect(await look()).toEqual(after);
    expect(after.catalog).not.toEqual(before.catalog);
    catalogs.push(before.catalog);
    rows.push(before.rows);
  });

  test.each(versions.toReversed())("%s: taken back from the end", async (_version) => {
    await database.down(1);
    const now = await look();
    expect(now.catalog).toEqual(catalogs.pop());
    expect(now.rows).toEqual(rows.pop());
  });

  test("nothing is left but sys-core and its audit", async () => {
    const left = await database.sql`
      SELECT (SELECT count(*)::int FROM sys_core.dataset_row) AS labels,
             (SELECT count(*)::int FROM sys_core.intent) AS intents,
             (SELECT array_agg(DISTINCT module) FROM sys_core.migration) AS modules,
             to_regnamespace('sys_account') IS NULL AS gone`;
    expect(left).toEqual([{ labels: 0, intents: 0, modules: ["sys-core"], gone: true }]);
  });
});
