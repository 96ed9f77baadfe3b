import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runStrata, runStrataJson, STRATA } from "./support/run-strata.js";
import { SYS_CORE_FOLDERS } from "./support/sys-core.js";
import { type TemporaryWorkspace, temporaryWorkspace } from "./support/temporary-workspace.js";

const shop = {
  "20260101000000_create_shop": {
    "up.sql": "CREATE SCHEMA shop;\nCREATE TABLE shop.item (id integer PRIMARY KEY, name text NOT NULL);\n",
    "down.sql": "DROP SCHEMA shop CASCADE;\n",
  },
};
const order = {
  "20260201000000_create_order": {
    "up.sql":
      '-- strata: requires shop@20260101000000\nCREATE SCHEMA "order";\n' +
      'CREATE TABLE "order".line (item integer NOT NULL REFERENCES shop.item);\n' +
      "DO $$ BEGIN RAISE NOTICE E'said by the server\\x1b[2J'; END $$;\n",
    "down.sql": 'DROP SCHEMA "order" CASCADE;\n',
  },
};

let workspace: TemporaryWorkspace;
const strata = (...args: string[]) => runStrata(args, { cwd: workspace.root });
const strataJson = (...args: string[]) => runStrataJson(args, { cwd: workspace.root });

beforeAll(async () => {
  workspace = await temporaryWorkspace({
    modules: { shop: { migrations: shop }, order: { dependsOn: ["shop"], migrations: order } },
  });
});
afterAll(() => workspace.remove());

describe("a day with the command", () => {
  test("up says the plan, each step before and after it, the server's notices, the state and what comes next", async () => {
    const { exitCode, stdout, stderr } = await strata("up");
    expect(exitCode, stderr).toBe(0);
    const all = [
      ...SYS_CORE_FOLDERS.map((folder) => ["sys-core", folder] as const),
      ["shop", "20260101000000_create_shop"] as const,
      ["order", "20260201000000_create_order"] as const,
    ];
    expect(stdout).toMatch(
      new RegExp(
        String.raw`^Applied ${all.length} migrations of 3 modules, .*\nDatabase: .* \(development\)\nConnect: {2}postgres://.*\n$`,
        "u",
      ),
    );
    const lines = stderr.split("\n").filter((line) => !/^(?:Starting|Started|Created) /u.test(line));
    expect(lines.map((line) => line.replace(/\d+ ms.*$/u, "N ms").replace(/ {2}\S+ on .* as .*/u, "  TARGET"))).toEqual(
      [
        `Plan: ${all.length} steps up  TARGET`,
        ...all.map(([module, folder], index) => `  ${index + 1}  up    ${module.padEnd(8)}  ${folder}`),
        ...all.flatMap(([module, folder], index) => [
          `→ ${index + 1}/${all.length} ${module} ${folder} …`,
          ...(module === "order" ? ["  NOTICE: said by the server\\x1b[2J"] : []),
          `✓ ${module} ${folder}  N ms`,
        ]),
        "Next: strata status",
        "",
      ],
    );
  });

  test("up again has nothing to do", async () => {
    const { exitCode, stdout, stderr } = await strata("up");
    expect([exitCode, stdout.split("\n")[0], stderr]).toEqual([
      0,
      "Up to date: nothing is pending.",
      "Next: strata new -m MODULE NAME\n",
    ]);
  });

  test("status is a table on stdout, an envelope with --json", async () => {
    const shown = await strata("status");
    expect(shown.stdout).toMatch(/^order +1 +0 +20260201000000_create_order$/mu);
    const { envelope, stderr } = await strataJson("status", "--exit-code");
    expect(envelope).toMatchObject({ ok: true, command: "status", exitCode: 0, findings: [], error: null });
    expect(envelope.data).toMatchObject({ current: true, environment: "development" });
    expect(stderr).toBe("");
  });

  test("down without a choice lists the choices and changes nothing", async () => {
    const { exitCode, stdout } = await strata("down");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("  1  order 20260201000000_create_order\n  2  shop 20260101000000_create_shop\n");
    expect((await strataJson("status")).envelope.data.current).toBe(true);
  });

  test("a plan that was kept runs once, and is refused when it is stale", async () => {
    const { envelope, stdout } = await strataJson("plan", "--down", "--steps", "1");
    expect(envelope.data.steps).toHaveLength(1);
    await writeFile(workspace.path("plan.json"), stdout);
    await writeFile(workspace.path("bare.json"), JSON.stringify(envelope.data));
    expect((await strata("up", "--plan", "plan.json")).exitCode).toBe(3);
    expect((await strata("down", "--plan", "plan.json")).exitCode).toBe(0);
    const stale = await strataJson("down", "--plan", "bare.json");
    expect([stale.exitCode, stale.envelope.error?.code]).toEqual([6, "PLAN_STALE"]);
    expect((await strata("status", "--exit-code")).exitCode).toBe(2);
    expect((await strata("up")).exitCode).toBe(0);
  });

  test("what requires a migration goes with it, and the plan says why", async () => {
    const { stdout } = await strata("plan", "--down", "-m", "shop", "--steps", "1");
    expect(stdout).toMatch(/1 {2}down {2}order +20260201000000_create_order +because of .*shop/u);
  });

  test("redo takes back the newest and applies its files as they are now", async () => {
    const { exitCode, stderr } = await strata("redo");
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("→ 1/1 order 20260201000000_create_order down …");
  });

  test("a statement that fails: place, frame and hint, nothing lost, exit 8", async () => {
    const folder = "modules/shop/migrations/20260301000000_wrong";
    await workspace.write({
      [`${folder}/up.sql`]: "CREATE TABLE shop.bad (id int);\n\tSELECT '😀', nothing;\n",
      [`${folder}/down.sql`]: "DROP TABLE shop.bad;\n",
    });
    const { exitCode, stderr, stdout } = await strata("up");
    expect([exitCode, stdout]).toEqual([8, ""]);
    expect(stderr).toContain(`error SQL_FAILED  ${folder}/up.sql:2:14\n`);
    expect(stderr).toContain("✗ shop 20260301000000_wrong");
    expect(stderr).not.toMatch(/^\s+at /mu);
    await strata("up");
    expect((await strataJson("status")).envelope.data.pending).toHaveLength(1);
    await workspace.write({ [`${folder}/up.sql`]: "CREATE TABLE shop.bad (id int);\n" });
    expect((await strata("up")).exitCode).toBe(0);
  });

  test("an edited migration is an error until it is accepted with a reason", async () => {
    const file = workspace.path("modules/shop/migrations/20260301000000_wrong/up.sql");
    await writeFile(file, `${await readFile(file, "utf8")}SELECT 1;\n`);
    const refused = await strata("up");
    expect(refused.exitCode).toBe(6);
    expect(refused.stderr).toContain("error MIGRATION_EDITED");
    expect((await strata("status")).exitCode).toBe(0);
    expect((await strata("status", "--exit-code")).exitCode).toBe(6);
    expect((await strata("repair", "accept", "-m", "shop", "20260301000000", "--why", "harmless")).exitCode).toBe(0);
    expect((await strata("status", "--exit-code")).exitCode).toBe(0);
    expect((await strata("audit", "show")).stdout).toMatch(/checksum accepted +shop +20260301000000/u);
    expect((await strata("audit", "verify")).exitCode).toBe(0);
  });

  test("production is confirmed: refused without a terminal, done with --yes", async () => {
    const { database } = (await strataJson("env", "show")).envelope.data;
    expect((await strata("env", "set", "production")).exitCode).toBe(7);
    expect((await strata("env", "set", "production", "--database", database)).stdout).toContain("is production");
    expect((await strata("down", "--steps", "1")).exitCode).toBe(7);
    expect((await strata("redo")).exitCode).toBe(7);
    expect((await strata("down", "--steps", "1", "--yes")).exitCode).toBe(0);
    expect((await strata("env", "set", "development", "--database", database)).exitCode).toBe(0);
  });

  test("uninstall leaves nothing and needs the name", async () => {
    const { database } = (await strataJson("env", "show")).envelope.data;
    expect((await strata("uninstall", "--database", "other")).exitCode).toBe(7);
    expect((await strata("uninstall", "--database", database)).exitCode).toBe(0);
    expect((await strataJson("status")).envelope.data.installed).toBe(false);
  });
});

describe("databases", () => {
  test("create, migrate and drop another one on the same server", async () => {
    const url = (await strata("db", "url")).stdout.trim();
    const other = url.replace(/\/[^/]+$/u, "/other");
    expect((await strata("db", "create", "--url", other, "--class", "test")).stdout).toContain("Created other (test).");
    expect((await strata("up", "--url", other)).stdout).toContain("(test)");
    expect((await strata("db", "drop", "--url", other)).exitCode).toBe(7);
    expect((await strata("db", "drop", "--url", other, "--database", "other")).exitCode).toBe(0);
    expect((await strata("status", "--url", other)).exitCode).toBe(5);
  });

  test("no password of a URL is in any output", async () => {
    const url = new URL((await strata("db", "url")).stdout.trim());
    const password = decodeURIComponent(url.password);
    for (const args of [
      ["status"],
      ["up", "--yes"],
      ["doctor"],
      ["db", "url"],
      ["status", "--json"],
      ["up", `--url=${url.href}`],
    ]) {
      const run = await runStrata(args, { cwd: workspace.root, env: { DATABASE_URL: url.href } });
      expect([run.exitCode, run.stderr], args.join(" ")).toEqual([0, run.stderr]);
      expect(run.stdout + run.stderr, args.join(" ")).not.toContain(password);
    }
    url.password = "wrong-w0rd";
    const refused = await runStrata(["up"], { cwd: workspace.root, env: { DATABASE_URL: url.href } });
    expect([refused.exitCode, refused.stderr.includes("wrong-w0rd")]).toEqual([5, false]);
  });
});

describe("files of the workspace", () => {
  let fresh: TemporaryWorkspace;
  const run = (...args: string[]) => runStrata(args, { cwd: fresh.root });
  beforeAll(async () => {
    fresh = await temporaryWorkspace({
      files: {
        "old/20240102030405_first.sql":
          "-- migrate:up\nCREATE TABLE ledger.t (id int);\n-- migrate:down\nDROP TABLE ledger.t;\n",
      },
    });
  });
  afterAll(() => fresh.remove());

  test("a module and a migration that were made pass everything with zero edits", async () => {
    const added = await run("module", "add", "shop");
    expect([added.exitCode, added.stderr]).toEqual([0, "Next: strata up -m shop\n      strata new -m shop NAME\n"]);
    expect(added.stdout).toMatch(/^modules\/shop\/migrations\/\d{14}_create_shop\/up.sql$/mu);
    expect((await run("module", "add", "order", "--depends-on", "shop")).exitCode).toBe(0);
    expect((await run("new", "-m", "shop", "Add a price")).stdout).toMatch(
      /^modules\/shop\/migrations\/\d{14}_add_a_price\/up.sql$/mu,
    );
    const checked = await run("check");
    expect([checked.exitCode, checked.stdout]).toEqual([
      0,
      `3 modules, ${3 + SYS_CORE_FOLDERS.length} migrations: no findings.\n`,
    ]);
    expect((await run("up")).exitCode).toBe(0);
    expect((await run("redo", "-m", "shop")).exitCode).toBe(0);
    expect((await run("down", "--all")).exitCode).toBe(0);
  });

  test("a restamp moves a folder behind the newest", async () => {
    const { envelope } = await runStrataJson(["new", "late", "-m", "shop"], { cwd: fresh.root });
    const restamped = await runStrataJson(["new", "--restamp", "shop", envelope.data.version], { cwd: fresh.root });
    expect(restamped.envelope.data).toMatchObject({ module: "shop", from: envelope.data.version });
    expect(restamped.envelope.data.to > envelope.data.version).toBe(true);
    expect((await run("new", "--restamp", "shop")).exitCode).toBe(3);
    expect((await run("new")).exitCode).toBe(3);
    expect((await run("new", "two", "words")).exitCode).toBe(3);
  });

  test("a history of another tool becomes a module's", async () => {
    await fresh.writeModule("ledger", {});
    const dry = await runStrataJson(["adopt", "--from", "dbmate", "old", "-m", "ledger", "--dry-run"], {
      cwd: fresh.root,
    });
    expect(dry.envelope.data).toMatchObject({ written: false, migrations: [{ folder: "20240102030405_first" }] });
    expect((await run("adopt", "--from", "dbmate", "old", "-m", "ledger")).exitCode).toBe(0);
    expect(await readFile(fresh.path("modules/ledger/migrations/20240102030405_first/up.sql"), "utf8")).toContain(
      "adopted dbmate",
    );
    expect((await run("adopt", "--from", "liquibase", "old", "-m", "ledger")).stderr).toContain(
      "--from is one of dbmate",
    );
  });
});

describe("output", () => {
  test("a usage error is one envelope with --json, and messages on stderr without", async () => {
    const { envelope, exitCode } = await strataJson("upp");
    expect([exitCode, envelope]).toMatchObject([
      3,
      { ok: false, command: null, exitCode: 3, data: null, error: { code: "USAGE" } },
    ]);
    const shown = await strata("up", "--too", "1");
    expect([shown.exitCode, shown.stdout]).toEqual([3, ""]);
    expect(shown.stderr).toContain('has no option --too. Did you mean "--to"?');
  });

  test("help and version are data", async () => {
    const help = await strata("--help");
    expect([help.exitCode, help.stderr]).toEqual([0, ""]);
    for (const day of ["Every day", "Database", "Understand and repair"]) expect(help.stdout).toContain(`\n${day}\n`);
    expect((await strata("up", "--help")).stdout).toContain("\nExamples\n");
    expect((await strata("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  test("colours only on a terminal", async () => {
    expect((await strata("status")).stdout).not.toContain("\u001b");
    const forced = await runStrata(["explain", "USAGE"], { cwd: workspace.root, env: { FORCE_COLOR: "1" } });
    expect(forced.stdout).not.toContain("\u001b");
  });

  test("a reader that goes away is no error", async () => {
    const child = spawn(process.execPath, [STRATA, "explain"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(0);
  });

  test("a full disk is said on stderr, exit 1", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [STRATA, "explain"], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error OUTPUT_FAILED\n {2}standard output cannot be written: ENOSPC/u);
    expect(stderr).not.toMatch(/^\s+at /mu);
    const both = spawnSync(process.execPath, [STRATA, "upp"], { stdio: ["ignore", full, full] });
    expect(both.status).toBe(3);
  });

  test("the first file uses nothing that an old Node cannot read, and says when the command is not built", async () => {
    const text = await readFile(STRATA, "utf8");
    expect(text).not.toMatch(/\?\.|\?\?|await |^import |node:/mu);
    await workspace.write({ "unbuilt/bin/strata.cjs": text });
    const { status, stderr } = spawnSync(process.execPath, [workspace.path("unbuilt/bin/strata.cjs")], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      1,
      "strata is not built here: run `npx pnpm build` in the workspace that holds its source.\n",
    ]);
  });
});

describe("signals", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s in the middle of a step ends in %i, and nothing of the step stays", async (signal, status) => {
    const slow = await temporaryWorkspace({
      modules: {
        slow: {
          migrations: {
            "20260101000000_sleep": {
              "up.sql": "CREATE SCHEMA slow;\nSELECT pg_sleep(60);\n",
              "down.sql": "DROP SCHEMA slow;\n",
            },
          },
        },
      },
    });
    try {
      const child = spawn(process.execPath, [STRATA, "up"], { cwd: slow.root, stdio: ["ignore", "pipe", "pipe"] });
      const last = `→ ${SYS_CORE_FOLDERS.length + 1}/${SYS_CORE_FOLDERS.length + 1}`;
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (piece: string) => {
        const before = stderr.includes(last);
        stderr += piece;
        if (!before && stderr.includes(last)) setTimeout(() => child.kill(signal), 300);
      });
      const [code] = (await once(child, "close")) as [number | null];
      expect([code, stderr]).toEqual([
        status,
        expect.stringMatching(/Interrupted: slow@20260101000000 .* rolled back/),
      ]);
      const { envelope } = await runStrataJson(["status"], { cwd: slow.root });
      expect(envelope.data.pending).toMatchObject([{ module: "slow" }]);
    } finally {
      await slow.remove();
    }
  });
});
