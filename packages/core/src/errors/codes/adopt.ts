import type { CodeEntry } from "./code-entry.js";

/** Codes of adopting the history of another tool, and of setting up a workspace. */
export const adoptCodes = {
  ADOPT_NOT_EMPTY: {
    kind: "error",
    exit: 3,
    meaning: "A module that is to adopt a history has migrations already.",
    cure: "Remove them if nothing has run them, such as the first one that `strata module add` makes; else adopt into another module.",
  },
  ADOPT_NOTHING: {
    kind: "error",
    exit: 3,
    meaning: "A folder holds no migration of the tool that was named.",
    cure: "Name the folder that holds the files themselves, and the tool that they were written for.",
  },
  ADOPT_TWICE: {
    kind: "error",
    exit: 3,
    meaning: "Two migrations of a history have one version.",
    cure: "Give one of them the version under which it ran, or remove the copy.",
  },
  ADOPT_DOWN_ALONE: {
    kind: "error",
    exit: 3,
    meaning: "A migration of a history has a way back but no way up.",
    cure: "Bring the way up back, or remove the way back.",
  },
  ADOPT_FORMAT: {
    kind: "error",
    exit: 3,
    meaning: "A file of a history is not in the form of the tool that was named.",
    cure: "Correct it at the place shown, or name the tool that it was written for.",
  },
  ADOPT_LEFT_OUT: {
    kind: "finding",
    exit: 2,
    meaning: "A file or folder among a history is no migration of its tool, and was not adopted.",
    cure: "Nothing, where the tool did not run it either.",
  },
  ADOPT_ORDER: {
    kind: "finding",
    exit: 2,
    meaning: "The order of the names is not that of the numbers they begin with.",
    cure: "Make sure that the order is the one in which the files ran; leading zeros in the names make both the same.",
  },
  ADOPT_SCHEMA: {
    kind: "finding",
    exit: 2,
    meaning:
      "A history creates objects without naming a schema, and the module's first claim is in another than public.",
    cure: 'Where the objects are in public, claim them there: the manifest\'s `owns`, as in ["public.*"].',
  },
  ADOPT_TABLE: {
    kind: "error",
    exit: 3,
    meaning: "The table in which the other tool keeps what it has applied is not there, or there are several.",
    cure: "Name it with --table SCHEMA.NAME, and the tool that wrote it with --from.",
  },
  ADOPT_FAILED_THERE: {
    kind: "error",
    exit: 6,
    meaning: "A migration failed under the other tool, and what it left is not known.",
    cure: "Put it right by hand, tell the tool as the message says, then adopt again.",
  },
  ADOPT_UNKNOWN: {
    kind: "error",
    exit: 6,
    meaning: "The other tool has applied a migration that the module does not hold.",
    cure: "Write the migration with `strata new`, its SQL below the header that the message names, and adopt again; or check out the release that holds it.",
  },
  ADOPT_NOT_ADOPTED: {
    kind: "error",
    exit: 3,
    meaning: "The module holds no migration that was adopted, so there is nothing to record.",
    cure: "Name the folder of the other tool's files too: `strata adopt --url URL --from TOOL DIR -m MODULE`.",
  },
  ADOPT_MORE_THAN_SQL: {
    kind: "error",
    exit: 3,
    meaning: "An adopted migration ships rows or code, which the other tool did not run.",
    cure: "Move them into a migration of their own, which `strata up` then runs.",
  },
  ADOPT_DEPENDENCY: {
    kind: "error",
    exit: 6,
    meaning: "A module that the adopted one depends on is not current in the database.",
    cure: "Adopt modules in the order of their dependencies, or run `strata up -m` for those that are new.",
  },
  ADOPT_DIFFERS: {
    kind: "error",
    exit: 2,
    meaning: "The database does not hold what the module's migrations make; nothing was recorded.",
    cure: "Change the database or the migrations until no difference is left, then adopt again.",
  },
  ADOPT_NO_OBJECTS: {
    kind: "error",
    exit: 3,
    meaning: "The database holds nothing that the module claims.",
    cure: "Correct `owns` in the manifest; `strata owners` shows who owns what.",
  },
  ADOPT_UNCLAIMED: {
    kind: "finding",
    exit: 0,
    meaning: "The database holds an object that no module claims.",
    cure: "Nothing, if it is nobody's. Otherwise a module that claims it can be adopted next.",
  },
  ADOPT_NOT_SQL: {
    kind: "error",
    exit: 3,
    meaning: "What the module owns in the database cannot be turned into a migration.",
    cure: "Do what the message says of the object, or claim less; nothing was written.",
  },
  INIT_UNREADABLE: {
    kind: "error",
    exit: 3,
    meaning: "A file that `init` would add to is not in a form that it can add to without losing anything.",
    cure: "Correct the file at the place shown, or add by hand what the message names.",
  },
} as const satisfies Record<string, CodeEntry>;
