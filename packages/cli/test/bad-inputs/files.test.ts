import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { badInputs, BAD, expectDecent, passwordOf, type Scene, shop } from "../support/bad-input.js";
import { copyOf, emptyDatabase } from "../support/databases.js";
import { databaseState } from "../support/fingerprint.js";
import { runStrata, STRATA } from "../support/run-strata.js";
import { type TemporaryWorkspace, temporaryWorkspace } from "../support/temporary-workspace.js";

const sound = { "up.sql": "CREATE TABLE shop.bad (id integer);\n", "down.sql": "DROP TABLE shop.bad;\n" };

/** Keeps a plan of what is pending in `plan.json`. */
async function keepPlan({ workspace, url }: Pick<Scene, "workspace" | "url">): Promise<void> {
  const { stdout } = await runStrata(["plan", "--json"], { cwd: workspace.root, env: { DATABASE_URL: url } });
  await writeFile(workspace.path("plan.json"), stdout);
}

const ended = { end: async () => {} };

badInputs("files", [
  {
    name: "a folder that is no workspace",
    stage: async ({ workspace }) => {
      await mkdir(`${workspace.root}-empty`);
      const { rm } = await import("node:fs/promises");
      return { end: () => rm(`${workspace.root}-empty`, { recursive: true }) };
    },
    args: ({ workspace }) => ["up", "--cwd", `${workspace.root}-empty`],
    exit: 3,
    says: [{ code: "WORKSPACE_NOT_FOUND", message: "holds a pnpm-workspace.yaml", hint: "`strata init`" }],
  },
  {
    name: "a folder that is not there",
    args: ["up", "--cwd", "nowhere"],
    exit: 3,
    says: [{ code: "WORKSPACE_NOT_FOUND", message: "nowhere cannot be entered: it does not exist", hint: "--cwd" }],
  },
  {
    name: "a file where a folder is meant",
    args: ["up", "--cwd", "package.json"],
    exit: 3,
    says: [
      {
        code: "WORKSPACE_NOT_FOUND",
        message: "package.json cannot be entered: a part of its path is no folder",
        hint: "--cwd",
      },
    ],
  },
  {
    name: "new, where the folder of migrations is a file",
    modules: { fresh: { files: { migrations: "not a folder\n" } } },
    args: ["new", "-m", "fresh", "first"],
    exit: 3,
    says: [
      {
        code: "WRITE_FAILED",
        place: /^modules\/fresh\/migrations\/\d{14}_first$/u,
        message: "a part of its path is no folder",
        hint: "Put right what the message says",
      },
    ],
  },
  {
    name: "up, where the folder of migrations is a file",
    modules: { fresh: { files: { migrations: "not a folder\n" } } },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FILE_UNREADABLE",
        place: "modules/fresh/migrations",
        message: "a part of its path is no folder",
        hint: "Put right",
      },
    ],
  },
  {
    name: "a server of strata's own, where .strata is a file",
    files: { ".strata": "not a folder\n" },
    args: ["up"],
    env: { DATABASE_URL: undefined },
    exit: 5,
    says: [{ code: "EMBEDDED_FOLDER", message: ".strata", hint: /./u }],
  },
  {
    name: "a plan that is not there",
    args: ["up", "--plan", "plan.json"],
    exit: 3,
    says: [{ code: "PLAN_INVALID", place: "plan.json", message: "it does not exist", hint: "strata plan --json" }],
  },
  {
    name: "a plan that is a folder",
    args: ["up", "--plan", "modules"],
    exit: 3,
    says: [{ code: "PLAN_INVALID", place: "modules", message: "it is a folder", hint: "strata plan --json" }],
  },
  {
    name: "a plan that is no JSON",
    files: { "plan.json": "Plan: 1 step up\n" },
    args: ["up", "--plan", "plan.json"],
    exit: 3,
    says: [{ code: "PLAN_INVALID", place: "plan.json:1:1", message: "this is not JSON", hint: "strata plan --json" }],
  },
  {
    name: "a plan that was changed after it was made",
    bad: sound,
    stage: async (scene) => {
      await keepPlan(scene);
      const file = scene.workspace.path("plan.json");
      await writeFile(file, (await readFile(file, "utf8")).replace('"name": "bad"', '"name": "good"'));
      return ended;
    },
    args: ["up", "--plan", "plan.json"],
    exit: 3,
    says: [
      {
        code: "PLAN_INVALID",
        place: /^plan\.json:\d+:\d+$/u,
        message: "the plan was changed after it was made",
        hint: "strata plan --json",
      },
    ],
  },
  {
    name: "a plan whose migration was edited since",
    bad: sound,
    stage: async (scene) => {
      await keepPlan(scene);
      await scene.workspace.write({ [`${BAD}/up.sql`]: "CREATE TABLE shop.bad (id bigint);\n" });
      return ended;
    },
    args: ["up", "--plan", "plan.json"],
    exit: 6,
    says: [
      { code: "PLAN_STALE", message: "the way up of shop@20260301000000 has been edited", hint: "strata plan --json" },
    ],
  },
  {
    name: "a plan of another database",
    bad: sound,
    stage: async (scene) => {
      const copy = await copyOf(scene.database);
      await keepPlan({ ...scene, url: copy.url });
      return { end: copy.end };
    },
    args: ["up", "--plan", "plan.json"],
    exit: 6,
    says: [
      {
        code: "PLAN_STALE",
        message: /it was made for t_[0-9a-f]+_copy at .*, this is t_[0-9a-f]+ at/u,
        hint: "strata plan --json",
      },
    ],
  },
  {
    name: "a plan of the other way",
    bad: sound,
    stage: async (scene) => {
      await keepPlan(scene);
      return ended;
    },
    args: ["down", "--plan", "plan.json"],
    exit: 3,
    says: [
      {
        code: "USAGE",
        message: "plan.json is a plan of `strata up`",
        hint: "Run it with `strata up --plan plan.json`",
      },
    ],
  },
]);

describe("streams", () => {
  let workspace: TemporaryWorkspace;
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeAll(async () => {
    workspace = await temporaryWorkspace({ modules: { shop } });
    database = await emptyDatabase();
  });
  afterAll(async () => {
    await database.end();
    await workspace.remove();
  });

  const spawnStrata = (args: readonly string[], stdio: ["ignore", "pipe" | number, "pipe" | number]) =>
    spawn(process.execPath, [STRATA, ...args], {
      cwd: workspace.root,
      stdio,
      env: { ...process.env, DATABASE_URL: database.url },
    });

  test.each(["stdout", "stderr"] as const)(
    "%s that is closed before the first byte keeps nothing from running",
    async (name) => {
      const child = spawnStrata(["up", "--yes"], ["ignore", "pipe", "pipe"]);
      child[name]?.destroy();
      let other = "";
      child[name === "stdout" ? "stderr" : "stdout"]?.on("data", (piece: Buffer) => (other += piece.toString()));
      const [code] = (await once(child, "close")) as [number];
      expectDecent({ exitCode: code, stdout: other, stderr: "" }, [passwordOf(database.url)]);
      expect(code, other).toBe(0);
      expect((await databaseState(database.url)).lines.some((line) => line.startsWith("schema shop"))).toBe(true);
    },
  );

  test("a full disk under stdout is said, and the exit status is not 0", () => {
    const full = openSync("/dev/full", "w");
    const run = spawnSync(process.execPath, [STRATA, "status", "--json"], {
      cwd: workspace.root,
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
      env: { ...process.env, DATABASE_URL: database.url },
    });
    expectDecent({ exitCode: run.status ?? -1, stdout: "", stderr: run.stderr }, [passwordOf(database.url)]);
    expect([run.status, run.stderr]).toEqual([
      1,
      expect.stringContaining("error OUTPUT_FAILED\n  standard output cannot be written: ENOSPC"),
    ]);
    expect(run.stderr).toContain("Make room on the disk");
  });

  test("a full disk under stderr changes no exit status", () => {
    const full = openSync("/dev/full", "w");
    const status = (...args: string[]): number | null =>
      spawnSync(process.execPath, [STRATA, ...args], {
        cwd: workspace.root,
        stdio: ["ignore", "pipe", full],
        env: { ...process.env, DATABASE_URL: database.url },
      }).status;
    expect([status("status"), status("upp"), status("up", "-m", "nothing")]).toEqual([0, 3, 3]);
  });
});
