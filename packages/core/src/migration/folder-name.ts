import type { Version } from "../types/ids.js";
import { instantOf } from "./version.js";

/** What a folder's name says. */
export interface FolderName {
  readonly version: Version;
  /** What follows the stamp: `create_account`. */
  readonly name: string;
}

/** Longest name after the stamp: what the file systems of common machines still take with a long path before it. */
const LONGEST = 100;

/** Reads `YYYYMMDDhhmmss_snake_name`; a text says what is wrong with the name instead. */
export function parseFolderName(folder: string): FolderName | string {
  const match = /^(?<version>\d*)(?<rest>.*)$/su.exec(folder);
  const { version = "", rest = "" } = match?.groups ?? {};
  if (version.length !== 14) return "it must start with a version of 14 digits, YYYYMMDDhhmmss";
  if (instantOf(version) === undefined) return `${version} is no valid UTC time`;
  const name = rest.slice(1);
  if (!rest.startsWith("_") || name === "") return "a name must follow the version, after an underscore";
  if (name.length > LONGEST) return `its name is longer than ${LONGEST} characters`;
  if (!/^[a-z0-9]+(?:_[a-z0-9]+)*$/u.test(name))
    return "its name may hold only a-z, 0-9 and single underscores between them";
  return { version, name };
}

/** The name of a migration's folder. */
export function formatFolderName({ version, name }: FolderName): string {
  return `${version}_${name}`;
}

/**
 * What a person calls a migration, as the name of a folder: `Create account` becomes `create_account`. Undefined when
 * nothing is left of it.
 */
export function toSnakeName(words: string): string | undefined {
  const name = words
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, "_")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "")
    .slice(0, LONGEST)
    .replace(/_+$/u, "");
  return name === "" ? undefined : name;
}
