import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { failure } from "../run/failure.js";
import { rowsOf } from "../run/workspace.js";
import { freshDatabase } from "../support/cluster.js";
import { outside, stockWith } from "./stock.js";

const FIRST = `CREATE TABLE stock."Odd ""Table
of two lines" ("Key One" text, "key\nTwo" integer, live boolean DEFAULT true);
INSERT INTO stock."Odd ""Table
of two lines" SELECT v, n FROM (VALUES ('A', 1), ('a', 1), ('a', 1), ('b', 2), ('b', 2), ('c', NULL), ('c', NULL)) AS x (v, n);
CREATE COLLATION stock.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
`;
const TABLE = `stock."Odd ""Table\nof two lines"`;

/** What is indexed, and the keys that are in the way with their rows. */
const cases: readonly (readonly [name: string, index: string, keys: readonly unknown[]])[] = [
  [
    "columns with quoted names",
    `("Key One", "key\nTwo")`,
    [
      [{ '"Key One"': "a", '"key\nTwo"': "1" }, 2],
      [{ '"Key One"': "b", '"key\nTwo"': "2" }, 2],
    ],
  ],
  [
    "an expression",
    `(lower("Key One"))`,
    [
      [{ 'lower("Key One")': "a" }, 3],
      [{ 'lower("Key One")': "b" }, 2],
      [{ 'lower("Key One")': "c" }, 2],
    ],
  ],
  ["a predicate", `("Key One") WHERE "key\nTwo" = 2`, [[{ '"Key One"': "b" }, 2]]],
  [
    "NULLS NOT DISTINCT",
    `("key\nTwo") NULLS NOT DISTINCT`,
    [
      [{ '"key\nTwo"': "1" }, 3],
      [{ '"key\nTwo"': "2" }, 2],
      [{ '"key\nTwo"': null }, 2],
    ],
  ],
  [
    "a collation that knows no case",
    `(("Key One" || '') COLLATE stock.any_case)`,
    [
      [{ [`("Key One" || ''::text)`]: expect.stringMatching(/^a$/i) }, 3],
      [{ [`("Key One" || ''::text)`]: "b" }, 2],
      [{ [`("Key One" || ''::text)`]: "c" }, 2],
    ],
  ],
  [
    "columns beside the key",
    `("Key One") INCLUDE (live)`,
    [
      [{ '"Key One"': "a" }, 2],
      [{ '"Key One"': "b" }, 2],
      [{ '"Key One"': "c" }, 2],
    ],
  ],
];

const runs = ([18, 15] as const).flatMap((major) => cases.map(([name, ...rest]) => [name, major, rest] as const));

test.for(runs)(
  "duplicates are sampled by the index's own terms: %s, on PostgreSQL %i",
  async ([, major, [index, keys]]) => {
    const { url, drop } = await freshDatabase(major);
    onTestFinished(drop);
    const up = outside(`CREATE UNIQUE INDEX CONCURRENTLY "Odd\nIndex" ON ${TABLE} ${index}`);
    const cwd = stockWith({ "up.sql": up, "down.sql": outside(`DROP INDEX CONCURRENTLY stock."Odd\nIndex"`) }, FIRST);
    const error = await failure(migrate({ cwd, url, allowProduction: true }));
    expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8, details: { sqlstate: "23505" } });
    const found = (error.details["duplicates"] as { key: { of: string; value: string | null }[]; rows: number }[]).map(
      ({ key, rows }) => [Object.fromEntries(key.map(({ of, value }) => [of, value])), rows] as const,
    );
    expect(found).toHaveLength(keys.length);
    expect(found).toEqual(expect.arrayContaining([...keys]));
    expect(error.hint).toContain("in 2 rows");
    expect(await rowsOf(url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);
  },
);
