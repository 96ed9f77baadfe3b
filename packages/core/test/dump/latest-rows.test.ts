import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseHash } from "../../src/dataset/hash-row.js";
import { readLatestHistory } from "../../src/dump/latest-history.js";
import { checkDumps } from "../../src/usecases/dump/check-dumps.js";
import { dumpModules } from "../../src/usecases/dump/dump-modules.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { emptyDatabase, type MigrationFiles, rowsOf, type Modules } from "../run/workspace.js";
import { scratchWorkspace } from "../scratch/scratch-workspace.js";

/** A module `a` with these migrations, numbered. */
const moduleOf = (...migrations: readonly MigrationFiles[]): Modules => ({
  a: {
    migrations: Object.fromEntries(
      migrations.map((files, index) => [
        `2026110100000${index + 1}_m`,
        { "down.sql": "-- strata: irreversible test\n", ...files },
      ]),
    ),
  },
});

const up = (sql: string, more: MigrationFiles = {}): MigrationFiles => ({ "up.sql": sql, ...more });

/** Dumps the workspace and returns the lines of its files of rows, by `kind table`. */
async function latestOf(cwd: string): Promise<Record<string, string[]>> {
  const { written } = await dumpModules({ cwd });
  return Object.fromEntries(
    written.flatMap((path) => {
      const name = /LATEST\/(?<kind>bootstrap|fixtures)\/a\.(?<table>.*)\.ndjson$/.exec(path)?.groups;
      if (name === undefined) return [];
      return [[`${name["kind"]} ${name["table"]}`, readFileSync(path, "utf8").trimEnd().split("\n")]];
    }),
  );
}

/** The rows that a database holds that was installed from LATEST, and one where the history ran. */
async function bothOf(cwd: string, query: string, stampAs: "test" | "staging" = "test"): Promise<unknown[][]> {
  const [installed, replayed] = [await emptyDatabase(), await emptyDatabase()];
  const result = await migrate({ cwd, url: installed, stampAs });
  expect(result.installed, JSON.stringify(result.findings)).toBeDefined();
  await migrate({ cwd, url: replayed, stampAs, replay: true });
  return Promise.all([installed, replayed].map((url) => rowsOf(url, query)));
}

test("values of every kind come back as they were", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up(`CREATE SCHEMA a;
        CREATE TYPE a.mood AS ENUM ('sad', 'so so');
        CREATE TYPE a.pair AS (x int, y text);
        CREATE DOMAIN a.positive AS numeric(20,4) CHECK (VALUE > 0);
        CREATE DOMAIN a.document AS jsonb;
        CREATE TABLE a.t (
          code text PRIMARY KEY, i2 smallint, i8 bigint, n numeric, d a.positive, f4 real, f8 double precision, b boolean, tx text,
          vc varchar(5), ch char(5), by bytea, ts timestamptz, tz timestamp, da date, ti time, iv interval, u uuid, j json, jb jsonb, dj a.document,
          ar int[], at text[], r int4range, mr int4multirange, m a.mood, p a.pair, ip inet, bi bit(3), po point, x xml, tv tsvector, mo money,
          dflt text DEFAULT 'given', gen int GENERATED ALWAYS AS (i2 * 2) STORED);
        INSERT INTO a.t (code, i2, i8, n, d, f4, f8, b, tx, vc, ch, by, ts, tz, da, ti, iv, u, j, jb, dj, ar, at, r, mr, m, p, ip, bi, po, x, tv, mo, dflt) VALUES
        ('full', -32768, 9223372036854775807, '12345678901234567890.12345678901234567890', 0.5, 1e-30, 0.1, true, E'a\\tb"\\\\\\u2028 é 😀', 'x', 'y',
         '\\x00ff', 'infinity', '2026-01-02 03:04:05.678901', '-infinity', '24:00', '1 mon -3 days', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
         '{"b": 1,  "a":1.0, "a": null}', '{"b": 12345678901234567890.5, "a": [true, "x"]}', '{"$ref": "x"}', '{1,NULL,3}', '{"a,b",NULL,"NULL"}', '[1,5)', '{[1,2),[5,9)}',
         'so so', '(1,"a b")', '10.0.0.1/8', '101', '(1.5,-2)', '<a>b</a>', 'a:1 b', '12.34', NULL),
        ('special', 0, 0, 'NaN', NULL, 'NaN', '-Infinity', false, '', '', '', '', '2026-06-01 12:00+02', NULL, NULL, NULL, NULL, NULL, 'null', 'null',
         NULL, '{}', '{}', 'empty', '{}', NULL, '(,)', NULL, NULL, NULL, NULL, '', NULL, '$text'),
        ('nulls', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT);`),
    ),
  );
  const latest = await latestOf(cwd);
  expect(latest["bootstrap t"]).toHaveLength(3);
  expect(latest["bootstrap t"]![1]).toBe('{"$":"nulls","code":"nulls","dflt":"given"}');
  expect(latest["bootstrap t"]![0]).toContain('"i8":9223372036854775807,"n":12345678901234567890.12345678901234567890');
  const [installed, replayed] = await bothOf(cwd, "SELECT t::text AS row, j::text FROM a.t ORDER BY code");
  expect(installed).toEqual(replayed);
  expect(installed).toHaveLength(3);
});

test("rows that SQL made are labelled by their natural keys, references and contents", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up(
        `CREATE SCHEMA a;
        CREATE TABLE a.org (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), slug text NOT NULL UNIQUE, made timestamptz NOT NULL DEFAULT now());
        CREATE TABLE a.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, boss bigint REFERENCES a.person, name text);
        CREATE TABLE a.member (org uuid REFERENCES a.org, person bigint REFERENCES a.person, role text, PRIMARY KEY (org, person));
        CREATE TABLE a.task (org uuid, person bigint, no int, title text, PRIMARY KEY (org, no), FOREIGN KEY (org, person) REFERENCES a.member,
          FOREIGN KEY (org) REFERENCES a.org);
        INSERT INTO a.org (slug) VALUES ('acme'), ('$odd');
        INSERT INTO a.person (boss, name) VALUES (NULL, 'Ann'), (1, 'Bob'), (1, 'Bob');
        INSERT INTO a.member SELECT o.id, p.id, 'r' FROM a.org o, a.person p WHERE p.id < 3;
        INSERT INTO a.task SELECT id, 1, 7, '$title' FROM a.org WHERE slug = 'acme';
        CREATE TABLE a.labelled (id int PRIMARY KEY);`,
        { "bootstrap.json": '{ "a.labelled": { "me": { "id": 1 } } }' },
      ),
    ),
  );
  const latest = await latestOf(cwd);
  expect(latest["bootstrap org"]).toEqual([
    '{"$":"$odd","id":{"$any":true},"slug":"$odd","made":{"$any":true}}',
    '{"$":"acme","id":{"$any":true},"slug":"acme","made":{"$any":true}}',
  ]);
  const people = latest["bootstrap person"]!.map((line) => JSON.parse(line) as Record<string, string>);
  const ann = people.find(({ name }) => name === "Ann")!["$"]!;
  expect(ann).toMatch(/^[0-9a-f]{16}$/);
  const bobs = people.filter(({ name }) => name === "Bob");
  expect(bobs.map(({ boss }) => boss)).toEqual([`$${ann}`, `$${ann}`]);
  expect(bobs[1]!["$"]).toBe(`${bobs[0]!["$"]}#2`);
  expect(latest["bootstrap member"]).toContain(
    `{"$":"$odd/${ann}","org":{"$ref":"a.org/$odd","column":"id"},"person":"$${ann}","role":"r"}`,
  );
  expect(latest["bootstrap task"]).toEqual([
    `{"$":"acme/7","org":{"$ref":"a.org/acme","column":"id"},"person":"$acme/${ann}","no":7,"title":"$title"}`,
  ]);
  const [installed, replayed] = await bothOf(
    cwd,
    `SELECT slug, name, role, title, p.id, made IS NOT NULL AS made FROM a.org o LEFT JOIN a.member m ON m.org = o.id
     LEFT JOIN a.person p ON p.id = m.person LEFT JOIN a.task t ON (t.org, t.person) = (m.org, m.person) ORDER BY slug, p.id`,
  );
  expect(installed).toEqual(replayed);
  expect(installed).toHaveLength(4);
  // The labels of LATEST tell rows apart; the database has none of them.
  const [some, others] = await bothOf(
    cwd,
    "SELECT label, module, version, kind FROM sys_core.dataset_row ORDER BY label",
  );
  expect(some).toEqual([{ label: "me", module: "a", version: "20261101000001", kind: "bootstrap" }]);
  expect(others).toEqual(some);
});

test("fixtures are what they add to, change in and remove from the bootstrap rows", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up(
        "CREATE SCHEMA a; CREATE TABLE a.t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text, up text REFERENCES a.k); CREATE TABLE a.n (id int PRIMARY KEY);".replace(
          "CREATE TABLE a.t",
          "CREATE TABLE a.k (code text PRIMARY KEY, uses int NOT NULL DEFAULT 0); CREATE TABLE a.t",
        ),
        {
          "bootstrap.json": '{ "a.k": { "x": {}, "y": {} }, "a.t": { "first": { "name": "one", "up": "$x" } } }',
          "fixtures.json":
            '{ "a.k": { "x": { "uses": 3 }, "y": null }, "a.t": { "fix": { "name": "f", "up": "$x" } } }',
        },
      ),
      { "bootstrap.json": '{ "a.t": { "later": { "name": "two" } } }' },
    ),
  );
  const latest = await latestOf(cwd);
  expect(latest).toEqual({
    "bootstrap k": ['{"$":"x","code":"x","uses":0}', '{"$":"y","code":"y","uses":0}'],
    "bootstrap t": [
      '{"$":"first","id":{"$any":true},"name":"one","up":"$x"}',
      '{"$":"later","id":{"$any":true},"name":"two"}',
    ],
    "fixtures k": ['{"$":"x","uses":3}', '{"$":"y","$delete":true}'],
    "fixtures t": ['{"$":"fix","id":{"$any":true},"name":"f","up":"$x"}'],
  });
  const query = "SELECT name, up, uses FROM a.t FULL JOIN a.k ON up = code ORDER BY name, code";
  const [installed, replayed] = await bothOf(cwd, query);
  expect(installed).toEqual(replayed);
  const [bare, bareReplayed] = await bothOf(cwd, query, "staging");
  expect(bare).toEqual(bareReplayed);
  expect(bare).not.toEqual(installed);
});

test("what nothing can make, what has no key and what no row says are reasons to replay, and accepted by the manifest", async () => {
  const files = up(`CREATE SCHEMA a;
    CREATE TABLE a.token (name text PRIMARY KEY, secret text NOT NULL, at date NOT NULL, u uuid NOT NULL);
    CREATE TABLE a.log (line text);
    CREATE TABLE a.many (id int PRIMARY KEY);
    CREATE SEQUENCE a.invoice; SELECT setval('a.invoice', 1000);
    INSERT INTO a.log VALUES ('x');
    INSERT INTO a.many SELECT generate_series(1, 50001);
    INSERT INTO a.token VALUES ('t', md5(clock_timestamp()::text), clock_timestamp(), gen_random_uuid());`);
  const { findings } = await dumpModules({ cwd: await scratchWorkspace(moduleOf(files)) });
  expect(findings.map(({ code }) => code)).toEqual(Array(4).fill("LATEST_NEEDS_REPLAY"));
  expect(findings.map(({ message }) => message.replace(/^.*?: /, ""))).toEqual([
    "a.log has rows and no key",
    'a.token has another value in "secret" in each replay, and no default that makes one',
    "the sequence a.invoice stands at 1000, which no row says",
    "a.many has more than 50000 rows",
  ]);
  const cwd = await scratchWorkspace({
    a: { ...moduleOf(files)["a"]!, package: { strata: { allow: { LATEST_NEEDS_REPLAY: "small" } } } },
  });
  expect((await dumpModules({ cwd })).findings).toEqual([]);
  expect(await checkDumps({ cwd })).toEqual([]);
});

test("what a replay records of each migration stands in history.json, without what is volatile", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up("CREATE SCHEMA a; CREATE TABLE a.t (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text);", {
        "bootstrap.json": '{ "a.t": { "x": { "name": "one" } } }',
      }),
      { "bootstrap.json": '{ "a.t": { "x": null, "y": { "name": "two" } } }' },
    ),
  );
  await dumpModules({ cwd });
  const file = join(cwd, "modules/a/LATEST/history.json");
  const text = readFileSync(file, "utf8");
  const recorded = readLatestHistory(text)!.migrations;
  expect([...recorded.keys()]).toEqual(["20261101000001", "20261101000002"]);
  expect(recorded.get("20261101000001")).toMatchObject({ fixtures: null, bootstrap: { tables: [{ added: ["x"] }] } });
  expect(recorded.get("20261101000002")?.bootstrap?.tables[0]).toMatchObject({
    added: ["y"],
    removed: [{ label: "x", row: { name: "one" } }],
  });
  expect(existsSync(join(cwd, "modules/a/LATEST/fixtures"))).toBe(false);
  await dumpModules({ cwd });
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("of rows without a label only the cells that differ are any, where a key tells the rows apart", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up(`CREATE SCHEMA a; CREATE TABLE a.role (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), code text NOT NULL UNIQUE, note uuid DEFAULT gen_random_uuid());
        INSERT INTO a.role VALUES ('11111111-1111-1111-1111-111111111111', 'admin', NULL);
        INSERT INTO a.role (code, note) VALUES ('guest', '22222222-2222-2222-2222-222222222222');
        INSERT INTO a.role (code) VALUES ('user');`),
    ),
  );
  expect((await latestOf(cwd))["bootstrap role"]).toEqual([
    '{"$":"admin","id":"11111111-1111-1111-1111-111111111111","code":"admin","note":null}',
    '{"$":"guest","id":{"$any":true},"code":"guest","note":"22222222-2222-2222-2222-222222222222"}',
    '{"$":"user","id":{"$any":true},"code":"user","note":{"$any":true}}',
  ]);
  const query =
    "SELECT code, note, CASE code WHEN 'admin' THEN id END AS id FROM a.role WHERE code <> 'user' ORDER BY 1";
  const [installed, replayed] = await bothOf(cwd, query);
  expect(installed).toEqual(replayed);
});

test("NULL in a column whose domain has a default is written out", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up(`CREATE SCHEMA a; CREATE DOMAIN a.word AS text DEFAULT 'none'; CREATE DOMAIN a.over AS a.word;
        CREATE TABLE a.t (code text PRIMARY KEY, w a.word, o a.over);
        INSERT INTO a.t VALUES ('x', NULL, NULL); INSERT INTO a.t (code) VALUES ('y');`),
    ),
  );
  expect((await latestOf(cwd))["bootstrap t"]).toEqual([
    '{"$":"x","code":"x","w":null,"o":null}',
    '{"$":"y","code":"y","w":"none","o":"none"}',
  ]);
  const [installed, replayed] = await bothOf(cwd, "SELECT * FROM a.t ORDER BY code");
  expect(installed).toEqual(replayed);
});

test("what a default takes from the clock or the session is any, a constant and what a dataset gives is not", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const cwd = await scratchWorkspace(
    moduleOf(
      up(
        `CREATE SCHEMA a; CREATE DOMAIN a.day AS date DEFAULT current_date;
        CREATE FUNCTION a.broken() RETURNS int LANGUAGE sql AS 'SELECT 1/0';
        CREATE TABLE a.t (code text PRIMARY KEY, day date DEFAULT now(), dom a.day, y int DEFAULT extract(year from now()), h timestamptz DEFAULT date_trunc('day', now()),
          u name DEFAULT current_user, txt text DEFAULT to_char(now(), 'YYYY-MM'), const text DEFAULT 'x', calc text DEFAULT upper('x'), n numeric(10,2) DEFAULT 0,
          j jsonb DEFAULT '{"a": 1}', broken int DEFAULT a.broken());
        INSERT INTO a.t (code, broken) VALUES ('sql', 0);
        INSERT INTO a.t (code, day, dom, y, h, u, txt, broken) VALUES ('fixed', '2001-01-01', '2001-01-01', 1, '2001-01-01 00:00Z', 'me', 'z', 1);`,
        { "bootstrap.json": `{ "a.t": { "set": { "day": "${today}", "y": 7, "broken": 2 } } }` },
      ),
    ),
  );
  const any = '{"$any":true}';
  const rest = '"const":"x","calc":"X","n":0.00,"j":{"a":1}';
  expect((await latestOf(cwd))["bootstrap t"]).toEqual([
    `{"$":"fixed","code":"fixed","day":"2001-01-01","dom":"2001-01-01","y":1,"h":"2001-01-01 00:00:00+00","u":"me","txt":"z",${rest},"broken":1}`,
    `{"$":"set","code":"set","day":"${today}","dom":${any},"y":7,"h":${any},"u":${any},"txt":${any},${rest},"broken":2}`,
    `{"$":"sql","code":"sql","day":${any},"dom":${any},"y":${any},"h":${any},"u":${any},"txt":${any},${rest},"broken":0}`,
  ]);
  const [installed, replayed] = await bothOf(cwd, "SELECT * FROM a.t ORDER BY code");
  expect(installed).toEqual(replayed);
});

test("history.json holds nothing that a default takes from the clock", async () => {
  const cwd = await scratchWorkspace(
    moduleOf(
      up("CREATE SCHEMA a; CREATE TABLE a.t (code text PRIMARY KEY, day date DEFAULT current_date, n int);", {
        "bootstrap.json":
          '{ "a.t": { "x": { "n": 1 }, "y": { "n": 1 }, "z": { "n": 1, "day": "2001-01-01" }, "stays": {} } }',
      }),
      { "bootstrap.json": '{ "a.t": { "x": null, "z": null, "y": { "n": 2, "day": "2002-02-02" } } }' },
    ),
  );
  await dumpModules({ cwd });
  const text = readFileSync(join(cwd, "modules/a/LATEST/history.json"), "utf8");
  const table = readLatestHistory(text)!.migrations.get("20261101000002")?.bootstrap?.tables[0];
  const removed = Object.fromEntries(table!.removed.map(({ label, row }) => [label, row]));
  expect(removed).toEqual({ x: { code: "x", n: "1" }, z: { code: "z", day: "2001-01-01", n: "1" } });
  expect(table!.changed.map(({ before }) => before)).toEqual([{ n: "1" }]);
  const rest = table!.removed.map(({ shipped }) => Object.keys(parseHash(shipped.hash)!.rest));
  expect(rest.flat()).not.toContain("day");
});
