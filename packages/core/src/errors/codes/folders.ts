import type { CodeEntry } from "./code-entry.js";

/** Codes of the folders of migrations and their headers. */
export const foldersCodes = {
  PATH_OUTSIDE_MODULE: {
    kind: "error",
    exit: 3,
    meaning: "A path or a symbolic link leads out of the module.",
    cure: "Keep the file within the module's own folder.",
  },
  FILE_UNREADABLE: {
    kind: "error",
    exit: 3,
    meaning: "A file or folder cannot be read.",
    cure: "Put right what the message says; the user that runs strata needs the right to read it.",
  },
  FILE_ENCODING: {
    kind: "error",
    exit: 3,
    meaning: "A file is not UTF-8, or holds a NUL character.",
    cure: "Save the file as UTF-8.",
  },
  FILE_TOO_LARGE: {
    kind: "error",
    exit: 3,
    meaning: "A file, or a statement in it, is larger than strata reads in one piece: its memory has a bound.",
    cure: "Split it as the message says: a file over several migrations, an INSERT of many rows into several.",
  },
  FOLDER_NAME_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The name of a migration's folder is not YYYYMMDDhhmmss_snake_name with a valid UTC time.",
    cure: "Rename the folder; `strata new` makes a right one.",
  },
  FOLDER_VERSION_TWICE: {
    kind: "error",
    exit: 6,
    meaning: "Two migrations of one module have the same version.",
    cure: "`strata new --restamp MODULE VERSION` gives one of them a new stamp; name its folder where both have it.",
  },
  FOLDER_VERSION_AHEAD: {
    kind: "finding",
    exit: 2,
    meaning: "A migration's stamp is more than a day ahead of the clock.",
    cure: "Correct the stamp, or the clock; what is made later would sort before it.",
  },
  FOLDER_UNKNOWN_FILE: {
    kind: "finding",
    exit: 2,
    meaning: "A file in a folder of migrations is none that strata knows, and has no effect.",
    cure: "Rename or remove it; names that start with a dot are left alone.",
  },
  DOWN_EMPTY: {
    kind: "finding",
    exit: 2,
    meaning: "A migration has statements on its way up and none on its way back, which is not called irreversible.",
    cure: "Write what brings the old shape back, or say why there is nothing to do: `-- strata: allow DOWN_EMPTY <why>`.",
  },
  NO_TRANSACTION_BESIDE: {
    kind: "error",
    exit: 3,
    meaning: "A file that runs without a transaction has a contract file, a transform or data beside it.",
    cure: "Move what stands beside it to a migration of its own, before or after this one.",
  },
  FOLDER_INCOMPLETE: {
    kind: "error",
    exit: 3,
    meaning: "A migration's folder lacks a file that it needs, or holds files that exclude each other.",
    cure: "Add the file named in the message, or say in down.sql `-- strata: irreversible <why>`.",
  },
  HEADER_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A `-- strata:` header is none of the known ones.",
    cure: "Known: requires, was, no-transaction, irreversible, lock-timeout, allow, adopted.",
  },
  HEADER_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The value of a `-- strata:` header cannot be read.",
    cure: "Write it as the message shows.",
  },
  HEADER_MISPLACED: {
    kind: "error",
    exit: 3,
    meaning: "A `-- strata:` header stands after the first statement, or in a file that it does not belong to.",
    cure: "Move it to the top of the file that the message names.",
  },
  REQUIRES_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A `requires` header names a migration that no module of the workspace has.",
    cure: "Correct the name or the version, or install the module that has it.",
  },
} as const satisfies Record<string, CodeEntry>;
