import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonText } from "../../src/dataset/json-node.js";
import type { DataSource } from "../../src/migration/migration.js";
import { readDataset } from "../../src/workspace/read-dataset.js";
import { temporaryTree } from "../support/temporary-tree.js";

const JSON_FORM =
  '\uFEFF{\r\n  "s.a": { "x": { "n": 12345678901234567890.5, "r": "$y" }, "y": {} },\r\n  "s.b": { "z": null }\r\n}\r\n';
const files = {
  "bootstrap.json": JSON_FORM,
  "bootstrap/s.a.ndjson": '{"$":"x","n":12345678901234567890.5,"r":"$y"}\r\n{"$":"y"}\r\n',
  "bootstrap/s.b.ndjson": '{"$":"z","$delete":true}',
  "bootstrap.ts":
    'const rows: Record<string, unknown> = { x: { n: "12345678901234567890.5", r: "$y" }, y: {} };\nexport default { "s.a": rows, "s.b": { z: null } };\n',
};

async function read(root: string, form: DataSource["form"], ...names: string[]) {
  return readDataset(
    {
      form,
      files: names.map((name) => ({ name, path: join(root, name) })),
    },
    {
      cacheDirectory: join(root, ".strata/cache"),
    },
  );
}

test("three forms, one meaning", async () => {
  const root = temporaryTree(files);
  const all = [
    await read(root, "json", "bootstrap.json"),
    await read(root, "ndjson", "bootstrap/s.a.ndjson", "bootstrap/s.b.ndjson"),
    await read(root, "ts", "bootstrap.ts"),
  ];
  for (const { tables } of all) {
    const plain = tables.map(({ schema, name, rows }) => [
      `${schema}.${name}`,
      rows.map(({ label, cells }) => [
        label,
        cells?.map(({ columns, value }) => [columns[0], jsonText(value).replaceAll('"', "")]) ?? null,
      ]),
    ]);
    expect(plain).toEqual([
      [
        "s.a",
        [
          [
            "x",
            [
              ["n", "12345678901234567890.5"],
              ["r", "$y"],
            ],
          ],
          ["y", []],
        ],
      ],
      ["s.b", [["z", null]]],
    ]);
  }
});

test("the problems of all files come at once; a line ends where it ends on every system", async () => {
  const root = temporaryTree({
    "bootstrap/s.a.ndjson": '{"$":"x"}\r\n{"$":"x"}\r\n',
    "bootstrap/nodot.ndjson": "",
    "bootstrap/s.c.ndjson": "\n\n{",
  });
  const names = ["bootstrap/s.a.ndjson", "bootstrap/nodot.ndjson", "bootstrap/s.c.ndjson"];
  const findings = await read(root, "ndjson", ...names).catch(
    (error: { details: { findings: unknown } }) => error.details.findings,
  );
  expect(findings).toMatchObject([
    { code: "DATASET_INVALID", place: { file: join(root, names[0]!), line: 2, column: 1 } },
    { code: "DATASET_INVALID", place: { file: join(root, names[1]!) } },
    { code: "DATASET_INVALID", place: { file: join(root, names[2]!), line: 3 } },
  ]);
});

test("a bootstrap.ts that throws, or exports no dataset, is told with its file", async () => {
  const root = temporaryTree({ "a.ts": "throw new Error('no rows today');\n", "b.ts": "export const rows = {};\n" });
  await expect(read(root, "ts", "a.ts")).rejects.toMatchObject({
    code: "TYPESCRIPT_FAILED",
    message: expect.stringContaining("no rows today"),
  });
  await expect(read(root, "ts", "b.ts")).rejects.toMatchObject({
    code: "DATASET_INVALID",
    details: { findings: [{ place: { file: join(root, "b.ts") } }] },
  });
});

test("more rows and values than can be loaded are refused, also those that code makes", async () => {
  const root = temporaryTree({
    "bootstrap.ts":
      'export default { "s.a": Object.fromEntries(Array.from({ length: 40_001 }, (_, n) => [`r${n}`, { n }])) };\n',
  });
  const error: unknown = await read(root, "ts", "bootstrap.ts").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "FILE_TOO_LARGE",
    details: { findings: [{ message: "there are 80002 rows and values; strata loads at most 80000 of a migration" }] },
  });
});
