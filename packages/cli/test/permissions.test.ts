import { spawn, spawnSync } from "node:child_process";
import { chmod, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { freshDatabase, sharedCluster } from "@strata/core/test-cluster";
import { expect, onTestFinished, test } from "vitest";
import { develop, expectDecent, passwordOf, reportsOf, shop } from "./support/bad-input.js";
import { databaseState, filesState, query } from "./support/fingerprint.js";
import { type Run, STRATA } from "./support/run-strata.js";
import { type TemporaryModule, type TemporaryWorkspace, temporaryWorkspace } from "./support/temporary-workspace.js";

/**
 * Root may read and write everywhere. In a user namespace where it is somebody else its files stay its own and their modes
 * count; where namespaces are forbidden, the command runs as a user that owns nothing, `nobody` on most systems, and has
 * to reach the checkout.
 */
const NAMESPACE = ["unshare", "--user", "--map-user=65534", "--map-group=65534"] as const;
const isRoot = process.getuid?.() === 0;
const inNamespace = isRoot && spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), "true"]).status === 0;
const AS_OTHER = isRoot && !inNamespace ? { uid: 65_534, gid: 65_534 } : {};

const MODULES = "modules/shop/migrations";
const SECOND = `${MODULES}/20260201000000_more`;

/** A second migration, with code: TypeScript is compiled into `.strata`, where that can be written. */
const more: NonNullable<TemporaryModule["migrations"]> = {
  ...shop.migrations,
  "20260201000000_more": {
    "up.sql": "CREATE TABLE shop.more (id integer PRIMARY KEY);\n",
    "down.sql": "DROP TABLE shop.more;\n",
    "transform.ts":
      "export async function up({ sql }: { sql: (text: TemplateStringsArray) => Promise<unknown> }): Promise<void> {\n" +
      "  await sql`INSERT INTO shop.more VALUES (7)`;\n}\nexport async function down(): Promise<void> {}\n",
  },
};

interface Scene {
  readonly workspace: TemporaryWorkspace;
  readonly url: string;
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string | undefined>>) => Promise<Run>;
}

/** A workspace that the command's user may read, and a database in which its first migration is applied. */
async function scene(): Promise<Scene> {
  const config = { scratchUrl: (await sharedCluster()).url("postgres") };
  const workspace = await temporaryWorkspace({ modules: { shop }, config });
  onTestFinished(async () => {
    await setModes(workspace.root, { folders: 0o755, files: 0o644 });
    await workspace.remove();
  });
  const { url, name, drop } = await freshDatabase();
  onTestFinished(drop);
  await develop(workspace.root, { url, name });
  await workspace.writeModule("shop", { migrations: more });
  await setModes(workspace.root, { folders: 0o755, files: 0o644 });
  return { workspace, url, run: (args, env = {}) => runAs(args, workspace.root, { DATABASE_URL: url, ...env }) };
}

async function runAs(args: readonly string[], cwd: string, env: Record<string, string | undefined>): Promise<Run> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:PG|CI$|npm_)/.test(name)));
  const [program, ...words] = [...(inNamespace ? NAMESPACE : []), process.execPath, STRATA, ...args];
  const child = spawn(program, words, { cwd, env: { ...inherited, ...env }, ...AS_OTHER });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (piece: string) => (text[name] += piece));
  child.stdin.end();
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? -1);
    });
  });
  const run = { exitCode, ...text };
  expectDecent(run, env["DATABASE_URL"] === undefined ? [] : [passwordOf(env["DATABASE_URL"])]);
  return run;
}

async function setModes(folder: string, modes: { readonly folders: number; readonly files: number }): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await setModes(path, modes);
    else if (entry.isFile()) await chmod(path, modes.files);
  }
  await chmod(folder, modes.folders);
}

test("a workspace that cannot be written: migrations with code run up and down all the same", async () => {
  const { workspace, url, run } = await scene();
  await setModes(workspace.root, { folders: 0o555, files: 0o444 });
  const before = await filesState(workspace.root);
  const up = await run(["up", "--yes"]);
  expect([up.exitCode, reportsOf(up)], up.stderr).toEqual([0, []]);
  expect(await query(url, "SELECT id FROM shop.more")).toEqual([{ id: 7 }]);
  expect((await run(["status"])).exitCode).toBe(0);
  expect((await run(["down", "--steps", "1", "--yes"])).exitCode).toBe(0);
  expect(await filesState(workspace.root)).toEqual(before);
});

test.each<[string, readonly string[]]>([
  ["a new migration", ["new", "-m", "shop", "another"]],
  ["a new stamp", ["new", "--restamp", "shop", "20260201000000"]],
  ["a new module", ["module", "add", "billing"]],
  ["generated files", ["dump"]],
])("%s where nothing can be written: every file as it was, and no leftover", async (_, args) => {
  const { workspace, url, run } = await scene();
  await setModes(workspace.root, { folders: 0o555, files: 0o444 });
  const before = { files: await filesState(workspace.root), database: await databaseState(url) };
  const refused = await run(args);
  expect(reportsOf(refused).map(({ code }) => code)).toEqual(["WRITE_FAILED"]);
  expect(refused.stderr).toContain("permission denied");
  expect({ files: await filesState(workspace.root), database: await databaseState(url) }).toEqual(before);
});

test.each<[string, string]>([
  ["up.sql", `${SECOND}/up.sql`],
  ["transform.ts", `${SECOND}/transform.ts`],
  ["the folder of a migration", SECOND],
  ["the folder of all migrations", MODULES],
])("%s that may not be read stops the run before anything has happened", async (_, path) => {
  const { workspace, url, run } = await scene();
  const before = await databaseState(url);
  await chmod(workspace.path(path), 0o000);
  const refused = await run(["up", "--yes"]);
  expect([refused.exitCode, reportsOf(refused).map(({ code }) => code)]).toEqual([3, ["FILE_UNREADABLE"]]);
  expect(refused.stderr).toContain("permission denied");
  expect(refused.stderr).toContain(path);
  expect(await databaseState(url)).toEqual(before);
});

test("rows that may no longer be read roll their step back", async () => {
  const { workspace, url, run } = await scene();
  const before = await databaseState(url);
  await workspace.write({ [`${SECOND}/fixtures.json`]: { "shop.maker": { late: { id: 9, name: "Late" } } } });
  await chmod(workspace.path(SECOND, "fixtures.json"), 0o000);
  const refused = await run(["up", "--yes"]);
  expect([refused.exitCode, reportsOf(refused).map(({ code }) => code)]).toEqual([3, ["FILE_UNREADABLE"]]);
  expect((await databaseState(url)).lines.filter((line) => !line.includes("migration_audit"))).toEqual(
    before.lines.filter((line) => !line.includes("migration_audit")),
  );
});

test.each<[string, Readonly<Record<string, string | undefined>>]>([
  ["no HOME", { HOME: undefined }],
  ["a HOME that is not there", { HOME: "/nowhere/at/all" }],
  ["a HOME that cannot be written", { HOME: "/" }],
  ["a TMPDIR that is not there", { TMPDIR: "/nowhere/at/all" }],
  ["a TMPDIR that cannot be written", { TMPDIR: "/" }],
  ["an XDG_CACHE_HOME that cannot be written", { XDG_CACHE_HOME: "/" }],
])("%s is in nobody's way", async (_, env) => {
  const { url, run } = await scene();
  const up = await run(["up", "--yes"], env);
  expect([up.exitCode, reportsOf(up)], up.stderr).toEqual([0, []]);
  expect(await query(url, "SELECT id FROM shop.more")).toEqual([{ id: 7 }]);
});

test.each<[string, string | undefined]>([
  ["below a workspace that cannot be written", undefined],
  ["in a .strata that cannot be written", ".strata"],
])("a server of strata's own %s is refused with the folder", async (_, folder) => {
  const { workspace, run } = await scene();
  if (folder !== undefined) await workspace.write({ [`${folder}/.gitignore`]: "*\n" });
  await setModes(workspace.root, { folders: 0o555, files: 0o444 });
  const refused = await run(["db", "start"], { DATABASE_URL: undefined });
  expect([refused.exitCode, reportsOf(refused).map(({ code }) => code)]).toEqual([5, ["EMBEDDED_FOLDER"]]);
  expect(refused.stderr).toContain(".strata");
});

test("a package.json that cannot be replaced is as it was, byte by byte", async () => {
  const { workspace, run } = await scene();
  const file = workspace.path("modules/shop/package.json");
  const before = await readFile(file);
  await setModes(workspace.path("modules"), { folders: 0o555, files: 0o444 });
  expect((await run(["module", "add", "billing"])).exitCode).not.toBe(0);
  expect(await readFile(file)).toEqual(before);
  expect(await readdir(workspace.path("modules"))).toEqual(["shop"]);
});
