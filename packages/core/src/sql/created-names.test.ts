import { describe, expect, it } from "vitest";
import { createdNames, createsSchema, watchSchema } from "./created-names.js";
import { loadParser } from "./load-parser.js";
import { splitStatements } from "./split.js";
import { unqualifiedCreate } from "./unqualified-create.js";

const parser = await loadParser();
const file = (text: string) => ({ name: "up.sql", path: "/m/up.sql", text });
const split = (text: string) => splitStatements(parser, file(text));

/** `kind schema.name`, `-` for a schema that is not named, `!` for a temporary one. */
const shown = (text: string): string[] =>
  split(text)
    .flatMap(createdNames)
    .map(({ kind, schema, name, temporary }) => `${temporary ? "!" : ""}${kind} ${schema ?? "-"}.${name}`);

describe("names created by", () => {
  it.each<[string, string[]]>([
    [
      "CREATE TABLE t (a serial); CREATE TABLE s.t (a int); CREATE UNLOGGED TABLE IF NOT EXISTS u ()",
      ["relation -.t", "relation s.t", "relation -.u"],
    ],
    [
      "CREATE TEMP TABLE t (a int); CREATE TABLE pg_temp.u (a int); CREATE LOCAL TEMPORARY TABLE v ()",
      ["!relation pg_temp.t", "!relation pg_temp.u", "!relation pg_temp.v"],
    ],
    ["CREATE TABLE p PARTITION OF s.t DEFAULT; CREATE TABLE o OF s.type", ["relation -.p", "relation -.o"]],
    [
      "CREATE TABLE t AS SELECT 1; CREATE TEMP TABLE u AS VALUES (1); CREATE MATERIALIZED VIEW s.m AS SELECT 1",
      ["relation -.t", "!relation pg_temp.u", "relation s.m"],
    ],
    [
      "SELECT 1 INTO t; SELECT 1 INTO TEMP u UNION SELECT 2 UNION SELECT 3; SELECT 1",
      ["relation -.t", "!relation pg_temp.u"],
    ],
    [
      "CREATE VIEW v AS SELECT 1; CREATE TEMP VIEW w AS SELECT 1; CREATE SEQUENCE s.q; CREATE TEMP SEQUENCE r",
      ["relation -.v", "!relation pg_temp.w", "relation s.q", "!relation pg_temp.r"],
    ],
    ["CREATE FOREIGN TABLE f (a int) SERVER x", ["relation -.f"]],
    [
      "CREATE TYPE a AS (b int); CREATE TYPE s.e AS ENUM ('x'); CREATE TYPE r AS RANGE (subtype = int); CREATE TYPE shell; CREATE DOMAIN s.d AS int",
      ["type -.a", "type s.e", "type -.r", "type -.shell", "type s.d"],
    ],
    [
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; CREATE PROCEDURE s.p() LANGUAGE sql BEGIN ATOMIC END",
      ["function -.f", "function s.p"],
    ],
    [
      "CREATE AGGREGATE a (int) (sfunc = f, stype = int); CREATE OPERATOR s.+ (function = f, rightarg = int)",
      ["function -.a", "other s.+"],
    ],
    [
      "CREATE COLLATION c (locale = 'C'); CREATE TEXT SEARCH CONFIGURATION s.t (copy = english); CREATE STATISTICS st ON a, b FROM t",
      ["other -.c", "other s.t", "other -.st"],
    ],
    [
      "CREATE OPERATOR CLASS o FOR TYPE int USING btree AS STORAGE int; CREATE OPERATOR FAMILY s.f USING btree; CREATE CONVERSION v FOR 'UTF8' TO 'LATIN1' FROM f",
      ["other -.o", "other s.f", "other -.v"],
    ],
    [
      "CREATE SCHEMA n CREATE TABLE t (a int) CREATE VIEW n.v AS SELECT 1 CREATE INDEX i ON t (a)",
      ["relation n.t", "relation n.v"],
    ],
    ["EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1", ["relation -.t"]],
    [
      "CREATE INDEX i ON t (a); CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f(); CREATE RULE r AS ON INSERT TO t DO NOTHING; CREATE POLICY p ON t",
      [],
    ],
    ["ALTER TABLE t ADD b int; INSERT INTO t VALUES (1); DROP TABLE t; CREATE SCHEMA s; CREATE EXTENSION e; DO ''", []],
  ])("%s", (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });
});

it.each([
  ["CREATE SCHEMA a", "a"],
  ["CREATE SCHEMA IF NOT EXISTS a AUTHORIZATION b", "a"],
  ["CREATE SCHEMA AUTHORIZATION b", "b"],
  ["ALTER SCHEMA a RENAME TO b", "b"],
  ["ALTER TABLE a RENAME TO b", undefined],
  ["DROP SCHEMA a", undefined],
])("the schema created by %s", (text, schema) => {
  expect(createsSchema(split(text)[0]!)).toBe(schema);
});

describe("an unqualified create without its schema", () => {
  const firstOf = (text: string, schema: string, exists: boolean) => {
    const watch = watchSchema(schema, exists);
    for (const statement of split(text)) watch.see(statement);
    return watch.found;
  };

  it.each<[string, string, boolean, string | undefined]>([
    ["is found", "CREATE TABLE t ()", false, "CREATE TABLE t ()"],
    ["is none where the schema exists", "CREATE TABLE t ()", true, undefined],
    ["is none behind CREATE SCHEMA", "CREATE SCHEMA m; CREATE TABLE t ()", false, undefined],
    [
      "is found before CREATE SCHEMA",
      "CREATE TYPE e AS ENUM (); CREATE SCHEMA m; CREATE TABLE t ()",
      false,
      "CREATE TYPE e AS ENUM ()",
    ],
    [
      "is found behind another schema",
      "CREATE SCHEMA n; CREATE FUNCTION f() RETURNS int RETURN 1",
      false,
      "CREATE FUNCTION f() RETURNS int RETURN 1",
    ],
    [
      "is found behind DROP SCHEMA",
      "CREATE TABLE t (); DROP SCHEMA x, m CASCADE; CREATE TABLE u ()",
      true,
      "CREATE TABLE u ()",
    ],
    [
      "is found behind a schema that goes away by its name",
      "ALTER SCHEMA m RENAME TO n; CREATE TABLE u ()",
      true,
      "CREATE TABLE u ()",
    ],
    ["is none for a name with a schema", "CREATE TABLE n.t (); CREATE VIEW n.v AS SELECT 1", false, undefined],
    ["is none for a temporary one", "CREATE TEMP TABLE t (); CREATE TEMP VIEW v AS SELECT 1", false, undefined],
    ["is none within CREATE SCHEMA", "CREATE SCHEMA m CREATE TABLE t (); CREATE TABLE u ()", false, undefined],
    ["is not looked for behind DO", "DO $$ BEGIN CREATE SCHEMA m; END $$; CREATE TABLE t ()", false, undefined],
    [
      "is not looked for behind a change of search_path",
      "SET LOCAL search_path = n; CREATE TABLE t ()",
      false,
      undefined,
    ],
    [
      "is not looked for behind set_config",
      "SELECT set_config('search_path', 'n', true); CREATE TABLE t ()",
      false,
      undefined,
    ],
    ["is found behind another setting", "SET work_mem = '1MB'; CREATE TABLE t ()", false, "CREATE TABLE t ()"],
  ])("%s", (_, text, exists, expected) => {
    expect(firstOf(text, "m", exists)?.text).toBe(expected);
  });

  it("is told with its place and the statement that is missing", () => {
    const text = "SELECT 1;\n  CREATE TABLE t ();";
    expect(unqualifiedCreate(file(text), firstOf(text, "M", false), "M")).toMatchObject({
      code: "UNQUALIFIED_WITHOUT_SCHEMA",
      message: "t is created without a schema, and the schema M does not exist yet.",
      hint: 'Put before it: CREATE SCHEMA "M";',
      place: { line: 2, column: 3 },
    });
    expect(unqualifiedCreate(file(text), firstOf(text, "M", true), "M")).toBeUndefined();
  });
});
