import { expect, onTestFinished, test } from "vitest";
import { appendAudit } from "../../src/history/audit.js";
import { connect } from "../../src/postgres/connect.js";
import { setEnvironment } from "../../src/usecases/environment.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { status } from "../../src/usecases/look/status.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { sharedCluster } from "../support/cluster.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { createTable, emptyDatabase, objectsOf, rowsOf, workspaceOf } from "./workspace.js";

const MODULES = { stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } };
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A role that may log in, and the URL of a database as that role. Dropped with what it owns when the test has ended. */
async function loginRole(
  url: string,
  name = `r_${new URL(url).pathname.slice(1)}`,
): Promise<{ role: string; as: (database: string) => string }> {
  await rowsOf(url, `CREATE ROLE ${quoted(name)} LOGIN PASSWORD 'secret'`);
  onTestFinished(async () => {
    await rowsOf(url, `DROP OWNED BY ${quoted(name)} CASCADE`);
    await rowsOf(url, `DROP ROLE ${quoted(name)}`);
  });
  const { host } = new URL(url);
  return {
    role: quoted(name),
    as: (database) => `postgres://${encodeURIComponent(name)}:secret@${host}/${encodeURIComponent(database)}`,
  };
}

test("a history that the role may not read, or that row-level security hides, is an error and not an empty one", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const { role, as } = await loginRole(url);
  const other = as(new URL(url).pathname.slice(1));
  expect(await failure(status({ cwd, url: other }))).toMatchObject({ code: "HISTORY_UNREADABLE", exitCode: 5 });
  await rowsOf(url, `GRANT USAGE ON SCHEMA sys_core TO ${role}`);
  await rowsOf(url, `GRANT ALL ON ALL TABLES IN SCHEMA sys_core TO ${role}`);
  expect((await status({ cwd, url: other })).current).toBe(true);
  await rowsOf(url, "ALTER TABLE sys_core.migration ENABLE ROW LEVEL SECURITY");
  expect(await failure(status({ cwd, url: other }))).toMatchObject({ code: "HISTORY_UNREADABLE", exitCode: 5 });
  expect((await status({ cwd, url })).current).toBe(true);
});

test("constraints of one name, deferred and not deferrable, are in nobody's way", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": `CREATE SCHEMA stock;
            CREATE TABLE stock.a (id int PRIMARY KEY, next int CONSTRAINT same REFERENCES stock.a DEFERRABLE INITIALLY DEFERRED);
            CREATE TABLE stock.b (id int PRIMARY KEY, next int CONSTRAINT same REFERENCES stock.b,
              later int CONSTRAINT own REFERENCES stock.b DEFERRABLE INITIALLY DEFERRED);`,
          "up.contract.sql": "INSERT INTO stock.b VALUES (1, NULL, 2); INSERT INTO stock.b VALUES (2, 1, 1);",
          "down.sql": "DROP SCHEMA stock CASCADE;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  expect(await rowsOf(url, "SELECT id FROM stock.b")).toHaveLength(2);
});

test.each([15, 18] as const)("a plain owner of the database, names of every kind, on PostgreSQL %i", async (major) => {
  const maintenance = (await sharedCluster(major)).url("postgres");
  const { role, as } = await loginRole(maintenance, `Own "é' er ${major}`);
  const database = `Da"ta' báse ${major}`;
  await rowsOf(maintenance, `CREATE DATABASE ${quoted(database)} OWNER ${role}`);
  onTestFinished(() => rowsOf(maintenance, `DROP DATABASE ${quoted(database)} WITH (FORCE)`).then(() => undefined));
  const url = as(database);
  const cwd = workspaceOf({
    stock: {
      package: { strata: { owns: ["My Stock é.*"] } },
      migrations: {
        "20260101000000_a": {
          "up.sql": `CREATE SCHEMA "My Stock é";
            CREATE TABLE "Ta bl""e" (id int PRIMARY KEY, "né" text, d int REFERENCES "Ta bl""e" DEFERRABLE INITIALLY DEFERRED);`,
          "bootstrap.json": JSON.stringify({ 'My Stock é."Ta bl""e"': { "é $": { id: 1, né: "ü🎉", d: 1 } } }),
          "down.sql": 'DROP TABLE "Ta bl""e"; DROP SCHEMA "My Stock é";',
        },
      },
    },
  });
  await migrate({ cwd, url, allowProduction: true });
  expect(await rowsOf(url, 'SELECT "né" AS text FROM "My Stock é"."Ta bl""e"')).toEqual([{ text: "ü🎉" }]);
  expect(await setEnvironment({ cwd, url, class: "test", database })).toMatchObject({ class: "test", valid: true });
  expect((await migrate({ cwd, url })).steps).toEqual([]);
  await rollBack({ cwd, url, all: true });
  expect(await objectsOf(url)).toEqual([]);
  expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
});

test("a role that may not create anything is told so, and nothing is made", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const { as } = await loginRole(url);
  const error = await failure(migrate({ cwd, url: as(new URL(url).pathname.slice(1)), allowProduction: true }));
  expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8 });
  expect(error.message).toContain("permission denied for database");
  expect(await objectsOf(url)).toEqual([]);
});

test("a database of another encoding takes what it can hold, and names what it cannot", async () => {
  const maintenance = (await sharedCluster()).url("postgres");
  await rowsOf(
    maintenance,
    "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
  );
  onTestFinished(() => rowsOf(maintenance, "DROP DATABASE latin WITH (FORCE)").then(() => undefined));
  const url = (await sharedCluster()).url("latin");
  const workspace = (text: string) =>
    workspaceOf({
      stock: {
        migrations: {
          "20260101000000_a": {
            "up.sql": `CREATE SCHEMA stock; CREATE TABLE stock.a (id int PRIMARY KEY, t text); INSERT INTO stock.a VALUES (1, '${text}');`,
            "bootstrap.json": JSON.stringify({ "stock.a": { é: { id: 2, t: "ü" } } }),
            "down.sql": "-- é\nDROP TABLE stock.a; DROP SCHEMA stock;",
          },
        },
      },
    });
  const cwd = workspace("é");
  await migrate({ cwd, url, allowProduction: true });
  expect(await rowsOf(url, "SELECT t, length(t) AS n FROM stock.a ORDER BY id")).toEqual([
    { t: "é", n: 1 },
    { t: "ü", n: 1 },
  ]);
  await rollBack({ cwd, url, all: true, allowProduction: true });
  const error = await failure(migrate({ cwd: workspace("🎉"), url, allowProduction: true }));
  expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8 });
  expect(error.message).toContain("LATIN1");
  expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
});

test("settings of the database and of the role change nothing", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql":
            "CREATE SCHEMA stock; CREATE TABLE a (t text PRIMARY KEY, d timestamptz); INSERT INTO a VALUES ('a\\b', '2026-01-02');",
          "bootstrap.json": JSON.stringify({ "stock.a": { "x\\y": { d: "2026-01-02T03:04:05Z" } } }),
          "down.sql": "DROP TABLE a; DROP SCHEMA stock;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  for (const setting of [
    "standard_conforming_strings = off",
    "search_path = nowhere",
    "datestyle = 'German, DMY'",
    "intervalstyle = 'iso_8601'",
    "bytea_output = 'escape'",
    "timezone = 'Asia/Kathmandu'",
    "quote_all_identifiers = on",
    "default_transaction_isolation = 'serializable'",
    "default_transaction_deferrable = on",
    "client_encoding = 'LATIN1'",
  ])
    await rowsOf(url, `ALTER DATABASE ${database} SET ${setting}`);
  await migrate({ cwd, url, allowProduction: true });
  expect(await rowsOf(url, "SELECT t, extract(epoch FROM d)::int AS d FROM stock.a WHERE t LIKE 'x%'")).toEqual([
    { t: "x\\y", d: 1767323045 },
  ]);
  expect(await rowsOf(url, "SELECT t FROM stock.a WHERE t LIKE 'a%'")).toEqual([{ t: "a\\b" }]);
  await rollBack({ cwd, url, all: true, allowProduction: true });
  expect(await objectsOf(url)).toEqual([]);
  expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
});

test("a login whose role is another owner's works as that owner", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  const owner = await loginRole(url, `o_${database}`);
  const login = await loginRole(url);
  await rowsOf(url, `GRANT ${owner.role} TO ${login.role}`);
  await rowsOf(url, `GRANT CREATE ON DATABASE ${database} TO ${owner.role}`);
  await rowsOf(url, `ALTER ROLE ${login.role} SET role = ${owner.role}`);
  await migrate({ cwd, url: login.as(database), allowProduction: true });
  const owners = await rowsOf(
    url,
    "SELECT DISTINCT tableowner AS name FROM pg_tables WHERE schemaname IN ('stock', 'sys_core')",
  );
  expect(owners).toEqual([{ name: `o_${database}` }]);
});

test("event triggers of the database see strata's statements and are in nobody's way", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const admin = await connect(url);
  await admin.run(`CREATE SCHEMA watch; CREATE TABLE watch.ddl (tag text);
    CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO watch.ddl VALUES (tg_tag); PERFORM set_config('search_path', 'watch', false); END $$;
    CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION watch.note();`);
  await admin.close();
  await migrate({ cwd, url, allowProduction: true });
  await rollBack({ cwd, url, all: true, allowProduction: true });
  expect(await objectsOf(url)).toEqual(["schema watch", "watch.ddl"]);
});

test("a database that is read-only answers when nothing is pending, and refuses before anything runs when something is", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const maintenance = (await sharedCluster()).url("postgres");
  const readOnly = (value: "on" | "off") =>
    rowsOf(
      maintenance,
      `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = ${value}`,
    );
  await readOnly("on");
  expect(await failure(migrate({ cwd, url, allowProduction: true }))).toMatchObject({ code: "READ_ONLY", exitCode: 5 });
  await readOnly("off");
  await migrate({ cwd, url, allowProduction: true });
  await readOnly("on");
  expect((await migrate({ cwd, url })).steps).toEqual([]);
  expect((await status({ cwd, url })).current).toBe(true);
});

test("writers at the same time make one chain, whether they commit or not", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const writers = await Promise.all(Array.from({ length: 6 }, () => connect(url)));
  await Promise.all(
    writers.map(async (writer, index) => {
      for (let round = 0; round < 10; round++) {
        await writer.run("BEGIN");
        await appendAudit(writer, { event: "failed", details: { index, round, text: 'é\u2028🎉\\"' } });
        await writer.run(round % 3 === 0 ? "ROLLBACK" : "COMMIT");
      }
      await writer.close();
    }),
  );
  expect(await verifyAudit({ cwd, url })).toMatchObject({ rows: SYS_CORE_FOLDERS.length + 1 + 6 * 6, breaks: [] });
});
