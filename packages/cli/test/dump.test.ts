import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { connect, freshDatabase, sharedCluster } from "@strata/core/test-cluster";
import { expect, onTestFinished, test } from "vitest";
import { query } from "./support/fingerprint.js";
import { runStrata, runStrataJson, STRATA } from "./support/run-strata.js";
import { type TemporaryWorkspace, temporaryWorkspace } from "./support/temporary-workspace.js";

const FOLDERS = Array.from({ length: 6 }, (_, index) => `2026010100000${index}_step`);

const migrations = Object.fromEntries(
  FOLDERS.map((folder, index) => [
    folder,
    {
      "up.sql": `${index === 0 ? "CREATE SCHEMA shop;\n" : ""}CREATE TABLE shop.t${index} (id text PRIMARY KEY, note text);\n`,
      "down.sql": `DROP TABLE shop.t${index};\n${index === 0 ? "DROP SCHEMA shop;\n" : ""}`,
      "bootstrap.json": { [`shop.t${index}`]: { one: { note: "a\nb" } } },
    },
  ]),
);

/** The URL of the tests' own server, for scratch databases. */
async function scratchUrl(): Promise<string> {
  return (await sharedCluster()).url("postgres");
}

async function workspaceOf(): Promise<TemporaryWorkspace> {
  const workspace = await temporaryWorkspace({
    modules: { shop: { migrations } },
    config: { scratchUrl: await scratchUrl() },
  });
  onTestFinished(() => workspace.remove());
  return workspace;
}

/** Generated files by their paths; what is still being written has another name. */
function generatedIn(root: string): Map<string, string> {
  const names = readdirSync(join(root, "modules"), { recursive: true, encoding: "utf8" });
  const isGenerated = (name: string): boolean =>
    /(?:^|\/)(?:schema|LATEST\/(?:\w+\/)?[^./][^/]*)\.(?:sql|json|ndjson)$/.test(name);
  return new Map(
    names.filter(isGenerated).map((name) => [name, readFileSync(join(root, "modules", name), "utf8")] as const),
  );
}

test("files are written, checked and put right; the exit status of a check is 2 when one is stale", async () => {
  const { root } = await workspaceOf();
  const written = await runStrata(["dump"], { cwd: root });
  expect([written.exitCode, written.stdout.split("\n").at(-2)], written.stderr).toEqual([
    0,
    "15 generated files, 15 written, 0 removed.",
  ]);
  expect(await runStrata(["dump", "--check"], { cwd: root })).toMatchObject({
    exitCode: 0,
    stdout: "15 generated files, no findings.\n",
  });
  rmSync(join(root, "modules/shop/LATEST/schema.sql"));
  const stale = await runStrataJson(["dump", "--check"], { cwd: root });
  expect([stale.exitCode, stale.envelope.findings.map(({ code }) => code)]).toEqual([2, ["DUMP_MISSING"]]);
  expect((await runStrataJson(["check"], { cwd: root })).exitCode).toBe(2);
  const repaired = await runStrataJson(["dump"], { cwd: root });
  expect(repaired.envelope.data).toEqual({
    modules: ["shop"],
    files: 15,
    written: [join(root, "modules/shop/LATEST/schema.sql")],
    removed: [],
  });
  expect((await runStrata(["check"], { cwd: root })).exitCode).toBe(0);
});

test("stdout is the dump byte by byte, of a replay and of a database", async () => {
  const { root } = await workspaceOf();
  await runStrata(["dump"], { cwd: root });
  const latest = readFileSync(join(root, "modules/shop/LATEST/schema.sql"), "utf8");
  expect((await runStrata(["dump", "--stdout"], { cwd: root })).stdout).toBe(latest);
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  await runStrata(["up", "--yes", "--url", url], { cwd: root });
  // A name that holds what a terminal would act upon, and the password of the URL.
  const password = decodeURIComponent(new URL(url).password);
  await query(url, `COMMENT ON TABLE shop.t0 IS E'\\u001b[2J ${password}'`);
  const live = await runStrata(["dump", "--stdout", "-m", "shop", "--url", url], { cwd: root });
  expect(live.stdout).toContain(`IS '\u001b[2J ${password}';`);
  expect((await runStrataJson(["dump", "--url", url], { cwd: root })).envelope.error?.code).toBe("USAGE");
  expect((await runStrataJson(["dump", "--check", "--stdout"], { cwd: root })).envelope.error?.code).toBe("USAGE");
});

test("killed while it writes: each file is a whole old or a whole new one, and the next dump ends as if nothing had been", async () => {
  const clean = await workspaceOf();
  await runStrata(["dump"], { cwd: clean.root });
  const whole = generatedIn(clean.root);
  for (const files of [1, 10]) {
    const { root } = await workspaceOf();
    const child = spawn(process.execPath, [STRATA, "dump"], { cwd: root, stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("close", resolve));
    while (child.exitCode === null && generatedIn(root).size < files) await new Promise(setImmediate);
    child.kill("SIGKILL");
    await ended;
    for (const [name, text] of generatedIn(root)) expect(text, name).toBe(whole.get(name));
    const next = await runStrata(["dump"], { cwd: root });
    expect(next.exitCode, next.stderr).toBe(0);
    expect(generatedIn(root)).toEqual(whole);
    expect((await runStrata(["dump", "--check"], { cwd: root })).exitCode).toBe(0);
  }
});

test("killed in the middle of a replay: its scratch database is dropped by the next, and no file has changed", async () => {
  const workspace = await workspaceOf();
  const gate = await connect(await scratchUrl());
  onTestFinished(() => gate.close());
  await workspace.write({ "modules/shop/migrations/20260101000009_wait/up.sql": "SELECT pg_sleep(600);\n" });
  await workspace.write({ "modules/shop/migrations/20260101000009_wait/down.sql": "SELECT 1;\n" });
  const child = spawn(process.execPath, [STRATA, "dump"], { cwd: workspace.root, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const sleeping = "SELECT datname FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%'";
  let names: unknown[][] = [];
  while (names.length === 0) names = await gate.values(sleeping);
  child.kill("SIGKILL");
  await ended;
  expect(generatedIn(workspace.root).size).toBe(0);
  await workspace.write({ "modules/shop/migrations/20260101000009_wait/up.sql": "SELECT 1;\n" });
  // The server notices that the keeper's client has gone.
  const keeper = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${Number.parseInt(String(names[0]![0]).slice(-8), 16)}`;
  while ((await gate.values(keeper)).length > 0) await new Promise(setImmediate);
  expect((await runStrata(["dump"], { cwd: workspace.root })).exitCode).toBe(0);
  expect(await gate.values(`SELECT FROM pg_database WHERE datname = '${String(names[0]![0])}'`)).toEqual([]);
});

/** A file system of its own, where root may make one: full after a few files. */
const NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"] as const;
const canMount =
  spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), "mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", "/mnt"]).status ===
  0;

test.skipIf(!canMount)("a disk that is full: the files are as before, and the error says why", async () => {
  const workspace = await workspaceOf();
  await workspace.write({ "modules/shop/LATEST/NOTES.md": "mine\n" });
  const latest = workspace.path("modules/shop/LATEST");
  const script = `mount -t tmpfs -o size=12k tmpfs "${latest}" && "${process.execPath}" "${STRATA}" dump; echo "status $?"; ls -A "${latest}"`;
  const run = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), "sh", "-c", script], {
    cwd: workspace.root,
    encoding: "utf8",
  });
  expect(run.stderr).toContain("WRITE_FAILED");
  expect(run.stderr).toContain("the disk is full");
  expect(run.stdout).toMatch(/^status 3\n(?:bootstrap\n)?$/);
  expect(generatedIn(workspace.root).size).toBe(0);
});
