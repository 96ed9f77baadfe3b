import type { CodeEntry } from "./code-entry.js";

/** Codes of statements, transactions and the lock. */
export const transactionCodes = {
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
    meaning:
      "A statement could not have a lock within lock_timeout, or others waited behind it that long; it was tried again until the time for retries was over, and rolled back.",
    cure: "End the session that the message names, give the command a longer --retry-for, or run it at a quieter time. Where it names none, `SELECT pid, pg_blocking_pids(pid), query FROM pg_stat_activity` tells while the command waits.",
  },
  DEADLOCK: {
    kind: "error",
    exit: 4,
    meaning:
      "The server ended a deadlock by cancelling this transaction, each time that it was tried; it was rolled back.",
    cure: "Give the command a longer --retry-for, or take the locks in the order in which the application takes them.",
  },
  SERIALIZATION_FAILED: {
    kind: "error",
    exit: 4,
    meaning:
      "Transactions of others conflicted with this one under its isolation level, each time that it was tried; it was rolled back.",
    cure: "Give the command a longer --retry-for, or have the role migrate under READ COMMITTED.",
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
    meaning:
      "The connection was lost while a transaction was being committed, and the server could not be asked in time whether it holds.",
    cure: "Run `strata status`: the history says what holds. Then run the command again.",
  },
  TRANSACTION_ABORTED: {
    kind: "error",
    exit: 8,
    meaning: "Code within a transaction swallowed an error of the server, which had already given the transaction up.",
    cure: "Let errors of the database through, or put a SAVEPOINT before a statement that may fail.",
  },
  HISTORY_CHANGED: {
    kind: "error",
    exit: 6,
    meaning:
      "After a connection was lost the history is not what the run had left: somebody else changed it, or the server lost part of it in a fail-over.",
    cure: "Run `strata status` to see how the database stands, and `strata audit show` who changed it; then run the command again.",
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
} as const satisfies Record<string, CodeEntry>;
