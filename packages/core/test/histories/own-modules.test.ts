import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { setEnvironment } from "../../src/usecases/environment.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { status } from "../../src/usecases/look/status.js";
import { historyOf, objectsOf, rowsOf, valueOf } from "../run/workspace.js";
import { freshDatabase, MAJORS } from "../support/cluster.js";
import { dumpSchema } from "../support/pg-dump.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

test.each(MAJORS)(
  "this repository's own modules on PostgreSQL %i, with fixtures: up, down to nothing, up to the same",
  async (major) => {
    const { url, name, drop } = await freshDatabase(major);
    onTestFinished(drop);
    const options = { cwd: root, url, env: {} };
    await setEnvironment({ ...options, class: "test", database: name });

    const first = await migrate(options);
    const schema = await dumpSchema(url);
    expect(schema).toContain("CREATE TABLE sys_account.role_grant");
    const rows = await labelsOf(url);
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["bootstrap", "fixtures"]));
    expect((await status(options)).findings).toEqual([]);

    const down = await rollBack({ ...options, all: true });
    expect(down.findings).toEqual([]);
    expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
    expect(await objectsOf(url)).toEqual([]);
    expect(await labelsOf(url)).toEqual([]);
    expect(await valueOf(url, "SELECT count(*)::int FROM sys_core.intent")).toBe(0);

    const again = await migrate(options);
    expect(again.steps.map(({ version }) => version)).toEqual(first.steps.map(({ version }) => version));
    expect(await dumpSchema(url)).toBe(schema);
    expect(await labelsOf(url)).toEqual(rows);
  },
);

/** Every row that is recorded as part of a dataset. */
function labelsOf(url: string): ReturnType<typeof rowsOf> {
  return rowsOf(url, "SELECT relation::text, label, kind, module FROM sys_core.dataset_row ORDER BY 1, 2");
}
