import { readFileSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { freshDatabase } from "@strata/core/test-cluster";
import { describe, expect, onTestFinished, test } from "vitest";
import { query } from "./support/fingerprint.js";
import { runStrataJson } from "./support/run-strata.js";
import { type Content, temporaryWorkspace } from "./support/temporary-workspace.js";

const MIB = 1024 * 1024;
const FOLDER = "20260101000000_large";
const PRELOAD = fileURLToPath(new URL("support/peak-memory.cjs", import.meta.url));
const SCHEMA =
  "CREATE SCHEMA shop;\nCREATE TABLE shop.item (id bigint PRIMARY KEY, name text, note text, price numeric);\n";

/** Runs `up` over a module with one migration; what came of it and the peak of its memory in MiB. */
async function up(files: Readonly<Record<string, Content>>, grow?: { readonly file: string; readonly bytes: number }) {
  const workspace = await temporaryWorkspace({
    modules: { shop: { migrations: { [FOLDER]: { "down.sql": "DROP SCHEMA shop CASCADE;\n", ...files } } } },
  });
  onTestFinished(() => workspace.remove());
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  if (grow !== undefined) await truncate(workspace.path("modules/shop/migrations", FOLDER, grow.file), grow.bytes);
  const memory = workspace.path("peak");
  const run = await runStrataJson(["up", "--yes", "--url", url], {
    cwd: workspace.root,
    env: { NODE_OPTIONS: `--require ${PRELOAD}`, PEAK_MEMORY_FILE: memory },
    timeoutMs: 400_000,
  });
  return { ...run, url, peak: Number(readFileSync(memory, "utf8")) / 1024 };
}

/** Texts of `make(1)`, `make(2)`, … that have a size together. */
function fill(bytes: number, make: (row: number) => string): { readonly text: string; readonly rows: number } {
  const parts: string[] = [];
  for (let size = 0; ;) {
    const next = make(parts.length + 1);
    size += Buffer.byteLength(next);
    if (size > bytes) return { text: parts.join(""), rows: parts.length };
    parts.push(next);
  }
}

const count = async (url: string) => Number((await query(url, "SELECT count(*) AS n FROM shop.item"))[0]?.["n"]);

describe("the largest input that is taken stays within 256 MiB of memory", () => {
  test("an up.sql of 12 MiB, with thirty thousand small statements", { timeout: 400_000 }, async () => {
    const small = fill(1.5 * MIB, (row) => `INSERT INTO shop.item VALUES (${row});\n`);
    const large = fill(
      10.4 * MIB,
      (row) =>
        `INSERT INTO shop.item VALUES ${[..."abcdefghij"].map((letter, at) => `(-${row}${at}, '${letter}', '${"é;".repeat(300)}', 1.5)`).join(",\n")};\n`,
    );
    // Characters outside of Latin-1 take two bytes in memory.
    const { exitCode, url, peak, stderr } = await up({ "up.sql": `-- 😀\n${SCHEMA}${small.text}${large.text}` });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await count(url)).toBe(small.rows + 10 * large.rows);
    expect(peak).toBeLessThan(256);
  });

  // Of 80,000 rows and values these are 5 each.
  const columns = (row: number, size: number) =>
    `"id":${row},"name":"name ${row}","note":"${"note ".repeat(size)}","price":${row}.5`;

  test("2 MiB and 80,000 values of bootstrap.json", { timeout: 200_000 }, async () => {
    const { text, rows } = fill(2 * MIB - 100, (row) => `,\n"r${row}":{${columns(row, 14)}}`);
    const { exitCode, url, peak, stderr } = await up({
      "up.sql": SCHEMA,
      "bootstrap.json": `{"shop.item":{${text.slice(1)}}}`,
    });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(rows).toBeGreaterThan(15_000);
    expect(await count(url)).toBe(rows);
    expect(peak).toBeLessThan(256);
  });

  test("4 MiB and 80,000 values of bootstrap/*.ndjson", { timeout: 200_000 }, async () => {
    const { text, rows } = fill(4 * MIB, (row) => `{"$":"r${row}",${columns(row, 41)}}\n`);
    const { exitCode, url, peak, stderr } = await up({ "up.sql": SCHEMA, "bootstrap/shop.item.ndjson": text });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(rows).toBeGreaterThan(15_000);
    expect(await count(url)).toBe(rows);
    expect(peak).toBeLessThan(256);
  });
});

test.each<[string, Record<string, string>, string, string]>([
  ["an up.sql of a gigabyte", { "up.sql": "" }, "up.sql", "at most 12 MiB"],
  ["a bootstrap.json of a gigabyte", { "up.sql": SCHEMA, "bootstrap.json": "" }, "bootstrap.json", "at most 2 MiB"],
  [
    "fixtures of a gigabyte",
    { "up.sql": SCHEMA, "fixtures/shop.item.ndjson": "" },
    "fixtures/shop.item.ndjson",
    "at most 4 MiB",
  ],
])("%s is refused with the limit, and is not read", async (_, files, file, limit) => {
  const { exitCode, envelope, url, peak } = await up(files, { file, bytes: 1024 * MIB });
  expect(envelope.findings).toMatchObject([{ code: "FILE_TOO_LARGE", message: expect.stringContaining(limit) }]);
  expect([exitCode, envelope.findings[0]?.place?.file]).toEqual([3, expect.stringContaining(file)]);
  expect(await query(url, "SELECT nspname FROM pg_namespace WHERE nspname IN ('shop', 'sys_core')")).toEqual([]);
  expect(peak).toBeLessThan(128);
});

test("an INSERT of too many rows is refused at its place with the limit, before anything runs", async () => {
  const insert = `INSERT INTO shop.item VALUES (0)${Array.from({ length: 60_000 }, (__, row) => `,\n(${row + 1})`).join("")};\n`;
  const { exitCode, envelope, url } = await up({ "up.sql": SCHEMA + insert });
  expect([exitCode, envelope.findings]).toMatchObject([
    3,
    [{ code: "FILE_TOO_LARGE", message: expect.stringContaining("at most 200000"), place: { line: 3, column: 1 } }],
  ]);
  expect(await query(url, "SELECT nspname FROM pg_namespace WHERE nspname = 'shop'")).toEqual([]);
});
