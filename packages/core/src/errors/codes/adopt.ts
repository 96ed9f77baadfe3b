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
  INIT_UNREADABLE: {
    kind: "error",
    exit: 3,
    meaning: "A file that `init` would add to is not in a form that it can add to without losing anything.",
    cure: "Correct the file at the place shown, or add by hand what the message names.",
  },
} as const satisfies Record<string, CodeEntry>;
