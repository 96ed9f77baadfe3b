import { expect, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { connect } from "../../src/postgres/connect.js";
import type { Connection } from "../../src/postgres/connection.js";
import { ConnectionOver } from "../../src/postgres/connection-over.js";
import { auditOf } from "./beside-a-run.js";
import { failure } from "./failure.js";
import { createTable, emptyDatabase, historyOf, rowsOf, workspaceOf } from "./workspace.js";

/** Refuses the COMMIT of the step b, and nothing before it: b has no phase that would have checked what is deferred. */
const REFUSE = `CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
  CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON sys_core.migration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.name = 'b') EXECUTE FUNCTION public.refuse()`;

const MODULES = {
  stock: {
    migrations: {
      "20260101000000_a": createTable("stock", "a", true),
      "20260102000000_b": { "up.sql": "-- strata: lock-timeout 1s\n" },
      "20260103000000_c": createTable("stock", "c"),
    },
  },
};

test("a COMMIT that is refused takes back what the next step had begun, and the failure is recorded", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true, modules: ["sys-core"] });
  const writer = await connect(url);
  await writer.run(REFUSE);
  await writer.close();
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error.message).toContain("not this one");
  expect((await historyOf(url)).filter((id) => id.startsWith("stock"))).toEqual(["stock@20260101000000"]);
  expect(await auditOf(url)).toContain("failed stock");
  await rowsOf(url, "DROP FUNCTION public.refuse() CASCADE");
  expect((await migrate({ cwd, url, allowProduction: true })).steps.map(({ name }) => name)).toEqual(["b", "c"]);
});

test("each step but the first begins with the COMMIT of the one before it", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const under: string[] = [];
  let waiting = 0;
  class Listening extends ConnectionOver {
    protected around<T>(text: string, send: () => Promise<T>): Promise<T> {
      if (/^(?:BEGIN|COMMIT)\b/u.test(text)) under.push(`${text.slice(0, 6)} ${waiting}`);
      waiting += 1;
      return send().finally(() => (waiting -= 1));
    }
  }
  const listening = async (...args: Parameters<typeof connect>): Promise<Connection> =>
    new Listening(await connect(...args));
  const { steps } = await migrate({ cwd, url, allowProduction: true, connect: listening });
  const pairs = steps.slice(1).flatMap(() => ["COMMIT 0", "BEGIN; 1"]);
  // What the run writes after its last step begins by itself.
  expect(under.slice(1, pairs.length + 2)).toEqual([...pairs, "COMMIT 0"]);
});
