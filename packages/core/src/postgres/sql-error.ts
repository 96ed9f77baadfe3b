import type { Code } from "../errors/codes.js";
import { StrataError } from "../errors/strata-error.js";
import { frame } from "../sql/frame.js";
import { indexOfCharacter } from "../sql/offsets.js";
import type { Place } from "../types/place.js";
import type { ServerError } from "../types/session.js";

/** Where a statement came from. */
export interface StatementSource {
  /** The file that holds it, or a text that is no file, such as `down.sql (stored)`; `path` is what people open. */
  readonly file?: { readonly name: string; readonly path?: string; readonly text: string };
  /** Index in the file's text (as `slice` takes it) of the first character that was sent; 0 unless given. */
  readonly offset?: number;
  /** What strata was doing: stands before the server's message. */
  readonly sentence?: string;
}

const byState: Readonly<Record<string, Code>> = {
  CONNECTION_CLOSED: "CONNECTION_LOST",
  "25006": "READ_ONLY",
  "25P03": "CONNECTION_LOST",
  "25P04": "CONNECTION_LOST",
  "40001": "SERIALIZATION_FAILED",
  "40P01": "DEADLOCK",
  "53100": "DISK_FULL",
  "53300": "TOO_MANY_CONNECTIONS",
  "55P03": "LOCK_TIMEOUT",
  "57014": "STATEMENT_CANCELLED",
  "57P01": "CONNECTION_LOST",
  "57P02": "CONNECTION_LOST",
  "57P05": "CONNECTION_LOST",
  "57P03": "SERVER_NOT_READY",
};

/** What to do where the code's own cure says too little; said after the server's own hint. */
const hints: Readonly<Record<string, string>> = {
  "25006":
    "A setting such as default_transaction_read_only was turned on meanwhile, or the migration turns it on itself; where a server does so, its disk may be full. `strata doctor` tells how the server stands.",
  "42501": "Grant the role of the URL what it lacks, or connect as the role that owns the object.",
  "53200":
    "Run without --single-transaction, or split the migration: each step then has locks of its own. Or raise max_locks_per_transaction on the server, which needs a restart.",
  "53100":
    "Free space on the server first; nothing is tried again by itself, for a server that crashes while it is full may not start.",
  "55P04": "Use the value in a migration of its own, and run without --single-transaction.",
  "57014":
    "If it ran longer than statement_timeout, raise that for this role (ALTER ROLE … SET statement_timeout), or put SET LOCAL statement_timeout = 0 above it in the file; else somebody cancelled it.",
  "2D000": "Remove COMMIT and ROLLBACK from the block or procedure: strata runs the whole step in one transaction.",
};

/** The code of a SQLSTATE that has one of its own. */
export function codeOfState(sqlstate: string): Code | undefined {
  return byState[sqlstate];
}

/**
 * The server's error as people need it: file, line and column in characters, three lines with a caret, the server's
 * detail and hint. Without a position from the server the place is where the statement starts.
 *
 * `details` of the result: `place`, `frame`, `sqlstate`, and of the server's fields those that are set: `detail`,
 * `where`, `schema`, `table`, `column`, `constraint`. The code is SQL_FAILED unless the SQLSTATE has one of its own.
 */
export function explainServerError(error: ServerError, source: StatementSource = {}): StrataError {
  const { hint: said, position, ...fields } = error.fields;
  // The audit refuses by itself what no grant can allow.
  const own = error.fields.where?.includes("sys_core.refuse_change") === true ? undefined : hints[error.code];
  const hint = [said, own].filter((part) => part !== undefined).join(" ");
  const located = source.file === undefined ? undefined : locate(source.file, source.offset ?? 0, position);
  return new StrataError(
    byState[error.code] ?? "SQL_FAILED",
    source.sentence === undefined ? error.message : `${source.sentence}: ${error.message}`,
    { hint: hint === "" ? undefined : hint, details: { ...located, sqlstate: error.code, ...fields }, cause: error },
  );
}

function locate(
  file: { readonly name: string; readonly path?: string; readonly text: string },
  offset: number,
  position: number | undefined,
): { place: Place; frame: string } {
  // The server counts characters within what was sent; a string counts UTF-16 units.
  const index = offset + (position === undefined ? 0 : indexOfCharacter(file.text.slice(offset), position - 1));
  const { line, column, frame: lines } = frame(file.text, index);
  return { place: { file: file.path ?? file.name, line, column }, frame: lines };
}
