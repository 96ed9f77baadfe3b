import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Finding } from "../errors/finding.js";
import { InternalError } from "../errors/internal-error.js";
import { normalizeText } from "../migration/checksum.js";
import { describeFileError } from "./file-error.js";

/** The most that strata reads in one piece: 64 MiB. */
export const LARGEST_TEXT = 64 * 1024 * 1024;

/**
 * Reads a text file, byte order mark removed and CRLF as LF. What stands in the way (unreadable, too large, not UTF-8,
 * a NUL) is the finding that comes instead of the text.
 */
export function readText(path: string): string | Finding {
  let bytes: Buffer | Finding;
  try {
    bytes = readBytes(path);
  } catch (error) {
    return {
      code: "FILE_UNREADABLE",
      message: `${path} cannot be read: ${describeFileError(error)}`,
      place: { file: path },
    };
  }
  if (!Buffer.isBuffer(bytes)) return bytes;
  if (!isUtf8(bytes))
    return {
      code: "FILE_ENCODING",
      message: `${path} is not UTF-8`,
      place: { file: path, line: lineOfInvalid(bytes) },
    };
  const nul = bytes.indexOf(0);
  if (nul >= 0)
    return {
      code: "FILE_ENCODING",
      message: `${path} holds a NUL character, which PostgreSQL cannot take`,
      place: { file: path, line: lineAt(bytes, nul) },
    };
  return normalizeText(bytes.toString("utf8"));
}

function readBytes(path: string): Buffer | Finding {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size > LARGEST_TEXT) {
      const message = `${path} has ${Math.ceil(size / 1024 / 1024)} MiB; strata reads at most ${LARGEST_TEXT / 1024 / 1024} MiB in one piece`;
      return { code: "FILE_TOO_LARGE", message, place: { file: path } };
    }
    const bytes = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(file, bytes, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

function lineAt(bytes: Buffer, end: number): number {
  let line = 1;
  for (let index = bytes.indexOf(10); index >= 0 && index < end; index = bytes.indexOf(10, index + 1)) line += 1;
  return line;
}

/** The first line that is not UTF-8: no character of UTF-8 spans a line end. */
function lineOfInvalid(bytes: Buffer): number {
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  throw new InternalError("every line is UTF-8 but the file is not");
}
