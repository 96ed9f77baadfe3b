import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { loadParser } from "../../src/sql/load-parser.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { addToTree, type TreeEntry } from "../support/temporary-tree.js";
import { failure } from "./failure.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { createTable, emptyDatabase, historyOf, rowsOf, workspaceOf } from "./workspace.js";

// Counts the loads; the parser is the real one.
vi.mock("../../src/sql/load-parser.js", async (original) => {
  const real = await original<typeof import("../../src/sql/load-parser.js")>();
  return { ...real, loadParser: vi.fn<typeof real.loadParser>(real.loadParser) };
});
const loads = vi.mocked(loadParser);
beforeEach(() => loads.mockClear());

const file = (root: string): string => join(root, ".strata/cache/checked-sql");
const shop = (): string =>
  workspaceOf({
    shop: {
      migrations: {
        "20261105090000_create_item": createTable("shop", "item", true),
        "20261105090001_create_order": {
          ...createTable("shop", "order_line"),
          "up.contract.sql": "ALTER TABLE order_line ADD CHECK (id > 0); -- unqualified\n",
          "down.contract.sql": "SELECT 1;\n",
        },
      },
    },
  });

/** Applies everything to an empty database, and gives what is recorded. */
async function applied(root: string): Promise<{ url: string; rows: unknown }> {
  const url = await emptyDatabase();
  await migrate({ cwd: root, url, env: {}, allowProduction: true });
  const rows = await rowsOf(
    url,
    "SELECT module, version, up_meaning, down_meaning FROM sys_core.migration ORDER BY sequence",
  );
  return { url, rows };
}

describe("files that were read before", () => {
  test("are applied without the parser, and recorded alike", async () => {
    const root = shop();
    const first = await applied(root);
    expect(loads).toHaveBeenCalledTimes(1);
    const kept = readFileSync(file(root), "utf8");
    const second = await applied(root);
    expect(loads).toHaveBeenCalledTimes(1);
    expect(second.rows).toEqual(first.rows);
    expect(
      await rowsOf(second.url, "SELECT conname FROM pg_constraint WHERE conname LIKE 'order_line%check'"),
    ).toHaveLength(1);
    // Nothing was new: nothing was written.
    expect(readFileSync(file(root), "utf8")).toBe(kept);
  });

  test("are planned without the parser, and taken back without it the second time", async () => {
    const root = shop();
    const { url } = await applied(root);
    await rollBack({ cwd: root, url, env: {}, all: true, allowProduction: true });
    expect(loads).toHaveBeenCalledTimes(2);
    await makePlan({ cwd: root, url, env: {} });
    const again = await applied(root);
    await rollBack({ cwd: root, url: again.url, env: {}, all: true, allowProduction: true });
    expect(await historyOf(again.url)).toEqual(SYS_CORE_HISTORY);
    expect(loads).toHaveBeenCalledTimes(2);
  });

  test("are nothing to the run that has nothing to do", async () => {
    const root = shop();
    const { url } = await applied(root);
    rmSync(file(root));
    loads.mockClear();
    await migrate({ cwd: root, url, env: {}, allowProduction: true });
    expect(loads).not.toHaveBeenCalled();
    expect(existsSync(file(root))).toBe(false);
  });

  test("are checked again when they were edited", async () => {
    const root = shop();
    await applied(root);
    addToTree(root, { "modules/shop/migrations/20261105090001_create_order/up.sql": "COMMIT;\n" });
    const url = await emptyDatabase();
    const refused = await failure(migrate({ cwd: root, url, env: {}, allowProduction: true }));
    expect(refused.code).toBe("TRANSACTION_CONTROL");
    expect(loads).toHaveBeenCalledTimes(2);
    // Refused as often as it is tried.
    expect((await failure(migrate({ cwd: root, url, env: {}, allowProduction: true }))).code).toBe(refused.code);
    expect(loads).toHaveBeenCalledTimes(3);
  });

  test("without a transaction run by the parser all the same", async () => {
    const root = workspaceOf({
      shop: {
        migrations: {
          "20261105090000_create_item": createTable("shop", "item", true),
          "20261105090001_index_item": {
            "up.sql": "-- strata: no-transaction\nCREATE INDEX CONCURRENTLY item_note_idx ON shop.item (note);\n",
            "down.sql": "-- strata: no-transaction\nDROP INDEX CONCURRENTLY shop.item_note_idx;\n",
          },
        },
      },
    });
    const first = await applied(root);
    const second = await applied(root);
    expect(second.rows).toEqual(first.rows);
    expect(
      await rowsOf(second.url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'shop.item_note_idx'::regclass"),
    ).toEqual([{ indisvalid: true }]);
  });
});

describe("a cache that cannot be used is none", () => {
  test.each<[string, (path: string) => void]>([
    ["empty", (path) => writeFileSync(path, "")],
    ["torn", (path) => writeFileSync(path, readFileSync(path).subarray(0, 300))],
    ["garbage", (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0, 10, 0x7b]))],
    ["a folder", (path) => (rmSync(path), mkdirSync(path))],
    ["a link to nothing", (path) => (rmSync(path), symlinkSync("/nowhere/at/all", path))],
  ])("%s", async (_, spoil) => {
    const root = shop();
    const first = await applied(root);
    spoil(file(root));
    const second = await applied(root);
    expect(loads).toHaveBeenCalledTimes(2);
    expect(second.rows).toEqual(first.rows);
  });

  test.each<[string, TreeEntry]>([
    ["a file", "a file"],
    ["a link to itself", { link: ".strata" }],
  ])("where %s stands in the place of its folder", async (_, entry) => {
    const root = shop();
    addToTree(root, { ".strata": entry });
    const first = await applied(root);
    expect((await applied(root)).rows).toEqual(first.rows);
    expect(loads).toHaveBeenCalledTimes(2);
  });

  test.skipIf(process.getuid?.() === 0)("where its folder cannot be written (left out for root)", async () => {
    const root = shop();
    mkdirSync(dirname(file(root)), { recursive: true });
    chmodSync(dirname(file(root)), 0o555);
    await applied(root);
    expect(readdirSync(dirname(file(root)))).toEqual([]);
  });
});

test("two runs at once leave one whole cache", async () => {
  const root = shop();
  await Promise.all([applied(root), applied(root), applied(root)]);
  expect(readdirSync(dirname(file(root)))).toEqual(["checked-sql"]);
  loads.mockClear();
  await applied(root);
  expect(loads).not.toHaveBeenCalled();
});
