import { expect, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, rowsOf, workspaceOf } from "../run/workspace.js";

const CONFLICT = "sql`DO $$ BEGIN RAISE EXCEPTION 'a conflict' USING ERRCODE = 'serialization_failure'; END $$`";

test("what a transform sends after its attempt has failed reaches neither the database nor the next attempt", async () => {
  const url = await emptyDatabase();
  const first = {
    "up.sql": "CREATE SCHEMA stock; CREATE TABLE stock.late (id int);",
    "down.sql": "DROP SCHEMA stock CASCADE;",
  };
  const second = {
    "up.sql": "CREATE TABLE stock.b (id int);",
    "down.sql": "DROP TABLE stock.b;",
    "transform.ts": `export async function up({ sql }) {
  const later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => sql\`INSERT INTO stock.late VALUES (1)\`);
  await Promise.all([later, ${CONFLICT}]);
}
export async function down() {}
`,
  };
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": first, "20260102000000_b": second } } });
  const error = await failure(migrate({ cwd, url, allowProduction: true, retryMs: 1_000 }));
  expect(error).toMatchObject({ code: "SERIALIZATION_FAILED" });
  expect(await rowsOf(url, "SELECT * FROM stock.late")).toEqual([]);
});
