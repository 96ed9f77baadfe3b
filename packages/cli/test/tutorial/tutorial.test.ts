import { expect, test } from "vitest";
import { runPage } from "./run-page.js";

test("the tutorial is done as it is written", { timeout: 300_000 }, async () => {
  expect(await runPage("docs/TUTORIAL.md")).toBeGreaterThan(0);
});
