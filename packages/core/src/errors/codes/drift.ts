import type { CodeEntry } from "./code-entry.js";

/** Codes of the stored snapshot and of drift. */
export const driftCodes = {
  DRIFT: {
    kind: "finding",
    exit: 2,
    meaning: "The live catalog differs from what the history implies: somebody changed it without a migration.",
    cure: "Undo the change by hand, or write a migration that makes it. The next run that changes something takes the catalog as it is then.",
  },
  DRIFT_BEFORE_RUN: {
    kind: "finding",
    exit: 2,
    meaning:
      "Before this run the catalog differed from what the history implies; the audit keeps what, and the snapshot stored now has it as it is.",
    cure: "`strata audit show --json` names all objects. `strata drift --against-replay` still finds what no migration makes.",
  },
  SNAPSHOT_NONE: {
    kind: "finding",
    exit: 2,
    meaning: "No snapshot is stored yet: this database was last changed by a strata that stored none.",
    cure: "`strata drift --against-replay` needs none; the next `up` that changes something stores one.",
  },
  SNAPSHOT_STALE: {
    kind: "finding",
    exit: 2,
    meaning: "The stored snapshot is older than the history: a run ended before it could store its own.",
    cure: "`strata drift --against-replay` needs none; the next run that changes something stores another.",
  },
  SNAPSHOT_NOT_COMPARABLE: {
    kind: "finding",
    exit: 2,
    meaning:
      "The stored snapshot was made by another major of PostgreSQL, or in another format: texts in it would differ without a change.",
    cure: "`strata drift --against-replay` needs none; the next run that changes something stores another.",
  },
  DRIFT_NOT_REPLAYED: {
    kind: "finding",
    exit: 2,
    meaning: "A migration is applied whose folder is not here, so that its module cannot be replayed.",
    cure: "Check out the release that migrated this database, or compare with the stored snapshot.",
  },
  SNAPSHOT_NOT_STORED: {
    kind: "finding",
    exit: 2,
    meaning: "The run has done its work, and the snapshot that `strata drift` compares with could not be stored.",
    cure: "See the message. The next run that changes something stores it; until then use `strata drift --against-replay`.",
  },
} as const satisfies Record<string, CodeEntry>;
