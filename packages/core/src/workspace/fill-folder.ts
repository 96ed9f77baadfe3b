import { randomBytes } from "node:crypto";
import { type Dirent, existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { describeFileError } from "./file-error.js";
import { isLeftover } from "./folder-files.js";
import { renameFolder, writeFolder } from "./write-file.js";

/**
 * Whether a folder is missing, or holds nothing but files such as .gitkeep.
 *
 * @throws StrataError FILE_UNREADABLE.
 */
export function isVacant(path: string): boolean {
  return entriesOf(path).every((entry) => entry.isFile() && isLeftover(entry.name));
}

/**
 * Writes all files of a vacant folder at once, what it holds already kept: either all of them are there afterwards, or
 * the folder is as it was. Keys of `files` are paths within the folder, with `/`.
 *
 * @throws StrataError FILE_UNREADABLE, WRITE_FAILED; then nothing is left behind.
 */
export function fillFolder(path: string, files: Readonly<Record<string, string>>): void {
  if (!existsSync(path)) {
    writeFolder(path, files);
    return;
  }
  const kept = entriesOf(path).map(({ name }) => [name, reading(path, () => readFileSync(join(path, name)))] as const);
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.old`);
  renameFolder(path, aside);
  try {
    writeFolder(path, { ...Object.fromEntries(kept), ...files });
  } catch (error) {
    renameFolder(aside, path);
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

function entriesOf(path: string): Dirent[] {
  return reading(path, () => (existsSync(path) ? readdirSync(path, { withFileTypes: true }) : []));
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new StrataError("FILE_UNREADABLE", `${path} cannot be read: ${describeFileError(error)}`, { cause: error });
  }
}
