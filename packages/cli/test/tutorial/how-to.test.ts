import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository, runPage } from "./run-page.js";
import { unnamedFiles } from "./unnamed-files.js";

const pages = readdirSync(join(repository, "docs/how-to"))
  .filter((name) => name.endsWith(".md"))
  .toSorted();

test.each(pages)("%s is done as it is written", { timeout: 300_000 }, async (name) => {
  expect(await runPage(`docs/how-to/${name}`)).toBeGreaterThan(0);
});

test.each(["docs/TUTORIAL.md", ...pages.map((name) => `docs/how-to/${name}`)])(
  "%s names the files it shows",
  (page) => {
    expect(unnamedFiles(page, readFileSync(join(repository, page), "utf8"))).toEqual([]);
  },
);
