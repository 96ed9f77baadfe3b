import type { CodeEntry } from "./code-entry.js";

/** Codes of running plans and looking after a database. */
export const runCodes = {
  INTERRUPTED: {
    kind: "error",
    exit: 130,
    meaning:
      "A signal interrupted the command (129, 130 or 143, by the signal); the step under way was rolled back, and of one without a transaction the statements that had ended stay.",
    cure: "Run the command again: it goes on with the first step that is not applied.",
  },
  PARTLY_DONE: {
    kind: "error",
    exit: 9,
    meaning: "A migration without a transaction failed after some of it had been done, which stays.",
    cure: "Put right what the message says. The next run goes on with the statement that failed.",
  },
  UNFINISHED: {
    kind: "finding",
    exit: 2,
    meaning: "A migration without a transaction has begun and not ended.",
    cure: "Run the command that the message names: it goes on where the other run stopped.",
  },
  UNFINISHED_OTHER_WAY: {
    kind: "error",
    exit: 6,
    meaning:
      "A migration without a transaction, or an installation from LATEST, is unfinished, and what is asked for goes the other way or is of another workspace.",
    cure: "Finish it first with the command that the message names, in a checkout that holds its folder; then it can be undone or run anew.",
  },
  UNFINISHED_MISSING: {
    kind: "error",
    exit: 6,
    meaning: "A migration is unfinished whose folder is not here, and its module has others to run.",
    cure: "Merge the branch that holds the folder, or check out the release that does, and run `strata up` there first.",
  },
  UNFINISHED_CHANGED: {
    kind: "error",
    exit: 6,
    meaning: "Statements of an unfinished migration that have run are not those in its file any more.",
    cure: "Put back what has run as it was, and correct only what comes after it.",
  },
  INVALID_INDEX_THERE: {
    kind: "error",
    exit: 8,
    meaning: "IF NOT EXISTS would take an INVALID index, left behind by somebody else, for the one to be built.",
    cure: "Drop the INVALID index by hand if nobody is building it, then run again.",
  },
  SINGLE_TRANSACTION_IMPOSSIBLE: {
    kind: "error",
    exit: 3,
    meaning: "--single-transaction was asked for, and a migration of the plan runs without a transaction.",
    cure: "Leave out --single-transaction, or stop before that migration with --to.",
  },
  PRODUCTION_NOT_CONFIRMED: {
    kind: "error",
    exit: 7,
    meaning: "A production database would change, and nobody has confirmed that.",
    cure: "Read `strata plan`, then add --yes; `strata env set` gives a database that is not production its class.",
  },
  NAME_NOT_CONFIRMED: {
    kind: "error",
    exit: 7,
    meaning: "The database's name, which confirms a change of this weight, was not given or is another one.",
    cure: "Give the name of the database that is meant with --database.",
  },
  ENVIRONMENT_REFUSED: {
    kind: "error",
    exit: 7,
    meaning: "The command is only for databases of another class.",
    cure: "`strata env show` tells the class and why; the command works in development and test only.",
  },
  FIXTURES_SKIPPED: {
    kind: "finding",
    exit: 2,
    meaning: "Fixtures stayed out of a database that is neither for development nor for tests.",
    cure: "Nothing to do: fixtures are for development and test databases only.",
  },
  NOT_INSTALLED: {
    kind: "error",
    exit: 6,
    meaning: "strata has never written to this database.",
    cure: "`strata up` begins its history.",
  },
  HISTORY_UNREADABLE: {
    kind: "error",
    exit: 5,
    meaning: "The role may not read the history.",
    cure: "Grant it USAGE on the schema sys_core and SELECT on its tables, or connect as their owner.",
  },
  HISTORY_DAMAGED: {
    kind: "error",
    exit: 6,
    meaning: "Rows that strata wrote when it was installed are missing from sys_core.",
    cure: "Restore the schema sys_core from a backup; the audit shows what was applied.",
  },
  FORMAT_NEWER: {
    kind: "error",
    exit: 6,
    meaning: "A newer strata has given the history a form that this one does not write.",
    cure: "Use the version of strata that last migrated this database, or a newer one.",
  },
  WAY_BACK_CHANGED: {
    kind: "error",
    exit: 6,
    meaning: "The way back that the history holds is not the one that the audit recorded.",
    cure: "Check out the release that holds the migration's folder and take it back from there; `strata audit verify` shows what else was changed.",
  },
  TRANSACTION_ENDED: {
    kind: "error",
    exit: 8,
    meaning: "Code of a migration ended the transaction of its step.",
    cure: "Remove COMMIT and ROLLBACK from what the migration calls.",
  },
  LANDED_IN_TEMP: {
    kind: "error",
    exit: 8,
    meaning: "A relation would have been temporary, because no schema of the search path existed when it was created.",
    cure: "Create the module's schema first.",
  },
  AUDIT_NOT_WRITTEN: {
    kind: "finding",
    exit: 2,
    meaning: "A failure could not be recorded in the audit.",
    cure: "Nothing to do: the failure itself is printed and the exit status is its own; the audit lacks this one event, and its chain stays whole.",
  },
  PENDING: {
    kind: "error",
    exit: 2,
    meaning: "Migrations are still pending when the time is over.",
    cure: "Run `strata up` against this database; for a migration that is unfinished do what its finding says.",
  },
  REASON_MISSING: {
    kind: "error",
    exit: 3,
    meaning: "A repair needs a reason, which the audit keeps.",
    cure: "Give it with --why.",
  },
  MIGRATION_NOT_APPLIED: {
    kind: "error",
    exit: 6,
    meaning: "The migration is not both on disk and applied.",
    cure: "`strata status` lists what is applied.",
  },
  NOTHING_APPLIED: {
    kind: "error",
    exit: 3,
    meaning: "There is no applied migration to take back.",
    cure: "`strata status` lists what is applied.",
  },
  REDO_WITHOUT_FOLDER: {
    kind: "error",
    exit: 6,
    meaning: "The newest applied migration has no folder here, so it cannot be run anew.",
    cure: "`strata down` takes it back by what the database has stored; or check out the branch that holds it.",
  },
  REDO_FAILED: {
    kind: "error",
    exit: 8,
    meaning: "The way back of the migration failed, so it cannot be run anew where it stands.",
    cure: "Correct its down.sql: `strata down -m MODULE --steps 1` runs it as it is then, `strata up` applies it again. Or add --rebuild: the database is dropped, created and migrated again.",
  },
  DATABASE_REBUILT: {
    kind: "finding",
    exit: 2,
    meaning: "The way back failed, so `redo` dropped the database, created it and migrated it again.",
    cure: "Nothing to do: it was asked for. Rows that no migration brings are gone.",
  },
  LATE_MERGED: {
    kind: "finding",
    exit: 6,
    meaning: "A migration that is new since the other revision is older than one that was there already.",
    cure: "`strata new --restamp MODULE VERSION` gives it a new stamp before it is merged.",
  },
  GIT_FAILED: {
    kind: "error",
    exit: 3,
    meaning: "git could not tell what another revision holds.",
    cure: "Run the command in a git checkout that has the revision; shallow clones may need a fetch.",
  },
} as const satisfies Record<string, CodeEntry>;
