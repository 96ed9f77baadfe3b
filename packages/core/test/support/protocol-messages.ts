/**
 * Messages of PostgreSQL's protocol 3.0 as bytes, for what stands between client and server in tests.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** The code in the first message of a client; a startup has the version of the protocol in its place. */
export const FIRST = { cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104, startup: 196_608 } as const;

/** A message with a kind: one character, the length, the content. */
export function message(kind: string, ...content: readonly (Buffer | string | number)[]): Buffer {
  const body = contentOf(content);
  return Buffer.concat([Buffer.from(kind, "latin1"), int32(body.length + 4), body]);
}

/** The first message of a client, which has no kind. */
export function firstMessage(code: number, ...content: readonly (Buffer | string | number)[]): Buffer {
  const body = contentOf([code, ...content]);
  return Buffer.concat([int32(body.length + 4), body]);
}

/** Numbers as four bytes, texts ended by a zero byte, buffers as they are. */
function contentOf(content: readonly (Buffer | string | number)[]): Buffer {
  return Buffer.concat(
    content.map((part) =>
      typeof part === "number" ? int32(part) : typeof part === "string" ? Buffer.from(`${part}\0`) : part,
    ),
  );
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}

/** One message as it was cut out of a stream; `bytes` is all of it, `content` what follows its length. */
export interface Message {
  readonly kind: string;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/** Cuts a stream into messages, whatever the pieces it comes in. `startsBare`: the first message has no kind. */
export class MessageReader {
  #rest = Buffer.alloc(0);
  #bare: boolean;

  constructor(startsBare: boolean) {
    this.#bare = startsBare;
  }

  /** One more message without a kind follows: after a refused request for encryption. */
  expectBare(): void {
    this.#bare = true;
  }

  /** The messages that are complete now. `handle` may call `expectBare`. */
  read(chunk: Buffer, handle: (message: Message) => void): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#bare ? 0 : 1;
      if (this.#rest.length < head + 4) return;
      const end = head + this.#rest.readUInt32BE(head);
      if (this.#rest.length < end) return;
      const bytes = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      const kind = this.#bare ? "" : String.fromCharCode(bytes[0]!);
      this.#bare = false;
      handle({ kind, bytes, content: bytes.subarray(head + 4) });
    }
  }
}

/** An ErrorResponse. */
export function errorResponse(severity: "ERROR" | "FATAL", code: string, text: string): Buffer {
  return message("E", `S${severity}`, `V${severity}`, `C${code}`, `M${text}`, Buffer.alloc(1));
}

/** The text of an ErrorResponse. */
export function errorText(content: Buffer): string {
  const fields = content.toString("utf8").split("\0");
  return fields.find((field) => field.startsWith("M"))?.slice(1) ?? "unknown error";
}
