import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorsPage } from "../src/errors-page.mjs";
import { pages, root } from "../src/pages.mjs";

test.each(pages)("$path is what the source says; `pnpm run docs` writes it", ({ path, text }) => {
  expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
});

test("a code stands in the section of its exit status, its text kept from being read as markup", () => {
  const page = errorsPage({
    B: { kind: "error", exit: 6, meaning: "One | two <name>.", cure: "Do `a <b>`." },
    A: { kind: "finding", exit: 6, meaning: "First.", cure: "Nothing." },
  });
  expect(page).toContain(
    "## 6: history\n\n| code | kind | what has happened | what to do |\n|---|---|---|---|\n" +
      "| `A` | finding | First. | Nothing. |\n| `B` | error | One \\| two &lt;name>. | Do `a <b>`. |\n",
  );
  expect(page).not.toContain("## 7");
});

test("a status that the page does not know is an error", () => {
  const strange = { kind: "error", exit: 77, meaning: "", cure: "" } as unknown as Parameters<
    typeof errorsPage
  >[0][string];
  expect(() => errorsPage({ ODD: strange })).toThrow("no section for the exit status of ODD");
});
