import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { adoptDatabase } from "../../src/usecases/adopt/adopt-database.js";
import type { AdoptDatabaseOptions } from "../../src/usecases/adopt/adopt-options.js";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { detectDrift } from "../../src/usecases/drift/detect-drift.js";
import { status } from "../../src/usecases/look/status.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { acquireLock } from "../../src/postgres/advisory-lock.js";
import { haveCorpora, NEEDS_CORPORA, sampleOf } from "../corpora/corpora.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, historyOf, valueOf } from "../run/workspace.js";
import { scratchWorkspace } from "../scratch/scratch-workspace.js";
import { kitchenSink } from "../snapshot/kitchen-sink.js";
import { connect } from "../support/cluster.js";
import { dumpSchema } from "../support/pg-dump.js";
import { databaseWith } from "./tool-database.js";

function adopt(cwd: string, url: string, module: string, options: Partial<AdoptDatabaseOptions> = {}) {
  return adoptDatabase({ cwd, url, env: {}, module, allowProduction: true, ...options });
}

function workspace(modules: Readonly<Record<string, Record<string, unknown>>>): Promise<string> {
  return scratchWorkspace(
    Object.fromEntries(
      Object.entries(modules).map(([name, manifest]) => [name, { migrations: {}, package: manifest }]),
    ),
  );
}

const foldersOf = (cwd: string, module: string): string[] => {
  try {
    return readdirSync(join(cwd, `modules/${module}/migrations`)).toSorted();
  } catch {
    return [];
  }
};

const SHOP = `
  CREATE SCHEMA shop;
  CREATE TYPE shop.state AS ENUM ('open', 'paid');
  CREATE TABLE shop.invoice (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state shop.state DEFAULT 'open', note text);
  COMMENT ON TABLE shop.invoice IS 'what\\nis owed';
  CREATE INDEX ON shop.invoice (lower(note)) WHERE state = 'open';
  CREATE VIEW shop.open AS SELECT id FROM shop.invoice WHERE state = 'open';
  CREATE FUNCTION shop.count_open() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM shop.open';
  CREATE TABLE public.nobodys (id int);
  INSERT INTO shop.invoice (note) VALUES ('a'), ('b')`;

describe("a schema without a history becomes a baseline", () => {
  test("what the module claims is written, proven and recorded; what nobody claims is listed; rows stay", async () => {
    const url = await databaseWith(SHOP);
    const cwd = await workspace({ shop: { strata: { owns: ["shop.*"] } } });
    const before = await dumpSchema(url);
    const adopted = await adopt(cwd, url, "shop");
    expect(adopted).toMatchObject({ module: "shop", from: "database", before: [], pending: [] });
    expect(adopted.findings.map(({ code, message }) => [code, message.split(" is ")[0]])).toEqual([
      ["ADOPT_UNCLAIMED", "table public.nobodys"],
    ]);
    const [folder] = foldersOf(cwd, "shop");
    expect(folder).toMatch(/^\d{14}_baseline$/);
    expect(adopted.written.map((path) => relative(cwd, path))).toEqual([`modules/shop/migrations/${folder}`]);
    expect(adopted.recorded).toEqual([{ module: "shop", version: folder!.slice(0, 14) }]);
    expect((await historyOf(url)).at(-1)).toBe(`shop@${folder!.slice(0, 14)}`);
    expect(await dumpSchema(url, { without: ["sys_core"] })).toBe(before);
    expect(await valueOf(url, "SELECT shop.count_open()::int")).toBe(2);
    expect((await checkWorkspace({ cwd, env: {} })).findings.filter(({ module }) => module === "shop")).toEqual([]);

    expect((await detectDrift({ cwd, url, env: {} })).findings).toEqual([]);
    expect((await detectDrift({ cwd, url, env: {}, againstReplay: true })).findings).toEqual([]);

    // Again: nothing.
    const again = await adopt(cwd, url, "shop");
    expect(again).toMatchObject({ recorded: [], written: [], before: adopted.recorded });
    expect((await migrate({ cwd, url, env: {}, allowProduction: true })).steps).toEqual([]);

    // Another database gets the same from the files.
    const other = await emptyDatabase();
    await migrate({ cwd, url: other, env: {}, allowProduction: true });
    const without = { without: ["sys_core", "public"] };
    expect(await dumpSchema(other, without)).toBe(await dumpSchema(url, without));
    expect(await valueOf(other, "SELECT shop.count_open()::int")).toBe(0);
  });

  test("a database that holds the same records the baseline of another; one that does not is refused", async () => {
    const cwd = await workspace({ shop: { strata: { owns: ["shop.*"] } } });
    const [url, same, other] = await Promise.all([
      databaseWith(SHOP),
      databaseWith(SHOP),
      databaseWith(SHOP, "DROP VIEW shop.open"),
    ]);
    const { recorded } = await adopt(cwd, url, "shop");
    expect(await adopt(cwd, same, "shop")).toMatchObject({ written: [], recorded });
    const error = await failure(adopt(cwd, other, "shop"));
    expect(error).toMatchObject({ code: "ADOPT_DIFFERS", exitCode: 2 });
    expect(error.details.findings!.map(({ message }) => message).join()).toContain("view shop.open");
    expect(await valueOf(other, "SELECT to_regclass('sys_core.migration') IS NULL")).toBe(true);
  });

  test("a folder that was written and not recorded is gone on with", async () => {
    const url = await databaseWith(SHOP);
    const cwd = await workspace({ shop: { strata: { owns: ["shop.*"] } } });
    const other = await connect(url);
    await acquireLock(other, { waitMs: 0 });
    expect(await failure(adopt(cwd, url, "shop", { lockWaitMs: 0 }))).toMatchObject({ code: "LOCK_BUSY" });
    await other.close();
    const folders = foldersOf(cwd, "shop");
    expect(folders.length).toBe(1);
    const { written, recorded } = await adopt(cwd, url, "shop");
    expect([written, foldersOf(cwd, "shop")]).toEqual([[], folders]);
    expect(recorded).toEqual([{ module: "shop", version: folders[0]!.slice(0, 14) }]);
  });

  test("a baseline that was edited must still make what the database holds", async () => {
    const cwd = await workspace({ shop: { strata: { owns: ["shop.*"] } } });
    const { written } = await adopt(cwd, await databaseWith(SHOP), "shop");
    const file = join(written[0]!, "up.sql");
    writeFileSync(file, `${readFileSync(file, "utf8")}\nALTER TABLE shop.invoice ADD extra int;\n`);
    expect(await failure(adopt(cwd, await databaseWith(SHOP), "shop"))).toMatchObject({ code: "ADOPT_DIFFERS" });
  });

  test("what changes between the proof and the lock is seen", async () => {
    const url = await databaseWith(SHOP);
    const cwd = await workspace({ shop: { strata: { owns: ["shop.*"] } } });
    const other = await connect(url);
    const error = await failure(
      adopt(cwd, url, "shop", {
        allowProduction: false,
        confirm: async () => {
          await other.run("ALTER TABLE shop.invoice ADD extra int");
          return true;
        },
      }),
    );
    await other.close();
    expect(error).toMatchObject({ code: "ADOPT_DIFFERS" });
    expect(error.details.findings!.map(({ message }) => message).join()).toContain(
      "column extra of table shop.invoice",
    );
    expect((await historyOf(url)).filter((id) => id.startsWith("shop@"))).toEqual([]);
  });

  test("modules in the order of their dependencies; what is out of reach is told", async () => {
    const url = await databaseWith(
      "CREATE SCHEMA base; CREATE TABLE base.org (id int PRIMARY KEY); CREATE SCHEMA crm; CREATE TABLE crm.contact (id int PRIMARY KEY, org_id int REFERENCES base.org);",
    );
    const alone = await workspace({
      base: { strata: { owns: ["base.*"] } },
      crm: { strata: { owns: ["crm.*"] } },
    });
    const error = await failure(adopt(alone, url, "crm"));
    expect(error).toMatchObject({ code: "ADOPT_DEPENDENCY", exitCode: 6 });
    expect(error.message).toContain("base.org");
    expect(foldersOf(alone, "crm")).toEqual([]);
    const cwd = await workspace({
      base: { strata: { owns: ["base.*"] } },
      crm: { strata: { owns: ["crm.*"] }, dependencies: { base: "workspace:*" } },
    });
    expect(await failure(adopt(cwd, url, "crm"))).toMatchObject({ code: "ADOPT_DEPENDENCY" });
    const base = await adopt(cwd, url, "base");
    const crm = await adopt(cwd, url, "crm");
    const up = readFileSync(join(crm.written[0]!, "up.sql"), "utf8");
    expect(up).toContain(`-- strata: requires base@${base.recorded[0]!.version}\n`);
    const other = await emptyDatabase();
    await migrate({ cwd, url: other, env: {}, allowProduction: true });
    expect(await dumpSchema(other)).toBe(await dumpSchema(url));
  });

  test("an extension and a schema that modules share are made where they are missing", async () => {
    const url = await databaseWith(
      `CREATE SCHEMA app; CREATE EXTENSION citext SCHEMA public;
       CREATE TABLE app.account (email public.citext PRIMARY KEY); CREATE TABLE app.audit (id int PRIMARY KEY);`,
    );
    const cwd = await workspace({
      account: { strata: { owns: ["app.account"] } },
      audit: { strata: { owns: ["app.audit"] } },
    });
    const { written, findings } = await adopt(cwd, url, "account");
    expect(findings).toEqual([]);
    expect(readFileSync(join(written[0]!, "up.sql"), "utf8")).not.toContain("SCHEMA IF NOT EXISTS public");
    expect((await adopt(cwd, url, "audit")).findings.map(({ message }) => message.split(" is ")[0])).toEqual([
      "extension citext",
    ]);
    const other = await emptyDatabase();
    await migrate({ cwd, url: other, env: {}, allowProduction: true });
    expect(await dumpSchema(other)).toBe(await dumpSchema(url));
  });
});

test.each<[string, string, Record<string, unknown>, string]>([
  [
    "what the module needs and nobody claims",
    "CREATE TYPE public.kind AS ENUM ('a'); CREATE SCHEMA shop; CREATE TABLE shop.t (k public.kind)",
    { owns: ["shop.*"] },
    "ADOPT_NOT_SQL",
  ],
  ["nothing that is claimed", "CREATE SCHEMA other", { owns: ["shop.*"] }, "ADOPT_NO_OBJECTS"],
])("%s: refused, and nothing is written", async (_, sql, manifest, code) => {
  const url = await databaseWith(sql);
  const cwd = await workspace({ shop: { strata: manifest } });
  expect(await failure(adopt(cwd, url, "shop"))).toMatchObject({ code, exitCode: 3 });
  expect(foldersOf(cwd, "shop")).toEqual([]);
  expect(await valueOf(url, "SELECT to_regclass('sys_core.migration') IS NULL")).toBe(true);
});

test("what cannot be written as SQL is named, and nothing is written; other modules are not kept from it", async () => {
  const url = await databaseWith(
    "CREATE SCHEMA odd; CREATE TYPE odd.shell; CREATE TABLE odd.t (id int); CREATE SCHEMA shop; CREATE TABLE shop.t (id int)",
  );
  const cwd = await workspace({ odd: { strata: { owns: ["odd.*"] } }, shop: { strata: { owns: ["shop.*"] } } });
  const error = await failure(adopt(cwd, url, "odd"));
  expect(error).toMatchObject({ code: "KIND_NOT_MODELLED", exitCode: 3 });
  expect(error.message).toContain("shell type odd.shell");
  expect(foldersOf(cwd, "odd")).toEqual([]);
  expect((await adopt(cwd, url, "shop")).recorded.length).toBe(1);
});

test("every kind of object becomes a baseline; what belongs to the whole database is named and left", async () => {
  const url = await databaseWith(kitchenSink(18));
  const cwd = await workspace({ all: { strata: { owns: ["*.*"] } } });
  const { recorded, findings } = await adopt(cwd, url, "all");
  expect(recorded.length).toBe(1);
  const named = findings.map(({ message }) => message.split(" is ")[0]);
  expect(named).toContain("extension earthdistance");
  expect(named).toContain("publication everything");
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(["ADOPT_UNCLAIMED"]));
  const other = await emptyDatabase();
  expect((await migrate({ cwd, url: other, env: {}, allowProduction: true })).steps.at(-1)).toMatchObject({
    module: "all",
  });
});

test("a module with migrations of its own gets no baseline", async () => {
  const url = await databaseWith(SHOP);
  const cwd = await scratchWorkspace({
    shop: { migrations: { "20260101000000_a": { "up.sql": "SELECT 1;\n", "down.sql": "SELECT 1;\n" } } },
  });
  expect(await failure(adopt(cwd, url, "shop"))).toMatchObject({ code: "ADOPT_NOT_EMPTY", exitCode: 3 });
});

describe.skipIf(!haveCorpora)("sample databases", () => {
  test.each(["chinook", "northwind"] as const)(
    `%s becomes a baseline; from its files an empty database gets the same schema${NEEDS_CORPORA}`,
    async (sample) => {
      const url = await databaseWith(sampleOf(sample));
      const cwd = await workspace({ [sample]: { strata: { owns: ["public.*"] } } });
      const adopted = await adopt(cwd, url, sample);
      expect(adopted.recorded.length).toBe(1);
      expect(adopted.findings).toEqual([]);
      const { modules } = await status({ cwd, url, env: {} });
      expect(modules.map(({ pending }) => pending)).toEqual(modules.map(() => 0));
      const other = await emptyDatabase();
      await migrate({ cwd, url: other, env: {}, allowProduction: true });
      expect(await dumpSchema(other)).toBe(await dumpSchema(url));
    },
  );
});
