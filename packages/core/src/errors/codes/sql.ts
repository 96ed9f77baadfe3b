import type { CodeEntry } from "./code-entry.js";

/** Codes of reading a migration's SQL. */
export const sqlCodes = {
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
    cure: "Write `-- strata: no-transaction` at the top of the file, best in a migration of its own; or leave out CONCURRENTLY.",
  },
  NEVER_IN_TRANSACTION: {
    kind: "error",
    exit: 3,
    meaning:
      "PostgreSQL refuses a statement of the migration inside a transaction, and strata could not resume it after a crash.",
    cure: "Run it by hand or from the deployment, outside of migrations.",
  },
  INDEX_UNNAMED: {
    kind: "error",
    exit: 3,
    meaning: "An index is built CONCURRENTLY without a name, so that it could not be found again after a crash.",
    cure: "Name the index: CREATE INDEX CONCURRENTLY name ON table (column).",
  },
  LOST_BETWEEN_STATEMENTS: {
    kind: "error",
    exit: 3,
    meaning:
      "A statement of a no-transaction file leaves something for the next one that its transaction or session takes away.",
    cure: "Write SET without LOCAL; move what belongs together to a migration of its own without the header.",
  },
  STEP_DEFEATED: {
    kind: "error",
    exit: 3,
    meaning: "A statement would take from the step what it stands on: its lock or its right to write.",
    cure: "Replace or remove the statement as the message says.",
  },
  HISTORY_WRITE: {
    kind: "error",
    exit: 7,
    meaning: "SQL of a module writes to strata's own tables.",
    cure: "Remove the statement; reading the tables of sys_core is allowed, and `strata repair` mends what can be mended.",
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
} as const satisfies Record<string, CodeEntry>;
