import { type Code, StrataError } from "@strata/core";
import { expect, test } from "vitest";
import { errorLines } from "./error-lines.js";

const linesOf = (code: Code, direction: "up" | "down"): string[] =>
  errorLines(new StrataError(code, "what happened", { details: { step: "shop@20260301000000", direction } }), {
    cwd: "/",
    stack: false,
  });

test("a failed step up is said to be gone, a failed step down to be applied as before", () => {
  expect(linesOf("SQL_FAILED", "up")).toEqual(
    expect.arrayContaining([
      "shop@20260301000000 was rolled back: nothing of it is left. `strata status` shows what is applied.",
      "Correct it, then `strata up` goes on from there.",
    ]),
  );
  expect(linesOf("SQL_FAILED", "down")).toEqual(
    expect.arrayContaining([
      "Taking back shop@20260301000000 was rolled back: it is applied as before. `strata status` shows what is applied.",
      "Correct it, then run the same command again.",
    ]),
  );
});

test("of a step on a scratch database nothing is said to go on", () => {
  const details = { step: "shop@20260301000000", direction: "up", scratch: true as const };
  const lines = errorLines(new StrataError("SQL_FAILED", "what happened", { details }), { cwd: "/", stack: false });
  expect(lines.join("\n")).not.toMatch(/rolled back|strata up/);
});

test("nothing is to be corrected where others were in the way or cancelled the statement", () => {
  for (const code of ["LOCK_TIMEOUT", "CONNECTION_LOST", "STATEMENT_CANCELLED"] as const) {
    expect(linesOf(code, "up")).toContain("`strata up` goes on from there.");
    expect(linesOf(code, "down")).toContain("Run the same command again.");
  }
});

test("after a redo that could not take back, `down` is what runs the corrected file", () => {
  expect(linesOf("REDO_FAILED", "down")).toContain(
    "Correct it, then `strata down -m shop --steps 1` runs down.sql as it is then, and `strata up` applies it again.",
  );
});

test("where the outcome is not known or a part is kept, nothing is said to be rolled back", () => {
  for (const code of ["COMMIT_UNKNOWN", "PARTLY_DONE", "MIGRATION_EDITED"] as const)
    expect(linesOf(code, "up").join("\n")).not.toContain("rolled back");
});
