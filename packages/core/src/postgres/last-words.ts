import type { Socket } from "node:net";
import { ServerError } from "../types/session.js";

/** What ended the session by a rule of the server's, with what to do: with the same settings it would end again. */
const rules: Readonly<Record<string, string>> = {
  "25P03": "idle_in_transaction_session_timeout",
  "25P04": "transaction_timeout",
  "57P05": "idle_session_timeout",
};

/** The end of a session as the rejection of its calls. */
export type LastWords = (cause?: unknown) => ServerError;

/**
 * Remembers what comes last over a stream. A server that ends a session says why in an ErrorResponse of severity FATAL just
 * before it closes the stream; the driver drops it.
 *
 * @returns What tells, once the stream is closed, the end of the session as the rejection of its calls: with the SQLSTATE
 *   of a timeout that ends sessions, else CONNECTION_CLOSED, and the server's words where there were any.
 */
export function watchLastWords(socket: Socket): LastWords {
  let [before, last]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  socket.on("data", (chunk: Buffer) => ([before, last] = [last, chunk]));
  return (cause) => {
    const fatal = fatalAtEnd(last) ?? fatalAtEnd(Buffer.concat([before, last]));
    const text = `the connection to the server was lost${fatal === undefined ? "" : `: ${fatal.message}`}`;
    const setting = rules[fatal?.code ?? ""];
    if (fatal === undefined || setting === undefined) return new ServerError(text, "CONNECTION_CLOSED", {}, { cause });
    const hint = `${setting} of the server, the database or the role is too short for this run. Raise it for the role: ALTER ROLE … SET ${setting}.`;
    return new ServerError(text, fatal.code, { hint }, { cause });
  };
}

/** The ErrorResponse that ends where the bytes end. https://www.postgresql.org/docs/current/protocol-message-formats.html */
function fatalAtEnd(bytes: Buffer): { readonly code: string; readonly message: string } | undefined {
  for (let at = bytes.indexOf("E"); at >= 0; at = bytes.indexOf("E", at + 1)) {
    if (at + 5 > bytes.length || bytes.readUInt32BE(at + 1) !== bytes.length - at - 1) continue;
    const fields = bytes.toString("utf8", at + 5).split("\0");
    const field = (kind: string): string | undefined => fields.find((one) => one.startsWith(kind))?.slice(1);
    const [severity, code, message] = [field("V"), field("C"), field("M")];
    if (severity !== "FATAL" && severity !== "PANIC") continue;
    if (code !== undefined && message !== undefined) return { code, message };
  }
  return undefined;
}
