import type { CodeEntry } from "./code-entry.js";

/** Codes of the TypeScript of migrations. */
export const transformCodes = {
  TYPESCRIPT_FAILED: {
    kind: "error",
    exit: 3,
    meaning: "A TypeScript file cannot be loaded.",
    cure: "Correct it at the place shown; what it imports must be installed for the package it stands in.",
  },
  FROZEN_IMPORT: {
    kind: "error",
    exit: 3,
    meaning: "A migration imports live source, whose meaning changes under it.",
    cure: "Import a frozen schema.ts of a migration instead, or copy what is needed into the migration.",
  },
  TRANSFORM_FAILED: {
    kind: "error",
    exit: 8,
    meaning: "The code of a transform threw an error.",
    cure: "Correct transform.ts at the place shown; the step was rolled back.",
  },
  TRANSFORM_REFUSED: {
    kind: "error",
    exit: 8,
    meaning:
      "A transform sent a statement that would end the step's transaction or leave its session, or one after it had ended.",
    cure: "Take it out: strata begins and ends the transaction; db.transaction() gives a savepoint. Await everything.",
  },
  UNAWAITED_ERROR: {
    kind: "error",
    exit: 8,
    meaning: "Code of a migration or of the configuration threw an error that nothing was waiting for.",
    cure: "Await every promise, and catch what a timer or an event throws; `strata status` shows how the database stands.",
  },
  PROCESS_ENDED: {
    kind: "error",
    exit: 8,
    meaning: "Code of a migration or of the configuration ended the process in the middle of the command.",
    cure: "Take process.exit() out of the code and throw an error instead; the server rolls back the step that was under way.",
  },
  DRIZZLE_MISSING: {
    kind: "error",
    exit: 3,
    meaning: "A transform uses `db`, and drizzle-orm is not installed for its module.",
    cure: "Add drizzle-orm to the dependencies of the module, or use `sql` only.",
  },
} as const satisfies Record<string, CodeEntry>;
