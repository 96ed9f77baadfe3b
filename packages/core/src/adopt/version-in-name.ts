import { instantOf } from "../migration/version.js";
import type { Version } from "../types/ids.js";

/** A name of another tool, split into the version that it starts with and the rest. */
export interface VersionedName {
  /** As written; empty when the name starts with none. */
  readonly version: string;
  readonly name: string;
}

/** Splits a name after its digits, which may be grouped with dashes as in `2023-10-21-104200_create_tables`. */
export function splitVersion(text: string): VersionedName {
  const { version = "", name = "" } =
    /^(?<version>(?:\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?|\d*)(?!\d))[-_. ]*(?<name>.*)$/su.exec(text)!.groups!;
  return { version, name };
}

/**
 * The stamp that a version is: fourteen digits that are a UTC time, or the same grouped with dashes, where a counter may
 * follow as diesel writes it since 2.2: `2026-07-13-150329-0000`.
 */
export function stampIn(version: string): Version | undefined {
  const digits = /^(\d{4})-(\d{2})-(\d{2})-(\d{6})(?:-\d+)?$/u.exec(version)?.slice(1).join("") ?? version;
  return instantOf(digits) === undefined ? undefined : digits;
}
