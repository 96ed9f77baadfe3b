import type { CodeEntry } from "./code-entry.js";

/** Codes of order, history and plans. */
export const planCodes = {
  MIGRATION_CYCLE: {
    kind: "error",
    exit: 3,
    meaning: "Migrations wait for each other in a circle, so that none of them can run first.",
    cure: "Remove one of the `requires` headers on the path shown, or split the migration that is needed twice.",
  },
  STAMP_TAKEN: {
    kind: "error",
    exit: 3,
    meaning: "A `was` header names a stamp that another migration of the module has, or has had.",
    cure: "Remove the folder that was left behind, or the `was` header that is not true.",
  },
  MODULE_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A module was named that this workspace, the target or the history does not have.",
    cure: "Correct the name; `strata status` lists the modules.",
  },
  VERSION_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A version was named that no migration in question has.",
    cure: "Correct the version; `strata status` lists them.",
  },
  INSTALL_UNFINISHED: {
    kind: "finding",
    exit: 2,
    meaning: "The database was being installed from LATEST, in several transactions, and that has not ended.",
    cure: "Run `strata up`: it goes on, or takes back what is there and begins again where LATEST has changed since.",
  },
  LATEST_NOT_USED: {
    kind: "finding",
    exit: 2,
    meaning:
      "An empty database gets its history replayed, for it cannot be installed from LATEST; the message says why.",
    cure: "Nothing: a replay gives the same, only later.",
  },
  MIGRATION_EDITED: {
    kind: "error",
    exit: 6,
    meaning: "up.sql, up.contract.sql or bootstrap data of an applied migration has changed since it ran.",
    cure: "Put the old text back and write a new migration; in a development database, while you are still writing it, run `strata redo -m MODULE`. Or take the new text for the applied one with `strata repair accept -m MODULE VERSION --why TEXT`.",
  },
  DOWN_EDITED: {
    kind: "finding",
    exit: 2,
    meaning: "The way back, the transform or the frozen schema of an applied migration has changed since it ran.",
    cure: "Nothing, if that was meant: `down` runs what is on disk. `strata repair accept` records it.",
  },
  MIGRATION_MISSING: {
    kind: "error",
    exit: 6,
    meaning: "A migration is applied whose folder is gone, although its module has newer ones.",
    cure: "Bring the folder back from version control or merge the branch that has it; if it has a new stamp, name the old one in a `was` header. `strata down` takes it back by what the database has stored.",
  },
  MIGRATION_AHEAD: {
    kind: "finding",
    exit: 2,
    meaning: "The database is ahead: it has migrations of a module that are newer than those known here.",
    cure: "Nothing, for an older release that runs on. A developer's database goes back with `strata down -m MODULE --steps N`.",
  },
  AHEAD_AND_PENDING: {
    kind: "error",
    exit: 6,
    meaning: "A module has migrations to run here, but the database has newer ones of it that are not known here.",
    cure: "Merge the branch that has the newer migrations, or take them back with `strata down -m MODULE --steps N`.",
  },
  OUT_OF_ORDER: {
    kind: "error",
    exit: 6,
    meaning: "A migration to run is older than one of its own module that is applied.",
    cure: "`strata new --restamp MODULE VERSION` gives it a new stamp and a `was` header.",
  },
  MODULE_ELSEWHERE: {
    kind: "finding",
    exit: 0,
    meaning: "The database has migrations of a module that this workspace, or this target, does not have.",
    cure: "Nothing: another workspace takes care of them.",
  },
  FOLDER_RENAMED: {
    kind: "finding",
    exit: 0,
    meaning: "The folder of an applied migration has another name than when it ran, with the same version.",
    cure: "Nothing: module and version are the identity.",
  },
  CLUSTER_CHANGED: {
    kind: "finding",
    exit: 2,
    meaning: "The history was last written on another server: the database was restored from a dump, or upgraded.",
    cure: "See whether everything came along: the history in this database is the truth, and what it lacks runs again. The next run records this server, and so does `strata env set`.",
  },
  TIMELINE_CHANGED: {
    kind: "finding",
    exit: 2,
    meaning:
      "The history was last written on another timeline: a standby was promoted, or the server was restored to a point in time.",
    cure: "See what was lost: the history in this database is the truth, and what it lacks runs again. The next run records this server, and so does `strata env set`.",
  },
  PLAN_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A file is no plan that this strata can read, or was changed after it was made.",
    cure: "Make it again with `strata plan --json`.",
  },
  PLAN_STALE: {
    kind: "error",
    exit: 6,
    meaning: "A plan is not what would be run now: the database, the workspace or the target is another.",
    cure: "Make the plan again with `strata plan --json`, read it, and run that one.",
  },
  DOWN_SELECTION: {
    kind: "error",
    exit: 3,
    meaning: "`down` was not told in one way how far to go.",
    cure: "Give one of --steps N, --to VERSION and --all; --to needs -m MODULE where several modules have versions.",
  },
  DOWN_SYS_CORE: {
    kind: "error",
    exit: 3,
    meaning: "sys-core is never taken down on its own: it holds the history.",
    cure: "`strata uninstall` removes everything that strata has put into the database.",
  },
  IRREVERSIBLE: {
    kind: "error",
    exit: 6,
    meaning: "A migration that would be taken back says that there is no way back.",
    cure: "Stop above it with --to VERSION, or undo its effect with a new migration.",
  },
  DOWN_NEEDS_CODE: {
    kind: "error",
    exit: 6,
    meaning: "A migration that would be taken back moves data in code, and its folder is not here.",
    cure: "Run `down` from the version of the package that the message names.",
  },
  DOWN_STORED: {
    kind: "finding",
    exit: 0,
    meaning: "A migration is taken back by what the history stores, because its folder is not here.",
    cure: "Nothing; look at the plan before it runs.",
  },
  DOWN_OF_EDITED: {
    kind: "finding",
    exit: 2,
    meaning: "A migration is taken back by the folder on disk, whose way up has changed since it ran.",
    cure: "Make sure that its down takes back what was really run.",
  },
} as const satisfies Record<string, CodeEntry>;
