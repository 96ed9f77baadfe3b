import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { systemErrorCode } from "../lib/system-error.js";
import { describeFileError } from "./file-error.js";

/**
 * Writes a file whole or not at all: into a temporary file beside it that then takes its name. The mode of a file that
 * is there is kept, a symbolic link stays one, missing folders above it are made. `mode` is that of a new file. With
 * `isDurable` false the bytes may still be lost when the machine fails, for what is worth less than waiting for the disk.
 *
 * @throws StrataError WRITE_FAILED; the old file is as it was and the temporary one is gone.
 */
export function writeFile(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number; readonly isDurable?: boolean } = {},
): void {
  writing(path, () => {
    makeFolder(dirname(path));
    const target = existsSync(path) ? realpathSync.native(path) : path;
    const mode = existsSync(target) ? statSync(target).mode & 0o7777 : options.mode;
    const temporary = temporaryBeside(target);
    try {
      writeNew(temporary, content, options.isDurable);
      if (mode !== undefined) chmodSync(temporary, mode);
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/**
 * Makes a folder with its files appear at once: they are written into a temporary folder beside it that then takes its
 * name. Keys of `files` are paths within the folder, with `/`.
 *
 * @throws StrataError WRITE_FAILED, also when something is there already; then nothing is left behind.
 */
export function writeFolder(path: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  writing(path, () => {
    makeFolder(dirname(path));
    if (existsSync(path)) throw Object.assign(new Error("it is there already"), { code: "EEXIST" });
    const temporary = temporaryBeside(path);
    try {
      mkdirSync(temporary);
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(temporary, name)), { recursive: true });
        writeNew(join(temporary, name), content);
      }
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  });
}

/**
 * Gives a folder another name at once.
 *
 * @throws StrataError WRITE_FAILED, also when the new name is taken; then the folder has its old name.
 */
export function renameFolder(from: string, to: string): void {
  writing(to, () => {
    if (existsSync(to)) throw Object.assign(new Error("it is there already"), { code: "EEXIST" });
    renameSync(from, to);
  });
}

/** Node says EEXIST of a file that stands where the folder should be. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw systemErrorCode(error) === "EEXIST"
      ? Object.assign(new Error("not a folder"), { code: "ENOTDIR", cause: error })
      : error;
  }
}

/** Written and on the disk, for a rename may reach it before the bytes do. */
function writeNew(path: string, content: string | Uint8Array, isDurable = true): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, content);
    if (isDurable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name that starts with a dot: whoever reads the folder meanwhile leaves it alone. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new StrataError("WRITE_FAILED", `${path} cannot be written: ${describeFileError(error)}`, {
      details: { place: { file: path } },
      cause: error,
    });
  }
}
