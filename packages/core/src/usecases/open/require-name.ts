import { StrataError } from "../../errors/strata-error.js";

/** Refuses unless the database's own name was given. */
export function requireName(actual: string, given: string): void {
  if (actual === given) return;
  const what = given === "" ? "and no name was given to confirm it" : `not "${given}"`;
  throw new StrataError("NAME_NOT_CONFIRMED", `the database is called "${actual}", ${what}`, {
    hint: `Give its name to confirm: --database ${actual}`,
  });
}
