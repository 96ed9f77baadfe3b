import { expect, test } from "vitest";
import { table } from "./table.js";

const titles = ["module", "applied", ""];
const plain = [
  ["billing", "12", ""],
  ["sys-core", "–", "built-in"],
];

test("no rows, no table", async () => {
  expect(await table(titles, [])).toEqual([]);
});

test("what looks the same without the library is the same", async () => {
  const wide = ["数据", "1\n2", ""];
  const drawn = await table(titles, [...plain, wide]);
  expect(drawn.at(-1)).toBe("数据      1\\n2");
  expect(await table(titles, plain)).toEqual(drawn.slice(0, -1));
});
