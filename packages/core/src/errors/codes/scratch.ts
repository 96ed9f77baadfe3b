import type { CodeEntry } from "./code-entry.js";

/** Codes of scratch databases and of what is replayed there. */
export const scratchCodes = {
  SCRATCH_WITHOUT_URL: {
    kind: "error",
    exit: 3,
    meaning: "scratchUrl is to be read from an environment variable that is not set.",
    cure: "Set the variable, or remove scratchUrl from the root configuration to use the embedded server.",
  },
  SCRATCH_OTHER_MAJOR: {
    kind: "error",
    exit: 3,
    meaning: "The server of scratchUrl has another major version than the root configuration names.",
    cure: "Name a server of that major, or change `postgres` in the root configuration for everybody.",
  },
  SCRATCH_NOT_CREATED: {
    kind: "error",
    exit: 5,
    meaning: "The server refuses to make a scratch database.",
    cure: "Give the role of scratchUrl the right to make databases (ALTER ROLE … CREATEDB), or remove scratchUrl to use the embedded server.",
  },
  SCRATCH_NOT_DROPPED: {
    kind: "finding",
    exit: 2,
    meaning: "A scratch database could not be dropped.",
    cure: "The next command that needs a scratch database on this server drops it.",
  },
  ROLE_NOT_CREATED: {
    kind: "error",
    exit: 5,
    meaning: "A role that the root configuration names is not on the server and cannot be created there.",
    cure: "Create it on that server (CREATE ROLE … NOLOGIN), or give the connected role the right to (ALTER ROLE … CREATEROLE).",
  },
} as const satisfies Record<string, CodeEntry>;
