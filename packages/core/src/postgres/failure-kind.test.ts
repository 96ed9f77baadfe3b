import { expect, test } from "vitest";
import { StrataError } from "../errors/strata-error.js";
import { ServerError } from "../types/session.js";
import { failureKind } from "./failure-kind.js";
import { explainServerError } from "./sql-error.js";

test.each([
  ["55P03", "conflict"],
  ["40P01", "conflict"],
  ["40001", "conflict"],
  ["CONNECTION_CLOSED", "lost"],
  ["57P01", "lost"],
  ["57P02", "lost"],
  ["08006", "lost"],
  ["53100", "final"],
  ["57014", "final"],
  ["55P04", "final"],
  ["23505", "final"],
  ["53200", "final"],
  ["25P04", "final"],
])("%s is %s, wrapped or not", (code, kind) => {
  const error = new ServerError("m", code);
  expect(failureKind(error, false)).toBe(kind);
  expect(failureKind(explainServerError(error), false)).toBe(kind);
  expect(
    failureKind(new StrataError("TRANSFORM_FAILED", "m", { cause: new Error("n", { cause: error }) }), false),
  ).toBe(kind);
});

test("what the code of a transform throws for a lost connection counts as lost, a finding of strata never", () => {
  expect(failureKind(new Error("mine"), true)).toBe("lost");
  expect(failureKind(new Error("mine"), false)).toBe("final");
  expect(failureKind(new StrataError("LOCK_LOST", "m"), true)).toBe("final");
  expect(failureKind("thrown", true)).toBe("lost");
});

test("a statement that was cancelled in favour of others is a conflict", () => {
  const cause = new ServerError("canceling statement due to user request", "57014");
  expect(failureKind(new StrataError("LOCK_TIMEOUT", "m", { cause }), false)).toBe("conflict");
});
