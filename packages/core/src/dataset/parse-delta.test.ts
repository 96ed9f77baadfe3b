import fc from "fast-check";
import { expect, test } from "vitest";
import { datasetOfValue } from "./dataset-of-value.js";
import { type JsonNode, jsonText } from "./json-node.js";
import { parseJsonDelta } from "./parse-json-delta.js";
import { parseNdjsonTable } from "./parse-ndjson-table.js";
import { parseColumns, parseRowName, parseTableName } from "./table-name.js";

const problems = (text: string) =>
  parseJsonDelta(text, "f.json").findings.map(({ message, place }) => `${place?.line}:${place?.column} ${message}`);

test("rows keep the order of the file, each part its place", () => {
  const { tables, findings } = parseJsonDelta('{ "a.b": {\n  "x": { "c": 1.0e2 },\n  "y": null } }', "f.json");
  expect(findings).toEqual([]);
  expect(tables).toEqual([
    {
      schema: "a",
      name: "b",
      place: { file: "f.json", line: 1, column: 3 },
      rows: [
        {
          label: "x",
          place: { file: "f.json", line: 2, column: 3 },
          cells: [
            {
              columns: ["c"],
              value: { type: "number", text: "1.0e2" },
              place: { file: "f.json", line: 2, column: 10 },
            },
          ],
        },
        { label: "y", place: { file: "f.json", line: 3, column: 3 }, cells: null },
      ],
    },
  ]);
});

test.each([
  ["", ["1:1 this is not JSON: value expected"]],
  ["[]", ['1:1 a dataset is an object: { "schema.table": { label: row } }']],
  ['{"a.b": {"x": {"c": 01}}}', ["1:22 this is not JSON: comma expected"]],
  ['{"a.b": {}} // c', ["1:13 this is not JSON: invalid comment token"]],
  ['{"a.b": {},}', ["1:12 this is not JSON: property name expected"]],
  ['{"b": {}}', ['1:2 "b" is no table name']],
  ['{"a.b": []}', ['1:9 a.b: rows are an object of labels: { "label": { "column": value } }']],
  ['{"a.b": {"x": 1}}', ['1:15 a.b, row "x": a row is an object of columns, or null to remove it']],
  [
    '{"a.b": {"x": {}, "x": {}}, "\\"a\\".b": {}}',
    ['1:19 a.b: label "x" stands in the file twice', "1:29 table a.b stands in the file twice"],
  ],
  ['{"a.b": {"": {}}}', ["1:10 a.b: a label is empty"]],
  ['{"é.😀": {"x": {"c": 1, "c": 2}}}', ['1:24 é.😀, row "x": column "c" is given twice']],
  ['{"a.b": {"x": {"(c,d)": "$p", "d": 1}}}', ['1:31 a.b, row "x": column "d" is given twice']],
  [
    '{"a.b": {"x": {"(c,d)": "p", "(e,e)": "$p", "(f,)": null, "": 1}}}',
    [
      '1:16 a.b, row "x", column "(c,d)": several columns take one reference, "$label" or {"$ref": …}, or null',
      '1:30 a.b, row "x": "(e,e)" names no column',
      '1:45 a.b, row "x": "(f,)" names no column',
      '1:59 a.b, row "x": "" names no column',
    ],
  ],
  [
    '{"a.b": {"x": {"c": {"$ref": 1}, "d": {"$ref": "a.b/x", "column": 2}, "e": {"$any": true}, "f": {"$json": "{"}}}}',
    [
      '1:16 a.b, row "x", column "c": a reference is {"$ref": "schema.table/label"}, with "column" as text where it is needed',
      '1:34 a.b, row "x", column "d": a reference is {"$ref": "schema.table/label"}, with "column" as text where it is needed',
      '1:71 a.b, row "x", column "e": {"$any": true} stands in LATEST only; a delta gives the value, or leaves the column out for its default',
      '1:92 a.b, row "x", column "f": $json must be the text of one JSON value',
    ],
  ],
])("problems of %s", (text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test("objects with other keys beside $ref are data", () => {
  expect(problems('{"a.b": {"x": {"c": {"$ref": 1, "type": "object"}, "d": {"$json": 1, "e": 2}}}}')).toEqual([]);
});

test("NDJSON: labels, removals, and every problem with its line", () => {
  const good = parseNdjsonTable('{"$":"alice","n":1}\n\n{"$":"bob","$delete":true}\n', "s.t.ndjson", "/f");
  expect(good.findings).toEqual([]);
  expect(good.tables).toMatchObject([
    {
      schema: "s",
      name: "t",
      rows: [
        { label: "alice", place: { line: 1 }, cells: [{ columns: ["n"] }] },
        { label: "bob", place: { line: 3 }, cells: null },
      ],
    },
  ]);

  const bad = parseNdjsonTable(
    [
      '{"$":"a"}',
      '{"$":"a"}',
      '{"n":1}',
      "[1]",
      '{"$":1}',
      '{"$":"b","$delete":false}',
      '{"$":"c","$delete":true,"n":1}',
      '{"$":"d",',
      '{"$":"e","$":"e"}',
      '{"$":""}',
    ].join("\n"),
    "s.t.ndjson",
    "/f",
  );
  expect(bad.findings.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`)).toEqual([
    '2:1 s.t: label "a" stands in the file twice',
    '3:1 s.t: a line is an object with its label under "$"',
    '4:1 s.t: a line is an object with its label under "$"',
    '5:1 s.t: a line is an object with its label under "$"',
    '6:10 s.t: "$delete" is true and stands alone beside the label',
    '7:10 s.t: "$delete" is true and stands alone beside the label',
    "8:10 this is not JSON: property name expected",
    '9:1 s.t, row "e": "$" or "$delete" is given twice',
    "10:1 s.t: a label is empty",
  ]);
  expect(parseNdjsonTable("", "t.ndjson", "/f").findings).toMatchObject([
    { message: '"t.ndjson" is not <schema>.<table>.ndjson' },
  ]);
});

test("a value of TypeScript reads as its JSON does, with bigint and Date", () => {
  const value = {
    "a.b": {
      x: { n: 12345678901234567890n, at: new Date(0), left: undefined, list: [1, { a: null }], t: "$y" },
      y: null,
    },
  };
  const { tables, findings } = datasetOfValue(value, "/f.ts");
  expect(findings).toEqual([]);
  expect(tables[0]!.rows[0]!.cells!.map(({ columns, value: cell }) => [columns[0], jsonText(cell)])).toEqual([
    ["n", "12345678901234567890"],
    ["at", '"1970-01-01T00:00:00.000Z"'],
    ["list", '[1,{"a":null}]'],
    ["t", '"$y"'],
  ]);
  expect(tables[0]!.rows[1]!.cells).toBeNull();
});

test.each([
  [undefined, "the default export is no dataset"],
  [{ a: {} }, '"a" is no table name'],
  [{ "a.b": [] }, "rows are an object of labels"],
  [{ "a.b": { x: 1 } }, "a row is an object of columns"],
  [{ "a.b": { x: { c: () => 1 } } }, "the value is no JSON data"],
  [{ "a.b": { x: { c: Number.NaN } } }, "the value is no JSON data"],
  [{ "a.b": { x: { c: [undefined] } } }, "the value is no JSON data"],
  [{ "a.b": { x: { c: new Map() } } }, "the value is no JSON data"],
])("no dataset: %o", (value, message) => {
  expect(
    datasetOfValue(value, "/f.ts")
      .findings.map((finding) => finding.message)
      .join(),
  ).toContain(message);
});

test("every JSON value comes back as it was, every number digit by digit", () => {
  const number = fc
    .tuple(fc.bigInt(), fc.nat(), fc.integer({ min: -400, max: 400 }))
    .map(([whole, fraction, exponent]) => `${whole}.${fraction}e${exponent}`);
  const node: fc.Arbitrary<JsonNode> = fc.letrec<{ node: JsonNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constant<JsonNode>({ type: "null" }),
      fc.boolean().map((value): JsonNode => ({ type: "boolean", value })),
      number.map((text): JsonNode => ({ type: "number", text })),
      fc.string({ unit: "binary" }).map((value): JsonNode => ({ type: "string", value })),
      fc.array(tie("node")).map((items): JsonNode => ({ type: "array", items })),
      fc
        .array(
          fc.tuple(
            fc.string({ unit: "grapheme" }).map((key) => `k${key}`),
            tie("node"),
          ),
        )
        .map((entries): JsonNode => ({ type: "object", entries })),
    ),
  })).node;
  fc.assert(
    fc.property(node, (value) => {
      const { tables, findings } = parseJsonDelta(`{"a.b":{"x":{"c":${jsonText(value)}}}}`, "f");
      expect(findings).toEqual([]);
      expect(tables[0]!.rows[0]!.cells![0]!.value).toEqual(value);
    }),
  );
});

test("names of tables, rows and columns", () => {
  expect(parseTableName("a.b")).toEqual({ schema: "a", name: "b" });
  expect(parseTableName('"a.b"."c""d"')).toEqual({ schema: "a.b", name: 'c"d' });
  for (const bad of ["a", "a.", ".b", "a.b.c", 'a."b', '""."b"', ""]) expect(parseTableName(bad), bad).toBeUndefined();
  expect(parseRowName("a.b/x/y.z")).toEqual({ table: { schema: "a", name: "b" }, label: "x/y.z" });
  expect(parseRowName('a."b/c"/x')).toEqual({ table: { schema: "a", name: "b/c" }, label: "x" });
  for (const bad of ["a.b", "a.b/", "a/x", "/x"]) expect(parseRowName(bad), bad).toBeUndefined();
  expect(parseColumns('(a, "b c")')).toEqual(["a", "b c"]);
});
