import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { places } from "../src/places.js";
import { renderPage } from "../src/report/page.js";
import { readResults } from "../src/report/result.js";
import { allRows } from "../src/rows/all-rows.js";

const results = await readResults(places.results);
const names = allRows.map(({ name }) => name);

test("the page says what the committed results say: `pnpm bench --report` writes it", async () => {
  expect(await readFile(places.page, "utf8")).toBe(renderPage(names, results));
});

test("every result belongs to a row and counts at least 5 rounds", () => {
  expect([...results.keys()].filter((name) => !names.includes(name))).toEqual([]);
  expect(results.size).toBeGreaterThan(0);
  for (const { figures } of results.values())
    for (const { all } of figures) expect(all.length).toBeGreaterThanOrEqual(5);
});

test("no result names a machine, a folder or a password", () => {
  const text = JSON.stringify([...results.values()]);
  expect(text).not.toMatch(/\/(?:home|root|work|tmp|dev|Users)\/|postgres:\/\//u);
});
