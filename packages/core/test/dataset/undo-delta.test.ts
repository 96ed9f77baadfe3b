import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Connection, connect } from "../../src/postgres/connect.js";
import { readUneditedRows, settleLabels } from "../../src/usecases/data/label-watch.js";
import { freshDatabase } from "../support/cluster.js";
import { contents, createSysCore, inTransaction, load, undo } from "./dataset-database.js";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let session: Connection;
beforeAll(async () => {
  database = await freshDatabase();
  session = await connect(database.url);
  await createSysCore(session);
});
afterAll(async () => {
  await session.close();
  await database.drop();
});

const TABLES = ["shop.org", "shop.account", "shop.role"];
const FIRST = {
  "shop.org": { acme: { name: "Acme" }, empty: { name: "Empty" } },
  "shop.account": {
    alice: { email: "a@x", org_id: "$acme" },
    bob: { email: "b@x", org_id: "$acme", boss: "$alice", data: { n: 1 } },
  },
  "shop.role": { admin: { description: "old" }, guest: { description: "g" } },
};
const SECOND = {
  "shop.org": { empty: null, other: { name: "Empty" }, acme: { name: "Acme 2" } },
  "shop.account": {
    alice: null,
    bob: { email: "bob@x", boss: null, data: [2] },
    carol: { email: "c@x", org_id: "$other", boss: "$bob" },
  },
  "shop.role": { admin: { description: "new" }, guest: { description: "g" }, root: {} },
};
const later = { version: "20260201000000" };

beforeEach(async () => {
  await session.run(`ROLLBACK; DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop; DELETE FROM sys_core.dataset_row;
    CREATE TABLE shop.org (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE shop.account (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, org_id int NOT NULL REFERENCES shop.org,
      boss bigint REFERENCES shop.account, made timestamptz NOT NULL DEFAULT now(), data jsonb, twice int GENERATED ALWAYS AS (length(email)) STORED);
    CREATE TABLE shop.role (code text PRIMARY KEY, description text);`);
});

test("up, down, up: each way back leaves what was there, labels included", async () => {
  const empty = await contents(session, ...TABLES);
  const first = await load(session, FIRST);
  const one = await contents(session, ...TABLES);
  const second = await load(session, SECOND, later);
  expect(second).toMatchObject({ added: 3, changed: 3, removed: 2, kept: [] });
  const two = await contents(session, ...TABLES);
  expect(await undo(session, second.inverse)).toEqual({ removed: 3, restored: 5, kept: [] });
  expect(await contents(session, ...TABLES)).toEqual(one);
  const again = await load(session, SECOND, later);
  expect(again).toMatchObject({ added: 3, changed: 3, removed: 2, kept: [] });
  const strip = (value: unknown) => JSON.stringify(value).replaceAll(/\b\d+\b|2026[^"\\]*|[0-9a-f]{16}/g, "#");
  expect(strip(await contents(session, ...TABLES))).toEqual(strip(two));
  expect(await undo(session, again.inverse)).toEqual({ removed: 3, restored: 5, kept: [] });
  expect(await undo(session, first.inverse)).toEqual({ removed: 6, restored: 0, kept: [] });
  expect(await contents(session, ...TABLES)).toEqual(empty);
});

test("keeps and reports what was edited since, and loads nothing twice when it comes again", async () => {
  await load(session, FIRST);
  const second = await load(session, SECOND, later);
  await session.run(
    "UPDATE shop.role SET description = 'mine'; UPDATE shop.account SET data = NULL WHERE email = 'bob@x'",
  );
  const undone = await undo(session, second.inverse);
  expect(undone.kept.map(({ code, message }) => [code, message])).toEqual([
    [
      "DATASET_ROW_EDITED",
      'shop.role, row "root" was edited since strata wrote it ("description"), so it is kept as it is and not removed',
    ],
    [
      "DATASET_ROW_EDITED",
      'shop.account, row "bob" was edited since strata wrote it ("data"), so it is kept as it is and not changed',
    ],
    [
      "DATASET_ROW_EDITED",
      'shop.role, row "admin" was edited since strata wrote it ("description"), so it is kept as it is and not changed',
    ],
  ]);
  expect(await session.values("SELECT code, description FROM shop.role ORDER BY 1")).toEqual([
    ["admin", "mine"],
    ["guest", "mine"],
    ["root", "mine"],
  ]);
  const again = await load(session, SECOND, later);
  expect(again).toMatchObject({ added: 2 });
  expect(again.kept.map(({ message }) => /row "\w+"/.exec(message)?.[0])).toEqual([
    'row "bob"',
    'row "admin"',
    'row "guest"',
  ]);
  expect(await session.values("SELECT count(*) FROM shop.role")).toEqual([["3"]]);
});

test("keeps and reports an added row that others reference now; one that was deleted by hand is forgotten", async () => {
  const first = await load(session, FIRST);
  await session.run(
    "INSERT INTO shop.account (email, org_id) VALUES ('mine', 1); DELETE FROM shop.role WHERE code = 'guest'",
  );
  const undone = await undo(session, first.inverse);
  expect(undone).toMatchObject({
    removed: 4,
    kept: [
      {
        code: "DATASET_ROW_REFERENCED",
        message: 'shop.org, row "acme" is referenced by shop.account, so it is kept and not removed',
      },
    ],
  });
  expect(await session.values("SELECT label FROM sys_core.dataset_row")).toEqual([["acme"]]);
  expect(await load(session, FIRST)).toMatchObject({ added: 5, kept: [] });
});

test("a removed row whose place is taken is reported, the others come back", async () => {
  await load(session, FIRST);
  const second = await load(session, { "shop.role": { admin: null, guest: null } }, later);
  await session.run("INSERT INTO shop.role VALUES ('admin', 'mine')");
  const undone = await undo(session, second.inverse);
  expect(undone).toMatchObject({
    restored: 1,
    kept: [
      {
        code: "DATASET_ROW_NOT_RESTORED",
        message: expect.stringContaining('shop.role, row "admin" could not be put back'),
      },
    ],
  });
  expect(await session.values("SELECT code, description FROM shop.role ORDER BY 1")).toEqual([
    ["admin", "mine"],
    ["guest", "g"],
  ]);
  expect(await session.values("SELECT label FROM sys_core.dataset_row WHERE relation = 'shop.role'::regclass")).toEqual(
    [["guest"]],
  );
});

test("an earlier value that is taken is reported, the row stays", async () => {
  await load(session, FIRST);
  const second = await load(session, { "shop.org": { acme: { name: "Acme 2" } } }, later);
  await session.run("INSERT INTO shop.org (name) VALUES ('Acme')");
  expect(await undo(session, second.inverse)).toMatchObject({
    restored: 0,
    kept: [{ code: "DATASET_ROW_NOT_RESTORED" }],
  });
  expect(await session.values("SELECT name FROM shop.org ORDER BY id")).toEqual([["Acme 2"], ["Empty"], ["Acme"]]);
});

test("a table that is gone has nothing to undo; a renamed one is found, and one that was restored from a dump", async () => {
  const first = await load(session, FIRST);
  await session.run(
    "ALTER TABLE shop.role RENAME TO part; ALTER TABLE shop.part RENAME code TO slug; CREATE TABLE shop.role (code text PRIMARY KEY); INSERT INTO shop.role VALUES ('admin')",
  );
  await session.run("DROP TABLE shop.account");
  const moved = {
    ...first.inverse,
    tables: first.inverse.tables.map((table) => (table.name === "org" ? { ...table, oid: 1 } : table)),
  };
  expect(await undo(session, moved)).toEqual({ removed: 4, restored: 0, kept: [] });
  expect(
    await session.values(
      "SELECT (SELECT count(*) FROM shop.org), (SELECT count(*) FROM shop.part), (SELECT count(*) FROM shop.role)",
    ),
  ).toEqual([["0", "0", "1"]]);
});

test("columns that are gone are passed over when a row comes back", async () => {
  await load(session, FIRST);
  const second = await load(session, { "shop.role": { admin: null }, "shop.org": { acme: { name: "X" } } }, later);
  await session.run("ALTER TABLE shop.role DROP description; ALTER TABLE shop.org ALTER id SET GENERATED BY DEFAULT");
  expect(await undo(session, second.inverse)).toMatchObject({ restored: 2, kept: [] });
  expect(await session.values("SELECT * FROM shop.role ORDER BY 1")).toEqual([["admin"], ["guest"]]);
});

test("circles go as they came", async () => {
  await session.run(`CREATE TABLE shop.team (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lead int);
    CREATE TABLE shop.member (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team int NOT NULL REFERENCES shop.team);
    ALTER TABLE shop.team ADD FOREIGN KEY (lead) REFERENCES shop.member`);
  const delta = { "shop.team": { t: { lead: "$m" }, u: { lead: "$m" } }, "shop.member": { m: { team: "$t" } } };
  const added = await load(session, delta);
  const full = await contents(session, "shop.team", "shop.member");
  const removed = await load(session, { "shop.team": { t: null, u: null }, "shop.member": { m: null } }, later);
  expect(removed).toMatchObject({ removed: 3, kept: [] });
  expect(await undo(session, removed.inverse)).toEqual({ removed: 0, restored: 3, kept: [] });
  expect(await contents(session, "shop.team", "shop.member")).toEqual(full);
  expect(await undo(session, added.inverse)).toEqual({ removed: 3, restored: 0, kept: [] });
});

describe("what a step itself does to labelled rows", () => {
  test("is no edit, neither by its SQL nor by a foreign key; an operator's edit stays one", async () => {
    await session.run(
      "CREATE TABLE shop.granted (id int PRIMARY KEY, role text REFERENCES shop.role ON UPDATE CASCADE)",
    );
    await load(session, { ...FIRST, "shop.granted": { g: { id: 1, role: "$admin" } } });
    await session.run("UPDATE shop.role SET description = 'mine' WHERE code = 'guest'");
    await inTransaction(session, async () => {
      const before = await readUneditedRows(session, "shop");
      await session.run(
        "ALTER TABLE shop.role ADD upper text; UPDATE shop.role SET upper = upper(description); ALTER TABLE shop.account DROP data; UPDATE shop.account SET email = email || '.test'",
      );
      await settleLabels(session, "shop", later.version, before);
    });
    const loaded = await load(
      session,
      { "shop.account": { bob: { email: "b" } }, "shop.role": { guest: { description: "x" } } },
      later,
    );
    expect(loaded).toMatchObject({ changed: 1, kept: [{ code: "DATASET_ROW_EDITED" }] });
    await inTransaction(session, async () => {
      const before = await readUneditedRows(session, "shop");
      await session.run("UPDATE shop.role SET code = 'root' WHERE code = 'admin'");
      await settleLabels(session, "shop", later.version, before);
    });
    expect(await load(session, { "shop.granted": { g: null } }, later)).toMatchObject({ removed: 1, kept: [] });
  });

  test("is no edit of a row that the step itself loaded before", async () => {
    await inTransaction(session, async () => {
      const before = await readUneditedRows(session, "shop");
      await session.run("COMMIT");
      await load(session, FIRST, later);
      await session.run("BEGIN; UPDATE shop.role SET description = 'moved'");
      await settleLabels(session, "shop", later.version, before);
    });
    expect(await load(session, { "shop.role": { admin: null } }, later)).toMatchObject({ removed: 1, kept: [] });
  });
});
