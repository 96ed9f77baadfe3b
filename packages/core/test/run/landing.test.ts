import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { failure } from "./failure.js";
import { emptyDatabase, objectsOf, rowsOf, workspaceOf } from "./workspace.js";

const one = (up: string, down = "SELECT 1;") =>
  workspaceOf({ stock: { migrations: { "20260101000000_a": { "up.sql": up, "down.sql": down } } } });

test.each([
  ["after a DO block", "DO $$ BEGIN PERFORM 1; END $$;\nCREATE TABLE a (id int);"],
  ["by dynamic SQL", "DO $$ BEGIN EXECUTE 'CREATE TABLE a (id int)'; END $$;"],
  ["before the schema is there", "DO $$ BEGIN CREATE TABLE a (id int); CREATE SCHEMA stock; END $$;"],
])("a name without a schema does not land in the next one: %s", async (_case, up) => {
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd: one(up), url, allowProduction: true }));
  expect(error).toMatchObject({ code: "UNQUALIFIED_WITHOUT_SCHEMA", exitCode: 3 });
  expect(error.message).toContain("a would have landed in public");
  expect(error.hint).toContain('CREATE SCHEMA "stock"');
  expect(await objectsOf(url)).toEqual([]);
});

test("what the module owns, and what belongs to an extension, may be in the next schema", async () => {
  const cwd = workspaceOf({
    stock: {
      package: { strata: { owns: ["stock.*", "public.stock_a"] } },
      migrations: {
        "20260101000000_a": {
          "up.sql":
            "CREATE EXTENSION citext SCHEMA public; CREATE EXTENSION pg_stat_statements SCHEMA public; CREATE TABLE public.stock_a (id citext);",
          "down.sql": "DROP TABLE public.stock_a; DROP EXTENSION pg_stat_statements; DROP EXTENSION citext;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  expect(await objectsOf(url)).toContain("public.stock_a");
});

test("what somebody else creates in the next schema meanwhile is none of the step's", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": "SELECT 1;",
          "up.contract.sql": "SELECT pg_sleep(0.5);",
          "down.sql": "SELECT 1;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  let other: Promise<unknown> | undefined;
  await migrate({
    cwd,
    url,
    allowProduction: true,
    onProgress: (event) => {
      if (event.type === "phase" && event.phase === "up.contract")
        other = rowsOf(url, "CREATE TABLE public.theirs (id int)");
    },
  });
  await other;
  expect(await objectsOf(url)).toEqual(["public.theirs"]);
});

test("a role that may not use the module's schema makes no temporary table of what was meant to stay", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": "CREATE SCHEMA stock; REVOKE ALL ON SCHEMA public FROM public;",
          "down.sql": "SELECT 1;",
        },
        "20260102000000_b": { "up.sql": "SET ROLE pg_monitor; CREATE TABLE b (id int);", "down.sql": "SELECT 1;" },
      },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error).toMatchObject({ code: "LANDED_IN_TEMP" });
  expect(error.details["step"]).toBe("stock@20260102000000");
});

test("a block that makes a temporary table on purpose is left alone", async () => {
  const up =
    "CREATE SCHEMA stock;\nDO $$ BEGIN CREATE TEMP TABLE work (id int); END $$;\nCREATE TABLE a AS SELECT * FROM work;";
  const url = await emptyDatabase();
  await migrate({ cwd: one(up), url, allowProduction: true });
  expect(await objectsOf(url)).toEqual(["schema stock", "stock.a"]);
});

test("the stored way back means the names that the way up meant, also when the module is gone", async () => {
  const cwd = one("CREATE SCHEMA stock;\nCREATE TABLE a (id int);", "DROP TABLE a;");
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(url, "CREATE TABLE public.a (precious int)");
  rmSync(join(cwd, "modules/stock"), { recursive: true });
  await rollBack({ cwd, url, all: true, allowProduction: true });
  expect(await objectsOf(url)).toEqual(["public.a", "schema stock"]);
});
