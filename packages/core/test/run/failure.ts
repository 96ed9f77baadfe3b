import { expect } from "vitest";
import { StrataError } from "../../src/errors/strata-error.js";

/** The StrataError that a run ends with; anything else fails the test. */
export async function failure(run: Promise<unknown>): Promise<StrataError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StrataError);
  return error as StrataError;
}
