import type { CodeEntry } from "./code-entry.js";

/** Codes of generated files. */
export const dumpCodes = {
  DUMP_STALE: {
    kind: "finding",
    exit: 2,
    meaning: "A generated file is not what a replay of the history gives.",
    cure: "Run `strata dump` and commit what it writes.",
  },
  DUMP_MISSING: {
    kind: "finding",
    exit: 2,
    meaning: "A generated file is not there, and other modules of the workspace have theirs.",
    cure: "Run `strata dump` and commit what it writes, or accept it for a module with `allow` in its manifest.",
  },
  DUMP_OBSOLETE: {
    kind: "finding",
    exit: 2,
    meaning: "A file of LATEST holds rows of a table that has none any more.",
    cure: "Run `strata dump`, which removes it, and commit.",
  },
  DUMP_NOT_OURS: {
    kind: "finding",
    exit: 2,
    meaning: "A file with the name of a generated one was not made by strata, and is not overwritten.",
    cure: "Move it or remove it, then run `strata dump`.",
  },
  LATEST_NEEDS_REPLAY: {
    kind: "finding",
    exit: 2,
    meaning: "New databases cannot be installed from LATEST of the module: their history is replayed.",
    cure: "Do what the message says of the table, or accept it with `allow` in the module's manifest: a replay does the same, and takes longer.",
  },
  REPLAY_FAILED: {
    kind: "finding",
    exit: 2,
    meaning: "The history cannot be replayed on an empty database, so nothing can be generated from it.",
    cure: "Put right what the message says: a new database could not be built either.",
  },
} as const satisfies Record<string, CodeEntry>;
