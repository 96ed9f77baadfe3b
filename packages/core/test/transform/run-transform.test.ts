import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Migration } from "../../src/migration/migration.js";
import type { Connection } from "../../src/postgres/connect.js";
import { connect } from "../../src/postgres/connect.js";
import { type RunTransformOptions, runTransform } from "../../src/usecases/transform/run-transform.js";
import { importInstalled } from "../../src/workspace/load-typescript.js";
import { freshDatabase } from "../support/cluster.js";

let root: string;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let session: Connection;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "strata transform "));
  await mkdir(join(root, "node_modules"), { recursive: true });
  await symlink(join(import.meta.dirname, "../../node_modules/drizzle-orm"), join(root, "node_modules/drizzle-orm"));
  await writeFile(join(root, "package.json"), '{"name":"shop"}');
  database = await freshDatabase();
  session = await connect(database.url);
});
afterAll(async () => {
  await session.close();
  await database.drop();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  await session.run(`ROLLBACK; DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop;
    CREATE TABLE shop.person (id int PRIMARY KEY, name text NOT NULL, first text, last text, born timestamptz);
    INSERT INTO shop.person SELECT i, 'First' || i || ' Last' || i, NULL, NULL, '2026-01-02 03:04:05.678+00' FROM generate_series(1, 25) i`);
});

interface Outcome {
  readonly error: (Error & { code?: string; details?: Record<string, unknown> }) | undefined;
  readonly progress: readonly (readonly (number | undefined)[])[];
}

/** Runs a transform.ts within a transaction that is committed, or rolled back by an error. */
async function run(
  source: string,
  files: { before?: string; after?: string } = {},
  options: Partial<RunTransformOptions> = {},
): Promise<Outcome & { path: string }> {
  const folder = join(root, "migrations", `${20260101000000 + (count += 1)}_x`);
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return { name, path, text };
  };
  const transform = await write("transform.ts", source);
  const schema = files.after === undefined ? undefined : await write("schema.ts", files.after);
  const migration = {
    module: "shop",
    version: "20260101000001",
    directory: folder,
    transform,
    schema,
  } as unknown as Migration;
  const before = files.before === undefined ? undefined : await write("before.ts", files.before);
  const progress: (number | undefined)[][] = [];
  await session.run("BEGIN");
  try {
    await runTransform(session, {
      migration,
      direction: "up",
      before,
      cacheDirectory: join(root, ".strata/cache"),
      onProgress: (...all) => progress.push(all),
      ...options,
    });
    await session.run("COMMIT");
    return { error: undefined, progress, path: transform.path };
  } catch (error) {
    await session.run("ROLLBACK");
    return { error: error as Error, progress, path: transform.path };
  }
}

const MODEL = `import { integer, pgSchema, text, timestamp } from "drizzle-orm/pg-core";
export const person = pgSchema("shop").table("person", {
  id: integer().primaryKey(), name: text().notNull(), first: text(), last: text(), born: timestamp({ withTimezone: true }),
});
`;

test("the two frozen models move data through drizzle, down as well as up", async () => {
  const source = `import { eq, sql as raw } from "drizzle-orm";
export async function up({ db, before, after }) {
  for (const { id, name } of await db.select().from(before.person)) {
    const [first, last] = name.split(" ");
    await db.update(after.person).set({ first, last }).where(eq(after.person.id, id));
  }
}
export async function down({ db, after }) {
  await db.update(after.person).set({ first: null, last: null, name: raw\`\${after.person.name} || '!'\` });
}
`;
  expect((await run(source, { before: MODEL, after: MODEL })).error).toBeUndefined();
  const rows = await session.values("SELECT first, last FROM shop.person ORDER BY id LIMIT 2");
  expect(rows).toEqual([
    ["First1", "Last1"],
    ["First2", "Last2"],
  ]);
  expect((await run(source, { before: MODEL, after: MODEL }, { direction: "down" })).error).toBeUndefined();
  expect(await session.values("SELECT first, name FROM shop.person WHERE id = 1")).toEqual([[null, "First1 Last1!"]]);
});

test("models that differ in their columns are kept apart, also where a column is named by its key", async () => {
  const before = MODEL.replace("first: text(), last: text(), ", "");
  const after = MODEL.replace("name: text().notNull(), ", "");
  const source = `import { eq } from "drizzle-orm";
export async function up({ db, before, after }) {
  const people = await db.select().from(before.person);
  await db.update(after.person).set({ last: people[0].name }).where(eq(after.person.id, people[0].id));
  await db.insert(before.person).values({ id: 100, name: "Last" });
}
`;
  expect((await run(source, { before, after })).error).toBeUndefined();
  expect(await session.values("SELECT count(last)::int, max(id) FROM shop.person")).toEqual([[1, 100]]);
});

test("what drizzle refuses when a statement is awaited has the place where the handle was used", async () => {
  const { error, path } = await run(
    `import { sql as raw } from "drizzle-orm";
export async function up({ db }) {
  await db.execute(raw\`SELECT \${raw.placeholder("nothing")}\`);
}
`,
  );
  expect(error?.message).toContain("nothing");
  expect([error?.code, error?.details?.["place"]]).toEqual(["TRANSFORM_FAILED", { file: path, line: 3, column: 12 }]);
});

test("a direction that is not exported does nothing; without schemas the models are empty", async () => {
  expect((await run("export async function down() { throw new Error('no'); }")).error).toBeUndefined();
  const { error } = await run(
    "export async function up({ before, after }) { throw new Error(JSON.stringify([before, after])); }",
  );
  expect(error?.message).toContain("[{},{}]");
});

test("sql binds values, nests pieces and quotes names", async () => {
  const { error } = await run(`export async function up({ sql }) {
  const table = sql.identifier("shop", "person");
  const filter = sql\`id = any(\${[1, 2]}) and name <> \${"'; drop table shop.person; --"}\`;
  const rows = await sql\`select id, name, born from \${table} where \${filter} order by \${sql.identifier("id")} desc\`;
  const columns = sql.join(["first", "last"].map((name) => sql.identifier(name)));
  await sql\`insert into shop.person (id, name, \${columns}, born) values (99, \${JSON.stringify(rows)}, \${null}, \${true}, \${new Date(0)})\`;
  await sql.unsafe("update shop.person set last = $1 where id = $2", [rows.length, 99]);
}`);
  expect(error).toBeUndefined();
  const [row] = await session.query("SELECT name, first, last, born FROM shop.person WHERE id = 99");
  expect(row).toEqual({
    name: '[{"id":2,"name":"First2 Last2","born":"2026-01-02 03:04:05.678+00"},{"id":1,"name":"First1 Last1","born":"2026-01-02 03:04:05.678+00"}]',
    first: null,
    last: "2",
    born: "1970-01-01 00:00:00+00",
  });
});

test.each([
  ["sql", "batches(sql`select * from shop.person where id > ${5} order by id`, 8)"],
  ["drizzle", "batches(db.select().from(after.person).where(gt(after.person.id, 5)).orderBy(after.person.id), 8)"],
])("batches of %s bound memory, see the rows as they were and tell progress", async (_name, expression) => {
  const { error, progress } = await run(
    `import { gt } from "drizzle-orm";
export async function up({ db, sql, batches, after }) {
  const sizes = [];
  for await (const rows of ${expression}) {
    sizes.push(rows.length);
    for (const { id, born } of rows) await sql\`update shop.person set first = \${String(born instanceof Date)}, id = id + 1000 where id = \${id}\`;
  }
  await sql\`update shop.person set last = \${sizes.join(",")}\`;
}`,
    { after: MODEL },
  );
  expect(error).toBeUndefined();
  expect(progress).toEqual([
    [8, 20],
    [16, 20],
    [20, 20],
  ]);
  expect(await session.values("SELECT count(*), max(last) FROM shop.person WHERE id > 1000")).toEqual([
    ["20", "8,8,4"],
  ]);
  expect(await session.values("SELECT DISTINCT first FROM shop.person WHERE id > 1000")).toEqual([
    [_name === "drizzle" ? "true" : "false"],
  ]);
});

test("db.transaction is a savepoint, nested too, and rollback() undoes it alone", async () => {
  const { error } = await run(
    `import { eq, TransactionRollbackError } from "drizzle-orm";
export async function up({ db, after }) {
  await db.transaction(async (tx) => {
    await tx.update(after.person).set({ first: "kept" }).where(eq(after.person.id, 1));
    await tx.transaction(async (inner) => {
      await inner.update(after.person).set({ first: "undone" }).where(eq(after.person.id, 2));
      inner.rollback();
    }).catch((error) => { if (!(error instanceof TransactionRollbackError)) throw error; });
    await tx.transaction(async (inner) => { await inner.execute("select 1/0"); }).catch(() => undefined);
  });
}`,
    { after: MODEL },
  );
  expect(error).toBeUndefined();
  expect(await session.values("SELECT id, first FROM shop.person WHERE first IS NOT NULL")).toEqual([[1, "kept"]]);
});

test.each([
  ["a throw", "throw new Error('my own words')", "my own words"],
  ["a value that is no Error", "throw 'just text'", "just text"],
  ["sql", "await sql`select * from nowhere`", 'relation "nowhere" does not exist'],
  ["unsafe", "await sql.unsafe('select * from nowhere')", 'relation "nowhere" does not exist'],
  ["drizzle", "await db.select().from(after.person).where(raw`nope = ${'my secret'}`)", 'column "nope" does not exist'],
  ["drizzle's execute", "await db.execute(raw`select 1/0`)", "division by zero"],
  ["commit", "await sql`commit`", "may not send COMMIT"],
  ["rollback behind another statement", "await sql.unsafe('select 1; /* a */ rollback')", "may not send ROLLBACK"],
  [
    "begin through drizzle",
    "await db.execute('BEGIN ISOLATION LEVEL serializable')",
    "may not send BEGIN ISOLATION LEVEL",
  ],
  ["discard all", "await sql`discard all`", "may not send DISCARD ALL"],
  ["a swallowed error", "await sql`select * from nowhere`.then(() => 0, () => 1)", 'relation "nowhere" does not exist'],
  ["a statement that is never sent", "void sql`update shop.person set first = 'x'`", "never sent"],
  ["a statement that nobody awaits", "void sql.unsafe('select * from nowhere')", 'relation "nowhere" does not exist'],
  ["undefined as a value", "await sql`select ${undefined}`", "parameter $1 is undefined"],
])("%s is told with its place, without a stack", async (name, statement, message) => {
  const source = `import { sql as raw } from "drizzle-orm";
interface Types { are: string }
export async function up({ db, sql, after }: any): Promise<void> {
  const types: Types = { are: "stripped" };
    ${statement};
}
`;
  const { error, path } = await run(source, { after: MODEL });
  const refused = /may not send/.test(message);
  expect(error).toMatchObject({ name: "StrataError", code: refused ? "TRANSFORM_REFUSED" : "TRANSFORM_FAILED" });
  expect(error?.message).toContain(message);
  expect(error?.message).not.toMatch(/\n\s+at |my secret/);
  const place = error?.details?.["place"];
  if (name === "a value that is no Error") expect(place).toEqual({ file: path });
  else expect(place).toMatchObject({ file: path, line: 5 });
  if (name === "a throw") expect(place).toEqual({ file: path, line: 5, column: 11 });
  expect(await session.values("SELECT count(*) FROM shop.person WHERE first IS NOT NULL")).toEqual([["0"]]);
});

test("a transaction with a configuration of its own is refused", async () => {
  const { error } = await run(
    "export async function up({ db }) { await db.transaction(async () => {}, { isolationLevel: 'serializable' }); }",
  );
  expect(error).toMatchObject({ code: "TRANSFORM_REFUSED" });
});

test("savepoints by hand are allowed", async () => {
  const { error } = await run(
    "export async function up({ sql }) { await sql`savepoint a`; await sql`update shop.person set first = 'x'`; await sql`rollback to savepoint a`; await sql`release a`; }",
  );
  expect(error).toBeUndefined();
});

test("an abort ends it with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  const running = run(
    "export async function up({ sql, signal }) { for (;;) await sql`select pg_sleep(0.01)`; }",
    {},
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort(reason), 100);
  expect((await running).error).toBe(reason);
});

test("values of every kind come through drizzle as they do through drizzle-orm/postgres-js", async () => {
  const { drizzle } = await import("drizzle-orm/postgres-js");
  const { default: postgres } = await import("postgres");
  const model = await import("./kinds-model.js");
  await session.run(`CREATE TYPE shop.mood AS ENUM ('sad', 'very happy');
    CREATE TABLE shop.kinds (id int PRIMARY KEY, at timestamp, attz timestamptz, day date, time time, big bigint, big2 bigint, num numeric, j json, jb jsonb,
      b boolean, tags text[], ints int[], nums numeric[], bigs bigint[], mood shop.mood, moods shop.mood[], days timestamptz[], u uuid, i interval, r real, d float8, js jsonb[], c char(3))`);
  const client = postgres(database.url, { max: 1 });
  const theirs = drizzle(client);
  await theirs.insert(model.kinds).values(model.rows);
  const expected = await theirs.select().from(model.kinds).orderBy(model.kinds.id);
  const expectedText = await client.unsafe("SELECT kinds::text FROM shop.kinds ORDER BY id").values();
  await client.end();

  await session.run("DELETE FROM shop.kinds");
  const { error } = await run(
    `import { kinds, rows } from ${JSON.stringify(join(import.meta.dirname, "kinds-model.ts"))};
export async function up({ db }) {
  await db.insert(kinds).values(rows);
  (globalThis as any).strataSeen = await db.select().from(kinds).orderBy(kinds.id);
}`,
  );
  expect(error).toBeUndefined();
  expect((globalThis as { strataSeen?: unknown }).strataSeen).toEqual(expected);
  expect(await session.values("SELECT kinds::text FROM shop.kinds ORDER BY id")).toEqual(
    expectedText.map((row) => [...row]),
  );
});

test("a package that is not installed for the module is not found, whatever core has", async () => {
  expect(await importInstalled("not-installed-anywhere", join(root, "migrations/x.ts"))).toBeUndefined();
  expect(await importInstalled("drizzle-orm/pg-proxy", join(root, "migrations/x.ts"))).toHaveProperty("drizzle");
});
