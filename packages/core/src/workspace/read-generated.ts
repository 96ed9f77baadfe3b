import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { isMissing } from "../lib/system-error.js";
import { compareText } from "../types/ids.js";
import { describeFileError } from "./file-error.js";

/**
 * The text of a generated file as it is on disk, CRLF as LF, for git may have turned one into the other; undefined where there is none.
 *
 * @throws StrataError FILE_UNREADABLE.
 */
export function readGenerated(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

/** Paths of the files of rows in a LATEST folder, which are strata's by their names: `bootstrap/<schema>.<table>.ndjson`. */
export function listLatestRows(directory: string): string[] {
  return ["bootstrap", "fixtures"].flatMap((kind) => {
    const folder = join(directory, kind);
    try {
      return readdirSync(folder)
        .filter((name) => /^[^.]+\.[^.]+\.ndjson$/u.test(name))
        .toSorted(compareText)
        .map((name) => join(folder, name));
    } catch (error) {
      if (isMissing(error)) return [];
      throw unreadable(folder, error);
    }
  });
}

function unreadable(path: string, error: unknown): StrataError {
  return new StrataError("FILE_UNREADABLE", `${path} cannot be read: ${describeFileError(error)}`, {
    details: { place: { file: path } },
    cause: error,
  });
}
