import { expect, test } from "vitest";
import { addHeader } from "./add-header.js";
import { parseHeaders } from "./headers.js";

test.each([
  ["", "-- strata: was 1\n"],
  ["select 1;\n", "-- strata: was 1\nselect 1;\n"],
  ["-- strata: no-transaction\n\nselect 1;\n", "-- strata: no-transaction\n-- strata: was 1\n\nselect 1;\n"],
  [
    "-- a\n-- strata: no-transaction\n-- b\nselect 1",
    "-- a\n-- strata: no-transaction\n-- strata: was 1\n-- b\nselect 1",
  ],
  ["-- strata: no-transaction", "-- strata: no-transaction\n-- strata: was 1\n"],
  ["\uFEFF-- strata: was 0\r\nselect 1;\r\n", "\uFEFF-- strata: was 0\r\n-- strata: was 1\r\nselect 1;\r\n"],
  ["/* -- strata: was 0\n*/ select 1", "-- strata: was 1\n/* -- strata: was 0\n*/ select 1"],
])("a header is added to %j", (text, expected) => {
  expect(addHeader(text, "was 1")).toBe(expected);
});

test("what is added is read as a header, after those that were there", () => {
  const text = addHeader("-- strata: was 20250101000000\r\nselect 1", "was 20260101000000").replaceAll("\r\n", "\n");
  expect(
    parseHeaders({ name: "up.sql", path: "up.sql", text }).values.map((value) =>
      value.header === "was" ? value.version : value.header,
    ),
  ).toEqual(["20250101000000", "20260101000000"]);
});
