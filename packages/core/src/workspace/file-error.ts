import { systemErrorCode } from "../lib/system-error.js";

const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it does not exist",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links go in a circle",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "its path is too long",
  EMFILE: "this process has too many open files",
  ENFILE: "the machine has too many open files",
  EEXIST: "it is there already",
  ENOTEMPTY: "it is there already",
};

/** Why a system call failed, in words; the bare code when strata has no words for it. */
export function describeFileError(error: unknown): string {
  const code = systemErrorCode(error);
  return code === undefined ? String(error) : (meanings[code] ?? code);
}
