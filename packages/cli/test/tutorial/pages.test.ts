import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository, runPage } from "./run-page.js";

const howTo = readdirSync(join(repository, "docs/how-to"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/how-to/${name}`);

describe("a page that says what to do is done as written", () => {
  test.each(["docs/TUTORIAL.md", ...howTo.toSorted()])("%s", { timeout: 300_000 }, async (page) => {
    expect(await runPage(page)).toBeGreaterThan(0);
  });
});
