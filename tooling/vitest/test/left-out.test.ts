import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startVitest } from "vitest/node";
import LeftOut from "../left-out.mjs";

test("names a test that did not run, and no other", async () => {
  const folder = mkdtempSync(join(import.meta.dirname, "../node_modules/.left-out-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, "sample.test.ts"),
    `import { expect, test } from "vitest";
     test("runs", () => expect(1).toBe(1));
     test.skipIf(true)("needs something", () => expect(1).toBe(1));`,
  );
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const vitest = await startVitest("test", [], {
    root: folder,
    config: false,
    watch: false,
    include: ["sample.test.ts"],
    exclude: [],
    reporters: [new LeftOut()],
  });
  await vitest.close();
  const lines = printed.mock.calls.map(([line]) => String(line));
  printed.mockRestore();
  expect(lines).toEqual(["left out: needs something (sample.test.ts)"]);
});
