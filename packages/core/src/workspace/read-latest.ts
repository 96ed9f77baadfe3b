import { join } from "node:path";
import { type LatestVersions, readLatestVersions } from "../dump/latest-versions.js";
import type { Finding } from "../errors/finding.js";
import { sha256 } from "../lib/hash.js";
import type { DataSource, TextFile } from "../migration/migration.js";
import type { Module } from "../module/module.js";
import { hashFile } from "./hash-file.js";
import { listFolder } from "./module-folder.js";
import { readText } from "./read-text.js";
import { LATEST } from "./latest-folder.js";

/** LATEST of a module as it is on disk, each file with the hash that it was generated with. */
export interface LatestOnDisk {
  /** SHA-256 of versions.json, which names the hashes of all others. */
  readonly hash: string;
  readonly versions: LatestVersions;
  readonly schema: TextFile;
  readonly history: TextFile;
  readonly bootstrap: DataSource | undefined;
  readonly fixtures: DataSource | undefined;
}

/** Why LATEST is not used. */
export interface LatestProblem {
  readonly problem: string;
  /** Generating it anew helps. */
  readonly isOutdated: boolean;
}

/**
 * Reads LATEST of a module.
 *
 * @returns what is wrong with it; undefined when there is none.
 */
export function readLatest(module: Module): LatestOnDisk | LatestProblem | undefined {
  const findings: Finding[] = [];
  const directory = join(module.directory, LATEST);
  const there = new Map(
    ["", "bootstrap", "fixtures"].flatMap((folder) => filesIn(module, join(directory, folder), folder, findings)),
  );
  const path = there.get("versions.json");
  if (path === undefined) return findings[0] && { problem: findings[0].message, isOutdated: false };
  const text = readText(path);
  if (typeof text !== "string") return { problem: text.message, isOutdated: false };
  const versions = readLatestVersions(text);
  if (versions === undefined) return outdated(`${LATEST}/versions.json of ${module.name} is of another format`);

  const texts: Record<string, TextFile> = {};
  const data: Record<"bootstrap" | "fixtures", DataSource["files"][number][]> = { bootstrap: [], fixtures: [] };
  for (const [name, sha] of Object.entries(versions.files)) {
    const file = there.get(name);
    const found = file === undefined ? undefined : hashOf(file);
    if (found !== undefined && "code" in found) return { problem: found.message, isOutdated: false };
    if (file === undefined || found?.sha256 !== sha)
      return outdated(`${LATEST}/${name} of ${module.name} is not what was generated`);
    const kind = name.startsWith("bootstrap/") ? "bootstrap" : name.startsWith("fixtures/") ? "fixtures" : undefined;
    if (kind === undefined) texts[name] = { name: `${LATEST}/${name}`, path: file, text: found.text ?? "" };
    else data[kind].push({ name, path: file });
  }
  const { "schema.sql": schema, "history.json": history } = texts;
  if (schema === undefined || history === undefined) return outdated(`${LATEST} of ${module.name} is not complete`);
  const source = (kind: keyof typeof data): DataSource | undefined =>
    data[kind].length === 0 ? undefined : { form: "ndjson", files: data[kind] };
  return {
    hash: sha256(text),
    versions,
    schema,
    history,
    bootstrap: source("bootstrap"),
    fixtures: source("fixtures"),
  };
}

function outdated(problem: string): LatestProblem {
  return { problem, isOutdated: true };
}

/** Files by their names within LATEST; nothing outside of the module, and none where there is no such folder. */
function filesIn(module: Module, directory: string, folder: string, findings: Finding[]): [string, string][] {
  return listFolder(module.directory, directory, findings).flatMap(({ name, path, isFile }): [string, string][] =>
    isFile ? [[folder === "" ? name : `${folder}/${name}`, path]] : [],
  );
}

/** A text is kept; rows are read again when they are loaded. */
function hashOf(path: string): { readonly sha256: string; readonly text?: string } | Finding {
  if (path.endsWith(".ndjson")) return hashFile(path);
  const text = readText(path);
  return typeof text === "string" ? { sha256: sha256(text), text } : text;
}
