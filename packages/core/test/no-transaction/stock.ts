import { migrate } from "../../src/usecases/run/migrate.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, type MigrationFiles, workspaceOf } from "../run/workspace.js";

/** Statements below the header that lets them run without a transaction. */
export function outside(...statements: readonly string[]): string {
  return ["-- strata: no-transaction", ...statements.map((statement) => `${statement};`), ""].join("\n");
}

/** The version of the migration under test. */
export const VERSION = "20260102000000";

/** A first migration that makes `stock.item` with three rows, and one under test after it. */
export function stockWith(files: MigrationFiles, first = ""): string {
  return workspaceOf(stockModules(files, first));
}

/** The modules of such a workspace. */
export function stockModules(files: MigrationFiles, first = "") {
  return {
    stock: {
      migrations: {
        "20260101000000_item": {
          "up.sql": `CREATE SCHEMA stock;
CREATE TABLE stock.item (id integer PRIMARY KEY, name text, place text);
INSERT INTO stock.item VALUES (1, 'bolt', 'a'), (2, 'nut', 'a'), (3, 'gear', 'b');
${first}`,
          "down.sql": "DROP SCHEMA stock CASCADE;\n",
        },
        [`${VERSION}_change`]: files,
      },
    },
  };
}

/** Folder of the migration under test. */
export const FILE = `modules/stock/migrations/${VERSION}_change`;
/** Succeeds. */
export const PLACE = "CREATE INDEX CONCURRENTLY item_place ON stock.item (place)";
/** Fails as long as two items are at one place. */
export const DUPLICATE = "CREATE UNIQUE INDEX CONCURRENTLY item_place_key ON stock.item (place)";
export const DOWN = outside(
  "DROP INDEX CONCURRENTLY IF EXISTS stock.item_place",
  "DROP INDEX CONCURRENTLY stock.item_late",
);

/** A database whose migration under test has stopped behind its first statement. */
export async function halfUp() {
  const files = { "up.sql": outside(PLACE, DUPLICATE, "VACUUM stock.item"), "down.sql": DOWN };
  const options = { cwd: stockWith(files), url: await emptyDatabase(), allowProduction: true };
  const error = await failure(migrate(options));
  return { ...options, error };
}
