import { expect, onTestFinished, test } from "vitest";
import { startCluster } from "../../src/embedded/cluster.js";
import { readState } from "../../src/embedded/cluster-folder.js";
import { isAlive } from "../../src/embedded/process-alive.js";
import { connect } from "../../src/postgres/connect.js";
import type { RunOptions } from "../../src/usecases/options.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { removeTestFolder, testFolder } from "../support/cluster.js";
import type { ProxyFault } from "../support/proxy.js";
import { failure } from "./failure.js";
import { auditOf, cuttingProxy, listen, rowOf, sessionOf, WAITING_RUN } from "./beside-a-run.js";
import { SYS_CORE_FOLDERS, SYS_CORE_HISTORY } from "../support/sys-core.js";
import { emptyDatabase, historyOf, rowsOf, workspaceOf } from "./workspace.js";

/** What is done twice is seen: each step notes itself in a table without a key, and the second waits at a gate. */
const STEPS = {
  "20260101000000_a": {
    "up.sql": "CREATE SCHEMA stock; CREATE TABLE stock.ran (what text); INSERT INTO stock.ran VALUES ('a');",
    "down.sql": "DROP SCHEMA stock CASCADE;",
  },
  "20260102000000_b": {
    "up.sql": "-- strata: lock-timeout 1min\nINSERT INTO stock.ran VALUES ('b'); SELECT pg_advisory_xact_lock(9);",
    "bootstrap.json": JSON.stringify({ "stock.shop": { one: { id: 1 }, two: { id: 2 } } }),
    "down.sql": "INSERT INTO stock.ran VALUES ('b down');",
  },
  "20260103000000_c": {
    "up.sql": "INSERT INTO stock.ran VALUES ('c');",
    "down.sql": "INSERT INTO stock.ran VALUES ('c down');",
  },
};
STEPS["20260101000000_a"]["up.sql"] += " CREATE TABLE stock.shop (id int PRIMARY KEY);";
const ALL = [...SYS_CORE_HISTORY, "stock@20260101000000", "stock@20260102000000", "stock@20260103000000"];

/** The database behind a proxy, with sys-core, and how to run everything through it. */
async function throughProxy(url?: string) {
  const direct = url ?? (await emptyDatabase());
  const proxy = await cuttingProxy(direct);
  const cwd = workspaceOf({ stock: { migrations: STEPS } });
  await migrate({ cwd, url: direct, allowProduction: true, modules: ["sys-core"] });
  const run = (more: RunOptions) => migrate({ cwd, url: proxy.url, allowProduction: true, ...more });
  return { url: direct, proxy, cwd, run };
}

/** Everything ran once and the books say so. */
async function expectWhole(url: string): Promise<void> {
  expect(await historyOf(url)).toEqual(ALL);
  expect((await rowsOf(url, "SELECT what FROM stock.ran")).map(({ what }) => what)).toEqual(["a", "b", "c"]);
  expect((await auditOf(url)).filter((what) => what === "applied stock")).toHaveLength(3);
  expect(await auditOf(url)).not.toContain("failed stock");
}

test("a backend that is terminated in the middle of a step: the same plan goes on over a new connection", async () => {
  const { url, run } = await throughProxy();
  const gate = await sessionOf(url);
  await gate.run("SELECT pg_advisory_lock(9)");
  const heard = listen();
  const running = run({ onProgress: heard.onProgress });
  const { pid } = await rowOf(gate, WAITING_RUN);
  await gate.query("SELECT pg_terminate_backend($1)", [pid as number]);
  await heard.first((event) => event.type === "connection" && event.state === "restored");
  await gate.run("SELECT pg_advisory_unlock(9)");
  const { steps } = await running;
  expect(steps.map(({ rows }) => rows.added)).toEqual([0, 2, 0]);
  expect(heard.of("outcome")).toMatchObject([{ step: { version: "20260102000000" }, outcome: "not done" }]);
  expect(heard.of("plan")).toHaveLength(1);
  await expectWhole(url);
});

const FAULTS: [string, ProxyFault, string][] = [
  ["INSERT INTO stock.ran VALUES ('b')", "cut within", "not done"],
  ["INSERT INTO stock.ran VALUES ('b')", "reset after", "not done"],
  ["COMMIT", "cut before", "not done"],
  ["COMMIT", "cut within", "not done"],
  ["COMMIT", "cut after", "applied"],
  ["COMMIT", "reset after", "applied"],
  // The next step begins in the packet of the COMMIT.
  ["BEGIN; CLOSE ALL", "cut within", "applied"],
  ["BEGIN; CLOSE ALL", "reset after", "applied"],
];
test.each(FAULTS)("%s, %s: the step is %s, told and true", async (text, fault, outcome) => {
  const { url, proxy, run } = await throughProxy();
  let hit: Promise<void> | undefined;
  const heard = listen((event) => {
    const isStep = "step" in event && event.step.version === "20260102000000";
    const begins = text.startsWith("INSERT")
      ? event.type === "step-start"
      : event.type === "phase" && event.phase === "commit";
    if (isStep && begins) hit ??= proxy.onceSent(text, fault);
  });
  const { steps } = await run({ onProgress: heard.onProgress });
  await hit;
  expect(heard.of("outcome")).toMatchObject([{ step: { version: "20260102000000" }, outcome }]);
  expect(heard.of("retry")).toHaveLength(outcome === "applied" ? 0 : 1);
  // The report is that of the step, not a guess.
  expect(steps[1]).toMatchObject({ version: "20260102000000", rows: { added: 2 } });
  await expectWhole(url);
});

test.each<ProxyFault>(["cut before", "cut after"])("BEGIN of the first step, %s: it begins again", async (fault) => {
  const { url, proxy, run } = await throughProxy();
  const hit = proxy.onceSent("BEGIN; CLOSE ALL", fault);
  const heard = listen();
  expect((await run({ onProgress: heard.onProgress })).steps).toHaveLength(3);
  await hit;
  expect(heard.of("outcome")).toMatchObject([{ step: { version: "20260101000000" }, outcome: "not done" }]);
  await expectWhole(url);
});

test("the way back goes on as well", async () => {
  const { url, proxy, cwd, run } = await throughProxy();
  await run({});
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "commit" && event.step.version === "20260103000000")
      void proxy.onceSent("COMMIT", "cut after");
  });
  await rollBack({ cwd, url: proxy.url, steps: 2, allowProduction: true, onProgress: heard.onProgress });
  expect(heard.of("outcome")).toMatchObject([{ outcome: "taken back" }]);
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 1);
  expect(await rowsOf(url, "SELECT what FROM stock.ran WHERE what LIKE '%down'")).toHaveLength(2);
});

test("all steps in one transaction: the commit that was not answered holds whole", async () => {
  const { url, proxy, run } = await throughProxy();
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "commit") void proxy.onceSent("COMMIT", "cut after");
  });
  expect((await run({ onProgress: heard.onProgress, singleTransaction: true })).steps).toHaveLength(3);
  expect(heard.of("outcome")).toMatchObject([{ outcome: "applied" }]);
  await expectWhole(url);
});

test.each(["of the run", "of the run, then of its watch"])(
  "an answer that is lost on a connection that nobody closed, %s: both ends are given up, and the history tells",
  { timeout: 90_000 },
  async (whose) => {
    const { url, proxy, run } = await throughProxy();
    const heard = listen((event) => {
      if (event.type === "phase" && event.phase === "commit" && event.step.version === "20260102000000")
        void proxy.onceSent("COMMIT", "half-open").then(() => {
          if (whose !== "of the run") void proxy.onceSent("pg_blocking_pids", "half-open");
        });
    });
    await run({ onProgress: heard.onProgress });
    expect(heard.of("outcome")).toMatchObject([{ outcome: "applied" }]);
    await expectWhole(url);
  },
);

test("a slow network changes nothing", async () => {
  const { url, proxy, run } = await throughProxy();
  proxy.delay(40);
  const heard = listen();
  await run({ onProgress: heard.onProgress });
  expect(heard.of("connection")).toEqual([]);
  await expectWhole(url);
}, 60_000);

test("without a connection in time a commit stays unresolved, and a step that had not come so far is lost", async () => {
  const { url, proxy, run } = await throughProxy();
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "commit" && event.step.version === "20260102000000")
      void proxy.onceSent("COMMIT", "cut after");
    if (event.type === "connection") proxy.refuse(true);
  });
  const error = await failure(run({ retryMs: 600, onProgress: heard.onProgress }));
  expect(error).toMatchObject({ code: "COMMIT_UNKNOWN", exitCode: 5, message: expect.stringContaining("unresolved") });
  expect(heard.of("waiting").map((event) => event.for)).toContain("server");
  proxy.refuse(false);
  const lost = listen((event) => {
    if (event.type === "step-start") void proxy.onceSent("BEGIN", "cut before");
    if (event.type === "connection") proxy.refuse(true);
  });
  expect(await failure(run({ retryMs: 600, onProgress: lost.onProgress }))).toMatchObject({
    code: "CONNECTION_LOST",
    exitCode: 5,
    details: { step: "stock@20260103000000" },
  });
  proxy.refuse(false);
  await run({});
  await expectWhole(url);
});

test("a connection that is lost before anything runs is told as such", async () => {
  const { url, proxy, run } = await throughProxy();
  const other = await sessionOf(url);
  await other.run("SELECT pg_advisory_lock(8319400174550056961)");
  const heard = listen((event) => event.type === "waiting" && proxy.cut());
  expect(await failure(run({ onProgress: heard.onProgress }))).toMatchObject({ code: "CONNECTION_LOST", exitCode: 5 });
});

test("without the lock in time the outcome is not guessed", async () => {
  const { url, proxy, run } = await throughProxy();
  const other = await sessionOf(url, "another run");
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "commit" && event.step.version === "20260102000000")
      void proxy.onceSent("COMMIT", "cut after");
    if (event.type === "connection" && event.state === "lost") {
      proxy.refuse(true);
      void rowOf(other, "SELECT 1 WHERE pg_try_advisory_lock(8319400174550056961)").then(() => proxy.refuse(false));
    }
  });
  const error = await failure(run({ retryMs: 2_000, onProgress: heard.onProgress }));
  expect(error).toMatchObject({ code: "COMMIT_UNKNOWN", message: expect.stringContaining("another run") });
});

test.each([
  ["a migration that somebody applied", "INSERT", "has come", "elsewhere@20250101000000"],
  ["a finished step that a fail-over lost", "DELETE", "is gone", "stock@20260101000000"],
])("%s meanwhile is an error, and nothing is guessed", async (_what, change, words, id) => {
  const { url, proxy, run } = await throughProxy();
  const statement =
    change === "DELETE"
      ? "DELETE FROM sys_core.migration WHERE version = '20260101000000'"
      : `INSERT INTO sys_core.migration OVERRIDING SYSTEM VALUE SELECT (m).* FROM (SELECT json_populate_record(m, '{"module": "elsewhere",
          "version": "20250101000000", "sequence": 4711}') AS m FROM sys_core.migration m LIMIT 1) AS one`;
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "commit" && event.step.version === "20260102000000")
      void proxy.onceSent("COMMIT", "cut after");
    if (event.type === "connection" && event.state === "lost") {
      proxy.refuse(true);
      void rowsOf(url, statement).finally(() => proxy.refuse(false));
    }
  });
  const error = await failure(run({ onProgress: heard.onProgress }));
  expect(error).toMatchObject({ code: "HISTORY_CHANGED", exitCode: 6, message: expect.stringContaining(words) });
  expect(error.message).toContain(id);
});

test("a server without a free connection is asked again, at the start and after a loss", async () => {
  const { url, cwd } = await throughProxy();
  const name = `r_${new URL(url).pathname.slice(1)}`;
  await rowsOf(url, `CREATE ROLE ${name} LOGIN SUPERUSER PASSWORD 'secret' CONNECTION LIMIT 1`);
  onTestFinished(async () => {
    await rowsOf(url, `REASSIGN OWNED BY ${name} TO postgres`);
    await rowsOf(url, `DROP OWNED BY ${name}`);
    await rowsOf(url, `DROP ROLE ${name}`);
  });
  // A superuser has no limit of connections in any release: the database has.
  const database = new URL(url).pathname.slice(1);
  await rowsOf(url, `ALTER ROLE ${name} NOSUPERUSER`);
  for (const grant of [
    `GRANT ALL ON ALL TABLES IN SCHEMA sys_core TO ${name}`,
    `GRANT ALL ON ALL SEQUENCES IN SCHEMA sys_core TO ${name}`,
    `GRANT ALL ON SCHEMA sys_core TO ${name}`,
    `GRANT CREATE ON DATABASE ${database} TO ${name}`,
  ])
    await rowsOf(url, grant);
  const other = new URL(url);
  other.username = name;
  other.password = "secret";
  const gate = await sessionOf(url);
  await gate.run("SELECT pg_advisory_lock(9)");
  const first = await connect(other.href);
  const heard = listen();
  const running = migrate({ cwd, url: other.href, allowProduction: true, onProgress: heard.onProgress });
  await heard.first((event) => event.type === "waiting" && event.for === "server");
  await first.close();
  const { pid } = await rowOf(gate, WAITING_RUN);
  await rowsOf(url, `ALTER ROLE ${name} CONNECTION LIMIT 0`);
  await gate.query("SELECT pg_terminate_backend($1)", [pid as number]);
  await heard.first((event) => event.type === "connection");
  const before = heard.of("waiting").length;
  await heard.first((event) => event.type === "waiting" && heard.of("waiting").indexOf(event) >= before);
  await rowsOf(url, `ALTER ROLE ${name} CONNECTION LIMIT 1`);
  await gate.run("SELECT pg_advisory_unlock(9)");
  await running;
  await expectWhole(url);
});

test.each(["SIGINT", "SIGQUIT"] as const)(
  "the server is restarted in the middle of a step (%s)",
  async (signal) => {
    const folder = testFolder();
    onTestFinished(() => removeTestFolder(folder));
    const directory = `${folder}/cluster`;
    // Its commits survive a crash, which is what this is about.
    const start = () => startCluster({ directory, major: 18, resolveFrom: [import.meta.dirname], durable: true });
    const cluster = await start();
    const { url, cwd } = await throughProxy(cluster.url("postgres"));
    const gate = await connect(url);
    await gate.run("SELECT pg_advisory_lock(9)");
    const heard = listen();
    const running = migrate({ cwd, url, allowProduction: true, onProgress: heard.onProgress });
    await rowOf(gate, WAITING_RUN);
    const { pid } = (await readState(directory))!;
    process.kill(pid, signal);
    await gate.close();
    await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
    await heard.first((event) => event.type === "waiting" && event.for === "server");
    await start();
    expect((await running).steps).toHaveLength(3);
    await expectWhole(url);
    expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
  },
  60_000,
);

test("a run that stood still, and whose lock another has by now, does not commit", async () => {
  const { url, cwd } = await throughProxy();
  const gate = await sessionOf(url);
  await gate.run("SELECT pg_advisory_lock(9)");
  const running = failure(migrate({ cwd, url, allowProduction: true, retryMs: 1_500 }));
  const { pid } = await rowOf(gate, WAITING_RUN);
  await gate.query("SELECT pg_terminate_backend($1)", [pid as number]);
  await rowOf(gate, "SELECT 1 WHERE pg_try_advisory_lock(8319400174550056961)");
  await gate.run("SELECT pg_advisory_unlock(9)");
  expect(await running).toMatchObject({ code: "CONNECTION_LOST", exitCode: 5 });
  expect(await rowsOf(url, "SELECT what FROM stock.ran")).toEqual([{ what: "a" }]);
});
