import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import type { Connection } from "../../src/postgres/connection.js";
import { ConnectionOver } from "../../src/postgres/connection-over.js";
import type { Session } from "../../src/types/session.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { removeTestFolder, startTestCluster, testFolder } from "../support/cluster.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { createTable, emptyDatabase, historyOf, rowsOf, workspaceOf } from "./workspace.js";

const MODULES = {
  stock: {
    migrations: { "20260101000000_a": createTable("stock", "a", true), "20260102000000_b": createTable("stock", "b") },
  },
};

test("where a database is read-only, the error says who made it so", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const name = new URL(url).pathname.slice(1);
  const setting = "default_transaction_read_only";
  const refusal = async (through = url) => failure(migrate({ cwd, url: through, allowProduction: true }));
  const byUrl = await refusal(`${url}?${setting}=on`);
  expect(byUrl).toMatchObject({ code: "READ_ONLY", exitCode: 5, details: { readOnly: { source: "client" } } });
  expect(byUrl.message).toContain("by the URL");
  for (const [change, source] of [
    [`ALTER DATABASE ${name}`, "database"],
    [`ALTER ROLE postgres IN DATABASE ${name}`, "database user"],
  ] as const) {
    await rowsOf(`${url}?${setting}=off`, `${change} SET ${setting} = on`);
    expect(await refusal()).toMatchObject({ code: "READ_ONLY", details: { readOnly: { source } } });
    await rowsOf(`${url}?${setting}=off`, `${change} RESET ${setting}`);
  }
  expect((await migrate({ cwd, url, allowProduction: true })).steps).toHaveLength(SYS_CORE_FOLDERS.length + 2);
});

test("a server that turns read-only in the middle of a run ends it with what holds and why", async () => {
  const folder = testFolder();
  try {
    const cluster = await startTestCluster(join(folder, "server"));
    const url = cluster.url("postgres");
    let last = "";
    const error = await failure(
      migrate({
        cwd: workspaceOf(MODULES),
        url,
        allowProduction: true,
        onProgress: (event) => {
          if (event.type === "step-start") last = event.step.name;
        },
        connect: async (address, options) =>
          new Gated(await connect(address, options), (text, session) =>
            text === "COMMIT" && last === "a" ? turnReadOnly(url, session) : undefined,
          ),
      }),
    );
    expect(error).toMatchObject({ code: "READ_ONLY", exitCode: 5, details: { sqlstate: "25006" } });
    expect(await historyOf(url)).not.toContain("stock@20260102000000");
  } finally {
    await removeTestFolder(folder);
  }
});

/** A connection whose calls wait, in their order, for what a call lets happen first. */
class Gated extends ConnectionOver {
  #gate = Promise.resolve();
  readonly #before: (text: string, session: Session) => Promise<void> | undefined;

  constructor(inner: Connection, before: (text: string, session: Session) => Promise<void> | undefined) {
    super(inner);
    this.#before = before;
  }

  protected around<T>(text: string, send: () => Promise<T>): Promise<T> {
    this.#gate = this.#before(text, this.inner) ?? this.#gate;
    return this.#gate.then(send);
  }
}

/** Returns when the session has taken notice. */
async function turnReadOnly(url: string, session: Session): Promise<void> {
  await rowsOf(url, "ALTER SYSTEM SET default_transaction_read_only = on");
  await rowsOf(url, "SELECT pg_reload_conf()");
  while ((await session.values("SHOW default_transaction_read_only"))[0]?.[0] !== "on");
}
