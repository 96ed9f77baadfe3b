import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import type { Finding } from "../errors/finding.js";
import { InternalError } from "../errors/internal-error.js";
import { normalizeText } from "../migration/checksum.js";
import { frame } from "../sql/frame.js";
import { describeFileError } from "./file-error.js";

/** The most that strata reads in one piece: a run with an `up.sql` of this size stays within 256 MiB of memory. */
export const LARGEST_TEXT = 12 * 1024 * 1024;

/**
 * Reads a text file, byte order mark removed and CRLF as LF. What stands in the way (unreadable, too large, not UTF-8,
 * a NUL) is the finding that comes instead of the text.
 */
export function readText(path: string): string | Finding {
  let text: string;
  try {
    const stats = statSync(path);
    // Reading a pipe or a device may never end.
    if (!stats.isFile()) return unreadable(path, stats.isDirectory() ? "it is a folder" : "it is no regular file");
    const { size } = stats;
    if (size > LARGEST_TEXT) return tooLarge(path, size);
    // Decoding while reading is Node's fastest way; what it could not decode it leaves as U+FFFD.
    text = readFileSync(path, "utf8");
    if (text.includes("\uFFFD")) {
      const bytes = readFileSync(path);
      if (!isUtf8(bytes))
        return {
          code: "FILE_ENCODING",
          message: `${path} is not UTF-8`,
          place: { file: path, line: lineOfInvalid(bytes) },
        };
    }
  } catch (error) {
    return unreadable(path, describeFileError(error));
  }
  const nul = text.indexOf("\0");
  if (nul < 0) return normalizeText(text);
  const { line, column } = frame(text, nul);
  return {
    code: "FILE_ENCODING",
    message: `${path} holds a NUL character, which PostgreSQL cannot take`,
    hint: "Remove the character; in a file full of them, save it as UTF-8 instead of UTF-16.",
    place: { file: path, line, column },
  };
}

/** Reads the text files of many folders. A file must be known to be a regular one. */
export type TextReader = (path: string) => string | Finding;

/** Bytes of a text that is read by three system calls; most migrations are smaller. */
const SMALL = 32 * 1024;

/** The same as {@link readText}, for what is known to be no pipe and no device: asking what it is costs as much as reading it. */
export function createTextReader(): TextReader {
  const buffer = Buffer.allocUnsafe(SMALL);
  return (path) => readSmall(path, buffer) ?? readText(path);
}

/** Undefined where there is more to it: a larger file, one that cannot be read, or one that may not be a text. */
function readSmall(path: string, buffer: Buffer): string | undefined {
  let text: string;
  try {
    const file = openSync(path, "r");
    try {
      const size = readSync(file, buffer, 0, SMALL, 0);
      if (size === SMALL) return undefined;
      text = buffer.toString("utf8", 0, size);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  return text.includes("\uFFFD") || text.includes("\0") ? undefined : normalizeText(text);
}

function unreadable(path: string, why: string): Finding {
  return { code: "FILE_UNREADABLE", message: `${path} cannot be read: ${why}`, place: { file: path } };
}

function tooLarge(path: string, size: number): Finding {
  const [own, limit] = [size, LARGEST_TEXT].map((bytes) => Math.ceil(bytes / 1024 / 1024));
  return {
    code: "FILE_TOO_LARGE",
    message: `${path} has ${own} MiB; strata reads at most ${limit} MiB in one piece`,
    hint: "Split it, over several migrations where it is one.",
    place: { file: path },
  };
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
