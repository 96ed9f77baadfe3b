import type { CodeEntry } from "./code-entry.js";

/** Codes of reaching a server and of its databases. */
export const serverCodes = {
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
    meaning: "The server refuses the user, the password or the client's address, or lets nobody into the database.",
    cure: "Check user and password, the right to CONNECT, and the server's pg_hba.conf.",
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
  TRANSACTION_POOLER: {
    kind: "error",
    exit: 5,
    meaning:
      "A pooler stands before the server that gives a session another backend for each transaction: no lock would hold there.",
    cure: "Use the port of the server itself, or a pool of session mode, for strata; the application can stay as it is.",
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
} as const satisfies Record<string, CodeEntry>;
