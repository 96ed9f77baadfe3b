import type { CodeEntry } from "./code-entry.js";

/** Codes of the command line, and of strata's own faults. */
export const commandLineCodes = {
  INTERNAL: {
    kind: "error",
    exit: 1,
    meaning: "strata itself is at fault.",
    cure: "Report it with the command and the message. The database stands as the last line of output says.",
  },
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
  HISTORY_UNLIKE_AUDIT: {
    kind: "error",
    exit: 6,
    meaning: "A history row was changed, added or deleted by hand: the audit implies another one.",
    cure: "Put the row back as the audit has it: `strata audit show -m MODULE --json` tells name, checksums and order.",
  },
} as const satisfies Record<string, CodeEntry>;
