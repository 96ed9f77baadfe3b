import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { Finding } from "../errors/finding.js";
import { describeFileError } from "./file-error.js";

const CHUNK = 1024 * 1024;
const CR = 13;
const LF = 10;

/**
 * SHA-256 of a UTF-8 file as `normalizeText` would make it, in bounded memory whatever its size. What stands in the way
 * is the finding that comes instead.
 */
export function hashFile(path: string): { readonly sha256: string } | Finding {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return hashOpenFile(file);
  } catch (error) {
    // TextDecoder's way of saying that bytes are not UTF-8.
    if (error instanceof TypeError)
      return { code: "FILE_ENCODING", message: `${path} is not UTF-8`, place: { file: path } };
    return {
      code: "FILE_UNREADABLE",
      message: `${path} cannot be read: ${describeFileError(error)}`,
      place: { file: path },
    };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function hashOpenFile(file: number): { readonly sha256: string } {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = Buffer.allocUnsafe(CHUNK + 1);
  let held = 0;
  for (let first = true; ; first = false) {
    const count = readSync(file, buffer, held, CHUNK, null);
    const bytes = buffer.subarray(0, held + count);
    decoder.decode(bytes.subarray(held), { stream: count > 0 });
    if (count === 0) {
      hash.update(bytes);
      return { sha256: hash.digest("hex") };
    }
    // A CR at the end may be half of a CRLF: it waits for the next chunk.
    held = bytes.at(-1) === CR ? 1 : 0;
    const start = first && bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)) ? 3 : 0;
    hash.update(withoutCarriageReturns(bytes.subarray(start, bytes.length - held)));
    if (held === 1) buffer[0] = CR;
  }
}

function withoutCarriageReturns(bytes: Buffer): Uint8Array {
  if (!bytes.includes("\r\n")) return bytes;
  return bytes.filter((byte, index) => !(byte === CR && bytes[index + 1] === LF));
}
