import type { Migration } from "../migration/migration.js";
import { sha256 } from "../lib/hash.js";
import { compareText, type ModuleName, type Version } from "../types/ids.js";
import type { Major } from "../types/major.js";

/** Format of LATEST: another number when a file of it is made otherwise. */
export const LATEST_FORMAT = 1;

/** A migration as a replay ran it: what of it decides about schema and rows. */
export interface ReplayedVersion {
  readonly module: ModuleName;
  readonly version: Version;
  /** Raw checksum. */
  readonly up: string;
  /** Hash of transform.ts. */
  readonly transform?: string;
  /** Checksum over the files of the fixtures. */
  readonly fixtures?: string;
}

/** What LATEST of a module was made from: `versions.json`. docs/FORMATS.md, "LATEST". */
export interface LatestVersions {
  readonly generated: string;
  readonly format: typeof LATEST_FORMAT;
  readonly postgres: Major;
  readonly module: ModuleName;
  /** In the order of the replay. */
  readonly versions: readonly ReplayedVersion[];
  /** SHA-256 of each file's text, by its path within LATEST. */
  readonly files: Readonly<Record<string, string>>;
  /** Why an installation has to replay the history instead; absent where it has not. */
  readonly replay?: readonly string[];
}

/** What a file of this format says first. */
const GENERATED = "by `strata dump`; do not edit";

/** How a migration stands in `versions`. `fixtures` is the checksum of its fixtures, if it has any. */
export function replayedVersion(
  { module, version, checksums, transform }: Migration,
  fixtures: string | undefined,
): ReplayedVersion {
  return {
    module,
    version,
    up: checksums.up,
    ...(transform === undefined ? {} : { transform: sha256(transform.text) }),
    ...(fixtures === undefined ? {} : { fixtures }),
  };
}

/** The text of `versions.json`. `texts` are the other files of LATEST by their paths within it. */
export function writeLatestVersions(
  latest: Pick<LatestVersions, "postgres" | "module" | "versions"> & { readonly replay: readonly string[] },
  texts: ReadonlyMap<string, string>,
): string {
  const { postgres, module, versions, replay } = latest;
  const names = [...texts.keys()].toSorted(compareText);
  const value: LatestVersions = {
    generated: GENERATED,
    format: LATEST_FORMAT,
    postgres,
    module,
    versions,
    files: Object.fromEntries(names.map((name) => [name, sha256(texts.get(name) ?? "")])),
    ...(replay.length === 0 ? {} : { replay }),
  };
  // A line for each migration: two branches that add one differ in lines, and not within one.
  const lines = versions.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  return `${JSON.stringify({ ...value, versions: [] }, null, 2).replace('"versions": []', () => `"versions": [\n${lines}\n  ]`)}\n`;
}

/** Reads `versions.json`; undefined for a text that is none of this format. */
export function readLatestVersions(text: string): LatestVersions | undefined {
  let value: Partial<LatestVersions> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return undefined;
  }
  const isText = (one: unknown): one is string => typeof one === "string";
  const isSound =
    value?.generated === GENERATED &&
    value.format === LATEST_FORMAT &&
    typeof value.postgres === "number" &&
    isText(value.module) &&
    Array.isArray(value.versions) &&
    value.versions.every((one) => isText(one?.module) && isText(one.version) && isText(one.up)) &&
    typeof value.files === "object" &&
    value.files !== null &&
    Object.values(value.files).every(isText) &&
    (value.replay === undefined || (Array.isArray(value.replay) && value.replay.every(isText)));
  return isSound ? (value as LatestVersions) : undefined;
}

/** Whether the migrations are those of which LATEST was made, in that order. */
export function sameVersions(some: readonly ReplayedVersion[], others: readonly ReplayedVersion[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index]!;
      return (["module", "version", "up", "transform", "fixtures"] as const).every((key) => one[key] === other[key]);
    })
  );
}
