import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProgressEvent } from "../../src/plan/progress.js";
import { connect } from "../../src/postgres/connect.js";
import { createEmptyDatabase } from "../../src/usecases/database/create-empty-database.js";
import { databaseUrl } from "../../src/usecases/database/database-url.js";
import { dropDatabase } from "../../src/usecases/database/drop-database.js";
import { rebuildDatabase } from "../../src/usecases/run/rebuild-database.js";
import { startDatabase } from "../../src/usecases/database/start-database.js";
import { stopDatabase } from "../../src/usecases/database/stop-database.js";
import { withDatabase } from "../../src/usecases/open/open-database.js";
import { type ChosenTarget, chooseTarget } from "../../src/usecases/open/choose-target.js";
import { connectTarget } from "../../src/usecases/open/connect-target.js";
import type { WorkspacePlace } from "../../src/usecases/open/open-workspace.js";
import type { CommonOptions } from "../../src/usecases/options.js";
import { freshDatabase, removeTestFolder, startTestCluster, testFolder } from "../support/cluster.js";

const folder = testFolder();
const state = join(folder, ".strata");
beforeAll(async () => {
  writeFileSync(join(folder, "package.json"), '{ "name": "@acme/Web-Shop.2" }');
  writeFileSync(join(folder, "pnpm-workspace.yaml"), "packages: []\n");
  mkdirSync(state);
  // Made without fsync; what follows finds it.
  await startTestCluster(join(state, "postgres-18"));
});
afterAll(async () => {
  await removeTestFolder(state);
  await removeTestFolder(folder);
});

const target = ({ config, ...options }: CommonOptions & Partial<WorkspacePlace>): Promise<ChosenTarget> =>
  chooseTarget(
    { env: {}, ...options },
    {
      root: folder,
      stateDirectory: state,
      config:
        config ??
        (async () => ({
          file: "strata.config.json",
          postgres: 18,
          extensionSchema: "public",
          targets: { staging: { url: "$STAGING", modules: ["a"] }, plain: { url: "postgres://app:canary@h/shop" } },
          roles: [],
          allow: { extensions: [] },
        })),
    },
  );

test("--url comes before a named target, that before DATABASE_URL, that before the embedded server", async () => {
  const env = { DATABASE_URL: "postgres://e@env/d", STAGING: "postgres://s@staging/d" };
  expect(await target({ url: "postgres://u@url/d", target: "staging", env })).toMatchObject({
    url: "postgres://u@url/d",
    kind: "url",
  });
  expect(await target({ target: "staging", env })).toMatchObject({ url: env.STAGING, kind: "target", modules: ["a"] });
  expect(await target({ env })).toMatchObject({ url: env.DATABASE_URL, kind: "url" });
  expect(await target({ env: { DATABASE_URL: "" } })).toMatchObject({
    kind: "embedded",
    url: expect.stringMatching(/\/web_shop_2$/),
  });
});

test("with a URL the configuration is not read", async () => {
  const config = (): never => expect.unreachable("the configuration is read");
  await target({ url: "postgres://u@h/d", config });
  await target({ env: { DATABASE_URL: "postgres://u@h/d" }, config });
});

test("a target that is unknown or has no URL is refused, and labels hold no password", async () => {
  await expect(target({ target: "prod" })).rejects.toMatchObject({
    code: "TARGET_UNKNOWN",
    exitCode: 3,
    hint: "Its targets are staging, plain.",
  });
  await expect(target({ target: "toString" })).rejects.toMatchObject({ code: "TARGET_UNKNOWN" });
  await expect(target({ target: "staging" })).rejects.toMatchObject({
    code: "TARGET_WITHOUT_URL",
    exitCode: 3,
    message: expect.stringContaining("$STAGING"),
  });
  expect((await target({ target: "plain" })).label).toBe("target plain, postgres://app@h:5432/shop");
});

test("the embedded server's database is created when it is first connected to, and only then", async () => {
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent): void => void events.push(event);
  const options = { cwd: folder, env: {}, onProgress };
  for (const round of [1, 2]) {
    await withDatabase(options, async ({ connection }) => {
      expect(await connection.values("SELECT current_database()::text")).toEqual([["web_shop_2"]]);
      expect(events, `round ${round}`).toEqual([{ type: "server", state: "created", what: "database web_shop_2" }]);
    });
  }
});

test("a database of the user's own server is never created by connecting", async () => {
  const { url } = await databaseUrl({ cwd: folder, env: {} });
  const missing = url.replace("web_shop_2", "missing");
  await expect(connectTarget({ url: missing, kind: "url", label: "" })).rejects.toMatchObject({
    code: "DATABASE_MISSING",
  });
});

test("start, create and drop", async () => {
  const options = { cwd: folder, env: {} };
  const started = await startDatabase(options);
  expect(started).toMatchObject({ database: "web_shop_2", directory: join(state, "postgres-18") });
  const { url } = started;
  expect(await createEmptyDatabase({ ...options, database: 'od"d näme' })).toMatchObject({
    created: true,
    database: 'od"d näme',
  });
  const again = await createEmptyDatabase({ ...options, database: 'od"d näme' });
  expect(again.created).toBe(false);

  const odd = { ...options, url: again.target.url };
  await expect(dropDatabase({ ...odd, confirm: "web_shop_2" })).rejects.toMatchObject({ code: "NAME_NOT_CONFIRMED" });
  const user = await connect(odd.url, { applicationName: "somebody" });
  await expect(dropDatabase({ ...odd, confirm: 'od"d näme' })).rejects.toMatchObject({
    code: "DATABASE_IN_USE",
    message: expect.stringContaining(`process ${user.processId}, somebody, user postgres, from 127.0.0.1`),
  });
  expect(await user.values("SELECT 1")).toEqual([[1]]);
  expect(await dropDatabase({ ...odd, confirm: 'od"d näme', force: true })).toBe('od"d näme');
  await expect(user.values("SELECT 1")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  await expect(dropDatabase({ ...odd, confirm: 'od"d näme' })).rejects.toMatchObject({ code: "DATABASE_MISSING" });

  for (const name of ["postgres", "template1"]) {
    const own = { ...options, url: url.replace("web_shop_2", name), confirm: name };
    await expect(dropDatabase(own)).rejects.toMatchObject({ code: "DATABASE_PROTECTED", exitCode: 3 });
  }
});

test("rebuilding leaves an empty database, whoever was connected", async () => {
  const database = await freshDatabase();
  const user = await connect(database.url);
  await user.run("CREATE TABLE t (a int)");
  await rebuildDatabase({ cwd: folder, url: database.url });
  const after = await connect(database.url);
  expect(await after.values("SELECT count(*)::int FROM pg_class WHERE relname = 't'")).toEqual([[0]]);
  await after.close();
  await database.drop();
});

test("a role that may not create databases is told so", async () => {
  const { url } = await databaseUrl({ cwd: folder, env: {} });
  const owner = await connect(url);
  await owner.run("CREATE ROLE plain LOGIN PASSWORD 'x'");
  const plain = url.replace(/\/\/[^@]*@/, "//plain:x@");
  await expect(createEmptyDatabase({ cwd: folder, url: plain, database: "other" })).rejects.toMatchObject({
    code: "SQL_FAILED",
    message: expect.stringMatching(/"other" was not created: permission denied/),
  });
  await owner.run("DROP ROLE plain");
  await owner.close();
});

test("stop ends it, and says when there was nothing to stop", async () => {
  expect(await stopDatabase({ cwd: folder })).toEqual({ stopped: [join(state, "postgres-18")] });
  expect(await stopDatabase({ cwd: folder })).toEqual({ stopped: [] });
});
