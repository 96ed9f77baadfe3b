import { expect, onTestFinished, test } from "vitest";
import { owners, type OwnersMap } from "../../src/usecases/look/owners.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { freshDatabase, MAJORS } from "../support/cluster.js";
import { addToTree } from "../support/temporary-tree.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, type Modules, rowsOf, treeOf, workspaceOf } from "../run/workspace.js";

/** Keys by owner, without those of sys-core. */
function objectsBy({ owners: shares }: OwnersMap): Record<string, readonly string[]> {
  return Object.fromEntries(
    shares.flatMap(({ owner, objects }) => {
      const name = typeof owner === "string" ? owner : owner.module;
      return name === "sys-core" ? [] : [[name, objects] as const];
    }),
  );
}

const SHOP = `
  CREATE SCHEMA shop;
  CREATE EXTENSION pg_trgm SCHEMA shop;
  CREATE TYPE shop.state AS ENUM ('new', 'sold');
  CREATE TABLE shop.item (id serial PRIMARY KEY, state shop.state, name text CONSTRAINT named CHECK (name <> ''));
  CREATE INDEX item_name ON shop.item (name);
  CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
  CREATE TRIGGER touched BEFORE UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.touch();
  CREATE FUNCTION shop.as_text(shop.item) RETURNS text LANGUAGE sql AS 'SELECT $1.name';
  CREATE CAST (shop.item AS text) WITH FUNCTION shop.as_text(shop.item);
  CREATE FOREIGN DATA WRAPPER nowhere;
  CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
  CREATE USER MAPPING FOR PUBLIC SERVER far;
  CREATE FOREIGN TABLE shop.far_item (id integer) SERVER far;
  CREATE SERVER unused FOREIGN DATA WRAPPER nowhere;
  CREATE FUNCTION shop.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
  CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION shop.watch();
  CREATE COLLATION shop.plain (locale = 'C');
  CREATE STATISTICS shop.together ON state, name FROM shop.item;
  CREATE MATERIALIZED VIEW shop.kept AS SELECT 1 AS id;
  CREATE UNIQUE INDEX kept_id ON shop.kept (id);
  ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO PUBLIC;
  CREATE PUBLICATION news FOR TABLE shop.item;
`;

test.for(MAJORS)("PostgreSQL %i: every object has one owner, what stands outside of schemas too", async (major) => {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const cwd = workspaceOf({
    shop: { migrations: { "20260101000000_a": { "up.sql": SHOP, "down.sql": "SELECT 1;" } } },
  });
  await migrate({ cwd, url, allowProduction: true });
  const map = await owners({ cwd, url });
  expect(map.findings).toEqual([]);
  expect(objectsBy(map)).toEqual({
    shop: [
      "cast (shop.item AS text)",
      "collation shop.plain",
      "constraint shop.item item_pkey",
      "constraint shop.item named",
      "default privileges in schema shop on tables",
      "enum type shop.state",
      "event trigger watching",
      "foreign server far",
      "foreign server unused",
      "foreign table shop.far_item",
      "foreign-data wrapper nowhere",
      "function shop.as_text(shop.item)",
      "function shop.touch()",
      "function shop.watch()",
      "index shop.item_name",
      "index shop.kept_id",
      "materialized view shop.kept",
      "publication news",
      "schema shop",
      "sequence shop.item_id_seq",
      "statistics shop.together",
      "table shop.item",
      "trigger touched on shop.item",
      "user mapping public far",
    ],
    shared: ["extension pg_trgm", "schema public"],
    unclaimed: [],
  });
});

const TWO: Modules = {
  billing: {
    package: { strata: { owns: ["public.bill*"] } },
    migrations: {
      "20260101000000_a": {
        "up.sql": "CREATE TABLE public.bill (id integer PRIMARY KEY);",
        "down.sql": "DROP TABLE public.bill;",
      },
    },
  },
  stock: {
    package: { strata: { owns: ["public.item"] } },
    migrations: {
      "20260102000000_a": {
        "up.sql": "CREATE TABLE public.item (id integer PRIMARY KEY);",
        "down.sql": "DROP TABLE public.item;",
      },
    },
  },
};

test("two modules share the schema public by names; what neither claims there is a finding, elsewhere it is told", async () => {
  const [cwd, url] = [workspaceOf(TWO), await emptyDatabase()];
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(url, "CREATE TABLE public.stray (id integer PRIMARY KEY)");
  await rowsOf(url, "CREATE SCHEMA legacy CREATE TABLE legacy.old (id integer)");
  const map = await owners({ cwd, url });
  expect(objectsBy(map)).toEqual({
    billing: ["constraint public.bill bill_pkey", "table public.bill"],
    stock: ["constraint public.item item_pkey", "table public.item"],
    shared: ["schema public"],
    unclaimed: ["constraint public.stray stray_pkey", "schema legacy", "table legacy.old", "table public.stray"],
  });
  expect(map.findings).toEqual([
    {
      code: "UNCLAIMED_OBJECT",
      message: "table public.stray belongs to no module, although billing, stock claim objects of its schema",
    },
  ]);
  expect(objectsBy(await owners({ cwd, url, module: "stock" }))).toEqual({
    stock: ["constraint public.item item_pkey", "table public.item"],
  });
  expect(await failure(owners({ cwd, url, module: "stok" }))).toMatchObject({ code: "MODULE_UNKNOWN" });

  // A workspace that knows one of the two leaves what the other may own alone.
  const other = workspaceOf({ billing: TWO["billing"]! });
  expect((await owners({ cwd: other, url })).findings).toEqual([]);
});

test("a table moves to another module with the first migration after the day, without two owners or none", async () => {
  const day = "20270101000000";
  const claimedBy = (owns: unknown[]) => ({ strata: { owns } });
  const billing = {
    package: claimedBy(["public.bill*", { claim: "public.invoice", until: day }]),
    migrations: {
      "20260101000000_a": {
        "up.sql": "CREATE TABLE public.invoice (id integer PRIMARY KEY);",
        "down.sql": "DROP TABLE public.invoice;",
      },
    },
  };
  const finance = (migrations: Modules[string]["migrations"]) => ({
    package: claimedBy(["finance.*", { claim: "public.invoice", from: day }]),
    migrations,
  });
  const cwd = workspaceOf({ billing, finance: finance({}) });
  const url = await emptyDatabase();
  const invoice = ["constraint public.invoice invoice_pkey", "table public.invoice"];
  await migrate({ cwd, url, allowProduction: true });
  expect(await owners({ cwd, url }).then(objectsBy)).toMatchObject({ billing: invoice, finance: [], unclaimed: [] });
  addToTree(
    cwd,
    treeOf({
      finance: finance({
        [`${day}_b`]: { "up.sql": "CREATE SCHEMA finance;", "down.sql": "DROP SCHEMA finance;" },
      }),
    }),
  );
  await migrate({ cwd, url, allowProduction: true });
  const after = await owners({ cwd, url });
  expect(objectsBy(after)).toMatchObject({
    billing: [],
    finance: [invoice[0], "schema finance", invoice[1]],
    unclaimed: [],
  });
  expect(after.findings).toEqual([]);
});

test("two claims on one object are told of the manifests and of the object", async () => {
  const cwd = workspaceOf(TWO);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  addToTree(cwd, treeOf({ stock: { ...TWO["stock"]!, package: { strata: { owns: ["public.*"] } } } }));
  const { findings } = await owners({ cwd, url });
  expect(findings.map(({ code }) => code)).toEqual(["CLAIM_TAKEN", "CLAIM_TAKEN"]);
  expect(findings[1]).toEqual({
    code: "CLAIM_TAKEN",
    message: "table public.bill is claimed by billing (public.bill*) and stock (public.*)",
  });
});
